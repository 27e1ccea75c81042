import type { Role } from '../../kernel/access/index.ts'
import { caseNumber } from '../../kernel/codes/index.ts'
import { type CaseEvent, type CaseState, liveTasks, type OfficeRef } from '../../kernel/flow/index.ts'
import type { MessageDeclaration, Pack } from '../../kernel/pack/index.ts'
import { cityZone, wallClock } from '../../kernel/time/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Event, Tx } from '../base/index.ts'
import type { CaseNews, CasesRoom, Offices } from '../cases/index.ts'
import { holdersOf } from '../identity/index.ts'
import type { GapValue, Recipient, Sending } from './model.ts'

/** What messages about cases stand on. */
export type CaseMessageParts = {
  readonly cases: Pick<CasesRoom, 'engine' | 'shelf'>
  readonly offices: Pick<Offices, 'title' | 'supervisorOf'>
}

/** Path of a case on the desk of officials. */
const deskPath = (id: string): string => `/desk/cases/${id}`

/** Something that happened of which a pack tells somebody. */
type Told = {
  readonly event: CaseEvent
  readonly message: MessageDeclaration
  readonly state: CaseState
  readonly code: string
  readonly pack: Pack
  readonly isDemo: boolean
}

/**
 * The messages that packs declare for what happened to their cases, ready to be sent. One change of a case is told of
 * once for each kind of event; when it holds several of a kind (two steps that open together), each is told.
 */
export async function messagesOf(
  events: readonly Event[],
  tx: Tx,
  parts: CaseMessageParts,
): Promise<readonly Sending[]> {
  const told = await whatIsTold(events, parts)
  const offices = told.map((one) => (one.message.to === 'reporter' ? [] : officesTold(one, parts)))
  const people = await peopleOf(tx, offices.flat())
  return told.map((one, index) => {
    const { event, message, state, code, pack, isDemo } = one
    return {
      to: recipientsOf(one, offices[index]?.flatMap((asked) => people.get(keyOf(asked)) ?? []) ?? []),
      template: { name: `${pack.name}.${message.on}.${message.to}`, title: message.title, text: message.text },
      values: valuesOf(event, state, pack, parts),
      about: `case:${state.id}`,
      link: message.to === 'reporter' ? `/t/${code}` : deskPath(state.id),
      isDemo,
    }
  })
}

/** News of whose kind a pack tells, with their cases and what happened together with them. */
async function whatIsTold(events: readonly Event[], { cases }: CaseMessageParts): Promise<readonly Told[]> {
  const declared = []
  for (const { type, payload } of events) {
    const news = payload as CaseNews // written by the cases room
    const pack = await cases.shelf.byHash(news.hash)
    const messages = pack.messages.filter(({ on }) => `case.${on}` === type)
    if (messages.length > 0) declared.push({ type: type.slice('case.'.length), news, pack, messages })
  }
  if (declared.length === 0) return []
  const ids = [...new Set(declared.map(({ news }) => news.case))]
  const loaded = new Map(await Promise.all(ids.map(async (id) => [id, await cases.engine.get(id)] as const)))
  const logs = await cases.engine.eventsWithin(
    declared.map(({ news: { case: id, seq } }) => ({ id, from: Math.max(1, seq - 19), to: seq })),
  )
  return declared.flatMap(({ type, news, pack, messages }) => {
    const found = loaded.get(news.case)
    if (!found) return []
    const { state, code } = found
    return happenedTogether(logs.get(news.case) ?? [], type, news.seq).flatMap((event) =>
      messages.map((message) => ({ event, message, state, code, pack, isDemo: news.isDemo })),
    )
  })
}

/** Events of that type in the same change: the last of them is the one that was told of. */
function happenedTogether(events: readonly CaseEvent[], type: string, seq: number): readonly CaseEvent[] {
  const last = events.find((event) => event.seq === seq)
  return events.filter(
    (event) => event.seq <= seq && event.type === type && event.at === last?.at && event.by === last.by,
  )
}

/** The office that an event is about: who gets it, who had it, else who holds the case now. */
function officesOf(event: CaseEvent, state: CaseState): readonly OfficeRef[] {
  if ('holder' in event) return [event.holder]
  if (event.type === 'returned') return [event.to]
  if (event.type === 'help-asked') return [event.helper]
  // A step that is undone is live no more; whoever had it is to undo what it did outside.
  if (event.type === 'undone') return [state.tasks[event.step]?.holder].filter((held) => held !== undefined)
  const live = liveTasks(state).filter((task) => !('step' in event) || task.step === event.step)
  return live.flatMap((task) => (task.holder ? [task.holder] : []))
}

/** Who acts on it in that office: the roles of the step; what came back is for those who dispatch. */
function rolesOf(event: CaseEvent, pack: Pack): readonly Role[] {
  if (event.type === 'returned') return ['dispatcher', 'sorter']
  const steps = 'step' in event ? pack.flow.steps.filter((step) => step.name === event.step) : pack.flow.steps
  return [...new Set(steps.flatMap((step) => step.roles))]
}

/** Roles in an office that are told. */
type Asked = { readonly office: string; readonly roles: readonly Role[] }
const keyOf = ({ office, roles }: Asked): string => `${office} ${roles.join()}`

function officesTold({ event, message, state, pack }: Told, { offices }: CaseMessageParts): readonly Asked[] {
  const held = officesOf(event, state)
  if (message.to === 'holder') return held.map(({ office }) => ({ office, roles: rolesOf(event, pack) }))
  return held.flatMap(({ path }) => {
    const office = offices.supervisorOf(path)?.office
    return office === undefined ? [] : [{ office, roles: ['supervisor'] as const }]
  })
}

/** Who holds what was asked for, each asked for once. */
async function peopleOf(tx: Tx, asked: readonly Asked[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const distinct = [...new Map(asked.map((one) => [keyOf(one), one])).values()]
  const people = await holdersOf(tx, distinct)
  return new Map(distinct.map((one, index) => [keyOf(one), people[index] ?? []]))
}

function recipientsOf({ event, message, state }: Told, people: readonly string[]): readonly Recipient[] {
  if (message.to === 'reporter') return [state.owner === undefined ? { reporterOf: state.id } : { person: state.owner }]
  // whoever did it need not be told of it
  return [...new Set(people)].filter((person) => person !== event.by).map((person) => ({ person }))
}

function valuesOf(
  event: CaseEvent,
  state: CaseState,
  pack: Pack,
  { offices }: CaseMessageParts,
): Readonly<Record<string, GapValue>> {
  const live = liveTasks(state)[0]
  const name = 'step' in event ? event.step : live?.step
  const step = pack.flow.steps.find((one) => one.name === name)?.title
  const [holder] = officesOf(event, state)
  const dueAt = 'dueAt' in event ? event.dueAt : (name === undefined ? undefined : state.tasks[name])?.dueAt
  const none: Words = { zh: '—', en: '—' }
  return {
    number: caseNumber.format(state.number),
    step: step ?? none,
    office: (holder && offices.title(holder.office)) ?? none,
    due: dueAt === undefined ? { zh: '（不限时）', en: '(no limit)' } : localTime(dueAt),
    text: textOf(event),
  }
}

/** Date and minute in Shanghai. */
export const localTime = (at: number): string =>
  new Date(wallClock(at, cityZone)).toISOString().slice(0, 16).replace('T', ' ')

/** The words of an event, cut to what a message may hold. */
function textOf(event: CaseEvent): string {
  const said = ['text', 'note', 'ask', 'answer', 'reason'].map(
    (name) => (event as Readonly<Record<string, unknown>>)[name],
  ) // looked at below
  return (said.find((one): one is string => typeof one === 'string' && one !== '') ?? '').slice(0, 300)
}
