import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import type { LayerDeclaration } from '../../../kernel/twin/index.ts'
import { type Base, type Http, raw, WordsSchema } from '../../base/index.ts'
import { twinErrors } from '../errors.ts'
import { dropLayer, keepLayer, layerFinder, listLayers, toldInTiles } from '../features/layer.ts'
import type { Observations } from '../observations/index.ts'
import { permissions } from '../permissions.ts'
import { sightOf } from '../sight.ts'
import { boundsIn } from '../view/bounds-in.ts'
import { encodeTile } from './encode-tile.ts'
import type { LiveTiles } from './live-tiles.ts'
import { readPastTile } from './read-past-tile.ts'
import { readTile } from './read-tile.ts'

const LayerId = Type.Object({ layer: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,59}$' }) })
const Declaration = Type.Object(
  {
    title: WordsSchema,
    types: Type.Array(Type.String({ minLength: 1, maxLength: 400 }), { maxItems: 50 }),
    scope: Type.Optional(Type.String({ pattern: '^/', maxLength: 200 })),
    where: Type.Optional(
      Type.Array(
        Type.Object({
          attribute: Type.String({ minLength: 1, maxLength: 400 }),
          is: Type.Union((['==', '!=', '<', '<=', '>', '>='] as const).map((one) => Type.Literal(one))),
          value: Type.Union([Type.String({ maxLength: 400 }), Type.Number(), Type.Boolean()]),
        }),
        { maxItems: 10 },
      ),
    ),
    attributes: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 400 }), { maxItems: 50 })),
    clusters: Type.Boolean(),
    scale: Type.Optional(
      Type.Object({
        attribute: Type.String({ minLength: 1, maxLength: 400 }),
        title: WordsSchema,
        unit: Type.Optional(Type.String({ maxLength: 40 })),
        low: Type.Number(),
        high: Type.Number(),
      }),
    ),
  },
  { additionalProperties: false },
)

/** Layers and their vector tiles: `/tiles/{layer}` (TileJSON 3.0.0), `/tiles/{layer}/{z}/{x}/{y}` (Mapbox Vector Tile 2.1). */
export function tileRoutes(
  http: Http,
  base: Base,
  observations: Pick<Observations, 'moment'>,
  packs: readonly LayerDeclaration[],
  live: LiveTiles,
): void {
  const layers = layerFinder(base.db, packs)
  const layerOf = async (id: string): Promise<LayerDeclaration> => {
    const found = await layers.find(id)
    if (!found) throw twinErrors.make('twin.noLayer', { id })
    return found
  }
  http.route({
    method: 'GET',
    path: '/tiles/:layer',
    title: { zh: '图层的 TileJSON', en: 'TileJSON of a layer' },
    access: permissions.read,
    params: LayerId,
    response: raw('application/json'),
    handle: async ({ params, request, language }) => {
      const layer = await layerOf(params.layer)
      const site = base.config.publicUrl ?? `${request.protocol}://${request.host}`
      const fields = Object.fromEntries(['id', 'zh', 'en', 'type', ...toldInTiles(layer)].map((name) => [name, '']))
      const body = {
        tilejson: '3.0.0',
        name: layer.title[language],
        tiles: [`${site}/tiles/${layer.id}/{z}/{x}/{y}`],
        minzoom: 0,
        maxzoom: 22,
        vector_layers: [
          { id: layer.id, fields: { ...fields, ...(layer.clusters && { count: 'Number', cluster: 'Boolean' }) } },
        ],
      }
      return { type: 'application/json; charset=utf-8', body: JSON.stringify(body) }
    },
  })
  http.route({
    method: 'GET',
    path: '/tiles/:layer/:z/:x/:y',
    title: { zh: '图层的矢量瓦片', en: 'A vector tile of a layer' },
    access: permissions.read,
    params: Type.Object({
      layer: LayerId.properties.layer,
      z: Type.Integer({ minimum: 0, maximum: 24 }),
      x: Type.Integer({ minimum: 0 }),
      y: Type.String({ pattern: '^\\d{1,8}(?:\\.mvt|\\.pbf)?$' }),
    }),
    query: Type.Object({
      /** The moment to show, instead of now. */
      at: Type.Optional(Type.String({ format: 'date-time' })),
    }),
    response: raw('application/vnd.mapbox-vector-tile'),
    handle: async ({ params, query, actor, request, reply }) => {
      const { z, x } = params
      const y = Number.parseInt(params.y, 10)
      if (x >= 2 ** z || y >= 2 ** z) throw twinErrors.make('twin.noTile', { z, x, y })
      const layer = await layerOf(params.layer)
      const sight = await sightOf(base.db, actor)
      const things =
        query.at === undefined
          ? await readTile(base.db, layer, sight, z, x, y)
          : await readPastTile(base.db, observations, layer, sight, new Date(query.at).toISOString(), z, x, y)
      const body = Buffer.from(encodeTile(layer.id, things, z, x, y))
      const etag = `"${createHash('sha1').update(body).digest('base64url')}"`
      const headers = { etag, 'cache-control': 'private, no-cache', vary: 'authorization, cookie' }
      if (request.headers['if-none-match'] === etag) {
        reply.code(304).headers(headers).send('')
        return { type: 'application/vnd.mapbox-vector-tile', body: '' }
      }
      return { type: 'application/vnd.mapbox-vector-tile', body, headers }
    },
  })
  http.route({
    method: 'GET',
    path: '/live/tiles',
    title: { zh: '瓦片之上的实时变化（事件流）', en: 'What changes over the tiles, as a stream of events' },
    access: permissions.read,
    query: Type.Object({
      layers: Type.String({ maxLength: 2_000, description: 'Ids of layers, separated by commas' }),
      bbox: Type.String({ maxLength: 120, description: 'west,south,east,north in WGS 84 degrees' }),
    }),
    response: raw('text/event-stream'),
    handle: async ({ query, actor }) => {
      const layers: LayerDeclaration[] = []
      for (const id of query.layers.split(',').slice(0, 20)) layers.push(await layerOf(id))
      const sight = await sightOf(base.db, actor)
      const body = await live.open({ layers, bounds: boundsIn(query.bbox), sight })
      return { type: 'text/event-stream', body, headers: { 'cache-control': 'no-store' } }
    },
  })
  // A stream is a request that does not end by itself: closing waits for those.
  http.fastify?.addHook('preClose', async () => live.stop())
  layerDataRoutes(http, base, packs, layers.forget)
}

function layerDataRoutes(
  http: Http,
  base: Base,
  packs: readonly LayerDeclaration[],
  changed: (layer: string) => unknown,
): void {
  http.route({
    method: 'GET',
    path: '/api/twin/layers',
    title: { zh: '地图图层', en: 'Layers of the map' },
    access: permissions.read,
    response: Type.Object({
      items: Type.Array(Type.Object({ id: Type.String(), title: WordsSchema }, { additionalProperties: true })),
    }),
    handle: async () => ({ items: (await listLayers(base.db, packs)).map((layer) => ({ ...layer })) }),
  })
  http.route({
    method: 'PUT',
    path: '/api/twin/layers/:layer',
    title: { zh: '声明图层', en: 'Declare a layer' },
    access: permissions.write,
    params: LayerId,
    body: Declaration,
    handle: async ({ params, body, actor, audit }) => {
      audit({ resource: `layer:${params.layer}` })
      await base.db.tx((tx) => keepLayer(tx, { id: params.layer, ...body }, actor.id))
      changed(params.layer)
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/twin/layers/:layer',
    title: { zh: '删除图层声明', en: 'Take a layer away' },
    access: permissions.write,
    params: LayerId,
    handle: async ({ params, audit }) => {
      audit({ resource: `layer:${params.layer}` })
      const gone = await base.db.tx((tx) => dropLayer(tx, params.layer))
      changed(params.layer)
      if (!gone) throw twinErrors.make('twin.noLayer', { id: params.layer })
    },
  })
}
