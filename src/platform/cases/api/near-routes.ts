import { sql } from 'kysely'
import { Type } from 'typebox'
import { boundsAround, distance, fromMercator, mercatorBox, toMercator } from '../../../kernel/place/index.ts'
import type { Db, Http } from '../../base/index.ts'
import { permissions } from './permissions.ts'
import { titleEn } from './schemas.ts'

const lngLat = { lng: Type.Number({ minimum: -180, maximum: 180 }), lat: Type.Number({ minimum: -85, maximum: 85 }) }

/** What was reported near a place and may be shown: title, class, when, where; never who. */
export function nearRoutes(http: Http, db: Db, now: () => number): void {
  http.route({
    method: 'GET',
    path: '/api/cases/near',
    title: { zh: '附近已反映的事', en: 'What was reported near by' },
    access: permissions.near,
    rate: { perMinute: 120, burst: 60 },
    query: Type.Object({
      ...lngLat,
      radius: Type.Optional(Type.Number({ minimum: 10, maximum: 2_000 })),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
    }),
    response: Type.Array(
      Type.Object({
        id: Type.String(),
        number: Type.String(),
        title: Type.String(),
        titleEn,
        class: Type.Union([Type.String(), Type.Null()]),
        status: Type.String(),
        openedAt: Type.String(),
        reports: Type.Integer(),
        metres: Type.Integer(),
        point: Type.Tuple([Type.Number(), Type.Number()]),
        demo: Type.Boolean(),
      }),
    ),
    handle: async ({ query: { lng, lat, radius = 300, days = 30 } }) => {
      const centre = { lng, lat }
      const [southWest, northEast] = mercatorBox(boundsAround(centre, radius))
      const [x, y] = toMercator(centre)
      const since = new Date(now() - days * 86_400_000).toISOString()
      type Row = {
        id: string
        number: string
        title: string
        titleEn: string | null
        class: string | null
        status: string
        openedAt: string
        reports: number
        x: number
        y: number
        demo: boolean
      }
      const { rows } = await sql<Row>`
        select id, number, title, title_en as "titleEn", class, status, opened_at as "openedAt", reports, at_point[0] as x, at_point[1] as y, is_demo as demo
        from cases.case
        where at_point <@ box(point(${southWest[0]}, ${southWest[1]}), point(${northEast[0]}, ${northEast[1]})) and shared_nearby and opened_at >= ${since}
          and status in ('open', 'closed')
        order by at_point <-> point(${x}, ${y}) limit 30`.execute(db)
      return rows
        .map(({ x, y, ...row }) => {
          const at = fromMercator([x, y])
          return { ...row, point: [at.lng, at.lat] as [number, number], metres: Math.round(distance(centre, at)) }
        })
        .filter((row) => row.metres <= radius)
    },
  })
}
