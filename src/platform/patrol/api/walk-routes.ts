import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findValue } from '../../../kernel/flow/index.ts'
import { cityZone, dayAt, dayMs, dayStart } from '../../../kernel/time/index.ts'
import { type Http, raw, WordsSchema } from '../../base/index.ts'
import { pointsOf } from '../../cases/index.ts'
import { coverageOf } from '../coverage.ts'
import { patrolErrors } from '../errors.ts'
import { findFinding, keepFinding, listFindings } from '../findings.ts'
import type { PatrolParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { photoOwner } from '../photos.ts'
import { routesAt, routeVersions, versionsOf } from '../routes.ts'
import { pathsOf, personOf } from '../seen.ts'
import { lastHandover, listShifts } from '../shifts.ts'
import { keepVisit, type Telling } from '../visits.ts'
import { routeOf } from './plan-routes.ts'
import {
  byId,
  FindingSchema,
  id,
  instant,
  kind,
  nullable,
  point,
  RoundSchema,
  RouteSchema,
  ShiftSchema,
  tellingProperties,
  text,
  VisitSchema,
} from './schemas.ts'
import { findingsShown, roundShown, routeShown, shiftShown } from './shown.ts'

/** The device's clock when it sent, as it says in a header: told apart from when the thing was done. */
function sentAtOf(request: FastifyRequest): number | undefined {
  const said = Date.parse(String(request.headers['x-shudu-sent-at'] ?? ''))
  return Number.isNaN(said) ? undefined : said
}

type Told = {
  readonly actionId: string
  readonly clientAt: string
  readonly position?: Telling['position']
  readonly photos?: readonly string[]
}

function tellingOf(body: Told, request: FastifyRequest): Telling {
  const sentAt = sentAtOf(request)
  return {
    ...{ id: body.actionId, clientAt: Date.parse(body.clientAt), photos: body.photos ?? [] },
    ...(body.position && { position: body.position }),
    ...(sentAt !== undefined && { sentAt }),
  }
}

const TaskSchema = Type.Object({
  ...{
    id: Type.String(),
    number: Type.String(),
    title: Type.String(),
    titleEn: nullable(Type.String()),
    step: nullable(Type.String()),
  },
  ...{ pack: Type.String(), address: nullable(Type.String()), dueAt: nullable(instant), isOverdue: Type.Boolean() },
  point: Type.Tuple([Type.Number(), Type.Number()]),
})

/** What is walked today, and what comes of it. */
export function walkRoutes(http: Http, parts: PatrolParts): void {
  const { base, cases } = parts
  const { db, now } = base

  http.route({
    method: 'GET',
    path: '/api/patrol/today',
    title: { zh: '我今天的巡查', en: 'My rounds of the day' },
    access: permissions.today,
    response: Type.Object({
      now: instant,
      shifts: Type.Array(ShiftSchema),
      /** Codes of the grids of one's posts and shifts. */
      grids: Type.Array(Type.Object({ code: Type.String(), title: WordsSchema })),
      handover: nullable(ShiftSchema),
      rounds: Type.Array(RoundSchema),
      routes: Type.Array(RouteSchema),
      tasks: Type.Array(TaskSchema),
    }),
    handle: async ({ actor }) => {
      const at = now()
      const today = dayStart(dayAt(at, cityZone), cityZone)
      const walking = actor.posts.filter(({ role }) => role === 'grid-member' || role === 'clerk')
      const paths = [...new Set(walking.map(({ path }) => path))]
      const [all, rounds, shifts, tasks] = await Promise.all([
        routeVersions(db, paths),
        coverageOf(db, paths, { from: today, until: today + dayMs, now: at }),
        listShifts(db, { from: at, until: today + 2 * dayMs, person: personOf(actor) }),
        cases.lists.page(actor, { view: 'mine', limit: 50 }),
      ])
      const points = await pointsOf(
        db,
        tasks.items.map((one) => one.id),
      )
      const offices = new Set(walking.map(({ office }) => office))
      const grids = [...parts.registry.geography().grids].filter(
        ({ code, office }) => (office !== undefined && offices.has(office)) || shifts.some(({ grid }) => grid === code),
      )
      const [first] = grids
      const handover = first && (await lastHandover(db, first.code, at))
      return {
        now: new Date(at).toISOString(),
        shifts: shifts.map(shiftShown),
        grids: grids.map(({ code, name }) => ({ code, title: name })),
        handover: handover ? shiftShown(handover) : null,
        rounds: rounds.map((one) => roundShown(parts, one)),
        routes: routesAt(all, at).map((one) => routeShown(parts, one)),
        tasks: tasks.items.flatMap(({ id, number, title, titleEn, step, pack, address, dueAt, isOverdue }) => {
          const found = points.get(id)
          if (!found) return []
          return [
            {
              ...{ id, number, title, titleEn, step, pack, address, dueAt, isOverdue },
              point: [found.lng, found.lat] as [number, number],
            },
          ]
        }),
      }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/patrol/routes/:id/visits',
    title: { zh: '记录到点检查', en: 'Visit a stop' },
    access: permissions.walk,
    params: byId,
    resource: async ({ params }) => ({ holders: [(await routeOf(parts, params.id)).path] }),
    body: Type.Object({
      ...tellingProperties,
      stop: text(60, 1),
      answers: Type.Array(Type.Object({ check: text(40, 1), isWell: Type.Boolean(), note: Type.Optional(text(500)) }), {
        maxItems: 30,
      }),
    }),
    response: VisitSchema,
    handle: async ({ actor, params, body, request }) => {
      const versions = await versionsOf(db, params.id)
      const told = { ...tellingOf(body, request), stop: body.stop, answers: body.answers }
      const walker = { person: actor.id, name: actor.name }
      const visit = await db.tx((tx) => keepVisit(tx, parts, versions, told, walker, now()))
      return {
        ...visit,
        doubts: [...visit.doubts],
        answers: visit.answers.map((one) => ({ ...one })),
        photos: [...visit.photos],
      }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/patrol/findings',
    title: { zh: '上报发现', en: 'Tell what was found' },
    access: permissions.find,
    body: Type.Object({
      ...tellingProperties,
      kind,
      text: text(2_000, 2),
      severity: Type.Optional(Type.Enum(['notice', 'warning', 'serious', 'critical'])),
      component: Type.Optional(Type.String({ pattern: '^[0-9]{16}$' })),
      point: Type.Optional(point),
      route: Type.Optional(id),
      stop: Type.Optional(text(60)),
    }),
    response: FindingSchema,
    handle: async ({ actor, body, request, decision, audit }) => {
      const post = decision.post
      if (!post) throw patrolErrors.make('patrol.missing')
      const { actionId: _, clientAt: __, position: ___, photos: ____, ...what } = body
      const told = { ...tellingOf(body, request), ...what }
      const found = await db.tx(async (tx) => {
        const kept = await keepFinding(tx, parts, told, { person: actor.id, name: actor.name }, post, base.config.demo)
        audit({ resource: `finding:${kept.id}` })
        return kept
      })
      const [shown] = await findingsShown(parts, [found], actor)
      if (!shown) throw patrolErrors.make('patrol.missing')
      return shown
    },
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/findings',
    title: { zh: '巡查发现', en: 'What patrols found' },
    access: permissions.look,
    query: Type.Object({
      isMine: Type.Optional(Type.Boolean()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    response: Type.Array(FindingSchema),
    handle: async ({ actor, query }) => {
      const paths = pathsOf(actor)
      const asked = query.isMine ? { person: personOf(actor) } : paths ? { paths } : {}
      return findingsShown(parts, await listFindings(db, { ...asked, limit: query.limit ?? 50 }), actor)
    },
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/findings/:id',
    title: { zh: '一项发现', en: 'One finding' },
    access: permissions.finding,
    params: byId,
    resource: async ({ params }) => {
      const found = await findFinding(db, params.id)
      if (!found) throw patrolErrors.make('patrol.missing')
      return { holders: [found.path], owner: found.person }
    },
    response: FindingSchema,
    handle: async ({ actor, params }) => {
      const found = await findFinding(db, params.id)
      const [shown] = found ? await findingsShown(parts, [found], actor) : []
      if (!shown) throw patrolErrors.make('patrol.missing')
      if (!shown.case) return shown
      const reply = await replyOf(parts, shown.case.id)
      return { ...shown, case: { ...shown.case, ...(reply !== undefined && { reply }) } }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/photos/:id',
    title: { zh: '巡查照片', en: 'A photo of a patrol' },
    access: permissions.finding,
    params: byId,
    query: Type.Object({ size: Type.Optional(Type.Enum(['thumb', 'display'])) }),
    resource: async ({ params }) => {
      const owner = await photoOwner(db, params.id)
      if (!owner) throw patrolErrors.make('patrol.missing')
      return { holders: [owner.path], owner: owner.person }
    },
    response: raw('image/webp'),
    handle: async ({ params, query, reply }) => {
      const file = await cases.files.find(params.id)
      const hash = query.size === 'thumb' ? file?.thumbHash : file?.displayHash
      if (!hash) throw patrolErrors.make('patrol.missing')
      reply.header('cache-control', 'private, max-age=86400, immutable')
      return { type: 'image/webp', body: (await base.files.open(hash)).stream }
    },
  })
}

/** What those who handled a case said was done. */
async function replyOf({ cases }: PatrolParts, id: string): Promise<string | undefined> {
  const { state } = await cases.engine.get(id)
  const { reply } = (await cases.engine.packOf(state)).flow.marks
  const said = reply === undefined ? undefined : findValue(state, reply)
  return typeof said === 'string' ? said : undefined
}
