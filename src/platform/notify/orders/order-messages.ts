import type { Role } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Consumer, Tx } from '../../base/index.ts'
import { holdersOf } from '../../identity/index.ts'
import type { Ordered, OrdersEscalated, OrdersLate } from '../../response/index.ts'
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

const escalated: Template = {
  name: 'response.orderEscalated',
  title: { zh: '指令升级：{order}', en: 'Escalated: {order}' },
  text: {
    zh: '{incident}：{office}{who}未在时限内确认。请您确认、接手或安排：{link}',
    en: '{incident}: {office}{who} did not acknowledge it in time. Please acknowledge it, take it over or see to it: {link}',
  },
  urgent: true,
  isDuty: true,
}

const lateBelow: Template = {
  name: 'response.late-below',
  title: { zh: '{count} 条应急指令超时', en: '{count} orders are late' },
  text: { zh: '{incident}：{order}。查看：{link}', en: '{incident}: {order}. See {link}' },
}

/**
 * Whom an order names hears of it, and of its delay; where it names nobody, the people of its office; the command of the first delay of each.
 * What nobody acknowledged is told to whoever is asked then.
 */
export function orderConsumer(sending: SendParts): Consumer {
  return {
    type: ['response.ordered', 'response.orderLate', 'response.orderEscalated'],
    name: 'notify.orders',
    handle: async ({ type, payload }, tx) => {
      const about = payload as Ordered | OrdersLate | OrdersEscalated // by type
      if (about.isDemo) return
      await sendAll(tx, await sendingsOf(tx, type, about), sending)
    },
  }
}

async function sendingsOf(tx: Tx, type: string, about: Ordered | OrdersLate | OrdersEscalated) {
  if (type === 'response.ordered') return ofOrders(tx, about as Ordered) // by type
  if (type === 'response.orderLate') return ofLate(tx, about as OrdersLate) // by type
  return ofEscalated(tx, about as OrdersEscalated) // by type
}

/** Orders by whom they are told to: the person they name, or the people of their office. */
const byAddressee = <T extends { readonly office: string; readonly person: string | null }>(orders: readonly T[]) => [
  ...Map.groupBy(orders, ({ office, person }) => person ?? `office ${office}`).values(),
]

async function ofOrders(tx: Tx, { incident, title, isExercise, orders }: Ordered): Promise<readonly Sending[]> {
  const people = await peopleOf(tx, unnamed(orders))
  return byAddressee(orders).flatMap((given) => {
    const [first] = given
    if (!first) return []
    const due = Math.min(...given.map(({ acknowledgeDue }) => Date.parse(acknowledgeDue)))
    return {
      to: addressees(people, first),
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
  const people = await peopleOf(tx, [...unnamed(orders), office])
  const own = byAddressee(orders).flatMap((given) => {
    const [first] = given
    if (!first) return []
    return {
      to: addressees(people, first),
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

async function ofEscalated(
  tx: Tx,
  { incident, title, isExercise, orders }: OrdersEscalated,
): Promise<readonly Sending[]> {
  const asked = orders.flatMap(({ to }) => ('office' in to ? [to.office] : []))
  const people = await peopleOf(tx, asked)
  return orders.map(({ id, title: order, officeTitle, personName, to }) => ({
    to: 'person' in to ? [to] : (people.get(to.office) ?? []).map((person) => ({ person })),
    template: markedTemplate(escalated, isExercise),
    values: {
      ...{ incident: title, order, office: officeTitle },
      who: personName === null ? '' : { zh: `（${personName}）`, en: ` (${personName})` },
    },
    about: `incident:${incident}`,
    link: pageOf(id),
  }))
}

type Addressed = { readonly office: string; readonly person: string | null }

/** Offices that are told as a whole. */
const unnamed = (orders: readonly Addressed[]): readonly string[] =>
  orders.flatMap(({ office, person }) => (person === null ? [office] : []))

const addressees = (people: ReadonlyMap<string, readonly string[]>, { office, person }: Addressed) =>
  (person === null ? (people.get(office) ?? []) : [person]).map((one) => ({ person: one }))

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
