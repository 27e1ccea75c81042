import { Type } from 'typebox'
import { type Http, raw } from '../../base/index.ts'
import { changePerson, setPersonal } from '../people/change-person.ts'
import { makeDataRequest, readDataRequests } from '../people/data-requests.ts'
import { firmsOf } from '../people/firms.ts'
import { readOwnLog } from '../people/own-log.ts'
import { readPerson, readPersonal } from '../people/read-people.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import {
  closed,
  FirmView,
  IdSchema,
  InstantSchema,
  LocaleSchema,
  NameSchema,
  oneOf,
  PersonalBody,
  PersonalView,
  PersonView,
} from './schemas.ts'

const asked = 'access by the person (PIPL article 45)'
const own = ({ actor }: { readonly actor: { readonly id: string } }) => ({ owner: actor.id })

const Me = Type.Object({ person: PersonView, personal: PersonalView, firms: Type.Array(FirmView) })

/** Everybody's own data: see it, take it along, mend it, ask for what only the city can do, see who read it. */
export function meRoutes(http: Http, services: Services): void {
  const { base } = services
  const readMe = async (id: string) => ({
    person: await readPerson(base.db, id),
    personal: await readPersonal(base.db, id),
    firms: [...(await firmsOf(base.db, id))],
  })
  http.route({
    method: 'GET',
    path: '/api/me',
    title: permissions.seeOwn.title,
    access: permissions.seeOwn,
    purpose: asked,
    response: Me,
    resource: own,
    handle: ({ actor, audit }) => {
      audit({ resource: `person:${actor.id}` })
      return readMe(actor.id)
    },
  })
  http.route({
    method: 'PATCH',
    path: '/api/me',
    title: permissions.changeOwn.title,
    access: permissions.changeOwn,
    purpose: asked,
    // The name and the citizen number are corrected on request, against a document.
    body: closed({
      locale: Type.Optional(LocaleSchema),
      phone: PersonalBody.properties.phone,
      email: PersonalBody.properties.email,
    }),
    response: Me,
    resource: own,
    handle: async ({ actor, body, audit }) => {
      audit({ resource: `person:${actor.id}`, facts: { fields: Object.keys(body) } })
      await base.db.tx(async (tx) => {
        await changePerson(tx, actor.id, { locale: body.locale })
        await setPersonal(tx, actor.id, { phone: body.phone, email: body.email })
      })
      return readMe(actor.id)
    },
  })
  http.route({
    method: 'GET',
    path: '/api/me/copy',
    title: { zh: '下载本人信息副本', en: 'Take a copy of one’s own data' },
    access: permissions.seeOwn,
    purpose: asked,
    response: raw('application/json'),
    resource: own,
    handle: async ({ actor, audit }) => {
      audit({ resource: `person:${actor.id}`, facts: { copy: true } })
      const parts: Record<string, unknown> = { madeAt: new Date(base.now()).toISOString(), ...(await readMe(actor.id)) }
      for (const holding of services.holdings)
        parts[holding.name] = { title: holding.title, data: await holding.read(base.db, actor.id) }
      return {
        type: 'application/json; charset=utf-8',
        body: JSON.stringify(parts, null, 2),
        fileName: 'shudu-me.json',
      }
    },
  })
  logRoute(http, services)
  requestRoutes(http, services)
}

function logRoute(http: Http, { base }: Services): void {
  http.route({
    method: 'GET',
    path: '/api/me/log',
    title: { zh: '查看谁查阅过本人信息', en: 'See who read one’s own data' },
    access: permissions.seeOwn,
    purpose: asked,
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
      before: Type.Optional(IdSchema),
    }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          at: InstantSchema,
          action: Type.String(),
          purpose: Type.Optional(Type.String()),
          outcome: Type.String(),
          by: Type.String(),
          post: Type.Optional(Type.String()),
        }),
      ),
    }),
    resource: own,
    handle: async ({ actor, query, audit }) => {
      audit({ resource: `person:${actor.id}` })
      return { items: [...(await readOwnLog(base.db, actor.id, query.limit ?? 50, query.before))] }
    },
  })
}

/** A request about one's own data and its answer. */
export const DataRequestView = Type.Object({
  id: Type.String(),
  person: Type.String(),
  name: Type.String(),
  kind: oneOf('correct', 'delete'),
  says: Type.String(),
  wanted: Type.Object({ name: Type.Optional(Type.String()), ...PersonalBody.properties }),
  madeAt: InstantSchema,
  answeredAt: Type.Optional(InstantSchema),
  granted: Type.Optional(Type.Boolean()),
  answer: Type.Optional(Type.String()),
})

function requestRoutes(http: Http, { base }: Services): void {
  http.route({
    method: 'GET',
    path: '/api/me/requests',
    title: { zh: '查看本人的个人信息申请', en: 'See one’s requests about personal data' },
    access: permissions.seeOwn,
    purpose: asked,
    response: Type.Object({ items: Type.Array(DataRequestView) }),
    resource: own,
    handle: async ({ actor, audit }) => {
      audit({ resource: `person:${actor.id}` })
      return { items: [...(await readDataRequests(base.db, { person: actor.id }))] }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/me/requests',
    title: { zh: '申请更正或删除个人信息', en: 'Ask to have personal data corrected or deleted' },
    access: permissions.changeOwn,
    purpose: 'correction or deletion asked by the person (PIPL articles 46 and 47)',
    body: closed({
      kind: oneOf('correct', 'delete'),
      says: Type.String({ minLength: 1, maxLength: 1000, pattern: '\\S' }),
      wanted: Type.Optional(closed({ name: Type.Optional(NameSchema), ...PersonalBody.properties })),
    }),
    response: Type.Object({ id: Type.String() }),
    status: 201,
    resource: own,
    handle: ({ actor, body, audit }) =>
      base.db.tx(async (tx) => {
        const id = await makeDataRequest(tx, actor.id, body)
        audit({ resource: `person:${actor.id}`, facts: { request: id, kind: body.kind } })
        return { id }
      }),
  })
}
