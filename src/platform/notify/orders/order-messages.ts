import type { Role } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Consumer, Tx } from '../../base/index.ts'
import { holdersOf } from '../../identity/index.ts'
import type { Ordered, OrdersLate } from '../../response/index.ts'
import { localTime } from '../case-messages.ts'
import type { Sending, Template } from '../model.ts'
import { marked } from '../notices/public-notice.ts'
import { type SendParts, sendAll } from '../send.ts'

/** Where an office acknowledges: a page with a button. A link alone never acknowledges, since programs open links, too. */
const pageOf = (order: string): string => `/city/response/orders#order-${order}`

/** Who is told in an office: those who command it; where there are none, those who dispatch or supervise; else all who work there. */
const tiers: readonly (readonly Role[])[] = [
  ['duty-officer', 'dispatcher'],
  ['supervisor', 'operator'],
  ['grid-member', 'clerk'],
]

const ordered: Template = {
  name: 'response.ordered',
  title: { zh: '应急指令：{order}', en: 'Order: {order}' },
  text: {
    zh: '{incident}：{text}请在 {due} 前确认：{link}',
    en: '{incident}: {text}please acknowledge by {due}: {link}',
  },
  urgent: true,
  isDuty: true,
}

const late: Template = {
  name: 'response.orderLate',
  title: { zh: '催办：{order}', en: 'Late: {order}' },
  text: {
    zh: '{incident}：指令已超时，请确认、办结或说明：{link}',
    en: '{incident}: the order is late. Please acknowledge it, do it or say why not: {link}',
  },
  urgent: true,
  isDuty: true,
}

const lateBelow: Template = {
  name: 'response.late-below',
  title: { zh: '{count} 条应急指令超时', en: '{count} orders are late' },
  text: { zh: '{incident}：{order}。查看：{link}', en: '{incident}: {order}. See {link}' },
}

/** The people of an ordered office hear of its orders, and of those that are late; the command of the first delay of each. */
export function orderConsumer(sending: SendParts): Consumer {
  return {
    type: ['response.ordered', 'response.orderLate'],
    name: 'notify.orders',
    handle: async ({ type, payload }, tx) => {
      const about = payload as Ordered | OrdersLate // by type
      if (about.isDemo) return
      const sendings =
        type === 'response.ordered'
          ? await ofOrders(tx, payload as Ordered) // by type
          : await ofLate(tx, payload as OrdersLate) // by type
      await sendAll(tx, sendings, sending)
    },
  }
}

async function ofOrders(tx: Tx, { incident, title, isExercise, orders }: Ordered): Promise<readonly Sending[]> {
  const byOffice = Map.groupBy(orders, ({ office }) => office)
  const people = await peopleOf(tx, [...byOffice.keys()])
  return [...byOffice].flatMap(([office, given]) => {
    const [first] = given
    if (!first) return []
    const due = Math.min(...given.map(({ acknowledgeDue }) => Date.parse(acknowledgeDue)))
    return {
      to: (people.get(office) ?? []).map((person) => ({ person })),
      template: markedTemplate(ordered, isExercise),
      values: {
        ...{ incident: title, order: listed(given), due: localTime(due) },
        text: given.length === 1 ? { zh: first.text.zh, en: `${first.text.en} ` } : { zh: '', en: '' },
      },
      about: `incident:${incident}`,
      link: pageOf(first.id),
    }
  })
}

async function ofLate(
  tx: Tx,
  { incident, title, office, isExercise, orders }: OrdersLate,
): Promise<readonly Sending[]> {
  const byOffice = Map.groupBy(orders, (one) => one.office)
  const people = await peopleOf(tx, [...byOffice.keys(), office])
  const own = [...byOffice].flatMap(([held, given]) => {
    const [first] = given
    if (!first) return []
    return {
      to: (people.get(held) ?? []).map((person) => ({ person })),
      template: markedTemplate(late, isExercise),
      values: { incident: title, order: listed(given) },
      about: `incident:${incident}`,
      link: pageOf(first.id),
    }
  })
  // The command sees every delay on the incident's page; a message each ten minutes would only be noise.
  const fresh = orders.filter((one) => one.reminders === 1 && one.office !== office)
  if (fresh.length === 0) return own
  return [
    ...own,
    {
      to: (people.get(office) ?? []).map((person) => ({ person })),
      template: markedTemplate(lateBelow, isExercise),
      values: { incident: title, count: fresh.length, order: listed(fresh) },
      about: `incident:${incident}`,
      link: `/city/response/${incident}`,
    },
  ]
}

/** The title of orders: one by its name, several of different names one after the other. */
function listed(orders: readonly { readonly title: Words }[]): Words {
  const names = (language: 'zh' | 'en') => [...new Set(orders.map(({ title }) => title[language]))]
  return { zh: names('zh').join('、'), en: names('en').join(', ') }
}

const markedTemplate = (template: Template, isExercise: boolean): Template => ({
  ...template,
  title: marked(template.title, isExercise),
})

/** Whom an office has for it, by office: the first tier that has anybody. */
async function peopleOf(tx: Tx, offices: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const asked = [...new Set(offices)].flatMap((office) => tiers.map((roles) => ({ office, roles })))
  const held = await holdersOf(tx, asked)
  const people = new Map<string, readonly string[]>()
  for (const [index, { office }] of asked.entries())
    if ((people.get(office) ?? []).length === 0) people.set(office, held[index] ?? [])
  return people
}
