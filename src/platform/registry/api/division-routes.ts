import { type Static, Type } from 'typebox'
import { labelPoint } from '../../../kernel/place/index.ts'
import type { Http } from '../../base/index.ts'
import type { Division } from '../divisions/division.ts'
import type { Geography } from '../divisions/geography.ts'
import { registryErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import type { Registry } from '../registry.ts'
import { DivisionCodeSchema, DivisionView, FeatureCollectionSchema } from './schemas.ts'

type Layer = Static<typeof FeatureCollectionSchema>

const viewOf = (
  geography: Geography,
  { code, name, level, parent, point, isSketch }: Division,
): Static<typeof DivisionView> => ({
  code,
  title: name,
  level,
  ...(parent && { parent }),
  ...(point && { centre: [point.lng, point.lat] as [number, number] }),
  children: geography.children(code).length,
  isSketch,
})

/** The tree of divisions, and outlines as layers of a map. */
export function divisionRoutes(http: Http, registry: Registry): void {
  http.route({
    method: 'GET',
    path: '/api/registry/divisions',
    title: { zh: '区划列表', en: 'Divisions' },
    access: permissions.see,
    query: Type.Object({
      /** Divisions right below this one; the districts when absent. */
      under: Type.Optional(DivisionCodeSchema),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 500 })),
    }),
    response: Type.Object({ items: Type.Array(DivisionView), more: Type.Boolean() }),
    handle: ({ query }) => {
      const geography = registry.geography()
      const under = query.under ?? geography.children()[0]?.code
      const all = under === undefined ? [] : geography.children(geography.get(under).code)
      const limit = query.limit ?? 500
      return { items: all.slice(0, limit).map((each) => viewOf(geography, each)), more: all.length > limit }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/registry/divisions/:code',
    title: { zh: '一个区划', en: 'One division' },
    access: permissions.see,
    params: Type.Object({ code: DivisionCodeSchema }),
    response: Type.Object({ division: DivisionView, above: Type.Array(DivisionView), below: Type.Array(DivisionView) }),
    handle: ({ params }) => {
      const geography = registry.geography()
      const view = (each: Division) => viewOf(geography, each)
      return {
        division: view(geography.get(params.code)),
        above: geography.above(params.code).map(view),
        below: geography.children(params.code).map(view),
      }
    },
  })
  layerRoutes(http, registry)
}

function layerRoutes(http: Http, registry: Registry): void {
  // As long as nothing is loaded anew the picture stays the same object, and so do its layers.
  const kept = new WeakMap<Geography, Map<string, Layer>>()
  http.route({
    method: 'GET',
    path: '/api/registry/layers/:name',
    title: { zh: '底图图层', en: 'A layer of the base map' },
    access: permissions.see,
    params: Type.Object({ name: Type.String({ maxLength: 40 }) }),
    query: Type.Object({
      /** Only what lies in this district or street. */
      under: Type.Optional(DivisionCodeSchema),
    }),
    response: FeatureCollectionSchema,
    handle: ({ params, query, reply }) => {
      const geography = registry.geography()
      const layers = kept.get(geography) ?? new Map<string, Layer>()
      kept.set(geography, layers)
      const under = query.under === undefined ? undefined : geography.get(query.under).code
      const key = `${params.name}/${under ?? ''}`
      const layer = layers.get(key) ?? layerOf(geography, params.name, under)
      layers.set(key, layer)
      // Outlines change when somebody loads new ones: a browser may show the old ones for five minutes.
      reply.header('cache-control', 'public, max-age=300')
      return layer
    },
  })
}

function layerOf(geography: Geography, name: string, under: string | undefined): Layer {
  const inside = (code: string) => under === undefined || code.startsWith(under)
  if (name === 'districts' || name === 'streets') {
    const level = name === 'districts' ? 'county' : 'street'
    const shown = [...geography.divisions].filter((each) => each.level === level && each.area && inside(each.code))
    return collection(shown)
  }
  if (name === 'grids')
    return collection(
      [...geography.grids]
        .filter(({ street }) => inside(street))
        .map((grid) => ({ ...grid, parent: grid.street, isSketch: grid.isSketch ?? true })),
    )
  throw registryErrors.make('registry.noLayer', { name })
}

/** Five decimals are a metre. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1e5) / 1e5 : value

function collection(
  shown: readonly Pick<Division, 'code' | 'name' | 'parent' | 'point' | 'area' | 'isSketch'>[],
): Layer {
  return {
    type: 'FeatureCollection',
    features: shown.flatMap(({ code, name, parent, point, area, isSketch }) => {
      if (!area) return []
      const { lng, lat } = point ?? labelPoint(area)
      const properties = {
        code,
        title: name,
        ...(parent && { parent }),
        centre: [lng, lat] as [number, number],
        isSketch,
      }
      return [
        {
          type: 'Feature' as const,
          id: code,
          geometry: JSON.parse(JSON.stringify(area, rounded)) as unknown,
          properties,
        },
      ]
    }),
  }
}
