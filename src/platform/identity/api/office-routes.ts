import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { abolishOffice, moveOffice, openOffice, renameOffice } from '../offices/change-office.ts'
import { readHistory } from '../offices/office-store.ts'
import type { Office, OfficeTree } from '../offices/office-tree.ts'
import { heldBy } from '../people/standing.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import {
  closed,
  InstantSchema,
  LevelSchema,
  OfficeIdSchema,
  OfficeView,
  officeParams,
  PathSchema,
  WordsSchema,
} from './schemas.ts'

const seen = (tree: OfficeTree, office: Office) => ({ ...office, children: tree.children(office.id).length })

const Offices = Type.Object({ items: Type.Array(OfficeView), more: Type.Boolean() })

/** The directory of offices, for everybody; and what administrators change in it. */
export function officeRoutes(http: Http, services: Services): void {
  directoryRoutes(http, services)
  changeRoutes(http, services)
  endRoutes(http, services)
}

function directoryRoutes(http: Http, { base, offices }: Services): void {
  http.route({
    method: 'GET',
    path: '/api/offices',
    title: permissions.seeOffices.title,
    access: permissions.seeOffices,
    query: Type.Object({
      within: Type.Optional(PathSchema),
      parent: Type.Optional(OfficeIdSchema),
      level: Type.Optional(LevelSchema),
      /** Part of a title in either language. */
      text: Type.Optional(Type.String({ maxLength: 100 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
    }),
    response: Offices,
    handle: ({ query }) => {
      const { tree } = offices
      const text = query.text?.trim().toLowerCase() ?? ''
      const fits = (office: Office) =>
        (query.level === undefined || office.level === query.level) &&
        (text === '' || office.title.zh.includes(text) || office.title.en.toLowerCase().includes(text))
      const all = query.parent === undefined ? tree.within(query.within) : tree.children(query.parent)
      const found = all.filter(fits)
      const limit = query.limit ?? 200
      return { items: found.slice(0, limit).map((office) => seen(tree, office)), more: found.length > limit }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/admin/offices',
    title: { zh: '查看机构树', en: 'See the tree of offices' },
    access: permissions.seeOffices,
    query: Type.Object({ parent: Type.Optional(OfficeIdSchema) }),
    response: Type.Object({ parent: Type.Optional(OfficeView), items: Type.Array(OfficeView) }),
    handle: ({ query }) => {
      const { tree } = offices
      if (query.parent === undefined) return { items: tree.root ? [seen(tree, tree.root)] : [] }
      const items = tree.children(query.parent).map((office) => seen(tree, office))
      return { parent: seen(tree, tree.get(query.parent)), items }
    },
  })
  http.route({
    method: 'GET',
    path: '/api/admin/offices/:id',
    title: { zh: '查看机构沿革', en: 'See an office and its history' },
    access: permissions.seeOffices,
    params: officeParams,
    response: Type.Object({
      office: OfficeView,
      history: Type.Array(
        Type.Object({
          at: InstantSchema,
          what: Type.String(),
          before: Type.Record(Type.String(), Type.Unknown()),
          after: Type.Record(Type.String(), Type.Unknown()),
        }),
      ),
    }),
    handle: async ({ params }) => {
      const { tree } = offices
      const office = seen(tree, tree.get(params.id))
      const history = await readHistory(base.db, params.id)
      return { office, history: history.map(({ at, what, before, after }) => ({ at, what, before, after })) }
    },
  })
}

function changeRoutes(http: Http, { base, offices }: Services): void {
  http.route({
    method: 'POST',
    path: '/api/admin/offices',
    title: { zh: '新设机构', en: 'Open an office' },
    access: permissions.changeOffice,
    body: closed({
      id: OfficeIdSchema,
      parent: OfficeIdSchema,
      level: LevelSchema,
      kind: Type.String({ pattern: '^[a-z][a-z-]{0,40}$' }),
      division: Type.Optional(Type.String({ pattern: '^[0-9]{6}([0-9]{3}([0-9]{3})?)?$' })),
      title: WordsSchema,
      openSince: Type.Optional(Type.String({ format: 'date' })),
    }),
    response: OfficeView,
    status: 201,
    resource: ({ body }) => ({ holders: [offices.office(body.parent).path] }),
    handle: async ({ body, actor, audit }) => {
      audit({ resource: `office:${body.id}` })
      await base.db.tx((tx) => openOffice(tx, actor.id, body))
      await offices.refresh()
      return seen(offices.tree, offices.office(body.id))
    },
  })
  http.route({
    method: 'PATCH',
    path: '/api/admin/offices/:id',
    title: { zh: '机构更名', en: 'Rename an office' },
    access: permissions.changeOffice,
    params: officeParams,
    body: closed({ title: WordsSchema }),
    response: OfficeView,
    resource: ({ params }) => ({ holders: [offices.office(params.id).path] }),
    handle: async ({ params, body, actor, audit }) => {
      audit({ resource: `office:${params.id}` })
      await base.db.tx((tx) => renameOffice(tx, actor.id, params.id, body.title))
      await offices.refresh()
      return seen(offices.tree, offices.office(params.id))
    },
  })
}

/** An office is moved or ended by whoever stands over it and over the place it goes to, never by its own administrator. */
function endRoutes(http: Http, { base, offices, actors }: Services): void {
  const above = (office: Office) => (office.parent === undefined ? office.path : offices.office(office.parent).path)
  http.route({
    method: 'POST',
    path: '/api/admin/offices/:id/move',
    title: { zh: '调整机构隶属', en: 'Move an office' },
    access: permissions.changeOffice,
    params: officeParams,
    body: closed({ parent: OfficeIdSchema }),
    response: OfficeView,
    resource: ({ params, body }) => ({
      holders: heldBy(offices.tree, [above(offices.office(params.id)), offices.office(body.parent).path]),
    }),
    handle: async ({ params, body, actor, audit }) => {
      audit({ resource: `office:${params.id}`, facts: { parent: body.parent } })
      await base.db.tx((tx) => moveOffice(tx, actor.id, params.id, body.parent))
      await offices.refresh()
      actors.forgetAll()
      return seen(offices.tree, offices.office(params.id))
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/offices/:id/abolish',
    title: { zh: '撤销机构', en: 'Abolish an office' },
    access: permissions.changeOffice,
    params: officeParams,
    body: closed({
      successor: Type.Optional(OfficeIdSchema),
      /** Hand the offices below it to the successor too. */
      childrenToo: Type.Optional(Type.Boolean()),
    }),
    response: OfficeView,
    resource: ({ params, body }) => {
      const successor = body.successor === undefined ? [] : [offices.office(body.successor).path]
      return { holders: heldBy(offices.tree, [above(offices.office(params.id)), ...successor]) }
    },
    handle: async ({ params, body, actor, audit }) => {
      audit({ resource: `office:${params.id}`, facts: { successor: body.successor } })
      await base.db.tx((tx) => abolishOffice(tx, actor.id, params.id, body))
      await offices.refresh()
      actors.forgetAll()
      return seen(offices.tree, offices.office(params.id))
    },
  })
}
