import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import {
  changePerson,
  createPerson,
  giveLogin,
  setPersonal,
  setStatus,
  signOutEverywhere,
} from '../people/change-person.ts'
import { setPosts } from '../people/posts.ts'
import { readPerson, readPersonal, searchPeople } from '../people/read-people.ts'
import { heldBy, someOf, standingOf, topPath } from '../people/standing.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { issueOnce, voidOnce } from '../sign-in/once.ts'
import { decodeCursor, pageOf } from './page.ts'
import {
  closed,
  InstantSchema,
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

const administering = 'administering the people of an office'
const linkMinutes = 3 * 24 * 60

const Link = Type.Object({
  /** Path and query of the page on which the person sets a password; shown this once. */
  link: Type.String(),
  endsAt: InstantSchema,
})

/** People, as administrators see and change them. */
export function peopleRoutes(http: Http, services: Services): void {
  seeRoutes(http, services)
  enterRoutes(http, services)
  statusRoutes(http, services)
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

function enterRoutes(http: Http, { base, offices }: Services): void {
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
    response: Type.Object({ id: Type.String(), link: Type.Optional(Link) }),
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
        return { id, link: signsIn ? await newLink(tx, id) : undefined }
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
      return readPerson(base.db, params.id)
    },
  })
  const newLink = async (tx: Parameters<typeof issueOnce>[0], person: string) => {
    await voidOnce(tx, 'password', person)
    const secret = await issueOnce(tx, 'password', linkMinutes, base.now(), { person })
    return linkOf(secret, base.now())
  }
}

/** The page on which a password is set, with the one-time secret that opens it. */
const linkOf = (secret: string, now: number) => ({
  // Behind `#`: what stands there is not sent to any server and not written into any log on the way.
  link: `/password#${secret}`,
  endsAt: new Date(now + linkMinutes * 60_000).toISOString(),
})

function statusRoutes(http: Http, { base, offices, actors }: Services): void {
  const resource = ({ params }: { readonly params: { readonly id: string } }) =>
    standingOf(base.db, offices.tree, params.id)
  http.route({
    method: 'POST',
    path: '/api/admin/people/:id/status',
    title: { zh: '启用或停用人员', en: 'Let a person act, or no longer' },
    access: permissions.changePerson,
    purpose: administering,
    params: idParams,
    body: closed({ status: oneOf('active', 'inactive') }),
    response: PersonView,
    resource,
    handle: async ({ params, body, audit }) => {
      audit({ resource: `person:${params.id}`, facts: { status: body.status } })
      await base.db.tx((tx) => setStatus(tx, params.id, body.status))
      actors.forgetPerson(params.id)
      return readPerson(base.db, params.id)
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/people/:id/sign-out',
    title: { zh: '强制退出所有设备', en: 'Sign a person out everywhere' },
    access: permissions.changePerson,
    purpose: administering,
    params: idParams,
    resource,
    handle: async ({ params, audit }) => {
      audit({ resource: `person:${params.id}` })
      await base.db.tx((tx) => signOutEverywhere(tx, params.id))
      actors.forgetPerson(params.id)
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/people/:id/password-link',
    title: { zh: '生成重置密码链接', en: 'Make a one-time link to set a password' },
    access: permissions.changePerson,
    purpose: administering,
    params: idParams,
    response: Link,
    status: 201,
    resource,
    handle: ({ params, audit }) =>
      base.db.tx(async (tx) => {
        audit({ resource: `person:${params.id}` })
        await voidOnce(tx, 'password', params.id)
        return linkOf(await issueOnce(tx, 'password', linkMinutes, base.now(), { person: params.id }), base.now())
      }),
  })
}
