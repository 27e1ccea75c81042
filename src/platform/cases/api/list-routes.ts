import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { countNames, measures } from '../facts.ts'
import type { WorkLists } from '../work-lists.ts'
import { listViews } from '../work-lists.ts'
import { permissions } from './permissions.ts'
import { listItem } from './schemas.ts'

const filters = Type.Object({
  view: Type.Optional(Type.Union(listViews.map((view) => Type.Literal(view)))),
  class: Type.Optional(Type.String({ maxLength: 200 })),
  office: Type.Optional(
    Type.String({ maxLength: 400, description: 'Id or path of an office; - for cases without one' }),
  ),
  division: Type.Optional(Type.String({ pattern: '^(\\d{2,12}|-)$' })),
  below: Type.Optional(
    Type.Boolean({ description: 'Also what lies below the office, class or division (default yes); view=cases' }),
  ),
  channel: Type.Optional(Type.String({ maxLength: 40 })),
  urgency: Type.Optional(Type.Integer({ minimum: 1, maximum: 2, description: 'At least so urgent; view=cases' })),
  kind: Type.Optional(Type.String({ maxLength: 60 })),
  pack: Type.Optional(Type.String({ maxLength: 60 })),
  status: Type.Optional(Type.String({ maxLength: 20 })),
  figure: Type.Optional(
    Type.Union(
      [...measures, ...countNames].map((name) => Type.Literal(name)),
      { description: 'The cases behind a number of /api/measure; view=cases' },
    ),
  ),
  met: Type.Optional(Type.Boolean()),
  from: Type.Optional(Type.String({ format: 'date-time' })),
  to: Type.Optional(Type.String({ format: 'date-time' })),
  box: Type.Optional(
    Type.String({
      maxLength: 120,
      description: 'x0,y0,x1,y1 in EPSG:3857 metres, upper edges not included; view=cases',
    }),
  ),
  counted: Type.Optional(
    Type.Boolean({ description: 'Only what numbers count: the cases that one’s office answers for; view=cases' }),
  ),
  ids: Type.Optional(Type.String({ maxLength: 8_000, description: 'Case ids, comma separated; view=cases' })),
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})

/** Work lists, each ordered by what is due, and the cases behind a figure. */
export function listRoutes(http: Http, lists: WorkLists, phoneHash: (phone: string) => string): void {
  http.route({
    method: 'GET',
    path: '/api/cases',
    title: { zh: '工作清单', en: 'Work lists' },
    access: permissions.list,
    query: filters,
    response: Type.Object({ items: Type.Array(listItem), next: Type.Union([Type.String(), Type.Null()]) }),
    handle: async ({ actor, query }) => lists.page(actor, query),
  })
  http.route({
    method: 'GET',
    path: '/api/cases/counts',
    title: { zh: '各清单的件数', en: 'How many are in each list' },
    access: permissions.list,
    response: Type.Object({
      counts: Type.Record(Type.String(), Type.Integer()),
      most: Type.Integer({ description: 'Counting stops here; show the number with a plus sign' }),
    }),
    handle: async ({ actor }) => lists.counts(actor),
  })
  http.route({
    method: 'GET',
    path: '/api/my/cases',
    title: { zh: '我的诉求', en: 'My cases' },
    access: permissions.own,
    query: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 400 })) }),
    response: Type.Object({ items: Type.Array(listItem), next: Type.Union([Type.String(), Type.Null()]) }),
    handle: async ({ actor, query }) => lists.own(actor, query.cursor),
  })
  http.route({
    method: 'GET',
    path: '/api/callers',
    title: { zh: '来电人的历史诉求', en: 'A caller’s earlier cases' },
    access: permissions.callers,
    purpose: 'taking a call',
    query: Type.Object({ phone: Type.String({ minLength: 5, maxLength: 30 }) }),
    response: Type.Object({ items: Type.Array(listItem), next: Type.Union([Type.String(), Type.Null()]) }),
    handle: async ({ query, audit }) => {
      const hash = phoneHash(query.phone)
      audit({ resource: `caller:${hash}` })
      return lists.ofCaller(hash)
    },
  })
}
