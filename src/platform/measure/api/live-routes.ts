import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { countGroups, figuresOf, numbersOf } from '../figures.ts'
import { boundsOf, cellsIn, mostPoints, pointsIn } from '../live/map.ts'
import { situationOf } from '../live/now.ts'
import { type Period, periodOf } from '../period.ts'
import { permissions } from '../permissions.ts'
import { source } from '../words.ts'
import { askedBy, type Parts } from './asked.ts'
import { caseFilter, instant, narrowing, numbers, period, words } from './schemas.ts'

const lngLat = Type.Tuple([Type.Number(), Type.Number()])

const brief = {
  ...{ id: Type.String(), number: Type.String(), title: Type.String() },
  titleEn: Type.Union([Type.String(), Type.Null()], { description: 'In English, where a machine told of the case' }),
}

const point = Type.Object({
  ...brief,
  point: lngLat,
  class: Type.Union([Type.String(), Type.Null()]),
  status: Type.String(),
  urgency: Type.Integer(),
  openedAt: instant,
  late: Type.Boolean(),
  reports: Type.Integer(),
  demo: Type.Boolean(),
})

const cell = Type.Object({
  point: lngLat,
  count: Type.Integer(),
  open: Type.Integer(),
  late: Type.Integer(),
  box: Type.String({ description: 'The cell as `box` of GET /api/cases' }),
})

const counted = { count: Type.Integer(), filter: caseFilter }

const iso = (at: number) => new Date(at).toISOString()

/** Without anything said the map shows the last day, and at most a season. */
const usualMapDays = 1
const mostMapDays = 100

/** The last hours as `GET /api/measure/map` and `GET /api/measure/now` show them. */
export function liveRoutes(http: Http, parts: Parts): void {
  const { base, cases, names } = parts
  const mapPeriod = (query: { from?: string; to?: string }, now: number): Period => {
    const end = query.to === undefined ? now : Date.parse(query.to)
    return periodOf({ from: query.from ?? iso(end - usualMapDays * 86_400_000), to: iso(end) }, now, mostMapDays)
  }

  http.route({
    method: 'GET',
    path: '/api/measure/map',
    title: { zh: '地图上的事项：点、网格或按区划', en: 'Cases on the map: points, cells or by division' },
    access: permissions.read,
    query: Type.Object({
      as: Type.Optional(
        Type.Union((['points', 'cells', 'districts', 'streets'] as const).map((one) => Type.Literal(one))),
      ),
      bbox: Type.Optional(Type.String({ maxLength: 120, description: 'west,south,east,north in WGS 84 degrees' })),
      zoom: Type.Optional(Type.Number({ minimum: 0, maximum: 22, description: 'Of the map, for the size of cells' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: mostPoints })),
      ...period,
      ...narrowing,
    }),
    response: Type.Object({
      asOf: instant,
      from: instant,
      to: instant,
      source: words,
      total: Type.Integer(),
      leftOut: Type.Integer({ description: 'Cases in the box that are not among the points; the newest are' }),
      filter: caseFilter,
      points: Type.Optional(Type.Array(point)),
      cells: Type.Optional(Type.Array(cell)),
      metres: Type.Optional(Type.Integer({ description: 'Side of a cell in Web Mercator metres' })),
      divisions: Type.Optional(Type.Array(Type.Object({ key: Type.String(), title: words, ...numbers }))),
    }),
    handle: async ({ actor, query }) => {
      const now = base.now()
      const asOf = iso(now)
      const asked = { ...askedBy(actor, query, parts), period: mapPeriod(query, now) }
      const as = query.as ?? 'points'
      const { class: code, division, channel, pack, office } = query
      const common = {
        ...{ view: 'cases', counted: true, class: code, division, channel, pack, office },
        from: iso(asked.period.from),
        to: iso(asked.period.to),
      }
      const head = { asOf, from: common.from, to: common.to, source }
      // Without a box the whole square of the projection: every case with a place.
      const bounds = boundsOf(query.bbox ?? '-180,-85,180,85')
      if (as === 'points') {
        const limit = query.limit ?? 2_000
        const { points, total, box } = await pointsIn(base.db, asked, { bounds, limit, now: asOf })
        return { ...head, total, leftOut: total - points.length, filter: { ...common, box }, points }
      }
      if (as === 'cells') {
        const { cells, metres, total } = await cellsIn(base.db, asked, { bounds, zoom: query.zoom ?? 11, now: asOf })
        return { ...head, total, leftOut: 0, filter: common, cells, metres }
      }
      const figures = figuresOf(cases.shelf.current(), pack)
      const byDivision = { ...asked, digits: as === 'districts' ? (6 as const) : (9 as const) }
      const { groups, total } = await countGroups(base.db, 'division', byDivision, { office, names, now: asOf })
      return {
        ...head,
        total: total.counters.received,
        leftOut: 0,
        filter: common,
        divisions: groups.map(({ key, title, counters, filter }) => ({
          key,
          title,
          ...numbersOf(counters, figures, filter),
        })),
      }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/measure/now',
    title: { zh: '此刻：新增、超期、重复、待决定', en: 'Now: new, late, repeated, waiting for a decision' },
    access: permissions.read,
    response: Type.Object({
      asOf: instant,
      lastHour: Type.Object(counted),
      lastDay: Type.Object(counted),
      late: Type.Object(counted),
      urgent: Type.Object(counted),
      waiting: Type.Array(
        Type.Object({
          ...counted,
          title: words,
          most: Type.Boolean({ description: 'Counting stopped: show a plus sign' }),
        }),
      ),
      repeated: Type.Array(
        Type.Object({
          class: Type.Union([Type.String(), Type.Null()]),
          title: words,
          point: lngLat,
          cases: Type.Integer(),
          reports: Type.Integer(),
          first: instant,
          last: instant,
          newest: Type.Object(brief),
          leftOut: Type.Integer({ description: 'Cases of it that the list leaves out' }),
          filter: caseFilter,
        }),
      ),
    }),
    handle: ({ actor }) =>
      situationOf({ db: base.db, lists: cases.lists, names, now: base.now() }, actor, askedBy(actor, {}, parts)),
  })
}
