import { PbfReader } from 'pbf'
import { toMercator } from '../src/kernel/place/index.ts'
import { locationName, plainName } from '../src/kernel/twin/index.ts'
import type { Bench, BenchResult } from './bench.ts'
import { benchCity, quantile } from './city.ts'

const worldHalf = 20_037_508.342_789_244
/** The square in which the things stand: 50 km around the centre of Shanghai. */
const frame = { west: 121.2, south: 31.0, east: 121.725, north: 31.45 }
const rounds = 150
const usual = 1_000_000

// Things in rows and columns that no index likes better than chance: golden steps fill the square evenly.
const fill = `insert into twin.entity (id, types, is_open, at, box, geometry, told, created_at, modified_at)
  select 'urn:bench:' || n, array['${plainName('BenchLamp')}'], true, point(x, y), box(point(x, y), point(x, y)),
    jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(lng, lat)), jsonb_build_object('watts', n % 100), now() - interval '2 hours',
    now() - case when n % 5 = 0 then interval '1 hour' else interval '2 hours' end
  from (select n, lng, lat, lng * 20037508.342789244 / 180 as x, ln(tan(pi() / 4 + radians(lat) / 2)) * 6378137 as y
    from (select n, $1 + ($3::float8 - $1) * mod(n * 0.6180339887498949::float8::numeric, 1)::float8 as lng,
      $2 + ($4::float8 - $2) * mod(n * 0.7548776662466927::float8::numeric, 1)::float8 as lat from generate_series(1, $5::int) n) placed) spread`
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

type Tile = readonly [z: number, x: number, y: number]

function tiles(z: number, count: number): readonly Tile[] {
  const side = (2 * worldHalf) / 2 ** z
  return Array.from({ length: count }, (_, index) => {
    // The same tiles in every run.
    const share = (index * 0.618_033_988_7) % 1
    const other = (index * 0.754_877_666_2) % 1
    const [x, y] = toMercator({
      lng: frame.west + share * (frame.east - frame.west),
      lat: frame.south + other * (frame.north - frame.south),
    })
    return [z, Math.floor((x + worldHalf) / side), Math.floor((worldHalf - y) / side)]
  })
}

/** Counts the features of the only layer of a tile. */
function featuresIn(bytes: Uint8Array): number {
  let count = 0
  new PbfReader(bytes).readFields((tag, _, pbf) => {
    if (tag !== 3) return
    const end = pbf.readVarint() + pbf.pos
    pbf.readFields(
      (field) => {
        if (field === 2) count += 1
      },
      undefined,
      end,
    )
  }, undefined)
  return count
}

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

/** Tiles of a layer over many things, against the bare index scan of the same rectangles. */
export const bench: Bench = {
  says: 'entities in a viewport as vector tiles, against the bare index scan',
  usual,
  run: async (size = usual) => {
    const city = await benchCity(0)
    try {
      await city.db.query(fill, [frame.west, frame.south, frame.east, frame.north, size])
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
      const past = new Date(Date.now() - 5_400_000).toISOString()
      for (const z of [14, 16]) await measure('told', z, 'a frame of the past', rows, `?at=${past}`)
      return results
    } finally {
      await city.stop()
    }
  },
}
