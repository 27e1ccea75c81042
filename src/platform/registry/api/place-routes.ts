import { type Static, Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import type { FoundPlace } from '../addresses/found-place.ts'
import type { Suggestion } from '../addresses/suggest.ts'
import { permissions } from '../permissions.ts'
import type { Registry } from '../registry.ts'
import { FoundPlaceView, PointSchema } from './schemas.ts'

type View = Static<typeof FoundPlaceView>

const foundView = ({ point, ...rest }: FoundPlace): View => ({ ...rest, point: [point.lng, point.lat] })

const suggestionView = ({ text, point, division, isSketch }: Suggestion): readonly View[] =>
  point
    ? [
        {
          address: text,
          point: [point.lng, point.lat],
          precision: 'suggestion',
          ...(division && { division }),
          isSketch,
        },
      ]
    : []

const degrees = { lng: Type.Number({ minimum: -180, maximum: 180 }), lat: Type.Number({ minimum: -90, maximum: 90 }) }

/** Places by words and words by places. */
export function placeRoutes(http: Http, registry: Registry): void {
  http.route({
    method: 'GET',
    path: '/api/registry/geocode',
    title: { zh: '按文字找地点', en: 'Find places by words' },
    access: permissions.find,
    rate: { perMinute: 240, burst: 60 },
    query: Type.Object({
      /** An address, the beginning of one, or a sentence that mentions one. */
      q: Type.String({ minLength: 1, maxLength: 500 }),
      lng: Type.Optional(degrees.lng),
      lat: Type.Optional(degrees.lat),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 5 })),
    }),
    response: Type.Object({ items: Type.Array(FoundPlaceView) }),
    handle: async ({ query }) => {
      const limit = query.limit ?? 5
      const near = query.lng === undefined || query.lat === undefined ? undefined : { lng: query.lng, lat: query.lat }
      const found = await registry.geocode(query.q, { limit, near })
      const exact = found.filter(({ precision }) => precision !== 'street' && precision !== 'district').map(foundView)
      // Half an address is completed; what only names a division comes after that.
      const typed = (await registry.suggest(query.q, limit)).flatMap(suggestionView)
      const known = new Set(exact.map(({ address }) => address))
      const items = [...exact, ...typed.filter(({ address }) => !known.has(address))]
      return { items: (items.length > 0 ? items : found.map(foundView)).slice(0, limit) }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/registry/suggest',
    title: { zh: '补全地址', en: 'Complete an address' },
    access: permissions.find,
    rate: { perMinute: 600, burst: 60 },
    query: Type.Object({
      q: Type.String({ minLength: 1, maxLength: 100 }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 8 })),
    }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          text: Type.String(),
          kind: Type.String(),
          point: Type.Optional(PointSchema),
          division: Type.Optional(Type.String()),
          isSketch: Type.Boolean(),
        }),
      ),
    }),
    handle: async ({ query }) => {
      const found = await registry.suggest(query.q, query.limit ?? 8)
      return {
        items: found.map(({ point, ...rest }) => ({
          ...rest,
          ...(point && { point: [point.lng, point.lat] as [number, number] }),
        })),
      }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/registry/reverse',
    title: { zh: '按位置找地址', en: 'What lies at a point' },
    access: permissions.find,
    rate: { perMinute: 240, burst: 60 },
    query: Type.Object(degrees),
    response: Type.Object({
      point: PointSchema,
      /** The address nearby, else the divisions; absent outside the city. */
      address: Type.Optional(Type.String()),
      division: Type.Optional(Type.String()),
      district: Type.Optional(Type.String()),
      street: Type.Optional(Type.String()),
      grid: Type.Optional(Type.String()),
      committee: Type.Optional(Type.String()),
      isSketch: Type.Boolean(),
      nearest: Type.Optional(Type.Object({ address: Type.String(), metres: Type.Number(), point: PointSchema })),
    }),
    handle: async ({ query }) => {
      const { nearest, ...here } = await registry.reverse({ lng: query.lng, lat: query.lat })
      return {
        ...here,
        point: [query.lng, query.lat] as [number, number],
        ...(nearest && { nearest: { ...nearest, point: [nearest.point.lng, nearest.point.lat] as [number, number] } }),
      }
    },
  })
}
