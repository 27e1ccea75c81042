import { type RawBuilder, sql } from 'kysely'
import { fromMercator, toMercator } from '../../../kernel/place/index.ts'
import { type AnyShape, extentOf } from '../../../kernel/twin/index.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
import { expanded, type LayerDeclaration, layerSql } from '../features/layer.ts'
import type { Observations } from '../observations/index.ts'
import type { Sight } from '../sight.ts'
import { stateAt } from '../view/state-at.ts'
import { type TileThing, tileFrame } from './encode-tile.ts'

/** Below this zoom points of a clustering layer are gathered; above it every thing is drawn. */
export const clusterBelow = 14
/** So many things at most in a tile; a fuller one is gathered even where the layer says otherwise. */
const mostThings = 20_000

type Row = {
  readonly key: number
  readonly id: string
  readonly x: number
  readonly y: number
  readonly geometry: AnyShape | null
  readonly title: { readonly zh: string; readonly en: string } | null
  readonly values: readonly unknown[] | null
}

type Cluster = { readonly count: number; readonly x: number; readonly y: number; readonly key: number }

/** What a tile of a layer shows to somebody. Counts in clusters are counts of what he may see. */
export async function readTile(
  on: Query,
  layer: LayerDeclaration,
  sight: Sight,
  z: number,
  x: number,
  y: number,
): Promise<readonly TileThing[]> {
  const { west, north, side } = tileFrame(z, x, y)
  const edge = side / 64
  const box = `(${west + side + edge},${north + edge}),(${west - edge},${north - side - edge})`
  const where = sql<boolean>`e.tenant = '' and e.box && ${box}::box and ${layerSql(layer)} and ${sight.sql('e')}`
  if (layer.clusters && z < clusterBelow) {
    const clusters = await readClusters(on, where, west, north, side)
    // Few things need no gathering: they are shown as what they are.
    if (clusters.some(({ count }) => count > 1))
      return clusters.map(({ count, ...place }) => ({
        ...place,
        key: count === 1 ? place.key : 0,
        values: { count, cluster: count > 1 },
      }))
  }
  const { rows } = await sql<Row>`${plannedAnew} select e.key, e.id, e.at[0] as x, e.at[1] as y,
      case when e.box[0] ~= e.box[1] then null else e.geometry end as geometry, e.title, ${valuesSql(layer)} as values
    from twin.entity e where ${where} limit ${mostThings + 1}`.execute(on)
  if (rows.length > mostThings)
    return (await readClusters(on, where, west, north, side)).map(({ count, ...place }) => ({
      ...place,
      key: count === 1 ? place.key : 0,
      values: { count, cluster: count > 1 },
    }))
  return rows.map(({ key, id, x: mx, y: my, geometry, title, values }) => ({
    key,
    x: mx,
    y: my,
    shape: geometry,
    values: { id, ...(title && { zh: title.zh, en: title.en }), ...told(layer, values) },
  }))
}

const told = ({ attributes = [] }: LayerDeclaration, values: readonly unknown[] | null): Record<string, unknown> =>
  values === null ? {} : Object.fromEntries(attributes.map((name, index) => [name, values[index]]))

/** The attributes that a layer tells, as one list in their order: each is one step down an index. */
function valuesSql({ attributes = [] }: LayerDeclaration): RawBuilder<unknown> {
  if (attributes.length === 0) return sql`null::jsonb`
  const each = attributes.map(
    (name) => sql`(select case when l.at > coalesce(a.observed_at, '-infinity') then to_jsonb(l.value) else a.value end
      from twin.attribute a left join twin.latest l on l.series = a.series
      where a.entity = e.key and a.name = ${expanded(name)} and a.dataset = '')`,
  )
  return sql`jsonb_build_array(${sql.join(each)})`
}

/**
 * Things by the cells of a grid of 16 × 16 over the tile: how many, and the middle of them. Corners of boxes stand for the things, as
 * they are in the index.
 */
async function readClusters(
  on: Query,
  where: RawBuilder<boolean>,
  west: number,
  north: number,
  side: number,
): Promise<readonly Cluster[]> {
  const { rows } =
    await sql<Cluster>`${plannedAnew} select count(*)::int as count, avg(x) as x, avg(y) as y, min(key) as key
    from (select ((e.box[0])[0] + (e.box[1])[0]) / 2 as x, ((e.box[0])[1] + (e.box[1])[1]) / 2 as y, e.key
      from twin.entity e where ${where}) placed
    where x >= ${west} and x < ${west + side} and y <= ${north} and y > ${north - side}
    group by floor((x - ${west}) / ${side / 16}), floor((${north} - y) / ${side / 16})`.execute(on)
  return rows
}

/** What a tile showed at a moment: the things that stood there then. */
export async function readPastTile(
  on: Query,
  observations: Pick<Observations, 'moment'>,
  layer: LayerDeclaration,
  sight: Sight,
  at: string,
  z: number,
  x: number,
  y: number,
): Promise<readonly TileThing[]> {
  const { west, north, side } = tileFrame(z, x, y)
  const [southWest, northEast] = [fromMercator([west, north - side]), fromMercator([west + side, north])]
  const bounds = [southWest.lng, southWest.lat, northEast.lng, northEast.lat] as const
  const { things } = await stateAt(on, observations, { layer, sight, bounds, at, limit: mostThings })
  return things.map(({ key, id, title, shape, values }) => {
    const [w = 0, s = 0, e = 0, n = 0] = extentOf(shape) ?? []
    const [mx, my] = toMercator({ lng: (w + e) / 2, lat: (s + n) / 2 })
    const told = Object.fromEntries((layer.attributes ?? []).map((name) => [name, values[expanded(name)]]))
    return { key, x: mx, y: my, shape, values: { id, ...(title && { zh: title.zh, en: title.en }), ...told } }
  })
}
