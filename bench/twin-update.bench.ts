import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { stopTestServer } from '../src/platform/base/testing/database.ts'
import type { Bench, BenchResult } from './bench.ts'
import { sameServer, twinBench } from './twin.ts'
import type { TwinLoad } from './twin-load.ts'

const entities = 5_000
const connections = 64
const usual = 20_000

async function run(load: TwinLoad): Promise<number> {
  const child = fork(join(import.meta.dirname, 'twin-load.ts'))
  child.send(load)
  const [said] = await once(child, 'message')
  return (said as { ms: number }).ms // what twin-load.ts sends
}

/** NGSI-LD attribute updates with history, against an upsert and an insert in plain SQL. */
export const bench: Bench = {
  says: 'NGSI-LD attribute updates with their history',
  usual,
  run: async (size = usual) => {
    const { city, headers } = await twinBench()
    const { db } = city.database
    try {
      const all = Array.from({ length: entities }, (_, n) => ({
        id: `urn:ngsi-ld:Bench:${n}`,
        type: 'Bench',
        speed: { type: 'Property', value: 0 },
      }))
      const made = await fetch(`${city.url}/ngsi-ld/v1/entityOperations/create`, {
        method: 'POST',
        headers,
        body: JSON.stringify(all),
      })
      if (made.status !== 201) throw new Error(await made.text())
      const load = { url: city.url, headers, connections, entities }
      await run({ ...load, count: 2_000, batch: 1 })
      const before = await sql<{ n: number }>`select count(*) as n from twin.moment`.execute(db)
      const single = (size * 1_000) / (await run({ ...load, count: size, batch: 1 }))
      const after = await sql<{ n: number }>`select count(*) as n from twin.moment`.execute(db)
      if ((after.rows[0]?.n ?? 0) - (before.rows[0]?.n ?? 0) !== size)
        throw new Error('History does not hold every former value')
      const batched =
        (Math.floor(size / 100) * 100 * 5 * 1_000) /
        (await run({ ...load, connections: 8, count: Math.floor(size / 100) * 5, batch: 100 }))
      const bare = await bareSql(size)
      const result = (what: string, rate: number): BenchResult => ({
        what,
        baseline: 'upsert of the present value and insert of the former one, a transaction each, over 8 connections',
        ratio: rate / bare,
        mark: '≥ 0.3 of SQL and ≥ 2,000/s',
        reached: rate / bare >= 0.3 && rate >= 2_000,
        figures: { 'updates/s': Math.round(rate), 'SQL updates/s': Math.round(bare) },
        bounds: sameServer,
      })
      return [
        result(`PATCH of one attribute, ${connections} connections`, single),
        result('batches of 100 entities, 8 connections', batched),
      ]

      async function bareSql(count: number): Promise<number> {
        const { rows } = await sql<{ key: number }>`select key from twin.entity order by key`.execute(db)
        const upsert = `insert into twin.attribute (entity, name, kind, value, number, observed_at, created_at, modified_at, instance)
          values ($1, 'https://uri.etsi.org/ngsi-ld/default-context/speed', 'Property', $2::jsonb, $3, now(), now(), now(), gen_random_uuid())
          on conflict (entity, name, dataset) do update set value = excluded.value, number = excluded.number, observed_at = excluded.observed_at,
            modified_at = excluded.modified_at, instance = excluded.instance`
        const insert = `insert into twin.moment (entity, name, dataset, kind, value, number, observed_at, created_at, modified_at, instance, ended_at)
          values ($1, 'https://uri.etsi.org/ngsi-ld/default-context/speed', '', 'Property', $2::jsonb, $3, now(), now(), now(), gen_random_uuid(), now())`
        let next = 0
        const begun = performance.now()
        const hand = async () => {
          const client = await db.pool.connect()
          try {
            for (let n = next++; n < count; n = next++) {
              const values = [rows[n % rows.length]?.key, String(n + 0.5), n + 0.5]
              await client.query('begin')
              await client.query({ name: 'upsert', text: upsert, values })
              await client.query({ name: 'insert', text: insert, values })
              await client.query('commit')
            }
          } finally {
            client.release()
          }
        }
        await Promise.all(Array.from({ length: 8 }, hand))
        return (count * 1_000) / (performance.now() - begun)
      }
    } finally {
      await city.stop()
      await stopTestServer()
    }
  },
}
