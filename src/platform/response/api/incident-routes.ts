import { Type } from 'typebox'
import type { Actor, Post } from '../../../kernel/access/index.ts'
import { decide } from '../../../kernel/access/index.ts'
import { levelsOf } from '../../../kernel/response/index.ts'
import { type Http, raw } from '../../base/index.ts'
import { drawingsOf } from '../drawings.ts'
import { responseErrors } from '../errors.ts'
import { ordersOf } from '../incident/answer-orders.ts'
import { changeLevel, endResponse, startResponse } from '../incident/command.ts'
import { planOf } from '../incident/give-orders.ts'
import {
  byOf,
  findIncident,
  type Incident,
  involvedPaths,
  listIncidents,
  lockRunning,
  numberOf,
} from '../incident/incident.ts'
import { append, entriesOf } from '../incident/log.ts'
import { noticesOf } from '../notices.ts'
import type { ResponseParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { situationReport } from '../report/situation-report.ts'
import { listResources, wantedOf } from '../resources.ts'
import { lessonsOf } from '../review.ts'
import { orderShown } from './order-routes.ts'
import {
  byId,
  divisions,
  EntrySchema,
  type IncidentRow,
  IncidentSchema,
  id,
  LessonSchema,
  lessonShown,
  level,
  NoticeSchema,
  OrderSchema,
  polygon,
  ResourceSchema,
  reason,
  WantedSchema,
  WordsSchema,
} from './schemas.ts'

/** An incident as it is told. */
export const incidentShown = (parts: ResponseParts, one: Incident): IncidentRow => {
  const { id, title, hazard, level, divisions, area, office, isExercise, isDemo, startedAt, endedAt } = one
  const { review, reviewedAt } = one
  const names = divisions.map((code) => parts.divisionTitle(code) ?? { zh: code, en: code })
  return {
    ...{ id, number: numberOf(one), title, hazard, level, divisions, area, office, isExercise, isDemo },
    ...{
      startedAt,
      endedAt,
      where: { zh: names.map(({ zh }) => zh).join('、'), en: names.map(({ en }) => en).join(', ') },
    },
    ...{ review, reviewedAt, officeTitle: parts.offices.title(office) ?? { zh: office, en: office } },
  }
}

/** What a decision on an incident needs. */
export const incidentResource = async ({ base }: ResponseParts, id: string) => {
  const incident = await findIncident(base.db, id)
  return { holders: [incident.path], involved: await involvedPaths(base.db, incident) }
}

/** The post by which somebody commands. */
const commandPost = (actor: Actor): Post | undefined => actor.posts.find(({ role }) => role === 'duty-officer')

/** Incidents: start, look, change, end, note, tell people, report. */
export function incidentRoutes(http: Http, parts: ResponseParts): void {
  const { base, plans } = parts
  const { db } = base
  const commanded = {
    params: byId,
    access: permissions.command,
    resource: ({ params }: { readonly params: { readonly id: string } }) => incidentResource(parts, params.id),
  }

  http.route({
    method: 'GET',
    path: '/api/response/plans',
    title: { zh: '预案', en: 'Plans' },
    access: permissions.look,
    response: Type.Array(
      Type.Object({
        ...{ id: Type.String(), hash: Type.String(), title: WordsSchema, hazard: Type.String(), basis: WordsSchema },
        levels: Type.Array(Type.String()),
        tasks: Type.Array(
          Type.Object({ id: Type.String(), title: WordsSchema, text: WordsSchema, at: Type.Array(Type.String()) }),
        ),
      }),
    ),
    handle: () =>
      plans.map(({ hash, plan }) => ({
        ...{
          id: plan.id,
          hash,
          title: plan.title,
          hazard: plan.hazard,
          basis: plan.basis,
          levels: [...levelsOf(plan)],
        },
        tasks: plan.tasks.map(({ id, title, text, at }) => ({ id, title, text, at: [...at] })),
      })),
  })

  http.route({
    method: 'GET',
    path: '/api/response/incidents',
    title: { zh: '应急事件', en: 'Incidents' },
    access: permissions.look,
    query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }),
    response: Type.Object({ items: Type.Array(IncidentSchema), mayCommand: Type.Boolean() }),
    handle: async ({ actor, query }) => ({
      items: (await listIncidents(db, actor, query.limit ?? 50)).map((one) => incidentShown(parts, one)),
      mayCommand: commandPost(actor) !== undefined,
    }),
  })

  http.route({
    method: 'POST',
    path: '/api/response/incidents',
    title: { zh: '启动响应', en: 'Start a response' },
    access: permissions.command,
    // One’s own office is in command: what it may command, the area decides.
    resource: ({ actor }) => ({ holders: actor.posts.map(({ path }) => path) }),
    body: Type.Object({
      plan: Type.String({ maxLength: 60 }),
      level,
      title: Type.String({ minLength: 2, maxLength: 120 }),
      divisions,
      area: Type.Optional(polygon),
      reason,
      warning: Type.Optional(id),
      isExercise: Type.Boolean(),
    }),
    status: 201,
    response: IncidentSchema,
    handle: async ({ actor, body, decision, audit }) => {
      const post = decision.post ?? commandPost(actor)
      if (!post) throw responseErrors.make('response.missing')
      const made = await startResponse(parts, body, post, byOf(actor, post.office))
      audit({
        resource: `incident:${made.id}`,
        facts: { plan: body.plan, level: body.level, isExercise: body.isExercise },
      })
      return incidentShown(parts, made)
    },
  })

  http.route({
    method: 'GET',
    path: '/api/response/incidents/:id',
    title: { zh: '一起应急事件', en: 'One incident' },
    access: permissions.incident,
    params: byId,
    resource: ({ params }) => incidentResource(parts, params.id),
    response: Type.Object({
      incident: IncidentSchema,
      orders: Type.Array(OrderSchema),
      log: Type.Array(EntrySchema),
      resources: Type.Array(ResourceSchema),
      /** What the plan wants at this level, and how much of it is there. */
      wanted: Type.Array(WantedSchema),
      notices: Type.Array(NoticeSchema),
      lessons: Type.Array(LessonSchema),
      mayCommand: Type.Boolean(),
      mayReview: Type.Boolean(),
    }),
    handle: async ({ actor, params }) => {
      const incident = await findIncident(db, params.id)
      const held = { holders: [incident.path] }
      const resources = await listResources(db, { incident: params.id, limit: 500 })
      const plan = await planOf(db, incident.plan)
      return {
        incident: incidentShown(parts, incident),
        orders: (await ordersOf(db, params.id)).map((one) => orderShown(parts, actor, one)),
        log: [...(await entriesOf(db, params.id))],
        resources: [...resources],
        wanted: wantedOf(plan, incident.level, resources),
        notices: [...(await noticesOf(db, params.id))],
        lessons: (await lessonsOf(db, params.id)).map((one) => lessonShown(parts, actor, one)),
        mayCommand: decide(actor, permissions.command, held).allowed,
        mayReview: decide(actor, permissions.review, held).allowed,
      }
    },
  })

  http.route({
    ...commanded,
    method: 'POST',
    path: '/api/response/incidents/:id/level',
    title: { zh: '调整响应级别', en: 'Raise or lower the level' },
    body: Type.Object({ level, reason, warning: Type.Optional(id) }),
    response: IncidentSchema,
    handle: async ({ actor, params, body, decision, audit }) => {
      audit({ resource: `incident:${params.id}`, facts: { level: body.level } })
      return incidentShown(parts, await changeLevel(parts, params.id, body, byOf(actor, decision.post?.office)))
    },
  })

  http.route({
    ...commanded,
    method: 'POST',
    path: '/api/response/incidents/:id/end',
    title: { zh: '终止响应', en: 'End the response' },
    body: Type.Object({ reason: Type.String({ maxLength: 2_000 }) }),
    response: IncidentSchema,
    handle: async ({ actor, params, body, decision, audit }) => {
      audit({ resource: `incident:${params.id}` })
      return incidentShown(parts, await endResponse(parts, params.id, body.reason, byOf(actor, decision.post?.office)))
    },
  })

  http.route({
    method: 'POST',
    path: '/api/response/incidents/:id/notes',
    title: { zh: '记录', en: 'Note something' },
    access: permissions.note,
    params: byId,
    resource: ({ params }) => incidentResource(parts, params.id),
    body: Type.Object({ text: reason, photos: Type.Optional(Type.Array(id, { maxItems: 12 })) }),
    handle: ({ actor, params, body, decision }) =>
      db.tx(async (tx) => {
        await lockRunning(tx, params.id)
        const photos = body.photos ?? []
        await append(tx, params.id, byOf(actor, decision.post?.office), base.now(), [
          { kind: 'note', note: body.text, facts: { photos } },
        ])
      }),
  })

  http.route({
    method: 'GET',
    path: '/api/response/incidents/:id/report',
    title: { zh: '情况报告（PDF）', en: 'Situation report (PDF)' },
    access: permissions.incident,
    params: byId,
    query: Type.Object({ language: Type.Optional(Type.Enum(['zh', 'en'])) }),
    resource: ({ params }) => incidentResource(parts, params.id),
    response: raw('application/pdf'),
    handle: async ({ params, query, language }) => {
      const incident = await findIncident(db, params.id)
      const situation = {
        ...{ incident, at: base.now(), orders: await ordersOf(db, params.id), log: await entriesOf(db, params.id) },
        resources: await listResources(db, { incident: params.id, limit: 500 }),
        drawings: await drawingsOf(db, params.id),
        notices: await noticesOf(db, params.id),
        lessons: await lessonsOf(db, params.id),
      }
      const spoken = query.language ?? language
      return {
        type: 'application/pdf',
        body: await situationReport(parts, situation, spoken),
        fileName: `${numberOf(incident)}-${spoken}.pdf`,
      }
    },
  })
}
