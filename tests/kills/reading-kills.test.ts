import { afterAll, expect, test } from 'vitest'
import { seeded } from '../../src/kernel/codes/index.ts'
import { cleanUp, dataFolder, until } from '../serving/shudu-process.ts'
import { openReadingFire } from './acknowledged-readings.ts'
import { enrolSix, expectAllKept, mqttPort, postgresPid, startCity } from './reading-city.ts'

afterAll(cleanUp)

/** Kills in one run; `SHUDU_READING_KILLS=30` for the long one. */
const kills = Number(process.env.SHUDU_READING_KILLS ?? 3)

test(
  `${kills} kills of server and database under load lose no acknowledged reading and keep none twice`,
  async () => {
    const data = dataFolder()
    let city = startCity(data)
    let url = await city.ready
    const fire = openReadingFire({ url: () => url, mqttPort: () => mqttPort(url) }, await enrolSix(data, url))
    const random = seeded('reading kills')
    let databaseKills = 0
    for (let kill = 0; kill < kills; kill += 1) {
      await fire.more(200 + Math.floor(random() * 800))
      if (kill % 2 === 1) {
        databaseKills += 1
        const pid = await until(
          async () => postgresPid(data),
          (found) => found > 0,
        )
        process.kill(pid, 'SIGKILL')
      } else {
        await city.end('SIGKILL')
        city = startCity(data)
        url = await city.ready
      }
    }
    await fire.more(500)
    await fire.stop()
    await city.end()

    // What the buffer on disk still held was written by the next start.
    city = startCity(data)
    await city.ready
    const acknowledged = await expectAllKept(data, fire.devices)
    await city.end()
    expect(acknowledged).toBeGreaterThan(kills * 200)
    process.stdout.write(
      `${kills} kills (${databaseKills} of the database): ${acknowledged} readings acknowledged, all kept, each once\n`,
    )
  },
  120_000 + kills * 30_000,
)
