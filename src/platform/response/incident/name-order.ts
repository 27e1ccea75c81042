import { sql } from 'kysely'
import { isOver } from '../../../kernel/response/index.ts'
import { publish, type Tx } from '../../base/index.ts'
import { peopleOfOffice } from '../duty/office-people.ts'
import { responseErrors } from '../errors.ts'
import type { ResponseParts } from '../parts.ts'
import { findOrder, type Order } from './answer-orders.ts'
import { type Incident, lockRunning } from './incident.ts'
import { append, type By, type Said } from './log.ts'
import type { Ordered } from './order-news.ts'

type Person = { readonly id: string; readonly name: string }

/** Who answers an order from now on; its escalation begins anew, and so does the time to acknowledge it. */
async function rename(
  tx: Tx,
  { base }: Pick<ResponseParts, 'base'>,
  { id, state }: Order,
  person: Person | undefined,
): Promise<void> {
  const at = new Date(base.now()).toISOString()
  const isOpen = state === 'issued'
  await sql`update response.incident_order set person = ${person?.id ?? null}, person_name = ${person?.name ?? null},
      is_by_roster = false, deputy = null, deputy_name = null, escalation = 0, escalated_at = null, above = null, above_path = null,
      acknowledge_due = case when ${isOpen} then ${at}::timestamptz + acknowledge_within * interval '1 minute' else acknowledge_due end
    where id = ${id}`.execute(tx)
}

/** An order that goes on, with its incident locked. @throws response.missing, response.ended, response.orderState */
async function lockOpen(tx: Tx, id: string): Promise<{ readonly incident: Incident; readonly order: Order }> {
  const incident = await lockRunning(tx, (await findOrder(tx, id)).incident)
  const order = await findOrder(tx, id)
  if (isOver(order.state)) throw responseErrors.make('response.orderState', { state: order.state })
  return { incident, order }
}

const factsOf = ({ offices }: ResponseParts, { id, task, title, office }: Order, person?: string): Said['facts'] => ({
  ...{ order: id, task, title, office: offices.title(office) ?? null },
  ...(person !== undefined && { person }),
})

/**
 * Names a person of its office for an order, or nobody, so that everybody there may answer. The person is told when the order is issued.
 * @throws response.notOfOffice, response.orderState, response.ended, response.missing
 */
export function nameOrder(parts: ResponseParts, id: string, person: string | null, by: By): Promise<Order> {
  return parts.base.db.tx(async (tx) => {
    const { incident, order } = await lockOpen(tx, id)
    if (order.person === person) return order
    const found = (await peopleOfOffice(tx, order.office)).find((one) => one.id === person)
    if (person !== null && !found) throw responseErrors.make('response.notOfOffice')
    await rename(tx, parts, order, found)
    await append(tx, incident.id, by, parts.base.now(), [
      { kind: 'named', facts: factsOf(parts, order, found?.name ?? '—') },
    ])
    const renamed = await findOrder(tx, id)
    if (renamed.state === 'issued' && renamed.acknowledgeDue !== null) {
      const { title, isExercise, isDemo } = incident
      const { task, title: words, text, office, acknowledgeDue } = renamed
      const told = { id, task, title: words, text, office, person, acknowledgeDue }
      const payload: Ordered = { ...{ incident: incident.id, title, isExercise, isDemo }, orders: [told] }
      await publish(tx, { type: 'response.ordered', key: `incident:${incident.id}`, payload })
    }
    return renamed
  })
}

/** Takes an order over from whoever it names: he who does so answers for it from now on. @throws response.orderState, response.ended */
export function takeOrder(parts: ResponseParts, id: string, by: By): Promise<Order> {
  return parts.base.db.tx(async (tx) => {
    const { incident, order } = await lockOpen(tx, id)
    if (order.person === by.id) return order
    await rename(tx, parts, order, by)
    await append(tx, incident.id, by, parts.base.now(), [{ kind: 'taken', facts: factsOf(parts, order) }])
    return findOrder(tx, id)
  })
}
