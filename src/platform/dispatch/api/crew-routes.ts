import { Type } from 'typebox'
import { isWithin } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Http } from '../../base/index.ts'
import { setAway, setBack } from '../crews/absence.ts'
import { findCrew } from '../crews/crew.ts'
import { checkCrew, keepCrew } from '../crews/keep-crew.ts'
import { retireCrew } from '../crews/retire.ts'
import type { DispatchParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { officeAt } from './plan-routes.ts'
import { byId, crewFields, instant, reason } from './schemas.ts'

/** Crews: enter, change, away, back. */
export function crewRoutes(http: Http, parts: DispatchParts): void {
  const { db, now } = parts.base
  const ofCrew = async ({ params }: { readonly params: { readonly id: string } }) => ({
    holders: [(await findCrew(db, params.id)).path],
  })
  const fields = Type.Object(crewFields, { additionalProperties: false })
  const answer = Type.Object({ id: Type.String() })

  http.route({
    method: 'POST',
    path: '/api/dispatch/crews',
    title: { zh: '登记班组', en: 'Enter a crew' },
    access: permissions.crews,
    body: fields,
    response: answer,
    status: 201,
    // Whoever enters it stands over its office and over all that it serves.
    resource: ({ body }) => ({ holders: [officeAt(parts, body.office).path] }),
    handle: async ({ body, audit, allow }) => {
      const path = checkCrew(parts, body)
      if (!isWithin(body.serves, path)) allow(permissions.crews, { holders: [body.serves] })
      const crew = uuidv7()
      audit({ resource: `crew:${crew}` })
      await db.tx((tx) => keepCrew(tx, crew, path, body, now()))
      return { id: crew }
    },
  })
  http.route({
    method: 'PUT',
    path: '/api/dispatch/crews/:id',
    title: { zh: '修改班组', en: 'Change a crew' },
    access: permissions.crews,
    params: byId,
    body: fields,
    response: answer,
    resource: ofCrew,
    handle: async ({ params, body, audit, allow }) => {
      const path = checkCrew(parts, body)
      allow(permissions.crews, { holders: [path] })
      if (!isWithin(body.serves, path)) allow(permissions.crews, { holders: [body.serves] })
      audit({ resource: `crew:${params.id}` })
      await db.tx((tx) => keepCrew(tx, params.id, path, body, now()))
      return { id: params.id }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/dispatch/crews/:id/retire',
    title: { zh: '停用班组', en: 'Retire a crew' },
    access: permissions.crews,
    params: byId,
    body: Type.Object({ reason }, { additionalProperties: false }),
    response: Type.Object({ calledBack: Type.Integer() }),
    resource: ofCrew,
    handle: async ({ actor, params, body, audit }) => {
      audit({ resource: `crew:${params.id}` })
      return { calledBack: await retireCrew(parts, params.id, body.reason, actor) }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/dispatch/crews/:id/away',
    title: { zh: '标为不在岗', en: 'Mark a crew as away' },
    access: permissions.plan,
    params: byId,
    body: Type.Object({ from: instant, until: instant, reason }, { additionalProperties: false }),
    response: Type.Object({ calledBack: Type.Integer() }),
    resource: ofCrew,
    handle: async ({ actor, params, body, audit }) => {
      audit({ resource: `crew:${params.id}` })
      return { calledBack: await setAway(parts, params.id, body, actor) }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/dispatch/crews/:id/back',
    title: { zh: '标为返岗', en: 'Mark a crew as back' },
    access: permissions.plan,
    params: byId,
    resource: ofCrew,
    handle: async ({ params, audit }) => {
      audit({ resource: `crew:${params.id}` })
      await setBack(parts, params.id)
    },
  })
}
