import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import { decide } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Http } from '../../base/index.ts'
import { peopleOfOffice } from '../duty/office-people.ts'
import {
  type Answer,
  type Answerer,
  answerOrder,
  findOrder,
  isForHim,
  type Order,
  ordersFor,
} from '../incident/answer-orders.ts'
import { byOf } from '../incident/incident.ts'
import { nameOrder, takeOrder } from '../incident/name-order.ts'
import type { ResponseParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { byId, id, type OrderRow, OrderSchema, PersonSchema } from './schemas.ts'

/** Offices that hold an order: the one it went to, and the one above that it was escalated to. */
const holdersOf = ({ path, abovePath }: Order) => ({ holders: [path, ...(abovePath === null ? [] : [abovePath])] })

/** Who answers: himself, and those whose posts he holds for them (代理). */
const answererOf = (actor: Actor, office?: string): Answerer => ({
  ...byOf(actor, office),
  actsFor: actor.posts.flatMap(({ delegatedBy }) => delegatedBy ?? []),
})

/** An order as it is told, with what the asker may do of it. */
export const orderShown = ({ offices }: ResponseParts, actor: Actor, order: Order): OrderRow => {
  const isMine = decide(actor, permissions.order, holdersOf(order)).allowed
  return {
    ...order,
    officeTitle: offices.title(order.office) ?? { zh: order.office, en: order.office },
    aboveTitle: order.above === null ? null : (offices.title(order.above) ?? { zh: order.above, en: order.above }),
    isMine,
    isForMe: isMine && isForHim(order, answererOf(actor)),
    mayName: decide(actor, permissions.name, { holders: [order.path] }).allowed,
  }
}

/** Orders that wait for one, and the answers to them. */
export function orderRoutes(http: Http, parts: ResponseParts): void {
  const { db } = parts.base

  http.route({
    method: 'GET',
    path: '/api/response/orders',
    title: { zh: '等待本机构办理的指令', en: 'Orders that wait for one’s office' },
    access: permissions.look,
    response: Type.Array(OrderSchema),
    handle: async ({ actor }) =>
      (await ordersFor(db, actor)).map((one) => orderShown(parts, actor, one)).filter(({ isMine }) => isMine),
  })

  const answers: readonly (readonly [Answer, Words])[] = [
    ['acknowledge', { zh: '确认指令', en: 'Acknowledge an order' }],
    ['done', { zh: '完成指令', en: 'Say that an order is done' }],
    ['refuse', { zh: '拒绝指令', en: 'Refuse an order' }],
  ]
  for (const [answer, title] of answers)
    http.route({
      method: 'POST',
      path: `/api/response/orders/:id/${answer}`,
      title,
      access: permissions.order,
      params: byId,
      resource: async ({ params }) => holdersOf(await findOrder(db, params.id)),
      body: Type.Object({ note: Type.Optional(Type.String({ maxLength: 2_000 })) }),
      response: OrderSchema,
      handle: async ({ actor, params, body, decision, audit }) => {
        audit({ resource: `order:${params.id}` })
        const by = answererOf(actor, decision.post?.office)
        return orderShown(parts, actor, await answerOrder(parts, params.id, answer, body.note ?? '', by))
      },
    })

  const held = {
    params: byId,
    resource: async ({ params }: { readonly params: { readonly id: string } }) =>
      holdersOf(await findOrder(db, params.id)),
  }
  http.route({
    ...held,
    method: 'POST',
    path: '/api/response/orders/:id/take',
    title: { zh: '接手指令', en: 'Take an order over' },
    access: permissions.order,
    response: OrderSchema,
    handle: async ({ actor, params, decision, audit }) => {
      audit({ resource: `order:${params.id}` })
      return orderShown(parts, actor, await takeOrder(parts, params.id, byOf(actor, decision.post?.office)))
    },
  })

  const led = {
    params: byId,
    access: permissions.name,
    resource: async ({ params }: { readonly params: { readonly id: string } }) => ({
      holders: [(await findOrder(db, params.id)).path],
    }),
  }
  http.route({
    ...led,
    method: 'GET',
    path: '/api/response/orders/:id/people',
    title: { zh: '指令可指定的人员', en: 'Who may be named for an order' },
    response: Type.Array(PersonSchema),
    handle: async ({ params }) => [...(await peopleOfOffice(db, (await findOrder(db, params.id)).office))],
  })
  http.route({
    ...led,
    method: 'POST',
    path: '/api/response/orders/:id/name',
    title: permissions.name.title,
    body: Type.Object({ person: Type.Union([id, Type.Null()]) }),
    response: OrderSchema,
    handle: async ({ actor, params, body, decision, audit }) => {
      audit({ resource: `order:${params.id}`, facts: { person: body.person } })
      const by = byOf(actor, decision.post?.office)
      return orderShown(parts, actor, await nameOrder(parts, params.id, body.person, by))
    },
  })
}
