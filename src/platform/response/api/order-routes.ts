import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import { decide } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Http } from '../../base/index.ts'
import { type Answer, answerOrder, findOrder, type Order, ordersFor } from '../incident/answer-orders.ts'
import { byOf } from '../incident/incident.ts'
import type { ResponseParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { byId, OrderSchema } from './schemas.ts'

/** An order as it is told, with whether the asker is the one to answer it. */
export const orderShown = (
  { offices }: ResponseParts,
  actor: Actor,
  order: Order,
): Order & { readonly officeTitle: Words; readonly isMine: boolean } => ({
  ...order,
  officeTitle: offices.title(order.office) ?? { zh: order.office, en: order.office },
  isMine: decide(actor, permissions.order, { holders: [order.path] }).allowed,
})

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
      resource: async ({ params }) => ({ holders: [(await findOrder(db, params.id)).path] }),
      body: Type.Object({ note: Type.Optional(Type.String({ maxLength: 2_000 })) }),
      response: OrderSchema,
      handle: async ({ actor, params, body, decision, audit }) => {
        audit({ resource: `order:${params.id}` })
        const by = byOf(actor, decision.post?.office)
        return orderShown(parts, actor, await answerOrder(parts, params.id, answer, body.note ?? '', by))
      },
    })
}
