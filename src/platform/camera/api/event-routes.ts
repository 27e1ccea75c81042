import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import { type Http, raw } from '../../base/index.ts'
import { cameraErrors } from '../errors.ts'
import { decideOn, eventResource, getEvent, type KeptEvent, listEvents, mayDecide, precision } from '../events.ts'
import type { CameraParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { requestsOf } from '../views/requests.ts'
import { postName } from './post-name.ts'
import { requestShown } from './request-routes.ts'
import { byId, type EventRow, EventSchema, PrecisionSchema, RequestSchema, reasonText, rejectEnum } from './schemas.ts'

/** An event as it is told to somebody. */
function eventShown(parts: CameraParts, actor: Actor, event: KeptEvent): EventRow {
  const { display, thumb: _, path: __, ...told } = event
  return {
    ...told,
    officeTitle: parts.office(event.office)?.title ?? { zh: event.office, en: event.office },
    hasPicture: display !== null,
    mayDecide: event.state === 'waiting' && mayDecide(actor, event),
  }
}

/** The queue of events, one event with its masked picture, and the decision on it. */
export function eventRoutes(http: Http, parts: CameraParts): void {
  const { base } = parts
  const { db } = base
  const state = Type.Enum(['waiting', 'confirmed', 'rejected', 'expired'])
  const resource = async ({ params }: { readonly params: { readonly id: string } }) =>
    eventResource(parts, await getEvent(db, params.id))

  http.route({
    method: 'GET',
    path: '/api/camera/events',
    title: { zh: '视频事件', en: 'Camera events' },
    access: permissions.list,
    query: Type.Object({
      state: Type.Optional(state),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    response: Type.Object({ items: Type.Array(EventSchema), count: Type.Integer() }),
    handle: async ({ actor, query }) => {
      const { items, count } = await listEvents(db, actor, {
        state: query.state ?? 'waiting',
        limit: query.limit ?? 50,
      })
      return { items: items.map((one) => eventShown(parts, actor, one)), count }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/camera/events/:id',
    title: { zh: '一个视频事件', en: 'One camera event' },
    access: permissions.see,
    purpose: 'to judge what a camera is said to have seen',
    params: byId,
    resource,
    response: Type.Object({
      event: EventSchema,
      case: Type.Union([Type.Object({ id: Type.String(), number: Type.String() }), Type.Null()]),
      requests: Type.Array(RequestSchema),
      mayAsk: Type.Boolean(),
    }),
    handle: async ({ actor, params, may, audit }) => {
      const event = await getEvent(db, params.id)
      audit({ resource: `camera-event:${event.id}` })
      const known = await parts.cases.ofSignal(event.id)
      const requests = await requestsOf(db, event.id)
      return {
        event: eventShown(parts, actor, event),
        case: known ? { id: known.id, number: known.number } : null,
        requests: requests.map((one) => requestShown(parts, actor, one)),
        mayAsk: event.destroyedAt === null && may(permissions.ask, await eventResource(parts, event)),
      }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/camera/events/:id/picture',
    title: { zh: '遮蔽后的图片', en: 'The masked picture' },
    access: permissions.see,
    purpose: 'to judge what a camera is said to have seen',
    params: byId,
    query: Type.Object({ size: Type.Optional(Type.Enum(['thumb', 'display'])) }),
    resource,
    response: raw('image/webp'),
    handle: async ({ params, query, audit }) => {
      const { display, thumb } = await getEvent(db, params.id)
      const hash = query.size === 'thumb' ? thumb : display
      if (hash === null) throw cameraErrors.make('camera.destroyed')
      audit({ resource: `camera-event:${params.id}`, facts: { size: query.size ?? 'display' } })
      return { type: 'image/webp', body: (await base.files.open(hash)).stream }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/camera/events/:id/confirm',
    title: { zh: '确认视频事件', en: 'Confirm a camera event' },
    access: permissions.decide,
    params: byId,
    resource: async ({ params }) => ({ holders: [(await getEvent(db, params.id)).path] }),
    body: Type.Object({ words: Type.Optional(Type.String({ maxLength: 500 })) }),
    handle: async ({ actor, params, body, decision, audit }) => {
      audit({ resource: `camera-event:${params.id}`, facts: { state: 'confirmed' } })
      const by = { id: actor.id, name: actor.name, post: postName(decision.post) }
      await decideOn(parts, params.id, { state: 'confirmed', words: body.words ?? '' }, by)
    },
  })

  http.route({
    method: 'POST',
    path: '/api/camera/events/:id/reject',
    title: { zh: '驳回视频事件', en: 'Reject a camera event' },
    access: permissions.decide,
    params: byId,
    resource: async ({ params }) => ({ holders: [(await getEvent(db, params.id)).path] }),
    body: Type.Object({ reason: rejectEnum, words: Type.Optional(reasonText) }),
    handle: async ({ actor, params, body, decision, audit }) => {
      audit({ resource: `camera-event:${params.id}`, facts: { state: 'rejected', reason: body.reason } })
      const by = { id: actor.id, name: actor.name, post: postName(decision.post) }
      const verdict = { state: 'rejected', reason: body.reason, words: body.words ?? '' } as const
      await decideOn(parts, params.id, verdict, by)
    },
  })

  http.route({
    method: 'GET',
    path: '/api/camera/precision',
    title: { zh: '视频分析准确率', en: 'How often analytics systems are right' },
    access: permissions.sources,
    query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })) }),
    response: Type.Array(PrecisionSchema),
    handle: async ({ query }) => [...(await precision(db, base.now(), query.days ?? 56))],
  })
}
