import type { Role } from '../../kernel/access/index.ts'
import { type CaseEvent, type CaseState, liveTasks, type OfficeRef } from '../../kernel/flow/index.ts'
import type { MessageDeclaration, Pack } from '../../kernel/pack/index.ts'
import { cityZone, wallClock } from '../../kernel/time/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Event, Tx } from '../base/index.ts'
import type { CaseNews, CasesRoom, Offices } from '../cases/index.ts'
import type { GapValue, Recipient, Sending } from './model.ts'
import { holdersOf } from './people.ts'

/** What messages about cases stand on. */
export type CaseMessageParts = {
  readonly cases: Pick<CasesRoom, 'engine'>
  readonly offices: Pick<Offices, 'title' | 'supervisorOf'>
}

/** Path of a case on the desk of officials. */
const deskPath = (id: string): string => `/desk/cases/${id}`

/**
 * The messages that a case's pack declares for what happened, ready to be sent. One change of a case is told of once for
 * each kind of event; when it holds several of a kind (two steps that open together), each is told.
 */
export async function messagesOf(event: Event, tx: Tx, parts: CaseMessageParts): Promise<readonly Sending[]> {
  const news = event.payload as CaseNews // written by the cases room
  const { engine } = parts.cases
  const { state, code } = await engine.get(news.case)
  const pack = await engine.packOf(state)
  const type = event.type.slice('case.'.length)
  const declared = pack.messages.filter((message) => message.on === type)
  if (declared.length === 0) return []
  const happened = await happenedTogether(engine, news, type)
  const all = happened.flatMap((one) => declared.map((message) => ({ one, message })))
  return Promise.all(
    all.map(async ({ one, message }) => ({
      to: await recipientsOf(message, one, state, pack, tx, parts),
      template: { name: `${pack.name}.${message.on}.${message.to}`, title: message.title, text: message.text },
      values: valuesOf(one, state, pack, parts),
      about: `case:${state.id}`,
      link: message.to === 'reporter' ? `/t/${code}` : deskPath(state.id),
      isDemo: news.isDemo,
    })),
  )
}

/** Events of that type in the same change: the last of them is the one that was told of. */
async function happenedTogether(
  engine: CasesRoom['engine'],
  { case: id, seq }: CaseNews,
  type: string,
): Promise<readonly CaseEvent[]> {
  const events = await engine.eventsAfter(id, Math.max(0, seq - 20))
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
  const live = liveTasks(state).filter((task) => !('step' in event) || task.step === event.step)
  return live.flatMap((task) => (task.holder ? [task.holder] : []))
}

/** Who acts on it in that office: the roles of the step; what came back is for those who dispatch. */
function rolesOf(event: CaseEvent, pack: Pack): readonly Role[] {
  if (event.type === 'returned') return ['dispatcher', 'sorter']
  const steps = 'step' in event ? pack.flow.steps.filter((step) => step.name === event.step) : pack.flow.steps
  return [...new Set(steps.flatMap((step) => step.roles))]
}

async function recipientsOf(
  message: MessageDeclaration,
  event: CaseEvent,
  state: CaseState,
  pack: Pack,
  tx: Tx,
  { offices }: CaseMessageParts,
): Promise<readonly Recipient[]> {
  if (message.to === 'reporter') return [state.owner === undefined ? { reporterOf: state.id } : { person: state.owner }]
  const held = officesOf(event, state)
  const asked =
    message.to === 'holder'
      ? held.map(({ office }) => ({ office, roles: rolesOf(event, pack) }))
      : held.flatMap(({ path }) => {
          const office = offices.supervisorOf(path)?.office
          return office === undefined ? [] : [{ office, roles: ['supervisor'] as const }]
        })
  const people = await Promise.all(asked.map(({ office, roles }) => holdersOf(tx, office, roles)))
  // whoever did it need not be told of it
  return [...new Set(people.flat())].filter((person) => person !== event.by).map((person) => ({ person }))
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
    number: state.number,
    step: step ?? none,
    office: (holder && offices.title(holder.office)) ?? none,
    due: dueAt === undefined ? { zh: '（不限时）', en: '(no limit)' } : localTime(dueAt),
    text: textOf(event),
  }
}

const localTime = (at: number): string => new Date(wallClock(at, cityZone)).toISOString().slice(0, 16).replace('T', ' ')

/** The words of an event, cut to what a message may hold. */
function textOf(event: CaseEvent): string {
  const said = ['text', 'note', 'ask', 'answer', 'reason'].map(
    (name) => (event as Readonly<Record<string, unknown>>)[name],
  ) // looked at below
  return (said.find((one): one is string => typeof one === 'string' && one !== '') ?? '').slice(0, 300)
}
