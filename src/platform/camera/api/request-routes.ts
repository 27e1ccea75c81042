import { Type } from 'typebox'
import type { Actor, Decision, Permission, Resource } from '../../../kernel/access/index.ts'
import { type Http, raw } from '../../base/index.ts'
import { cameraErrors } from '../errors.ts'
import { eventResource, getEvent } from '../events.ts'
import type { CameraParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { decideInOwnName, whyNotApprove } from '../views/four-eyes.ts'
import {
  allRequests,
  answerRequest,
  askToSee,
  endRequest,
  getRequest,
  listRequests,
  type ViewRequest,
} from '../views/requests.ts'
import { seeWhole } from '../views/see-whole.ts'
import { postName } from './post-name.ts'
import { byId, id, purposeEnum, type RequestRow, RequestSchema, reasonText } from './schemas.ts'

/** A request as it is told to somebody. */
export function requestShown({ base }: CameraParts, actor: Actor, request: ViewRequest): RequestRow {
  const { path, askedBy, ...told } = request
  const held = { holders: [path] }
  const isOpen = request.state === 'approved' && Date.parse(request.endsAt ?? '') > base.now()
  return {
    ...told,
    isMine: actor.id === askedBy,
    mayAnswer:
      (request.state === 'asked' || isOpen) && whyNotApprove(actor, request, permissions.answer, held) === undefined,
    isOpen,
  }
}

/** The decision by posts in one's own name. @throws camera.ownName when only a post held as a deputy would do */
function ownDecision(actor: Actor, permission: Permission, thing: Resource): Decision {
  const own = decideInOwnName(actor, permission, thing)
  if (!own.allowed) throw cameraErrors.make('camera.ownName')
  return own
}

/** Full views: asked with a purpose, approved by somebody else, seen for a while, each time written down. */
export function requestRoutes(http: Http, parts: CameraParts): void {
  const { base } = parts
  const { db } = base
  const byEvent = async (event: string) => eventResource(parts, await getEvent(db, event))
  const byRequest = async ({ params }: { readonly params: { readonly id: string } }) =>
    byEvent((await getRequest(db, params.id)).event)

  http.route({
    method: 'GET',
    path: '/api/camera/requests',
    title: { zh: '查看原图的申请', en: 'Requests for full views' },
    access: permissions.requests,
    response: Type.Array(RequestSchema),
    handle: async ({ actor }) => {
      const paths = actor.posts
        .filter(({ role, level }) =>
          permissions.answer.grants.some((one) => one.who === role && one.levels.some((at) => at === level)),
        )
        .map(({ path }) => path)
      const all = await listRequests(db, { person: actor.id, paths })
      return all.map((one) => requestShown(parts, actor, one))
    },
  })

  http.route({
    method: 'POST',
    path: '/api/camera/events/:id/requests',
    title: { zh: '申请查看原图', en: 'Ask to see a picture in full' },
    access: permissions.ask,
    params: byId,
    resource: ({ params }) => byEvent(params.id),
    body: Type.Object({
      purpose: purposeEnum,
      words: Type.String({ minLength: 6, maxLength: 500 }),
      caseNumber: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    }),
    status: 201,
    response: Type.Object({ id }),
    handle: async ({ actor, params, body, audit }) => {
      const event = await getEvent(db, params.id)
      const own = ownDecision(actor, permissions.ask, await byEvent(params.id))
      const about = body.caseNumber === undefined ? undefined : await parts.cases.find(body.caseNumber, actor)
      audit({
        resource: `camera-event:${event.id}`,
        facts: { purpose: body.purpose, ...(about && { case: about.number }) },
      })
      const by = { id: actor.id, name: actor.name, post: postName(own.post) }
      return { id: await askToSee(parts, event, body, about, by) }
    },
  })

  for (const [answer, zh, en] of [
    ['approve', '批准查看原图', 'Approve a full view'],
    ['refuse', '拒绝查看原图', 'Refuse a full view'],
  ] as const)
    http.route({
      method: 'POST',
      path: `/api/camera/requests/:id/${answer}`,
      title: { zh, en },
      access: permissions.answer,
      params: byId,
      resource: async ({ params }) => ({
        holders: [(await getEvent(db, (await getRequest(db, params.id)).event)).path],
      }),
      body: Type.Object({ words: reasonText }),
      handle: async ({ actor, params, body, audit }) => {
        const request = await getRequest(db, params.id)
        const by = approver(actor, request)
        audit({ resource: `camera-request:${request.id}`, facts: { answer, event: request.event } })
        await answerRequest(parts, request.id, { isApproved: answer === 'approve', words: body.words }, by)
      },
    })

  http.route({
    method: 'POST',
    path: '/api/camera/requests/:id/revoke',
    title: { zh: '收回许可', en: 'Revoke a full view' },
    access: permissions.answer,
    params: byId,
    resource: async ({ params }) => ({ holders: [(await getEvent(db, (await getRequest(db, params.id)).event)).path] }),
    handle: async ({ actor, params, decision, audit }) => {
      audit({ resource: `camera-request:${params.id}` })
      const by = { id: actor.id, name: actor.name, post: postName(decision.post) }
      await endRequest(parts, params.id, { from: 'approved', to: 'revoked' }, by)
    },
  })

  http.route({
    method: 'POST',
    path: '/api/camera/requests/:id/withdraw',
    title: { zh: '撤回申请', en: 'Take a request back' },
    access: permissions.ask,
    params: byId,
    resource: byRequest,
    handle: async ({ actor, params, decision, audit }) => {
      if ((await getRequest(db, params.id)).askedBy !== actor.id) throw cameraErrors.make('camera.missing')
      audit({ resource: `camera-request:${params.id}` })
      const by = { id: actor.id, name: actor.name, post: postName(decision.post) }
      await endRequest(parts, params.id, { from: 'asked', to: 'withdrawn' }, by)
    },
  })

  http.route({
    method: 'POST',
    path: '/api/camera/requests/:id/views',
    title: { zh: '查看原图', en: 'See a picture in full' },
    access: permissions.view,
    purpose: 'for what the request says, which somebody else has approved',
    rate: { perMinute: 20, burst: 10 },
    params: byId,
    resource: byRequest,
    response: raw('image/webp'),
    handle: async ({ actor, params, audit }) => {
      const { event, purpose, caseNumber } = await getRequest(db, params.id)
      const own = ownDecision(actor, permissions.view, await byEvent(event))
      audit({
        resource: `camera-event:${event}`,
        facts: { request: params.id, purpose, ...(caseNumber !== null && { case: caseNumber }) },
      })
      const by = { id: actor.id, name: actor.name, post: postName(own.post) }
      return { type: 'image/webp', body: await seeWhole(parts, params.id, by) }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/camera/log',
    title: { zh: '查看原图的记录', en: 'The log of full views' },
    access: permissions.log,
    query: Type.Object({
      before: Type.Optional(Type.String({ format: 'date-time' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    response: Type.Array(RequestSchema),
    handle: async ({ actor, query }) => {
      const all = await allRequests(db, { before: query.before, limit: query.limit ?? 100 })
      return all.map((one) => requestShown(parts, actor, one))
    },
  })

  /** Who approves: somebody else, by a post in his own name. @throws camera.fourEyes */
  function approver(actor: Actor, request: ViewRequest) {
    const held = { holders: [request.path] }
    const why = whyNotApprove(actor, request, permissions.answer, held)
    if (why) throw cameraErrors.make('camera.fourEyes', { reason: why.zh, reasonEn: why.en })
    const { post } = decideInOwnName(actor, permissions.answer, held)
    return { id: actor.id, name: actor.name, post: postName(post) }
  }
}
