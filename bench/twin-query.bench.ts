import { sql } from 'kysely'
import { mercatorBox, toMercator } from '../src/kernel/place/index.ts'
import { copyIn, type Db, openDb } from '../src/platform/base/index.ts'
import { stopTestServer } from '../src/platform/base/testing/database.ts'
import type { Bench, BenchResult } from './bench.ts'
import { quantile } from './city.ts'
import { sameServer, twinBench } from './twin.ts'

const [type, areaType, name] = ['Bench', 'BenchArea', 'n'].map(
  (term) => `https://uri.etsi.org/ngsi-ld/default-context/${term}`,
) as [string, string, string]
const usual = 1_000_000
const pageSize = 1_000
const rounds = 200
const warmUp = 20
/** One area beside so many points. */
const pointsAnArea = 20

const spread = (n: number, factor: number) => ((n * factor) % 1_000_003) / 1_000_003
const placeOf = (n: number): [number, number] => [121.2 + spread(n, 7_919) * 0.5, 31 + spread(n, 104_729) * 0.45]

function* entityRows(size: number) {
  const now = new Date().toISOString()
  for (let n = 0; n < size; n++) {
    const [lng, lat] = placeOf(n)
    const [x, y] = toMercator({ lng, lat })
    const box = `(${x},${y}),(${x},${y})`
    const geometry = { type: 'Point', coordinates: [lng, lat] }
    yield [`urn:ngsi-ld:Bench:${n}`, `{${type}}`, `(${x},${y})`, box, geometry, now, now]
    if (n % pointsAnArea === 0) yield areaRow(n, now)
  }
}

/** Four-sided, askew, about as large as a block. */
function areaRow(n: number, now: string) {
  const [lng, lat] = placeOf(n + 7)
  const [width, height] = [0.0008 + spread(n, 31) * 0.002, 0.0006 + spread(n, 37) * 0.0015]
  const corners = [
    [lng, lat],
    [lng + width, lat + height / 4],
    [lng + width, lat + height],
    [lng + width / 5, lat + height * 0.8],
    [lng, lat],
  ]
  const [[x0, y0], [x1, y1]] = mercatorBox([lng, lat, lng + width, lat + height])
  const geometry = { type: 'Polygon', coordinates: [corners] }
  const at = `(${(x0 + x1) / 2},${(y0 + y1) / 2})`
  return [`urn:ngsi-ld:BenchArea:${n}`, `{${areaType}}`, at, `(${x1},${y1}),(${x0},${y0})`, geometry, now, now]
}

async function fill(db: Db, owner: Db, size: number): Promise<void> {
  const columns = ['id', 'types', 'at', 'box', 'geometry', 'created_at', 'modified_at']
  await copyIn(db, 'twin.entity', columns, entityRows(size))
  await sql`insert into twin.attribute (entity, name, kind, value, number, created_at, modified_at, instance)
    select key, ${name}, 'Property', to_jsonb(key), key, now(), now(), gen_random_uuid() from twin.entity`.execute(db)
  // As a city's database does by itself within minutes.
  for (const table of ['entity', 'attribute']) await sql.raw(`vacuum analyze twin.${table}`).execute(owner)
}

type Ask = () => Promise<unknown>

/** A city under test: pages of it, its database, and a request that asks for nothing. */
type Bed = {
  readonly db: Db
  readonly nothing: Ask
  get(path: string): Promise<{ readonly next?: string; readonly ids: readonly string[] }>
}

async function took(ask: Ask): Promise<number> {
  const begun = performance.now()
  await ask()
  return performance.now() - begun
}

/** Times of two ways to ask the same, and of asking for nothing over HTTP beside them. Whoever comes second finds the pages of the disk in memory: they take turns. */
async function inTurns(count: number, { nothing }: Bed, served: (n: number) => Ask, bare: (n: number) => Ask) {
  const times = { served: [] as number[], bare: [] as number[], http: [] as number[] }
  for (let n = 0; n < count; n++) {
    if (n % 2 === 0) times.served.push(await took(served(n)))
    times.bare.push(await took(bare(n)))
    times.http.push(await took(nothing))
    if (n % 2 === 1) times.served.push(await took(served(n)))
  }
  return times
}

type Times = Awaited<ReturnType<typeof inTurns>>

function result(what: string, { served, bare, http }: Times): BenchResult {
  const part = (times: readonly number[], share: number) =>
    quantile(
      times.toSorted((a, b) => a - b),
      share,
    )
  const [a, b, c] = [part(served, 0.95), part(bare, 0.95), part(http, 0.95)]
  return {
    what,
    baseline: 'the bare SQL over the same connection type',
    ratio: a / b,
    mark: 'p95 ≤ 2 × SQL + an empty answer over HTTP + 2 ms, no gap, nothing twice',
    reached: a <= 2 * b + c + 2,
    figures: {
      'served p95 ms': a.toFixed(2),
      'sql p95 ms': b.toFixed(2),
      'empty answer p95 ms': c.toFixed(2),
      'served median ms': part(served, 0.5).toFixed(2),
      'sql median ms': part(bare, 0.5).toFixed(2),
    },
    bounds: sameServer,
  }
}

const withAttributes = (from: string) =>
  `select e.key, e.id, e.types, e.geometry, (select json_agg(a) from twin.attribute a where a.entity = e.key) from (${from}) e order by e.key`
// In order along the primary key: a plan that begins with the index on types would make the baseline ten times slower.
const pageText = withAttributes(
  'select * from twin.entity where (types && array[$1]) is true and key > $2 order by key limit $3',
)
const nearText = withAttributes('select * from twin.entity where at <@ $1::box order by key limit 20')
// Beginning with the box: left alone, the planner walks the keys until twenty things happen to lie in it.
const boxed = '(select * from twin.entity where box && $1::box offset 0) e'
const areaText = withAttributes(
  `select * from ${boxed} where (types && array['${areaType}']) is true order by key limit 20`,
)
const boxText = withAttributes(`select * from ${boxed} order by key limit 20`)

/** Every page of all points, both ways; each entity must come once. */
async function pages(bed: Bed, size: number): Promise<Times> {
  const { db, get } = bed
  const seen = new Set<string>()
  let [read, after] = [0, 0]
  let path: string | undefined = `/ngsi-ld/v1/entities?type=Bench&limit=${pageSize}`
  const served = async () => {
    if (path === undefined) throw new Error(`The pages end after ${read} of ${size}`)
    const { next, ids } = await get(path)
    read += ids.length
    for (const id of ids) seen.add(id)
    path = next
  }
  const bare = async () => {
    const { rows } = await db.pool.query({ name: 'page', text: pageText, values: [type, after, pageSize] })
    after = rows.at(-1).key
  }
  const times = await inTurns(
    Math.ceil(size / pageSize),
    bed,
    () => served,
    () => bare,
  )
  if (seen.size !== size || read !== size || path !== undefined)
    throw new Error(`${read} read, ${seen.size} different, of ${size}`)
  return times
}

/** Questions about a place, and the bare SQL for the box around it. */
async function places(
  bed: Bed,
  metres: number,
  path: (lng: number, lat: number) => string,
  statement: { readonly name: string; readonly text: string },
): Promise<Times> {
  const { db, get } = bed
  let empty = 0
  const { served, bare, http } = await inTurns(
    rounds + warmUp,
    bed,
    (n) => async () => {
      if ((await get(path(...placeOf(n * 31)))).ids.length === 0) empty += 1
    },
    (n) => {
      const [lng, lat] = placeOf(n * 31)
      const reach = metres / Math.cos((lat * Math.PI) / 180)
      const [x, y] = toMercator({ lng, lat })
      const box = `(${x + reach},${y + reach}),(${x - reach},${y - reach})`
      return () => db.pool.query({ ...statement, values: [box] })
    },
  )
  // At the rim of the square in which they stand there may be no area.
  if (empty > rounds / 10) throw new Error(`Nothing lies in ${empty} places where something stands`)
  return { served: served.slice(warmUp), bare: bare.slice(warmUp), http: http.slice(warmUp) }
}

/** A five-sided area around a place, within so many metres east, west, north and south of it. */
function around(lng: number, lat: number, metres: number): string {
  const [dx, dy] = [metres / 111_320 / Math.cos((lat * Math.PI) / 180), metres / 111_320]
  const ring = [
    [lng - dx, lat - dy / 2],
    [lng + dx / 3, lat - dy],
    [lng + dx, lat + dy / 3],
    [lng, lat + dy],
    [lng - dx, lat + dy / 2],
    [lng - dx, lat - dy / 2],
  ]
  return encodeURIComponent(JSON.stringify([ring]))
}

/** Paging through all entities, and what lies where, against the same SQL alone. */
export const bench: Bench = {
  says: 'deep pages, near and geoqueries among many entities: no gap, nothing twice',
  usual,
  run: async (size = usual) => {
    const { city, headers } = await twinBench()
    const { db } = city.database
    const owner = openDb(city.database.owner, { connections: 1 })
    try {
      await fill(db, owner, size)
      const get: Bed['get'] = async (path) => {
        const answer = await fetch(city.url + path, { headers })
        if (!answer.ok) throw new Error(await answer.text())
        // Lists of entities, or of features: each has an id, and nothing else of it is looked at.
        const body = (await answer.json()) as { id: string }[] | { features: { id: string }[] }
        const next = /<([^>]*)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
        return { next, ids: (Array.isArray(body) ? body : body.features).map(({ id }) => id) }
      }
      const nothing = async () => (await fetch(`${city.url}/healthz`)).text()
      const bed: Bed = { db, get, nothing }
      const all = await pages(bed, size)
      const end = (times: readonly number[]) => times.slice(-times.length / 10)
      const last = { served: end(all.served), bare: end(all.bare), http: end(all.http) }
      const near = (lng: number, lat: number) =>
        `/ngsi-ld/v1/entities?type=Bench&georel=near;maxDistance==500&geometry=Point&coordinates=[${lng},${lat}]`
      const areas = (lng: number, lat: number) =>
        `/ngsi-ld/v1/entities?type=BenchArea&georel=intersects&geometry=Polygon&coordinates=${around(lng, lat, 1_500)}`
      const box = (lng: number, lat: number) => {
        const [dx, dy] = [500 / 111_320 / Math.cos((lat * Math.PI) / 180), 500 / 111_320]
        const bounds = [lng - dx, lat - dy, lng + dx, lat + dy].map((one) => one.toFixed(6)).join(',')
        return `/ogc/features/collections/all/items?limit=20&bbox=${bounds}`
      }
      const among = `among ${size} points and ${Math.ceil(size / pointsAnArea)} areas`
      return [
        result(`all ${size} entities in pages of ${pageSize}`, all),
        result('the last tenth of these pages', last),
        result(`20 points within 500 m ${among}`, await places(bed, 500, near, { name: 'near', text: nearText })),
        result(
          `20 areas that meet an area of 3 km ${among}`,
          await places(bed, 1_500, areas, { name: 'area', text: areaText }),
        ),
        result(
          `20 features in a box of 1 km, counted, ${among}`,
          await places(bed, 500, box, { name: 'box', text: boxText }),
        ),
      ]
    } finally {
      await owner.close()
      await city.stop()
      await stopTestServer()
    }
  },
}
