import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { seeded } from '../../src/kernel/codes/index.ts'
import { embeddedAddress, openDb } from '../../src/platform/base/index.ts'
import { issueOperatorToken } from '../../src/platform/identity/index.ts'
import { cleanUp, dataFolder, type ShuduProcess, startShudu, until } from '../serving/shudu-process.ts'
import { openReadingFire } from './acknowledged-readings.ts'

afterAll(cleanUp)

/** Kills in one run; `SHUDU_READING_KILLS=30` for the long one. */
const kills = Number(process.env.SHUDU_READING_KILLS ?? 3)

const postgresPid = (data: string): number => {
  try {
    return Number(readFileSync(join(data, 'database/pgdata/postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return 0 // between two servers there is none
  }
}

test(
  `${kills} kills of server and database under load lose no acknowledged reading and keep none twice`,
  async () => {
    const data = dataFolder()
    const start = (): ShuduProcess =>
      startShudu({ SHUDU_DATA: data, SHUDU_RATE: '0' }, 'tests/kills/city-under-fire.ts', [])
    let city = start()
    let url = await city.ready
    const app = openDb(embeddedAddress(data, 'app') ?? {}, { connections: 1 })
    const { token } = await issueOperatorToken(app, { as: 'service:kills', scopes: ['twin'], days: 1 })
    await app.close()
    const secrets = new Map<string, string>()
    for (let i = 0; i < 6; i++) {
      const answer = await fetch(`${url}/api/things/devices`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id: `fire-${i}`, profile: 'noise' }),
      })
      expect(answer.status).toBe(201)
      secrets.set(`fire-${i}`, ((await answer.json()) as { secret: string }).secret) // as the route declares
    }
    const port = async () => ((await (await fetch(`${url}/api/things/where`)).json()) as { mqtt: number }).mqtt // as the route declares
    const fire = openReadingFire(port, secrets)
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
        city = start()
        url = await city.ready
      }
    }
    await fire.more(500)
    await fire.stop()
    await city.end()

    // What the buffer on disk still held was written by the next start.
    city = start()
    await city.ready
    const db = openDb(embeddedAddress(data, 'owner') ?? {}, { connections: 1 })
    let acknowledged = 0
    for (const [id, { sent, acknowledged: acks }] of fire.devices) {
      const keptNow = async () =>
        (
          await sql<{ at: number; value: number }>`select (extract(epoch from o.at) * 1000)::float8 as at, o.value
            from twin.observation o join things.device_series s on s.series = o.series join things.device d on d.key = s.device
            where d.id = ${id} and s.measure = 'laeq'`.execute(db)
        ).rows
      const rows = await until(keptNow, (found) => found.length >= acks.size, 60_000)
      const kept = new Map(rows.map(({ at, value }) => [at, value]))
      expect(kept.size).toBe(rows.length)
      expect([...acks].filter(([at, value]) => kept.get(at) !== value)).toEqual([])
      expect([...kept].filter(([at, value]) => sent.get(at) !== value)).toEqual([])
      acknowledged += acks.size
    }
    await db.close()
    await city.end()
    expect(acknowledged).toBeGreaterThan(kills * 200)
    process.stdout.write(
      `${kills} kills (${databaseKills} of the database): ${acknowledged} readings acknowledged, all kept, each once\n`,
    )
  },
  120_000 + kills * 30_000,
)
