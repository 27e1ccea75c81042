import { readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cleanUp, dataFolder, until } from '../serving/shudu-process.ts'
import { openReadingFire } from './acknowledged-readings.ts'
import { enrolSix, expectAllKept, mqttPort, postgresPid, startCity } from './reading-city.ts'

afterAll(cleanUp)

/** Acknowledged readings for which the database stays away; seconds when `SHUDU_AWAY_SECONDS` says so, for the long run. */
const away = 600
const seconds = Number(process.env.SHUDU_AWAY_SECONDS ?? 0)

/** The program that the city would start its database anew with. */
function program(data: string): string {
  const [version = ''] = readdirSync(join(data, 'database/programs'))
  return join(data, 'database/programs', version, 'bin/postgres')
}

const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_000

test(
  'while the database is away readings go on being acknowledged, a kill in between included, and all of them are kept',
  async () => {
    const data = dataFolder()
    let city = startCity(data)
    let url = await city.ready
    const fire = openReadingFire({ url: () => url, mqttPort: () => mqttPort(url) }, await enrolSix(data, url))
    await fire.more(500)
    const postgres = program(data)
    // It can be started again only when its program is back.
    renameSync(postgres, `${postgres}.away`)
    process.kill(postgresPid(data), 'SIGKILL')
    const before = memoryOf(city.pid)
    let most = before
    const ends = Date.now() + seconds * 1_000
    do {
      await fire.more(away)
      most = Math.max(most, memoryOf(city.pid))
    } while (Date.now() < ends)
    const folder = join(data, 'readings')
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    // 21 bytes a row and 12 a batch; what the database had kept before it died is acknowledged without the disk.
    expect(bytes).toBeGreaterThan((away / 2) * 21)
    renameSync(`${postgres}.away`, postgres)
    // The kill may fall into the writing of what was buffered: it is then written again, and kept once.
    await fire.more(200)
    await city.end('SIGKILL')
    city = startCity(data)
    url = await city.ready
    await fire.more(500)
    await fire.stop()
    const acknowledged = await expectAllKept(data, fire.devices)
    await until(
      async () => readdirSync(folder).filter((name) => name.endsWith('.readings')),
      (left) => left.length === 0,
    )
    await city.end()
    process.stdout.write(
      `${acknowledged} readings acknowledged, all kept; while the database was away ${Math.round(bytes / 1_000)} kB on disk, memory ${Math.round(before)} MB before and at most ${Math.round(most)} MB\n`,
    )
    expect(most - before).toBeLessThan(300)
  },
  240_000 + seconds * 2_000,
)
