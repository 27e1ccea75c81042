import { type RawBuilder, sql } from 'kysely'
import type { AnyShape, LayerDeclaration } from '../../../kernel/twin/index.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
import { expanded, layerSql, toldInTiles } from '../features/layer.ts'
import type { Sight } from '../sight.ts'
import { toldSql } from '../store/told.ts'
import { countedBelow, countedClusters, isCounted, whereabouts } from './counted-cells.ts'
import { extent, type TileFrame, type TileThing, tileFrame } from './encode-tile.ts'

/** Below this zoom points of a clustering layer are gathered; above it every thing is drawn. */
export const clusterBelow = 14
/** So many things at most in a tile; a fuller one is gathered even where the layer says otherwise. */
export const mostThings = 20_000

/** Things of a tile, column by column: a list of rows would cost more to read than to find. */
type Columns = {
  /** Lists of numbers as PostgreSQL writes arrays; places in units of the tile. */
  readonly keys: string | null
  readonly xs: string
  readonly ys: string
  readonly ids: readonly string[]
  /** Nothing where it is what most are. */
  readonly types: readonly (string | null)[]
  readonly titles: readonly ({ readonly zh: string; readonly en: string } | null)[]
  readonly shapes: readonly (AnyShape | null)[]
} & Readonly<Record<`v${number}`, readonly unknown[]>>

/** Things that lie together: how many, and their middle in units of the tile. */
export type Cluster = { readonly count: number; readonly x: number; readonly y: number; readonly key: number }

/** What a tile of a layer shows to somebody. Counts in clusters are counts of what he may see. */
export async function readTile(
  on: Query,
  layer: LayerDeclaration,
  sight: Sight,
  z: number,
  x: number,
  y: number,
): Promise<readonly TileThing[]> {
  const frame = tileFrame(z, x, y)
  const { west, north, side } = frame
  const edge = side / 64
  const box = `(${west + side + edge},${north + edge}),(${west - edge},${north - side - edge})`
  const inBox = sql`e.box && ${box}::box`
  const wanted = sql`e.tenant = '' and ${layerSql(layer)} and ${sight.sql('e')}`
  const where = sql<boolean>`${inBox} and ${wanted}`
  if (z < countedBelow && isCounted(layer)) {
    const tile = { layer, sight, z, x, y }
    const clusters = await countedClusters(on, tile)
    const total = clusters.reduce((sum, { count }) => sum + count, 0)
    if (layer.clusters ? total > clusters.length : total > mostThings) return clusters.map(clusterThing)
    const there = await whereabouts(on, tile, clusters)
    const things = await readThings(on, layer, frame, plannedAnew, there ? sql`${there} and ${where}` : where)
    return things.length > mostThings ? clusters.map(clusterThing) : things
  }
  if (layer.clusters && z < clusterBelow) {
    const clusters = await readClusters(on, where, frame)
    // Few things need no gathering: they are shown as what they are.
    if (clusters.some(({ count }) => count > 1)) return clusters.map(clusterThing)
  }
  // Where a tile is small it is the tile to begin with, whatever is asked besides: one plan, made once.
  const [plan, chosen] = z < clusterBelow - 1 ? [plannedAnew, where] : [sql``, sql`${inBox} and (${wanted}) is true`]
  const things = await readThings(on, layer, frame, plan, chosen)
  if (things.length > mostThings) return (await readClusters(on, where, frame)).map(clusterThing)
  return things
}

/** A cluster as it is drawn; one thing alone is that thing. */
export const clusterThing = ({ count, ...place }: Cluster): TileThing => ({
  ...place,
  key: count === 1 ? place.key : 0,
  values: { count, cluster: count > 1 },
})

async function readThings(
  on: Query,
  layer: LayerDeclaration,
  { west, north, scale }: TileFrame,
  plan: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
): Promise<readonly TileThing[]> {
  const names = toldInTiles(layer).map(expanded)
  const numbers = await numericNames(on, names)
  const values = names.map(
    (name, index) =>
      sql`, json_agg(${toldSql(name, numbers.has(name) ? numberSql(name) : valueSql(name))}) as ${sql.ref(`v${index}`)}`,
  )
  const most = expanded(layer.types[0] ?? '')
  // In the order of their keys, what is looked up for them lies side by side.
  const { rows } = await sql<Columns>`${plan} select array_agg(e.key)::text as keys, array_agg(e.x)::text as xs,
      array_agg(e.y)::text as ys, json_agg(e.id) as ids, json_agg(e.type) as types, json_agg(e.title) as titles, json_agg(e.shape) as shapes${sql.join(values, sql``)}
    from (select e.key, e.id, e.title, e.told, nullif(e.types[1], ${most}) as type,
        round((e.at[0] - ${west}::float8) * ${scale}::float8)::int as x, round((${north}::float8 - e.at[1]) * ${scale}::float8)::int as y,
        case when e.box[0] ~= e.box[1] then null else e.geometry end as shape
      from (select e.* from twin.entity e where ${where} limit ${mostThings + 1}) e order by e.key) e`.execute(on)
  const [found] = rows
  if (!found || found.keys === null) return []
  const [xs, ys] = [numbersIn(found.xs), numbersIn(found.ys)]
  const told = toldInTiles(layer).map((name, index) => [name, found[`v${index}`] ?? []] as const)
  const kinds = kindsOf(most)
  return numbersIn(found.keys).map((key, index) => {
    const title = found.titles[index]
    const more: Record<string, unknown> = { id: found.ids[index], type: kinds(found.types[index]) }
    if (title) {
      more.zh = title.zh
      more.en = title.en
    }
    for (const [name, all] of told) more[name] = all[index]
    return { key, x: xs[index] ?? 0, y: ys[index] ?? 0, shape: found.shapes[index], values: more }
  })
}

/** The last part of a type's IRI. */
export const kindOf = (type: string): string => type.slice(Math.max(type.lastIndexOf('/'), type.lastIndexOf('#')) + 1)

/** The same for many things of few types; nothing stands for `most`. */
function kindsOf(most: string): (type: string | null | undefined) => string {
  const known = new Map<string, string>()
  const usual = kindOf(most)
  return (type) => {
    if (!type) return usual
    const kind = known.get(type) ?? kindOf(type)
    known.set(type, kind)
    return kind
  }
}

/** `{1,2.5}` */
const numbersIn = (array: string): readonly number[] => JSON.parse(`[${array.slice(1, -1)}]`)

/** The value of an attribute of thing `e`, or its last reading. */
export const valueSql = (name: string): RawBuilder<unknown> =>
  sql`(select case when l.at > coalesce(a.observed_at, '-infinity') then to_jsonb(l.value) else a.value end
    from twin.attribute a left join twin.latest l on l.series = a.series
    where a.entity = e.key and a.name = ${name} and a.dataset = '')`

/** The same where it is mostly a number that no device sends: found in the index alone (0107-told.sql). */
const numberSql = (name: string): RawBuilder<unknown> =>
  sql`(select case when n.number is not null and n.series is null then to_jsonb(n.number) else ${valueSql(name)} end
    from twin.attribute n where n.entity = e.key and n.name = ${name} and n.dataset = '')`

// Which attributes are mostly plain numbers changes seldom, and decides about nothing but speed.
const lookedAt = new WeakMap<Query, Map<string, { readonly isNumeric: boolean; readonly till: number }>>()
const validFor = 60_000

/** Those of these attributes that are mostly numbers which no device sends, from a look at a few instances of each. */
async function numericNames(on: Query, names: readonly string[]): Promise<ReadonlySet<string>> {
  const known = lookedAt.get(on) ?? new Map<string, { readonly isNumeric: boolean; readonly till: number }>()
  lookedAt.set(on, known)
  if (known.size > 10_000) known.clear()
  const now = Date.now()
  const unknown = names.filter((name) => (known.get(name)?.till ?? 0) <= now)
  if (unknown.length > 0) {
    const { rows } = await sql<{ name: string; numeric: boolean | null }>`select wanted.name, numeric
      from unnest(${unknown}::text[]) wanted(name) cross join lateral (
        select avg((number is not null and series is null)::int) > 0.5 as numeric
        from (select number, series from twin.attribute a where a.name = wanted.name limit 50) few) looked`.execute(on)
    for (const { name, numeric } of rows) known.set(name, { isNumeric: numeric === true, till: now + validFor })
  }
  return new Set(names.filter((name) => known.get(name)?.isNumeric))
}

/**
 * Things by the cells of a grid of 8 × 8 over the tile, so that their marks lie beside each other: how many, and the middle of them. Corners of boxes stand for the things, as
 * they are in the index.
 */
export async function readClusters(
  on: Query,
  where: RawBuilder<boolean>,
  { west, north, scale }: TileFrame,
): Promise<readonly Cluster[]> {
  const { rows } =
    await sql<Cluster>`${plannedAnew} select count(*)::int as count, avg(x) as x, avg(y) as y, min(key) as key
    from (select (((e.box[0])[0] + (e.box[1])[0]) / 2 - ${west}) * ${scale} as x,
        (${north} - ((e.box[0])[1] + (e.box[1])[1]) / 2) * ${scale} as y, e.key
      from twin.entity e where ${where} offset 0) placed
    where x >= 0 and x < ${extent} and y >= 0 and y < ${extent}
    group by floor(x / ${extent / 8}), floor(y / ${extent / 8})`.execute(on)
  return rows
}
