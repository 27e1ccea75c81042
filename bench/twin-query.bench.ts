import { sql } from 'kysely'
import { toMercator } from '../src/kernel/place/index.ts'
import { copyIn } from '../src/platform/base/index.ts'
import { stopTestServer } from '../src/platform/base/testing/database.ts'
import type { Bench, BenchResult } from './bench.ts'
import { quantile } from './city.ts'
import { sameServer, twinBench } from './twin.ts'

const type = 'https://uri.etsi.org/ngsi-ld/default-context/Bench'
const name = 'https://uri.etsi.org/ngsi-ld/default-context/n'
const pageSize = 1_000
const rounds = 200

const spread = (n: number, factor: number) => ((n * factor) % 1_000_003) / 1_000_003
const placeOf = (n: number): [number, number] => [121.2 + spread(n, 7_919) * 0.5, 31 + spread(n, 104_729) * 0.45]

function* entityRows(size: number) {
  const now = new Date().toISOString()
  for (let n = 0; n < size; n++) {
    const [lng, lat] = placeOf(n)
    const [x, y] = toMercator({ lng, lat })
    yield [
      `urn:ngsi-ld:Bench:${n}`,
      `{${type}}`,
      `(${x},${y})`,
      `(${x},${y}),(${x},${y})`,
      { type: 'Point', coordinates: [lng, lat] },
      now,
      now,
    ]
  }
}

const p95 = (times: number[]) =>
  quantile(
    times.sort((a, b) => a - b),
    0.95,
  )

/** Paging through all entities, and what lies near, against the same SQL alone. */
export const bench: Bench = {
  says: 'deep pages and near among many entities: no gap, nothing twice',
  run: async (size = 1_000_000) => {
    const { city, headers } = await twinBench()
    const { db } = city.database
    try {
      await copyIn(
        db,
        'twin.entity',
        ['id', 'types', 'at', 'box', 'geometry', 'created_at', 'modified_at'],
        entityRows(size),
      )
      await sql`insert into twin.attribute (entity, name, kind, value, number, created_at, modified_at, instance)
        select key, ${name}, 'Property', to_jsonb(key), key, now(), now(), gen_random_uuid() from twin.entity`.execute(
        db,
      )
      await sql`analyze twin.entity, twin.attribute`.execute(db)
      const get = async (path: string) => {
        const answer = await fetch(city.url + path, { headers })
        if (!answer.ok) throw new Error(await answer.text())
        // Every entity has an id; nothing else of it is looked at.
        return { answer, found: (await answer.json()) as { id: string }[] }
      }
      const seen = new Set<string>()
      const times: number[] = []
      let read = 0
      for (let path: string | undefined = `/ngsi-ld/v1/entities?type=Bench&limit=${pageSize}`; path !== undefined; ) {
        const begun = performance.now()
        const { answer, found } = await get(path)
        times.push(performance.now() - begun)
        read += found.length
        for (const { id } of found) seen.add(id)
        path = /<([^>]*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
      }
      if (seen.size !== size || read !== size) throw new Error(`${read} read, ${seen.size} different, of ${size}`)
      const bareTimes: number[] = []
      const bareText = `select e.key, e.id, e.types, e.geometry, (select json_agg(a) from twin.attribute a where a.entity = e.key) from (
        select * from twin.entity where types && array[$1] and key > $2 order by key limit $3) e order by e.key`
      for (let after = 0; ; ) {
        const begun = performance.now()
        const { rows } = await db.pool.query({ name: 'page', text: bareText, values: [type, after, pageSize] })
        bareTimes.push(performance.now() - begun)
        if (rows.length < pageSize) break
        after = rows.at(-1).key
      }
      const [servedNear, bareNear]: [number[], number[]] = [[], []]
      const near = `select e.key, e.id, e.types, e.geometry, (select json_agg(a) from twin.attribute a where a.entity = e.key) from (
        select * from twin.entity where at <@ box($1::point, $2::point) order by key limit 20) e`
      for (let n = 0; n < rounds; n++) {
        const [lng, lat] = placeOf(n * 31)
        const path = `/ngsi-ld/v1/entities?type=Bench&georel=near;maxDistance==500&geometry=Point&coordinates=[${lng},${lat}]`
        const begun = performance.now()
        const { found } = await get(path)
        servedNear.push(performance.now() - begun)
        if (found.length === 0) throw new Error('Nothing lies near where something lies')
        const reach = 500 / Math.cos((lat * Math.PI) / 180)
        const [x, y] = toMercator({ lng, lat })
        const second = performance.now()
        await db.pool.query({
          name: 'near',
          text: near,
          values: [`(${x + reach},${y + reach})`, `(${x - reach},${y - reach})`],
        })
        bareNear.push(performance.now() - second)
      }
      const result = (what: string, served: number[], bare: number[], most: number): BenchResult => {
        const [a, b] = [p95(served), p95(bare)]
        return {
          what,
          baseline: 'the bare SQL over the same connection type',
          ratio: a / b,
          mark: `p95 ≤ ${most} × SQL, no gap, nothing twice`,
          reached: a <= most * b,
          figures: {
            'served p95 ms': a.toFixed(2),
            'sql p95 ms': b.toFixed(2),
            'served median ms': quantile(served, 0.5).toFixed(2),
            'sql median ms': quantile(bare, 0.5).toFixed(2),
          },
          bounds: sameServer,
        }
      }
      return [
        result(`all ${size} entities in pages of ${pageSize}`, times, bareTimes, 3),
        result(`20 entities within 500 m among ${size}`, servedNear, bareNear, 5),
      ]
    } finally {
      await city.stop()
      await stopTestServer()
    }
  },
}
