import { sql } from 'kysely'
import { fromMercator, toMercator } from '../../../kernel/place/index.ts'
import type { LayerDeclaration } from '../../../kernel/twin/index.ts'
import type { Query } from '../../base/index.ts'
import { expanded, layerSql, toldInTiles } from '../features/layer.ts'
import type { Observations } from '../observations/index.ts'
import type { Sight } from '../sight.ts'
import { type PastSpot, type PastThing, stateAt } from '../view/state-at.ts'
import { type TileFrame, type TileThing, tileFrame } from './encode-tile.ts'
import { type Cluster, clusterBelow, clusterThing, kindOf, mostThings, readClusters } from './read-tile.ts'

/** Things of a tile that were there at a moment, by the places they have now: counted in the index, nothing of them is read. */
function readPastClusters(
  on: Query,
  layer: LayerDeclaration,
  sight: Sight,
  at: string,
  frame: TileFrame,
): Promise<readonly Cluster[]> {
  const { west, north, side } = frame
  const box = `(${west + side},${north}),(${west},${north - side})`
  // What was entered later was there if it has readings from before.
  const wasThere = sql`(e.created_at <= ${at}::timestamptz or exists (select 1 from twin.series s
    where s.entity = e.key and exists (select 1 from twin.observation o where o.series = s.id and o.at <= ${at}::timestamptz)))`
  const where = sql<boolean>`e.box && ${box}::box and e.tenant = '' and ${layerSql(layer, at)} and ${sight.sql('e')} and ${wasThere}`
  return readClusters(on, where, frame)
}

/** What a tile showed at a moment: the things that stood there then. From afar they are gathered, as those of now are. */
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
  const frame = tileFrame(z, x, y)
  const { west, north, side, scale } = frame
  if (layer.clusters && z < clusterBelow) {
    const clusters = await readPastClusters(on, layer, sight, at, frame)
    if (clusters.some(({ count }) => count > 1)) return clusters.map(clusterThing)
  }
  const [southWest, northEast] = [fromMercator([west, north - side]), fromMercator([west + side, north])]
  const bounds = [southWest.lng, southWest.lat, northEast.lng, northEast.lat] as const
  const told = toldInTiles(layer).map((name) => [name, expanded(name)] as const)
  const { things, spots, hasMore } = await stateAt(on, observations, {
    ...{ layer, sight, bounds, at, limit: mostThings, isSmall: z >= clusterBelow - 1, frame },
    names: told.map(([, iri]) => iri),
  })
  // More than are drawn one by one are gathered rather than cut off.
  if (hasMore) return (await readPastClusters(on, layer, sight, at, frame)).map(clusterThing)
  const valuesOf = ({ id, title, types, values }: PastSpot | PastThing) => {
    const more: Record<string, unknown> = { id, type: kindOf(types[0] ?? '') }
    if (title) {
      more.zh = title.zh
      more.en = title.en
    }
    for (const [name, iri] of told) more[name] = values[iri]
    return more
  }
  const drawn = things.map((thing): TileThing => {
    const [w, s, e, n] = thing.extent
    const [mx, my] = toMercator({ lng: (w + e) / 2, lat: (s + n) / 2 })
    const { key, shape } = thing
    return { key, x: (mx - west) * scale, y: (north - my) * scale, shape, values: valuesOf(thing) }
  })
  for (const one of spots) drawn.push({ key: one.key, x: one.spot[0], y: one.spot[1], values: valuesOf(one) })
  return drawn.sort((a, b) => a.key - b.key)
}
