import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Role } from '../../../kernel/access/index.ts'
import type { Http, Query } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import type { PersonKind } from '../people/person.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { needsSetUp, setUp } from '../sign-in/set-up.ts'
import { closed, IdSchema, KindSchema, NameSchema, PasswordSchema, RoleSchema, SessionView } from './schemas.ts'
import { signIn } from './session-routes.ts'

/** The first administrator of an empty city. */
export function setUpRoutes(http: Http, services: Services): void {
  const { base, city, offices } = services
  http.route({
    method: 'GET',
    path: '/api/setup',
    title: { zh: '查看是否需要初始化', en: 'See whether the city waits to be set up' },
    access: permissions.seeSession,
    response: Type.Object({ needed: Type.Boolean() }),
    handle: async () => ({ needed: await needsSetUp(base) }),
  })
  http.route({
    method: 'POST',
    path: '/api/setup',
    title: permissions.setUp.title,
    access: permissions.setUp,
    rate: { perMinute: 10, burst: 10 },
    body: closed({
      /** The code that the server printed when it started. */
      code: Type.String({ minLength: 1, maxLength: 100 }),
      name: NameSchema,
      login: Type.String({ minLength: 2, maxLength: 64 }),
      password: PasswordSchema,
    }),
    response: SessionView,
    handle: async ({ body, request, reply, audit }) => {
      if (base.config.demo) throw identityErrors.make('identity.setUpAlready')
      const id = await base.db.tx(async (tx) => {
        const made = await setUp(tx, { ...body, office: city.title }, base.now())
        audit({ resource: `person:${made}` })
        return made
      })
      await offices.refresh()
      return signIn(services, { request, reply }, { id, kind: 'official' }, 'setup')
    },
  })
}

const ShowcasePerson = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: KindSchema,
  note: Type.Object({ zh: Type.String(), en: Type.String() }),
  posts: Type.Array(
    Type.Object({
      office: Type.String(),
      path: Type.String(),
      role: RoleSchema,
      title: Type.Object({ zh: Type.String(), en: Type.String() }),
    }),
  ),
})

/** Signing in as one of the named people of the demonstration; these routes do not exist in a real city. */
export function demonstrationRoutes(http: Http, services: Services): void {
  const { base } = services
  if (!base.config.demo) return
  http.route({
    method: 'GET',
    path: '/api/demo/people',
    title: permissions.seeDemonstration.title,
    access: permissions.seeDemonstration,
    response: Type.Object({ items: Type.Array(ShowcasePerson) }),
    handle: async () => ({ items: await showcase(base.db) }),
  })
  http.route({
    method: 'POST',
    path: '/api/demo/session',
    title: { zh: '以演示人员登录', en: 'Sign in as somebody of the demonstration' },
    access: permissions.signIn,
    body: closed({ person: IdSchema }),
    response: SessionView,
    handle: async ({ body, request, reply, audit }) => {
      const person = (await showcase(base.db)).find(({ id }) => id === body.person)
      if (person === undefined) throw identityErrors.make('identity.noPerson')
      audit({ resource: `person:${person.id}`, facts: { method: 'demonstration' } })
      return signIn(services, { request, reply }, person, 'demonstration')
    },
  })
}

type Shown = {
  id: string
  name: string
  kind: PersonKind
  note: { zh: string; en: string }
  posts: { office: string; path: string; role: Role; title: { zh: string; en: string } }[]
}

async function showcase(on: Query): Promise<Shown[]> {
  const { rows } =
    await sql<Shown>`select p.id, p.name, p.kind, jsonb_build_object('zh', p.note_zh, 'en', p.note_en) as note,
      (select coalesce(jsonb_agg(jsonb_build_object('office', o.id, 'path', o.path, 'role', t.role,
          'title', jsonb_build_object('zh', o.title_zh, 'en', o.title_en)) order by o.path, t.role), '[]')
        from identity.post t join identity.office o on o.id = t.office where t.person = p.id and t.until_at is null) as posts
    from identity.person p where p.showcase is not null and p.status = 'active'
    order by p.showcase, p.name, p.id limit 200`.execute(on)
  return rows
}
