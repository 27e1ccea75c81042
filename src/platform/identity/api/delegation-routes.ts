import { Type } from 'typebox'
import type { Resource } from '../../../kernel/access/index.ts'
import type { Http } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { type Delegation, makeDelegation, readDelegations, revokeDelegation } from '../people/delegations.ts'
import { heldBy, someOf, standingOf, topPath } from '../people/standing.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { closed, DelegationView, IdSchema, InstantSchema, idParams, PathSchema } from './schemas.ts'

const terms = {
  deputy: IdSchema,
  /** Which posts; all that can be passed on when absent. */
  posts: Type.Optional(Type.Array(IdSchema, { minItems: 1, maxItems: 50 })),
  from: InstantSchema,
  until: InstantSchema,
  reason: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
}

const Delegations = Type.Object({ items: Type.Array(DelegationView) })

/** Who acts for whom: each for himself, administrators for those in their part of the tree. */
export function delegationRoutes(http: Http, services: Services): void {
  ownRoutes(http, services)
  administratorRoutes(http, services)
}

function ownRoutes(http: Http, { base, actors }: Services): void {
  http.route({
    method: 'GET',
    path: '/api/me/delegations',
    title: { zh: '查看本人代理', en: 'See one’s own delegations' },
    access: permissions.seeDelegations,
    response: Delegations,
    resource: ({ actor }) => ({ owner: actor.id }),
    handle: async ({ actor }) => ({ items: [...(await readDelegations(base.db, { person: actor.id }, base.now()))] }),
  })
  http.route({
    method: 'POST',
    path: '/api/me/delegations',
    title: { zh: '委托他人代理', en: 'Let somebody act for oneself' },
    access: permissions.changeDelegation,
    body: closed(terms),
    response: Type.Object({ id: Type.String() }),
    status: 201,
    resource: ({ actor }) => ({ owner: actor.id }),
    handle: async ({ body, actor, audit }) => {
      const wanted = { ...body, absent: actor.id }
      const id = await base.db.tx(async (tx) => {
        const made = await makeDelegation(tx, actor.id, wanted, base.now())
        audit({ resource: `delegation:${made}`, facts: { absent: actor.id, deputy: body.deputy } })
        return made
      })
      actors.forgetPerson(body.deputy)
      return { id }
    },
  })
}

function administratorRoutes(http: Http, { base, offices, actors }: Services): void {
  const find = async (id: string): Promise<Delegation> => {
    const [found] = await readDelegations(base.db, { id }, base.now())
    if (found === undefined) throw identityErrors.make('identity.noDelegation')
    return found
  }
  const standing = async (id: string): Promise<Resource> => {
    const { absent, posts } = await find(id)
    return {
      owner: absent.id,
      holders: heldBy(
        offices.tree,
        posts.map(({ path }) => path),
      ),
    }
  }
  http.route({
    method: 'GET',
    path: '/api/admin/delegations',
    title: permissions.seeDelegations.title,
    access: permissions.seeDelegations,
    query: Type.Object({ within: Type.Optional(PathSchema), all: Type.Optional(Type.Boolean()) }),
    response: Delegations,
    resource: ({ query, actor }) => ({ holders: heldBy(offices.tree, someOf(query.within ?? topPath(actor))) }),
    handle: async ({ query, actor }) => {
      const asked = { within: query.within ?? topPath(actor), openOnly: query.all !== true }
      return { items: [...(await readDelegations(base.db, asked, base.now()))] }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/delegations',
    title: { zh: '设立代理', en: 'Make a delegation' },
    access: permissions.changeDelegation,
    body: closed({ absent: IdSchema, ...terms }),
    response: Type.Object({ id: Type.String() }),
    status: 201,
    resource: ({ body }) => standingOf(base.db, offices.tree, body.absent),
    handle: async ({ body, actor, audit }) => {
      const id = await base.db.tx(async (tx) => {
        const made = await makeDelegation(tx, actor.id, body, base.now())
        audit({ resource: `delegation:${made}`, facts: { absent: body.absent, deputy: body.deputy } })
        return made
      })
      actors.forgetPerson(body.deputy)
      return { id }
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/admin/delegations/:id',
    title: { zh: '撤销代理', en: 'Revoke a delegation' },
    access: permissions.changeDelegation,
    params: idParams,
    resource: ({ params }) => standing(params.id),
    handle: async ({ params, audit }) => {
      const { deputy } = await find(params.id)
      audit({ resource: `delegation:${params.id}` })
      await base.db.tx((tx) => revokeDelegation(tx, params.id, base.now()))
      actors.forgetPerson(deputy.id)
    },
  })
}
