import type { Actor } from '../../kernel/access/index.ts'
import { type CaseEvent, type CaseState, findValue, liveTasks, type Offer } from '../../kernel/flow/index.ts'
import type { Pack } from '../../kernel/pack/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Offices } from './world.ts'

/** One step as the reporter sees it: what it is, where it stands, who has it, until when. Times are epoch ms. */
export type PublicStep = {
  step: string
  title: Words
  status: string
  office?: Words
  since?: number
  dueAt?: number
  doneAt?: number
}

/** One line of the reporter's timeline. */
export type PublicEvent = {
  at: number
  type: string
  title: Words
  text?: string
  office?: Words
  files?: readonly string[]
  isMine: boolean
}

/** What the reporter sees of his case: no names of officials, no notes among them, nothing of other reporters. */
export type PublicView = {
  number: string
  pack: string
  packTitle: Words
  title: string
  /** What the reporter said, in his own words and in full; `title` is cut for lists. */
  text?: string
  status: CaseState['status']
  openedAt: number
  closedAt?: number
  seq: number
  waitsFor?: { office?: Words; step: Words; dueAt?: number }
  steps: PublicStep[]
  events: PublicEvent[]
  question?: { text: string; askedAt: number }
  reply?: string
  rating?: number
  files: readonly string[]
  joinedInto?: string
  demo: boolean
  may: readonly Offer[]
}

const titles: Readonly<Partial<Record<CaseEvent['type'], Words>>> = {
  submitted: { zh: '收到您的诉求', en: 'We have your message' },
  recorded: { zh: '从其他系统转入', en: 'Came from another system' },
  dispatched: { zh: '派给', en: 'Passed to' },
  'handed-on': { zh: '转给', en: 'Handed on to' },
  accepted: { zh: '已接单', en: 'Taken on' },
  contacted: { zh: '工作人员联系您', en: 'You were contacted' },
  progressed: { zh: '最新进展', en: 'Progress' },
  asked: { zh: '请您补充', en: 'A question to you' },
  answered: { zh: '您的回答', en: 'Your answer' },
  added: { zh: '您的补充', en: 'You added' },
  'extension-decided': { zh: '办理期限有调整', en: 'The due time changed' },
  nudged: { zh: '已催办', en: 'Pressed for it' },
  reopened: { zh: '重新办理', en: 'To be done again' },
  joined: { zh: '与同类诉求合并办理', en: 'Handled together with the same matter' },
  followed: { zh: '并入的事件已办结', en: 'The matter it was joined into is over' },
  separated: { zh: '恢复单独办理', en: 'Handled by itself again' },
  rated: { zh: '您的评价', en: 'Your rating' },
  withdrawn: { zh: '您撤回了诉求', en: 'You withdrew it' },
  closed: { zh: '办结', en: 'Done' },
}

const mine = new Set<CaseEvent['type']>(['submitted', 'answered', 'added', 'rated', 'withdrawn'])

/** What an event says to the reporter, if anything. */
export function saysOf(
  event: CaseEvent,
  pack: Pack,
  offices: Offices,
): Pick<PublicEvent, 'title' | 'text' | 'office' | 'files'> | undefined {
  const title = titles[event.type]
  switch (event.type) {
    case 'completed': {
      const step = pack.flow.steps.find((one) => one.name === event.step)
      const reply = event.given.reply
      return {
        title: { zh: `${step?.title.zh ?? event.step}完成`, en: `${step?.title.en ?? event.step}: done` },
        text: typeof reply === 'string' ? reply : undefined,
        files: Array.isArray(event.given.evidence) ? (event.given.evidence as string[]) : undefined, // a `files` field
      }
    }
    case 'opened': {
      const step = pack.flow.steps.find((one) => one.name === event.step)
      return {
        title: { zh: `${step?.title.zh ?? ''}开始`, en: `${step?.title.en ?? ''}: begun` },
        office: offices.title(event.holder.office),
      }
    }
    case 'dispatched':
    case 'handed-on':
      return title && { title, office: offices.title(event.holder.office) }
    case 'progressed':
      return title && { title, text: event.note, files: event.files }
    case 'asked':
    case 'nudged':
      return title && { title, text: event.text }
    case 'answered':
    case 'added':
      return title && { title, text: event.text, files: event.files }
    case 'reopened':
      return title && { title, text: event.reason === 'rule' ? undefined : event.reason }
    case 'rated':
      return title && { title, text: `${event.score}` }
    case 'joined':
      return title && { title }
    default:
      return title && { title }
  }
}

function stepsOf(pack: Pack, state: CaseState, offices: Offices): PublicStep[] {
  return pack.flow.steps.map((step) => {
    const task = state.tasks[step.name]
    return {
      step: step.name,
      title: step.title,
      status: task?.status ?? 'waiting',
      ...(task?.holder && task.status !== 'skipped' ? { office: offices.title(task.holder.office) } : {}),
      since: task?.openedAt,
      dueAt: task?.dueAt,
      doneAt: task?.doneAt,
    }
  })
}

/** What the reporter sent: with the report, and later with answers and additions; what officials add stands with its event. */
function ownFiles(pack: Pack, state: CaseState, events: readonly CaseEvent[]): readonly string[] {
  const { files } = pack.flow.marks
  const first = files ? findValue(state, files) : undefined
  const later = events.flatMap((event) => (mine.has(event.type) && 'files' in event ? (event.files ?? []) : []))
  return [...(Array.isArray(first) ? (first as string[]) : []), ...later] // the mark names a `files` field
}

/** The reporter's view of a case, from its state and log. */
export function publicView(given: {
  readonly pack: Pack
  readonly state: CaseState
  readonly events: readonly CaseEvent[]
  readonly offices: Offices
  readonly title: string
  readonly may: readonly Offer[]
  readonly actor: Actor
  /** The case that it was joined into, whose work it follows. */
  readonly followed?: { readonly pack: Pack; readonly state: CaseState }
}): PublicView {
  const { pack, state, events, offices, title, may } = given
  const worked = given.followed ?? { pack, state }
  const live = liveTasks(worked.state)[0]
  const step = live && worked.pack.flow.steps.find((one) => one.name === live.step)
  const open = state.questions.find((question) => question.answeredAt === undefined)
  const reply = pack.flow.marks.reply ? findValue(state, pack.flow.marks.reply) : undefined
  const text = pack.flow.marks.text ? findValue(state, pack.flow.marks.text) : undefined
  const direct = findValue(state, 'sort.reply')
  const shown = [state.followed?.reply, reply, direct, state.recorded?.reply].find((one) => typeof one === 'string')
  return {
    number: state.number,
    pack: pack.name,
    packTitle: pack.title,
    title,
    ...(typeof text === 'string' ? { text } : {}),
    status: state.status,
    openedAt: state.openedAt,
    closedAt: state.closedAt,
    seq: state.seq,
    ...(live && step
      ? { waitsFor: { office: live.holder && offices.title(live.holder.office), step: step.title, dueAt: live.dueAt } }
      : {}),
    steps: stepsOf(worked.pack, worked.state, offices),
    events: events.flatMap((event) => {
      const says = saysOf(event, pack, offices)
      return says ? [{ at: event.at, type: event.type, isMine: mine.has(event.type), ...says }] : []
    }),
    ...(open ? { question: { text: open.text, askedAt: open.askedAt } } : {}),
    ...(typeof shown === 'string' ? { reply: shown } : {}),
    ...(state.rating ? { rating: state.rating.score } : {}),
    files: ownFiles(pack, state, events),
    ...(state.joinedInto ? { joinedInto: state.joinedInto.number } : {}),
    demo: state.origin.demo === true,
    may: may.filter((offer) => offer.action !== 'note'),
  }
}
