import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { embeddedAddress, openDb } from '../../src/platform/base/index.ts'
import { issueOperatorToken } from '../../src/platform/identity/index.ts'
import { type ShuduProcess, startShudu, until } from '../serving/shudu-process.ts'
import type { SentReadings } from './acknowledged-readings.ts'

/** Starts the city of a data folder in a process of its own, without limits on how often somebody may call. */
export const startCity = (data: string, env: Record<string, string> = {}): ShuduProcess =>
  startShudu({ SHUDU_DATA: data, SHUDU_RATE: '0', ...env }, 'tests/kills/city-under-fire.ts', [])

/** Process number of the embedded database; 0 between two servers. */
export function postgresPid(data: string): number {
  try {
    return Number(readFileSync(join(data, 'database/pgdata/postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return 0
  }
}

/** Enrols six meters of noise. @returns their secrets by id */
export async function enrolSix(data: string, url: string): Promise<ReadonlyMap<string, string>> {
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
  return secrets
}

/** Where a city speaks MQTT now. */
export const mqttPort = async (url: string): Promise<number> =>
  ((await (await fetch(`${url}/api/things/where`)).json()) as { mqtt: number }).mqtt // as the route declares

/**
 * Every acknowledged reading is kept, once and with its value, and nothing is kept that was not sent.
 * @returns how many were acknowledged
 */
export async function expectAllKept(data: string, devices: ReadonlyMap<string, SentReadings>): Promise<number> {
  const db = openDb(embeddedAddress(data, 'owner') ?? {}, { connections: 1 })
  let acknowledged = 0
  for (const [id, { sent, acknowledged: acks }] of devices) {
    const readings = sql`from twin.observation o join things.device_series s on s.series = o.series
      join things.device d on d.key = s.device where d.id = ${id} and s.measure = 'laeq'`
    const counted = async () =>
      (await sql<{ n: number }>`select count(*)::int as n ${readings}`.execute(db)).rows[0]?.n ?? 0
    // What the buffer on disk held is written after the start.
    await until(counted, (found) => found >= acks.size, 120_000)
    const { rows } = await sql<{ at: number; value: number }>`
      select (extract(epoch from o.at) * 1000)::float8 as at, o.value ${readings}`.execute(db)
    const kept = new Map(rows.map(({ at, value }) => [at, value]))
    expect(kept.size).toBe(rows.length)
    expect([...acks].filter(([at, value]) => kept.get(at) !== value)).toEqual([])
    expect([...kept].filter(([at, value]) => sent.get(at) !== value)).toEqual([])
    acknowledged += acks.size
  }
  await db.close()
  return acknowledged
}
