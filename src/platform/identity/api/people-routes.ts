import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { changePerson, createPerson, giveLogin, setPersonal } from '../people/change-person.ts'
import { setPosts } from '../people/posts.ts'
import { readPerson, readPersonal, searchPeople } from '../people/read-people.ts'
import { heldBy, someOf, standingOf, topPath } from '../people/standing.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { decodeCursor, pageOf } from './page.ts'
import { administering, newPasswordLink, PasswordLink } from './password-link.ts'
import {
  closed,
  idParams,
  KindSchema,
  LocaleSchema,
  NameSchema,
  oneOf,
  PathSchema,
  PersonalBody,
  PersonalView,
  PersonView,
  pageQuery,
  WantedPostBody,
} from './schemas.ts'

/** People, as administrators see and change them. */
export function peopleRoutes(http: Http, services: Services): void {
  seeRoutes(http, services)
  enterRoutes(http, services)
}

function seeRoutes(http: Http, { base, offices }: Services): void {
  http.route({
    method: 'GET',
    path: '/api/admin/people',
    title: permissions.seePerson.title,
    access: permissions.seePerson,
    purpose: administering,
    query: Type.Object({
      ...pageQuery,
      /** The beginning of a name or a login, or a whole phone number. */
      text: Type.Optional(Type.String({ maxLength: 100 })),
      within: Type.Optional(PathSchema),
      kind: Type.Optional(KindSchema),
      status: Type.Optional(oneOf('active', 'inactive')),
    }),
    response: Type.Object({ items: Type.Array(PersonView), next: Type.Optional(Type.String()) }),
    resource: ({ query, actor }) => ({ holders: heldBy(offices.tree, someOf(query.within ?? topPath(actor))) }),
    handle: async ({ query, actor, audit }) => {
      const limit = query.limit ?? 50
      const within = query.within ?? topPath(actor)
      // Over the whole city everybody counts, also who holds no post: residents, programs.
      const narrowed = within === offices.tree.root?.path ? undefined : within
      const after = decodeCursor(query.after)
      const text = query.text?.trim() || undefined
      const people = await searchPeople(base.db, { ...query, text, within: narrowed, limit, after })
      audit({ resource: 'people', facts: { shown: Math.min(people.length, limit), within } })
      return pageOf(people, limit)
    },
  })
  http.route({
    method: 'GET',
    path: '/api/admin/people/:id',
    title: permissions.seePerson.title,
    access: permissions.seePerson,
    purpose: administering,
    params: idParams,
    response: PersonView,
    resource: ({ params }) => standingOf(base.db, offices.tree, params.id),
    handle: ({ params, audit }) => {
      audit({ resource: `person:${params.id}` })
      return readPerson(base.db, params.id)
    },
  })
  http.route({
    method: 'GET',
    path: '/api/admin/people/:id/personal',
    title: permissions.seePersonal.title,
    access: permissions.seePersonal,
    purpose: administering,
    params: idParams,
    response: PersonalView,
    resource: ({ params }) => standingOf(base.db, offices.tree, params.id),
    handle: ({ params, audit }) => {
      audit({ resource: `person:${params.id}` })
      return readPersonal(base.db, params.id)
    },
  })
}

const fields = {
  name: NameSchema,
  login: Type.String({ minLength: 2, maxLength: 64 }),
  locale: LocaleSchema,
  personal: PersonalBody,
}

function enterRoutes(http: Http, { base, offices, actors }: Services): void {
  const pathOf = (office: string) => offices.tree.getOpen(office).path
  http.route({
    method: 'POST',
    path: '/api/admin/people',
    title: { zh: '新增人员', en: 'Enter a person' },
    access: permissions.changePerson,
    purpose: administering,
    body: closed({
      kind: KindSchema,
      name: fields.name,
      login: Type.Optional(fields.login),
      locale: Type.Optional(fields.locale),
      personal: Type.Optional(fields.personal),
      posts: Type.Optional(Type.Array(WantedPostBody, { maxItems: 50 })),
    }),
    response: Type.Object({ id: Type.String(), link: Type.Optional(PasswordLink) }),
    status: 201,
    resource: ({ body }) => ({
      holders: heldBy(
        offices.tree,
        (body.posts ?? []).map(({ office }) => pathOf(office)),
      ),
    }),
    handle: ({ body, actor, audit }) =>
      base.db.tx(async (tx) => {
        const id = await createPerson(tx, actor.id, 'administrator', body, base.now())
        audit({ resource: `person:${id}`, facts: { kind: body.kind, posts: body.posts?.length ?? 0 } })
        const signsIn = body.login !== undefined && body.kind !== 'service'
        return { id, link: signsIn ? await newPasswordLink(base, tx, id) : undefined }
      }),
  })
  http.route({
    method: 'PATCH',
    path: '/api/admin/people/:id',
    title: { zh: '修改人员信息', en: 'Change a person' },
    access: permissions.changePerson,
    purpose: administering,
    params: idParams,
    body: closed({
      name: Type.Optional(fields.name),
      login: Type.Optional(fields.login),
      locale: Type.Optional(fields.locale),
      personal: Type.Optional(fields.personal),
    }),
    response: PersonView,
    resource: ({ params }) => standingOf(base.db, offices.tree, params.id),
    handle: async ({ params, body, audit }) => {
      audit({ resource: `person:${params.id}`, facts: { fields: Object.keys(body) } })
      await base.db.tx(async (tx) => {
        await changePerson(tx, params.id, body)
        if (body.login !== undefined) await giveLogin(tx, params.id, body.login)
        if (body.personal) await setPersonal(tx, params.id, body.personal)
      })
      actors.forgetPerson(params.id)
      return readPerson(base.db, params.id)
    },
  })
  http.route({
    method: 'PUT',
    path: '/api/admin/people/:id/posts',
    title: { zh: '任免岗位', en: 'Give and end posts' },
    access: permissions.changePerson,
    purpose: administering,
    params: idParams,
    body: closed({ posts: Type.Array(WantedPostBody, { maxItems: 50 }) }),
    response: PersonView,
    resource: async ({ params, body }) => {
      // Over the posts held now and those to be held alike.
      const standing = await standingOf(base.db, offices.tree, params.id)
      const wanted = body.posts.map(({ office }) => offices.tree.get(office).path)
      return { ...standing, holders: heldBy(offices.tree, [...(standing.holders ?? []), ...wanted]) }
    },
    handle: async ({ params, body, actor, audit }) => {
      await base.db.tx(async (tx) => {
        const changed = await setPosts(tx, actor.id, params.id, body.posts, base.now())
        audit({ resource: `person:${params.id}`, facts: { given: changed.given, ended: changed.ended } })
      })
      actors.forgetPerson(params.id)
      return readPerson(base.db, params.id)
    },
  })
}
