import {
  type CaseState,
  classOf,
  type FlowDeclaration,
  findValue,
  liveTasks,
  sourcesOf,
  type Task,
  toldWords,
} from '../../kernel/flow/index.ts'
import { toMercator } from '../../kernel/place/index.ts'
import type { PlaceValue } from '../../kernel/record/index.ts'

/** One row of `cases.case` besides what never changes after the first event. Instants are ISO, UTC. */
export type CaseRow = {
  readonly id: string
  readonly seq: number
  readonly hash: string
  readonly status: CaseState['status']
  readonly state: CaseState
  readonly title: string
  /** The title in English, where a machine told of the case; null where people did, in their own words. */
  readonly title_en: string | null
  readonly kind: string | null
  readonly class: string | null
  readonly urgency: number
  readonly owner: string | null
  readonly division: string | null
  readonly address: string | null
  readonly at_point: string | null
  readonly step: string | null
  readonly office: string | null
  readonly office_path: string | null
  readonly involved: readonly string[]
  readonly due_at: string | null
  readonly opened_at: string
  readonly changed_at: string
  readonly closed_at: string | null
  readonly main_office: string | null
  readonly main_path: string | null
  readonly main_due: string | null
  readonly main_done: string | null
  readonly contact_due: string | null
  readonly contacted_at: string | null
  readonly replied_at: string | null
  readonly solved: boolean | null
  readonly satisfied: boolean | null
  readonly rating: number | null
  readonly returns: number
  readonly redos: number
  readonly nudges: number
  readonly supervised: boolean
  readonly is_late: boolean
  readonly shared_nearby: boolean
  readonly joined_into: string | null
  readonly reports: number
}

/** One row of `cases.task`. */
export type TaskRow = {
  readonly case_id: string
  readonly task: string
  readonly step: string
  readonly pack: string
  readonly is_live: boolean
  readonly status: string
  readonly office: string
  readonly office_path: string
  readonly class: string | null
  readonly urgency: number
  readonly due_at: string | null
  readonly contact_due: string | null
  readonly opened_at: string | null
  readonly is_overdue: boolean
  readonly has_request: boolean
}

const iso = (time: number | undefined): string | null => (time === undefined ? null : new Date(time).toISOString())

const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Emergency 2, urgent 1, anything else 0. */
const urgencyRank = (value: unknown): number => (value === 'emergency' ? 2 : value === 'urgent' ? 1 : 0)

const marked = (
  flow: FlowDeclaration,
  state: CaseState,
  mark: 'title' | 'text' | 'kind' | 'urgency' | 'solved' | 'satisfied' | 'place' | 'reply',
) => {
  const ref = flow.marks[mark]
  return ref === undefined ? undefined : findValue(state, ref)
}

/**
 * Signs that turn the direction of what follows (Unicode TR 9): in a list one report could make others read backwards, or say what it does
 * not. Letters of right-to-left scripts turn by themselves.
 */
const directions = /[\u202A-\u202E\u2066-\u2069]/gu

const plain = (text: string): string => text.replace(directions, '')

/** Words of a report as a title. */
function cut(said: string): string {
  const text = plain(said).replace(/\s+/g, ' ').trim()
  const letters = [...text]
  return letters.length > 60 ? `${letters.slice(0, 59).join('')}…` : text
}

function titlesOf(flow: FlowDeclaration, state: CaseState): Pick<CaseRow, 'title' | 'title_en'> {
  const title = asText(marked(flow, state, 'title'))
  const text = asText(marked(flow, state, 'text')) ?? ''
  const shown = title && plain(title) !== '' ? title : undefined
  const short = (one: string) => (shown ? [...plain(one)].slice(0, 100).join('') : cut(one))
  const english = toldWords(state, shown ?? text)?.en
  return { title: short(shown ?? text), title_en: english === undefined ? null : short(english) }
}

function satisfiedOf(flow: FlowDeclaration, state: CaseState): boolean | null {
  if (state.rating && flow.rating) return state.rating.score > flow.rating.bad
  const said = marked(flow, state, 'satisfied')
  if (said === 'yes' || said === 'fair' || said === true) return true
  if (said === 'no' || said === false) return false
  return state.recorded?.satisfied ?? null
}

const isLiveTask = (task: Task): boolean =>
  task.status === 'open' || task.status === 'accepted' || task.status === 'returned'

/** The step that a list shows: the one whose clocks count if it is live, else the first live one. */
function shownTask(flow: FlowDeclaration, state: CaseState): Task | undefined {
  if (state.status !== 'open') return undefined
  const main = state.tasks[flow.marks.main]
  if (main && isLiveTask(main)) return main
  return flow.steps
    .map((step) => state.tasks[step.name])
    .find((task): task is Task => task !== undefined && isLiveTask(task))
}

function placeColumns(flow: FlowDeclaration, state: CaseState) {
  const place = marked(flow, state, 'place') as PlaceValue | undefined // a `place` field holds nothing else
  const at = place?.point && toMercator({ lng: place.point[0], lat: place.point[1] })
  return {
    division: place?.division ?? null,
    address: place?.address ?? null,
    at_point: at ? `(${at[0].toFixed(2)},${at[1].toFixed(2)})` : null,
  }
}

function clockColumns(flow: FlowDeclaration, state: CaseState) {
  const main = state.tasks[flow.marks.main]
  const { recorded, followed } = state
  // One that was joined is handled when the other is.
  const done = main?.doneAt ?? followed?.at ?? recorded?.handledAt ?? recorded?.closedAt
  const isSkipped = main?.status === 'skipped'
  const replied = asText(marked(flow, state, 'reply'))
    ? main?.doneAt
    : followed?.reply !== undefined
      ? followed.at
      : recorded?.reply
        ? recorded.closedAt
        : undefined
  return {
    main_office: main?.holder?.office ?? null,
    main_path: main?.holder?.path ?? null,
    main_due: iso(isSkipped ? undefined : (main?.dueAt ?? recorded?.dueAt)),
    main_done: iso(isSkipped ? undefined : done),
    contact_due: iso(isSkipped ? undefined : main?.contactDueAt),
    contacted_at: iso(main?.contactedAt ?? recorded?.contactedAt),
    replied_at: iso(replied),
    returns: Object.values(state.tasks).reduce((sum, task) => sum + task.returns, 0),
    is_late: Object.values(state.tasks).some((task) => task.overdue.includes('due')),
  }
}

/** The row of a case as it stands. */
export function caseRow(flow: FlowDeclaration, state: CaseState): CaseRow {
  const shown = shownTask(flow, state)
  const solved = marked(flow, state, 'solved')
  return {
    id: state.id,
    seq: state.seq,
    hash: state.hash,
    status: state.status,
    state,
    ...titlesOf(flow, state),
    kind: asText(marked(flow, state, 'kind')),
    class: classOf(flow, state) ?? state.recorded?.class ?? null,
    urgency: urgencyRank(marked(flow, state, 'urgency')),
    owner: state.owner ?? null,
    ...placeColumns(flow, state),
    step: shown?.step ?? null,
    office: shown?.holder?.office ?? null,
    office_path: shown?.holder?.path ?? null,
    involved: state.involved,
    due_at: iso(shown?.dueAt),
    opened_at: new Date(state.openedAt).toISOString(),
    changed_at: new Date(state.changedAt).toISOString(),
    closed_at: iso(state.closedAt),
    ...clockColumns(flow, state),
    solved: typeof solved === 'boolean' ? solved : null,
    satisfied: satisfiedOf(flow, state),
    rating: state.rating?.score ?? null,
    redos: state.redos,
    nudges: state.nudges,
    supervised: state.supervised,
    shared_nearby: state.answers.sharedNearby === true,
    joined_into: state.joinedInto?.id ?? null,
    reports: sourcesOf(state).length,
  }
}

/** Steps that an office was going to have when the case began: `ahead` until it has, or nobody will. */
function rowsAhead(common: Pick<TaskRow, 'case_id' | 'pack' | 'class' | 'urgency'>, state: CaseState): TaskRow[] {
  return Object.entries(state.ahead ?? {}).flatMap(([step, { office, path }]): TaskRow[] => {
    if (state.tasks[step]?.holder) return []
    const isAhead = state.status === 'open' && state.tasks[step]?.status !== 'skipped'
    return [
      {
        ...{
          ...common,
          task: step,
          step,
          is_live: false,
          status: isAhead ? 'ahead' : 'past',
          office,
          office_path: path,
        },
        ...{ due_at: null, contact_due: null, opened_at: null, is_overdue: false, has_request: false },
      },
    ]
  })
}

/** The rows of work lists: one a step that has an office or is going to have one, one a request to help. */
export function taskRows(flow: FlowDeclaration, state: CaseState): readonly TaskRow[] {
  const isOpen = state.status === 'open'
  const common = {
    case_id: state.id,
    pack: state.pack,
    class: classOf(flow, state),
    urgency: urgencyRank(marked(flow, state, 'urgency')),
  }
  const begun = Object.values(state.tasks).flatMap((task): TaskRow[] => {
    if (!task.holder) return []
    const own: TaskRow = {
      ...common,
      task: task.step,
      step: task.step,
      is_live: isOpen && isLiveTask(task),
      status: task.status,
      office: task.holder.office,
      office_path: task.holder.path,
      due_at: iso(task.dueAt),
      contact_due: task.contactedAt === undefined && !task.overdue.includes('contact') ? iso(task.contactDueAt) : null,
      opened_at: iso(task.openedAt),
      is_overdue: task.overdue.includes('due'),
      has_request: task.extension !== undefined,
    }
    const helps = task.helpers.map(
      (help): TaskRow => ({
        ...own,
        task: `${task.step}:help:${help.office}`,
        is_live: own.is_live && help.answeredAt === undefined,
        status: 'help',
        office: help.office,
        office_path: help.path,
        contact_due: null,
        has_request: false,
        opened_at: iso(help.askedAt),
      }),
    )
    return [own, ...helps]
  })
  return [...begun, ...rowsAhead(common, state)]
}

/** Does anything in this case still wait for somebody? */
export const isWaitedFor = (state: CaseState): boolean => state.status === 'open' && liveTasks(state).length > 0
