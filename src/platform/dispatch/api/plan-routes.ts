import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import { type Http, WordsSchema } from '../../base/index.ts'
import { dispatchErrors } from '../errors.ts'
import type { By, DispatchOffice, DispatchParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { type Board, boardOf } from '../plan/board.ts'
import { confirm } from '../plan/confirm.ts'
import { overrule } from '../plan/overrule.ts'
import { findPlan, stopsOf } from '../plan/plan.ts'
import { propose } from '../plan/propose.ts'
import { byId, CrewSchema, cause, id, office, PlanSchema, reason, StopSchema } from './schemas.ts'

/** An open office. @throws dispatch.noOffice */
export function officeAt({ offices }: DispatchParts, name: string): DispatchOffice {
  const found = offices.find(name)
  if (!found) throw dispatchErrors.make('dispatch.noOffice', { office: name })
  return found
}

/** Who acts, for what is written down. */
export const byOf = ({ id: person, name }: Actor): By => ({ id: person, name })

const seq = Type.Integer({ minimum: 1, description: 'The plan as it was seen: changed meanwhile, it is a conflict' })

/** Plans: the board, propose, look, overrule, confirm. */
export function planRoutes(http: Http, parts: DispatchParts): void {
  const { db } = parts.base
  const ofPlan = async ({ params }: { readonly params: { readonly id: string } }) => ({
    holders: [(await findPlan(db, params.id)).path],
  })
  const whole = async (plan: string) => ({ ...(await findPlan(db, plan)), stops: [...(await stopsOf(db, plan))] })
  const planWithStops = Type.Intersect([PlanSchema, Type.Object({ stops: Type.Array(StopSchema) })])
  const onBoard = Type.Intersect([
    planWithStops,
    Type.Object({
      since: Type.Object({
        ...{ fresh: Type.Integer(), urgent: Type.Integer(), gone: Type.Integer(), away: Type.Array(Type.String()) },
      }),
    }),
  ])

  http.route({
    method: 'GET',
    path: '/api/dispatch/terms',
    title: { zh: '技能、车辆、外出任务种类', en: 'Skills, vehicles, kinds of errand' },
    access: permissions.terms,
    response: Type.Object({
      skills: Type.Array(Type.Object({ name: Type.String(), title: WordsSchema })),
      vehicles: Type.Array(Type.Object({ name: Type.String(), title: WordsSchema, speed: Type.Number() })),
      kinds: Type.Array(
        Type.Object({
          ...{ name: Type.String(), title: WordsSchema, skills: Type.Array(Type.String()), work: Type.Integer() },
        }),
      ),
    }),
    handle: () => ({
      skills: [...parts.terms.skills],
      vehicles: [...parts.terms.vehicles],
      kinds: parts.terms.kinds.map(({ name, title, skills, work }) => ({ name, title, skills: [...skills], work })),
    }),
  })
  http.route({
    method: 'GET',
    path: '/api/dispatch/board',
    title: { zh: '派遣看板', en: 'The board of an office' },
    access: permissions.look,
    query: Type.Object({ office }),
    response: Type.Unsafe<Board>({
      type: 'object',
      properties: {
        office: { type: 'string' },
        path: { type: 'string' },
        officeTitle: WordsSchema,
        now: { type: 'string' },
        crews: { type: 'array', items: CrewSchema },
        waiting: { type: 'integer' },
        plan: { anyOf: [onBoard, { type: 'null' }] },
        areas: { type: 'object', additionalProperties: WordsSchema },
      },
    }),
    resource: ({ query }) => ({ holders: [officeAt(parts, query.office).path] }),
    handle: ({ query }) => boardOf(parts, officeAt(parts, query.office)),
  })
  http.route({
    method: 'POST',
    path: '/api/dispatch/plans',
    title: { zh: '生成派遣方案', en: 'Propose a plan' },
    access: permissions.plan,
    body: Type.Object({ office }, { additionalProperties: false }),
    response: planWithStops,
    status: 201,
    resource: ({ body }) => ({ holders: [officeAt(parts, body.office).path] }),
    handle: async ({ actor, body, audit }) => {
      const plan = await propose(parts, body.office, byOf(actor))
      audit({ resource: `plan:${plan.id}`, facts: { solvedBy: plan.solvedBy } })
      return whole(plan.id)
    },
  })
  http.route({
    method: 'GET',
    path: '/api/dispatch/plans/:id',
    title: { zh: '查看派遣方案', en: 'Read a plan' },
    access: permissions.look,
    params: byId,
    response: planWithStops,
    resource: ofPlan,
    handle: ({ params }) => whole(params.id),
  })
  http.route({
    method: 'POST',
    path: '/api/dispatch/plans/:id/overrule',
    title: { zh: '改派', en: 'Overrule a plan' },
    access: permissions.plan,
    params: byId,
    body: Type.Object(
      {
        ...{ seq, stop: id, cause, reason },
        crew: Type.Union([id, Type.Null()], { description: 'Nobody: it is left for later' }),
        nth: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
      },
      { additionalProperties: false },
    ),
    response: planWithStops,
    resource: ofPlan,
    handle: async ({ actor, params, body, audit }) => {
      const { seq: seen, ...wish } = body
      audit({ resource: `plan:${params.id}`, facts: { stop: wish.stop, cause: wish.cause } })
      await overrule(parts, params.id, seen, wish, byOf(actor))
      return whole(params.id)
    },
  })
  http.route({
    method: 'POST',
    path: '/api/dispatch/plans/:id/confirm',
    title: { zh: '确认派遣方案', en: 'Confirm a plan' },
    access: permissions.plan,
    params: byId,
    body: Type.Object(
      { seq, crew: Type.Optional({ ...id, description: 'The round of this crew alone; the rest goes on waiting' }) },
      { additionalProperties: false },
    ),
    response: Type.Object({ plan: PlanSchema, sent: Type.Integer(), skipped: Type.Integer() }),
    resource: ofPlan,
    handle: async ({ actor, params, body, audit }) => {
      const done = await confirm(parts, params.id, body, actor)
      audit({ resource: `plan:${params.id}`, facts: { sent: done.sent, skipped: done.skipped } })
      return { ...done }
    },
  })
}
