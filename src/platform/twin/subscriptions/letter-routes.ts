import { Type } from 'typebox'
import type { Base, Http } from '../../base/index.ts'
import { permissions } from '../permissions.ts'
import { dropLetters, type Letter, type Meant, readLetters, retryLetters } from './letters.ts'

const Id = Type.String({ format: 'uuid' })
const byId = Type.Object({ id: Id })
const State = Type.Enum(['waiting', 'dead'])
const Instant = Type.String({ format: 'date-time' })
const Name = Type.String({ maxLength: 1_000 })
/** All dead letters of one subscription. */
const ofSubscription = Type.Object(
  { subscription: Name, tenant: Type.Optional(Type.String({ maxLength: 64 })) },
  { additionalProperties: false },
)
const Done = Type.Object({ count: Type.Integer() })

const LetterView = Type.Object({
  id: Id,
  tenant: Type.String(),
  subscription: Type.String(),
  receiver: Type.String(),
  state: State,
  attempts: Type.Integer(),
  fault: Type.Optional(Type.String()),
  dueAt: Instant,
  madeAt: Instant,
  entities: Type.Array(Type.String()),
})

const shown = ({ fault, entities, ...rest }: Letter) => ({
  ...rest,
  ...(fault !== null && { fault }),
  entities: [...entities],
})

/** `/api/twin/notifications`: what waits for receivers, what was given up, and what becomes of that. */
export function letterRoutes(http: Http, base: Pick<Base, 'db' | 'now'>): void {
  const { seeNotifications, keepNotifications } = permissions
  http.route({
    method: 'GET',
    path: '/api/twin/notifications',
    title: seeNotifications.title,
    access: seeNotifications,
    query: Type.Object({
      state: Type.Optional(State),
      subscription: Type.Optional(Name),
      tenant: Type.Optional(Type.String({ maxLength: 64 })),
      before: Type.Optional(Id),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 30 })),
    }),
    response: Type.Object({ items: Type.Array(LetterView), next: Type.Optional(Id) }),
    handle: async ({ query: { limit = 30, ...asked } }) => {
      const found = await readLetters(base.db, { ...asked, limit: limit + 1 })
      const items = found.slice(0, limit).map(shown)
      const last = items.at(-1)
      return { items, ...(found.length > limit && last && { next: last.id }) }
    },
  })
  const retry = (meant: Meant) => base.db.tx((tx) => retryLetters(tx, meant, base.now()))
  http.route({
    method: 'POST',
    path: '/api/twin/notifications/:id/retry',
    title: { zh: '重发一条死信', en: 'Send a dead letter again' },
    access: keepNotifications,
    params: byId,
    response: Done,
    handle: async ({ params: { id }, audit }) => {
      audit({ resource: `notification:${id}` })
      return { count: await retry({ id }) }
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/twin/notifications/:id',
    title: { zh: '丢弃一条死信', en: 'Drop a dead letter' },
    access: keepNotifications,
    params: byId,
    response: Done,
    handle: async ({ params: { id }, audit }) => {
      audit({ resource: `notification:${id}` })
      return { count: await dropLetters(base.db, { id }) }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/twin/notifications/retry',
    title: { zh: '重发一个订阅的全部死信', en: 'Send all dead letters of a subscription again' },
    access: keepNotifications,
    body: ofSubscription,
    response: Done,
    handle: async ({ body: { subscription, tenant = '' }, audit }) => {
      const count = await retry({ subscription, tenant })
      audit({ resource: `subscription:${subscription}`, facts: { count } })
      return { count }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/twin/notifications/drop',
    title: { zh: '丢弃一个订阅的全部死信', en: 'Drop all dead letters of a subscription' },
    access: keepNotifications,
    body: ofSubscription,
    response: Done,
    handle: async ({ body: { subscription, tenant = '' }, audit }) => {
      const count = await dropLetters(base.db, { subscription, tenant })
      audit({ resource: `subscription:${subscription}`, facts: { count } })
      return { count }
    },
  })
}
