import { Type } from 'typebox'
import { type Actor, isWithin } from '../../../kernel/access/index.ts'
import type { Http } from '../../base/index.ts'
import { findComponent, historyOf, type NewComponent, nextCode, putComponents, retireComponent } from '../census.ts'
import { patrolErrors } from '../errors.ts'
import { pathOfPlace } from '../grids.ts'
import type { PatrolParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { ComponentSchema, instant, nullable, text } from './schemas.ts'

const byCode = Type.Object({ code: Type.String({ pattern: '^[0-9]{16}$' }) })
const filled = {
  ...{ title: text(120, 1), ownership: text(40, 1), keeper: text(120), note: text(500) },
  state: Type.Enum(['well', 'damaged', 'missing']),
  ...{ lng: Type.Number({ minimum: -180, maximum: 180 }), lat: Type.Number({ minimum: -85, maximum: 85 }) },
}
const StateSchema = Type.Object({
  ...{ title: Type.String(), ownership: Type.String(), keeper: Type.String(), state: Type.String() },
  ...{ lng: Type.Number(), lat: Type.Number() },
})

type Filled = Omit<NewComponent, 'code' | 'point' | 'isDemo'> & { readonly lng: number; readonly lat: number }

/** Single components: added, changed, moved, retired by those who stand over their place; what became of each. */
export function componentRoutes(http: Http, parts: PatrolParts): void {
  const { db, config } = parts.base
  const shown = async (code: string) => {
    const found = await findComponent(db, code)
    if (!found) throw patrolErrors.make('patrol.missing')
    return found
  }
  const pathAt = (lng: number, lat: number): string => pathOfPlace(parts, parts.registry.locate({ lng, lat })) ?? ''
  const put = async (code: string, { lng, lat, ...rest }: Filled, isDemo: boolean, actor: Actor, note: string) => {
    const component = { ...rest, code, point: { lng, lat }, isDemo }
    const by = { source: 'form', byName: actor.name, note }
    const announce = await db.tx((tx) => putComponents(tx, parts, [component], by))
    announce()
    return shown(code)
  }

  http.route({
    method: 'POST',
    path: '/api/patrol/components',
    title: { zh: '登记一个部件', en: 'Add a component' },
    access: permissions.component,
    resource: ({ body }) => ({ holders: [pathAt(body.lng, body.lat)] }),
    body: Type.Object({ ...filled, kind: Type.String({ pattern: '^component:[0-9]{4}$' }) }),
    status: 201,
    response: ComponentSchema,
    handle: async ({ actor, body: { kind, note, ...body }, audit }) => {
      const { district } = parts.registry.locate(body)
      if (!district) throw patrolErrors.make('patrol.nowhere')
      const by = { source: 'form', byName: actor.name, note }
      const { code, announce } = await db.tx(async (tx) => {
        const free = await nextCode(tx, kind, district)
        const { lng, lat, ...rest } = body
        const component = { ...rest, code: free, point: { lng, lat }, isDemo: config.demo }
        audit({ resource: `component:${free}` })
        return { code: free, announce: await putComponents(tx, parts, [component], by) }
      })
      announce()
      return shown(code)
    },
  })

  http.route({
    method: 'PUT',
    path: '/api/patrol/components/:code',
    title: { zh: '修改、移动或恢复一个部件', en: 'Change, move or bring back a component' },
    access: permissions.component,
    params: byCode,
    resource: async ({ params }) => ({ holders: [(await shown(params.code)).path ?? ''] }),
    body: Type.Object(filled),
    response: ComponentSchema,
    handle: async ({ actor, params: { code }, body: { note, ...body }, allow, audit }) => {
      // Nobody moves a thing to where he has nothing to say.
      allow(permissions.component, { holders: [pathAt(body.lng, body.lat)] })
      audit({ resource: `component:${code}` })
      return put(code, body, (await shown(code)).isDemo, actor, note)
    },
  })

  http.route({
    method: 'POST',
    path: '/api/patrol/components/:code/retire',
    title: { zh: '停用一个部件', en: 'Retire a component' },
    access: permissions.component,
    params: byCode,
    resource: async ({ params }) => ({ holders: [(await shown(params.code)).path ?? ''] }),
    body: Type.Object({ note: text(500, 2) }),
    response: ComponentSchema,
    handle: async ({ actor, params: { code }, body: { note }, audit }) => {
      audit({ resource: `component:${code}` })
      const announce = await db.tx((tx) => retireComponent(tx, parts, code, { byName: actor.name, note }))
      announce()
      return shown(code)
    },
  })

  http.route({
    method: 'GET',
    path: '/api/patrol/components/:code/history',
    title: { zh: '一个部件的经过', en: 'What became of a component' },
    access: permissions.look,
    params: byCode,
    response: Type.Object({
      /** May whoever asks change it? */
      mayChange: Type.Boolean(),
      changes: Type.Array(
        Type.Object({
          what: Type.Enum(['added', 'changed', 'moved', 'retired', 'returned']),
          ...{ before: nullable(StateSchema), after: StateSchema, note: Type.String(), source: Type.String() },
          ...{ byName: Type.String(), at: instant },
        }),
      ),
    }),
    handle: async ({ actor, params }) => {
      const { path } = await shown(params.code)
      const mayChange = permissions.component.grants.some(
        ({ who, relation }) =>
          relation === 'over' && actor.posts.some((post) => post.role === who && isWithin(path ?? '', post.path)),
      )
      return { mayChange, changes: (await historyOf(db, params.code)).map((one) => ({ ...one })) }
    },
  })
}
