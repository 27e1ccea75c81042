import { sql } from 'kysely'
import { toMercator } from '../src/kernel/place/index.ts'
import { copyIn } from '../src/platform/base/index.ts'
import { stopTestServer } from '../src/platform/base/testing/database.ts'
import type { Bench, BenchResult } from './bench.ts'
import { quantile } from './city.ts'
import { sameServer, twinBench } from './twin.ts'

const type = 'https://uri.etsi.org/ngsi-ld/default-context/Bench'
const name = 'https://uri.etsi.org/ngsi-ld/default-context/n'
const usual = 1_000_000
const pageSize = 1_000
const rounds = 200
const warmUp = 20

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

const part = (times: readonly number[], share: number) =>
  quantile(
    times.toSorted((a, b) => a - b),
    share,
  )

/** Paging through all entities, and what lies near, against the same SQL alone. */
export const bench: Bench = {
  says: 'deep pages and near among many entities: no gap, nothing twice',
  usual,
  run: async (size = usual) => {
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
      const [times, bareTimes]: [number[], number[]] = [[], []]
      let [read, after] = [0, 0]
      let path: string | undefined = `/ngsi-ld/v1/entities?type=Bench&limit=${pageSize}`
      const servePage = async () => {
        if (path === undefined) throw new Error('The pages end too early')
        const begun = performance.now()
        const { answer, found } = await get(path)
        times.push(performance.now() - begun)
        read += found.length
        for (const { id } of found) seen.add(id)
        path = /<([^>]*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
      }
      // In order along the primary key: a plan that begins with the index on types would make the baseline ten times slower.
      const bareText = `select e.key, e.id, e.types, e.geometry, (select json_agg(a) from twin.attribute a where a.entity = e.key) from (
        select * from twin.entity where (types && array[$1]) is true and key > $2 order by key limit $3) e order by e.key`
      const readPage = async () => {
        const begun = performance.now()
        const { rows } = await db.pool.query({ name: 'page', text: bareText, values: [type, after, pageSize] })
        bareTimes.push(performance.now() - begun)
        after = rows.at(-1).key
      }
      // Whoever comes second finds the pages of the disk in memory: they take turns.
      for (let n = 0; n * pageSize < size; n++)
        for (const ask of n % 2 === 0 ? [servePage, readPage] : [readPage, servePage]) await ask()
      if (seen.size !== size || read !== size || path !== undefined)
        throw new Error(`${read} read, ${seen.size} different, of ${size}`)
      const [servedNear, bareNear]: [number[], number[]] = [[], []]
      const near = `select e.key, e.id, e.types, e.geometry, (select json_agg(a) from twin.attribute a where a.entity = e.key) from (
        select * from twin.entity where at <@ box($1::point, $2::point) order by key limit 20) e`
      const serveNear = async (lng: number, lat: number) => {
        const path = `/ngsi-ld/v1/entities?type=Bench&georel=near;maxDistance==500&geometry=Point&coordinates=[${lng},${lat}]`
        const begun = performance.now()
        const { found } = await get(path)
        servedNear.push(performance.now() - begun)
        if (found.length === 0) throw new Error('Nothing lies near where something lies')
      }
      const readNear = async (lng: number, lat: number) => {
        const reach = 500 / Math.cos((lat * Math.PI) / 180)
        const [x, y] = toMercator({ lng, lat })
        const values = [`(${x + reach},${y + reach})`, `(${x - reach},${y - reach})`]
        const begun = performance.now()
        await db.pool.query({ name: 'near', text: near, values })
        bareNear.push(performance.now() - begun)
      }
      for (let n = -warmUp; n < rounds; n++) {
        const place = placeOf((n + warmUp) * 31)
        for (const ask of n % 2 === 0 ? [serveNear, readNear] : [readNear, serveNear]) await ask(...place)
        if (n === -1) for (const took of [servedNear, bareNear]) took.length = 0
      }
      const result = (what: string, served: number[], bare: number[], most: number): BenchResult => {
        const [a, b] = [part(served, 0.95), part(bare, 0.95)]
        return {
          what,
          baseline: 'the bare SQL over the same connection type',
          ratio: a / b,
          mark: `p95 ≤ ${most} × SQL + 5 ms of HTTP, no gap, nothing twice`,
          reached: a <= most * b + 5,
          figures: {
            'served p95 ms': a.toFixed(2),
            'sql p95 ms': b.toFixed(2),
            'served median ms': part(served, 0.5).toFixed(2),
            'sql median ms': part(bare, 0.5).toFixed(2),
          },
          bounds: sameServer,
        }
      }
      return [
        result(`all ${size} entities in pages of ${pageSize}`, times, bareTimes, 2),
        result(
          `the last tenth of these pages`,
          times.slice(-times.length / 10),
          bareTimes.slice(-bareTimes.length / 10),
          2,
        ),
        result(`20 entities within 500 m among ${size}`, servedNear, bareNear, 2),
      ]
    } finally {
      await city.stop()
      await stopTestServer()
    }
  },
}
