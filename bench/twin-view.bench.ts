import { setTimeout } from 'node:timers/promises'
import { locationName, plainName } from '../src/kernel/twin/index.ts'
import type { Bench, BenchResult } from './bench.ts'
import { type BenchCity, benchCity, quantile } from './city.ts'
import { countedIn, featuresIn, frame, type Tile, tiles, worldHalf } from './tiles.ts'

const rounds = 150
/** Counting millions one by one takes its time. */
const farRounds = 14
const usual = 1_000_000

// Things in rows and columns that no index likes better than chance: golden steps fill the square evenly. Fifty offices
// answer for them, each for some in every place: what is counted by cell is counted fifty times in each.
const fill = `insert into twin.entity (id, types, is_open, path, at, box, geometry, told, created_at, modified_at)
  select 'urn:bench:' || n, array['${plainName('BenchLamp')}'], true, '/bench/' || n % 50, point(x, y), box(point(x, y), point(x, y)),
    jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(lng, lat)), jsonb_build_object('watts', n % 100), now() - interval '2 hours',
    now() - case when n % 5 = 0 then interval '1 hour' else interval '2 hours' end
  from (select n, lng, lat, lng * 20037508.342789244 / 180 as x, ln(tan(pi() / 4 + radians(lat) / 2)) * 6378137 as y
    from (select n, $1 + ($3::float8 - $1) * mod(n * 0.6180339887498949::float8::numeric, 1)::float8 as lng,
      $2 + ($4::float8 - $2) * mod(n * 0.7548776662466927::float8::numeric, 1)::float8 as lat from generate_series($5::int, $6::int) n) placed) spread`
const filledAtOnce = 100_000
const fillValues = `insert into twin.attribute (entity, name, kind, value, number, created_at, modified_at, instance)
  select key, '${plainName('watts')}', 'Property', told -> 'watts', (told -> 'watts')::float8, now() - interval '2 hours', now() - interval '2 hours', gen_random_uuid() from twin.entity where id like 'urn:bench:%'`
// Each has its place as an attribute; every fifth stood a kilometre west of it until an hour ago.
const places = `insert into twin.attribute (entity, name, kind, value, created_at, modified_at, instance)
  select key, '${locationName}', 'GeoProperty', geometry, created_at, modified_at, gen_random_uuid()
  from twin.entity where id like 'urn:bench:%'`
const pastPlaces = `insert into twin.moment (entity, name, dataset, kind, value, created_at, modified_at, instance, ended_at)
  select key, '${locationName}', '', 'GeoProperty', jsonb_set(geometry, '{coordinates,0}',
    to_jsonb((geometry #>> '{coordinates,0}')::float8 - 0.0105)), now() - interval '2 hours', now() - interval '2 hours',
    gen_random_uuid(), now() - interval '1 hour' from twin.entity where id like 'urn:bench:%' and modified_at > created_at`

const byCells = `select count(*) as count, avg(at[0]) as x, avg(at[1]) as y from twin.entity
  where box && $1::box and tenant = '' and is_open and deleted_at is null and types && array['${plainName('BenchLamp')}']
    and at[0] >= $2::float8 and at[0] < $2::float8 + 8 * $4::float8 and at[1] <= $3::float8 and at[1] > $3::float8 - 8 * $4::float8
  group by floor((at[0] - $2::float8) / $4::float8), floor(($3::float8 - at[1]) / $4::float8)`

const p95 = (took: readonly number[]) =>
  quantile(
    [...took].sort((a, b) => a - b),
    0.95,
  )
const p50 = (took: readonly number[]) =>
  quantile(
    [...took].sort((a, b) => a - b),
    0.5,
  )

/** Fills a city with things, two layers of them, and their past. */
export async function fillAll(city: BenchCity, size: number): Promise<void> {
  for (let from = 1; from <= size; from += filledAtOnce)
    await city.db.query(fill, [
      ...[frame.west, frame.south, frame.east, frame.north],
      ...[from, Math.min(size, from + filledAtOnce - 1)],
    ])
  for (const text of [fillValues, places, pastPlaces]) await city.db.query(text)
  for (const [id, attributes] of [
    ['plain', []],
    ['told', ['watts']],
  ] as const)
    await city.db.query('insert into twin.layer (id, declaration, made_by) values ($1, $2, $3)', [
      id,
      JSON.stringify({ id, title: { zh: id, en: id }, types: ['BenchLamp'], attributes, clusters: id === 'plain' }),
      'bench',
    ])
  await city.db.query('vacuum analyze twin.entity')
  await city.db.query('vacuum analyze twin.attribute')
  await city.db.query('vacuum analyze twin.moment')
}

/** Waits until what was written is in the counts, as it is some seconds after every writing. */
async function untilCounted(db: BenchCity['db']): Promise<void> {
  for (;;) {
    const { rows } = await db.query('select exists (select from twin.cell_change) as waits')
    if (!rows[0].waits) break
    await setTimeout(500)
  }
  for (const table of ['cell_count', 'cell_kind', 'cell_change']) await db.query(`vacuum analyze twin.${table}`)
}

/** Tiles that show much of the city, against the count of the same things by the same cells in plain SQL. */
async function measureFar(city: BenchCity, z: number, size: number): Promise<BenchResult> {
  const served: number[] = []
  const counted: number[] = []
  for (const [index, tile] of tiles(z, farRounds).entries()) {
    const [, x, y] = tile
    const side = (2 * worldHalf) / 2 ** z
    const [west, north] = [-worldHalf + x * side, worldHalf - y * side]
    let start = performance.now()
    const answer = await fetch(`${city.url}/tiles/plain/${tile.join('/')}`)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    const tookTile = performance.now() - start
    start = performance.now()
    const { rows } = await city.db.query<{ count: number }>(byCells, [
      `(${west + side},${north}),(${west},${north - side})`,
      west,
      north,
      side / 8,
    ])
    const tookCount = performance.now() - start
    const total = rows.reduce((sum, { count }) => sum + Number(count), 0)
    if (countedIn(bytes) !== total) throw new Error(`${tile.join('/')}: ${countedIn(bytes)} of ${total} things`)
    if (index < 2) continue
    served.push(tookTile)
    counted.push(tookCount)
  }
  const ratio = p95(served) / p95(counted)
  return {
    what: `clusters from far away, zoom ${z}, ${size} entities of 50 offices`,
    baseline: `the same things counted by the same cells, one grouped SELECT (p95 ${p95(counted).toFixed(0)} ms)`,
    ratio,
    mark: 'p95 ≤ 0.2 × count',
    reached: ratio <= 0.2,
    figures: {
      'tile p50 ms': p50(served).toFixed(2),
      'tile p95 ms': p95(served).toFixed(2),
      'count p50 ms': p50(counted).toFixed(0),
      'count p95 ms': p95(counted).toFixed(0),
    },
  }
}

/** Tiles of a layer over many things, against the bare index scan of the same rectangles. */
export const bench: Bench = {
  says: 'entities in a viewport as vector tiles, against the bare index scan',
  usual,
  run: async (size = usual) => {
    const city = await benchCity(0)
    try {
      await fillAll(city, size)
      const boxOf = ([z, x, y]: Tile) => {
        const side = (2 * worldHalf) / 2 ** z
        const [west, north] = [-worldHalf + x * side, worldHalf - y * side]
        return `(${west + side * (65 / 64)},${north + side / 64}),(${west - side / 64},${north - side * (65 / 64)})`
      }
      const results: BenchResult[] = []
      const measure = async (layer: string, z: number, what: string, bare: string, query = '') => {
        const all = tiles(z, rounds)
        const served: number[] = []
        const scanned: number[] = []
        let things = 0
        for (const [index, tile] of all.entries()) {
          let start = performance.now()
          const answer = await fetch(`${city.url}/tiles/${layer}/${tile.join('/')}${query}`)
          const bytes = new Uint8Array(await answer.arrayBuffer())
          const tookTile = performance.now() - start
          if (!answer.ok) throw new Error(`${layer}/${tile.join('/')}: ${answer.status}`)
          start = performance.now()
          const { rows } = await city.db.query(bare, [boxOf(tile)])
          const tookScan = performance.now() - start
          if (layer === 'told' && query === '' && featuresIn(bytes) !== rows.length)
            throw new Error(`${tile.join('/')}: ${featuresIn(bytes)} features for ${rows.length} rows`)
          things += rows.length
          // The first rounds warm up what both use.
          if (index < 20) continue
          served.push(tookTile)
          scanned.push(tookScan)
        }
        const ratio = p95(served) / p95(scanned)
        results.push({
          what: `${what}, zoom ${z}, ${size} entities, ${Math.round(things / rounds)} things a tile`,
          baseline: `the bare index scan of the same rectangle (p95 ${p95(scanned).toFixed(2)} ms)`,
          ratio,
          mark: 'p95 ≤ 3 × scan',
          reached: ratio <= 3,
          figures: {
            'tile p50 ms': p50(served).toFixed(2),
            'tile p95 ms': p95(served).toFixed(2),
            'scan p50 ms': p50(scanned).toFixed(2),
            'scan p95 ms': p95(scanned).toFixed(2),
          },
        })
      }
      const rows = 'select key, id, at, geometry from twin.entity where box && $1::box'
      await measure('told', 14, 'every thing with an attribute', rows)
      await measure('told', 15, 'every thing with an attribute', rows)
      await measure('told', 16, 'every thing with an attribute', rows)
      await measure('plain', 12, 'clusters', rows)
      await untilCounted(city.db)
      for (const z of [8, 10, 11]) results.push(await measureFar(city, z, size))
      const past = new Date(Date.now() - 5_400_000).toISOString()
      for (const z of [14, 16]) await measure('told', z, 'a frame of the past', rows, `?at=${past}`)
      return results
    } finally {
      await city.stop()
    }
  },
}
