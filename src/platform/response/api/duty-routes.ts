import { Type } from 'typebox'
import { decide } from '../../../kernel/access/index.ts'
import { dayMs } from '../../../kernel/time/index.ts'
import type { Http } from '../../base/index.ts'
import { peopleOfOffice } from '../duty/office-people.ts'
import { type Duty, dropDuty, findDuty, listDuties, planDuty } from '../duty/roster.ts'
import { responseErrors } from '../errors.ts'
import type { ResponseParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { byId, DutySchema, id, instant, PersonSchema } from './schemas.ts'

const office = Type.String({ maxLength: 60 })

/** How much of the roster is shown at once. Milliseconds. */
const most = 31 * dayMs

/** The roster (值班表): who is on duty in the offices at and below one's own. */
export function dutyRoutes(http: Http, parts: ResponseParts): void {
  const { base, offices } = parts
  const { db } = base
  const pathOf = (one: string): string => {
    const path = offices.find(one)?.path
    if (path === undefined) throw responseErrors.make('response.missing')
    return path
  }

  http.route({
    method: 'GET',
    path: '/api/response/duties',
    title: { zh: '应急值班表', en: 'Who is on duty' },
    access: permissions.look,
    query: Type.Object({ from: Type.Optional(instant), until: Type.Optional(instant) }),
    response: Type.Array(DutySchema),
    handle: async ({ actor, query }) => {
      const from = query.from === undefined ? base.now() : Date.parse(query.from)
      const until = Math.min(query.until === undefined ? from + 7 * dayMs : Date.parse(query.until), from + most)
      const shown = await listDuties(db, { paths: actor.posts.map(({ path }) => path), from, until })
      return shown.map((one: Duty) => ({
        ...one,
        officeTitle: offices.title(one.office) ?? { zh: one.office, en: one.office },
        mayPlan: decide(actor, permissions.duty, { holders: [one.path] }).allowed,
      }))
    },
  })

  http.route({
    method: 'GET',
    path: '/api/response/offices/:office/people',
    title: { zh: '可排值班的人员', en: 'Who may be put on duty in an office' },
    access: permissions.duty,
    params: Type.Object({ office }),
    resource: ({ params }) => ({ holders: [pathOf(params.office)] }),
    response: Type.Array(PersonSchema),
    handle: async ({ params }) => [...(await peopleOfOffice(db, params.office))],
  })

  http.route({
    method: 'POST',
    path: '/api/response/duties',
    title: permissions.duty.title,
    access: permissions.duty,
    body: Type.Object({ office, person: id, deputy: Type.Optional(id), from: instant, until: instant }),
    resource: ({ body }) => ({ holders: [pathOf(body.office)] }),
    status: 201,
    response: Type.Object({ id: Type.String() }),
    handle: ({ actor, body, audit }) =>
      db.tx(async (tx) => {
        audit({ resource: `office:${body.office}`, facts: { person: body.person, from: body.from, until: body.until } })
        const [from, until] = [Date.parse(body.from), Date.parse(body.until)]
        return { id: await planDuty(tx, { ...body, path: pathOf(body.office), from, until }, actor.name) }
      }),
  })

  http.route({
    method: 'DELETE',
    path: '/api/response/duties/:id',
    title: { zh: '删去一段值班', en: 'Take an entry off the roster' },
    access: permissions.duty,
    params: byId,
    resource: async ({ params }) => ({ holders: [(await findDuty(db, params.id)).path] }),
    handle: ({ params, audit }) =>
      db.tx(async (tx) => {
        audit({ resource: `duty:${params.id}` })
        await dropDuty(tx, params.id)
      }),
  })
}
