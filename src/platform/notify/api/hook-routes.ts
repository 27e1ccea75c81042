import { sql } from 'kysely'
import { Type } from 'typebox'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Http } from '../../base/index.ts'
import { notifyErrors } from '../errors.ts'
import { attempt, type HookParts, reviveDelivery } from '../hooks/deliver-hook.ts'
import {
  addHook,
  changeHook,
  checkTypes,
  hookTypes,
  openHook,
  readHook,
  readHooks,
  removeHook,
  renewSecret,
} from '../hooks/hook.ts'
import { permissions } from '../permissions.ts'
import { closed, IdSchema, InstantSchema, idParams, pageQuery } from './schemas.ts'

const HookView = Type.Object({
  id: IdSchema,
  title: Type.String(),
  url: Type.String(),
  types: Type.Array(Type.String()),
  packs: Type.Array(Type.String()),
  madeBy: Type.String(),
  madeAt: InstantSchema,
  closedAt: Type.Optional(InstantSchema),
  closedWhy: Type.Optional(Type.String()),
  failures: Type.Integer(),
  openUntil: Type.Optional(InstantSchema),
  waiting: Type.Integer(),
  dead: Type.Integer(),
})

const Title = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const Url = Type.String({ minLength: 8, maxLength: 2000 })
const Types = Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 60, uniqueItems: true })
const Packs = Type.Array(Type.String({ pattern: '^[a-z0-9-]{1,60}$' }), { maxItems: 60, uniqueItems: true })

/** Subscriptions of outside systems to what happens to cases. */
export function hookRoutes(http: Http, parts: HookParts): void {
  const { outside, key } = parts
  http.route({
    method: 'GET',
    path: '/api/notify/hooks',
    title: permissions.seeHooks.title,
    access: permissions.seeHooks,
    response: Type.Object({ items: Type.Array(HookView), types: Type.Array(Type.String()) }),
    handle: async ({ db }) => ({
      items: (await readHooks(db)).map(plain),
      types: ['case.*', ...hookTypes],
    }),
  })
  http.route({
    method: 'POST',
    path: '/api/notify/hooks',
    title: { zh: '新建订阅（密钥只显示这一次）', en: 'Add a subscription; its secret is shown this once' },
    access: permissions.changeHook,
    body: closed({ title: Title, url: Url, types: Types, packs: Type.Optional(Packs) }),
    response: Type.Object({ id: IdSchema, secret: Type.String() }),
    status: 201,
    handle: ({ db, actor, body, audit }) => {
      outside.check(body.url)
      checkTypes(body.types)
      return db.tx(async (tx) => {
        const made = await addHook(tx, { packs: [], ...body }, actor.id, key)
        audit({ resource: `hook:${made.id}`, facts: { types: body.types } })
        return made
      })
    },
  })
  http.route({
    method: 'PATCH',
    path: '/api/notify/hooks/:id',
    title: { zh: '修改、停用或恢复订阅', en: 'Change, close or open a subscription' },
    access: permissions.changeHook,
    params: idParams,
    body: closed({
      title: Type.Optional(Title),
      url: Type.Optional(Url),
      types: Type.Optional(Types),
      packs: Type.Optional(Packs),
      isClosed: Type.Optional(Type.Boolean()),
    }),
    response: HookView,
    handle: ({ db, params: { id }, body, audit }) => {
      if (body.url !== undefined) outside.check(body.url)
      checkTypes(body.types ?? [])
      return db.tx(async (tx) => {
        audit({ resource: `hook:${id}`, facts: { fields: Object.keys(body) } })
        await changeHook(tx, id, body)
        return plain(await readHook(tx, id))
      })
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/notify/hooks/:id',
    title: { zh: '删除订阅', en: 'Remove a subscription' },
    access: permissions.changeHook,
    params: idParams,
    handle: ({ db, params: { id }, audit }) =>
      db.tx(async (tx) => {
        audit({ resource: `hook:${id}` })
        await removeHook(tx, id)
      }),
  })
  http.route({
    method: 'POST',
    path: '/api/notify/hooks/:id/secret',
    title: { zh: '更换订阅密钥', en: 'Give a subscription a new secret' },
    access: permissions.changeHook,
    params: idParams,
    response: Type.Object({ secret: Type.String() }),
    handle: ({ db, params: { id }, audit }) =>
      db.tx(async (tx) => {
        audit({ resource: `hook:${id}` })
        return { secret: await renewSecret(tx, id, key) }
      }),
  })
  deliveryRoutes(http, parts)
}

/** The same with lists that the answer's type may change. */
const plain = <H extends { readonly types: readonly string[]; readonly packs: readonly string[] }>(hook: H) => ({
  ...hook,
  types: [...hook.types],
  packs: [...hook.packs],
})

const states = ['waiting', 'done', 'dead'] as const

type DeliveryRow = {
  id: string
  type: string
  about: string
  state: (typeof states)[number]
  attempts: number
  dueAt: string
  madeAt: string
  status: number | null
  fault: string | null
  doneAt: string | null
}

function deliveryRoutes(http: Http, parts: HookParts): void {
  const { base, key } = parts
  http.route({
    method: 'GET',
    path: '/api/notify/hooks/:id/deliveries',
    title: { zh: '查看推送记录与死信', en: 'See deliveries and dead letters' },
    access: permissions.seeHooks,
    params: idParams,
    query: Type.Object({ ...pageQuery, state: Type.Optional(Type.Enum([...states])) }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          id: IdSchema,
          type: Type.String(),
          about: Type.String(),
          state: Type.Enum([...states]),
          attempts: Type.Integer(),
          dueAt: InstantSchema,
          madeAt: InstantSchema,
          status: Type.Optional(Type.Integer()),
          fault: Type.Optional(Type.String()),
          doneAt: Type.Optional(InstantSchema),
        }),
      ),
      next: Type.Optional(IdSchema),
    }),
    handle: async ({ db, params: { id }, query: { limit = 30, before, state } }) => {
      await readHook(db, id)
      const { rows } = await sql<DeliveryRow>`
        select id, type, 'case:' || (body -> 'data' ->> 'case') as about, state, attempts, due_at as "dueAt",
          made_at as "madeAt", status, fault, done_at as "doneAt"
        from notify.hook_delivery where hook = ${id}
          and (${state ?? null}::text is null or state = ${state ?? null})
          and (${before ?? null}::uuid is null or id < ${before ?? null}::uuid)
        order by id desc limit ${limit + 1}`.execute(db)
      const items = rows.slice(0, limit).map(({ status, fault, doneAt, ...row }) => ({
        ...row,
        ...{ status: status ?? undefined, fault: fault ?? undefined, doneAt: doneAt ?? undefined },
      }))
      return { items, next: rows.length > limit ? items.at(-1)?.id : undefined }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/notify/hooks/:id/deliveries/:delivery/retry',
    title: { zh: '重发死信', en: 'Send a dead letter again' },
    access: permissions.changeHook,
    params: Type.Object({ id: IdSchema, delivery: IdSchema }),
    handle: ({ db, params: { id, delivery }, audit }) =>
      db.tx(async (tx) => {
        audit({ resource: `hook:${id}`, facts: { delivery } })
        await reviveDelivery(tx, id, delivery, base.now())
      }),
  })
  http.route({
    method: 'POST',
    path: '/api/notify/hooks/:id/test',
    title: { zh: '试推送一次', en: 'Send one delivery to try it' },
    access: permissions.changeHook,
    rate: { perMinute: 6, burst: 3 },
    params: idParams,
    response: Type.Object({ status: Type.Integer() }),
    handle: async ({ db, params: { id }, audit }) => {
      const hook = await openHook(db, id, key)
      if (!hook) throw notifyErrors.make('notify.noHook')
      await db.tx(async () => audit({ resource: `hook:${id}`, facts: { test: true } }))
      const data = { case: uuidv7(), number: '0', pack: 'test', seq: 1, demo: true }
      const body = { type: 'case.submitted', timestamp: new Date(base.now()).toISOString(), data }
      const { status, fault } = await attempt(hook.url, hook.secret, { event: uuidv7(), body }, parts)
      if (status === undefined || fault !== undefined)
        throw notifyErrors.make('notify.unreachable', { fault: fault ?? '' })
      return { status }
    },
  })
}
