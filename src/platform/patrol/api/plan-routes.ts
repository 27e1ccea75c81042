import { Type } from 'typebox'
import { missReasons } from '../../../kernel/patrol/index.ts'
import { cityZone, dayAt, dayMs, dayStart } from '../../../kernel/time/index.ts'
import type { Http } from '../../base/index.ts'
import { coverageOf } from '../coverage.ts'
import { patrolErrors } from '../errors.ts'
import { getGrid, pathOfGrid } from '../grids.ts'
import type { PatrolParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { keepRoute, type RoutePlan, routesAt, routeVersions, versionsOf } from '../routes.ts'
import { pathsOf } from '../seen.ts'
import { explainRound, whyMissed } from '../why-missed.ts'
import { byId, instant, RoundSchema, RoutePlanSchema, RouteSchema, text } from './schemas.ts'
import { roundShown, routeShown } from './shown.ts'

/** A route in its newest version. @throws patrol.missing */
export async function routeOf({ base }: PatrolParts, route: string) {
  const newest = (await versionsOf(base.db, route)).at(-1)
  if (!newest) throw patrolErrors.make('patrol.missing')
  return newest
}

/** Routes as they are planned, and who walked them. */
export function planRoutes(http: Http, parts: PatrolParts): void {
  const { base } = parts
  const { db, now } = base

  http.route({
    method: 'GET',
    path: '/api/patrol/routes',
    title: { zh: '巡查路线', en: 'Routes' },
    access: permissions.look,
    response: Type.Array(RouteSchema),
    handle: async ({ actor }) =>
      routesAt(await routeVersions(db, pathsOf(actor)), now()).map((one) => routeShown(parts, one)),
  })

  http.route({
    method: 'PUT',
    path: '/api/patrol/routes/:id',
    title: { zh: '编制巡查路线', en: 'Plan a route' },
    access: permissions.plan,
    params: byId,
    body: RoutePlanSchema,
    resource: async ({ params, body }) => {
      const there = (await versionsOf(db, params.id)).at(-1)
      // Both where it is and where it shall be.
      const wanted = pathOfGrid(parts, getGrid(parts, body.grid)) ?? ''
      return { holders: [there?.path ?? wanted] }
    },
    handle: async ({ actor, params, body, allow, audit }) => {
      const path = pathOfGrid(parts, getGrid(parts, body.grid)) ?? ''
      allow(permissions.plan, { holders: [path] })
      // The schema is that of a plan.
      const plan = body as RoutePlan
      audit({ resource: `route:${params.id}` })
      await db.tx((tx) => keepRoute(tx, params.id, path, plan, { byName: actor.name, at: now() }))
    },
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/coverage',
    title: { zh: '巡查覆盖：谁何时走过、哪些未巡', en: 'Coverage: who walked what when, and what was missed' },
    access: permissions.coverage,
    query: Type.Object({ from: Type.Optional(instant), until: Type.Optional(instant) }),
    response: Type.Object({ items: Type.Array(RoundSchema), from: instant, until: instant }),
    handle: async ({ actor, query }) => {
      const at = now()
      const today = dayStart(dayAt(at, cityZone), cityZone)
      const until = query.until === undefined ? today + dayMs : Date.parse(query.until)
      const from = Math.max(query.from === undefined ? today - 6 * dayMs : Date.parse(query.from), until - 62 * dayMs)
      const rounds = (await coverageOf(db, pathsOf(actor), { from, until, now: at })).slice(0, 2_000)
      const why = await whyMissed(db, rounds)
      return {
        items: rounds.map((one) => roundShown(parts, one, why(one))),
        ...{ from: new Date(from).toISOString(), until: new Date(until).toISOString() },
      }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/patrol/routes/:id/reasons',
    title: { zh: '说明一轮为何漏巡', en: 'Say why a round was missed' },
    access: permissions.explain,
    params: byId,
    resource: async ({ params }) => ({ holders: [(await routeOf(parts, params.id)).path] }),
    body: Type.Object({ from: instant, reason: Type.Enum([...missReasons]), note: text(500) }),
    handle: async ({ actor, params, body, audit }) => {
      const said = { route: params.id, from: Date.parse(body.from), reason: body.reason, note: body.note }
      audit({ resource: `route:${params.id}`, facts: { round: body.from, reason: body.reason } })
      await db.tx((tx) => explainRound(tx, said, actor, now()))
    },
  })
}
