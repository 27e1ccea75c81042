import type { Filled } from '../forms/index.ts'
import type { Words } from '../words.ts'
import type { Answer, RuleRef } from './answer.ts'
import type { EffectRun } from './effects.ts'
import type { RecordedLife } from './events.ts'
import type { CrewRef, OfficeRef, Origin } from './origin.ts'
import type { Source } from './source.ts'

/** Where one step of a case stands. `open`: with an office, not yet accepted. `returned`: back with those who dispatch. */
export type TaskStatus = 'waiting' | 'open' | 'accepted' | 'returned' | 'done' | 'skipped'

/** A request to another office to help (会办), and its answer. */
export type Help = OfficeRef & {
  readonly ask: string
  readonly askedAt: number
  readonly answer?: string
  readonly files?: readonly string[]
  readonly answeredAt?: number
}

/** One step of a case at work. Times are epoch milliseconds, UTC. */
export type Task = {
  readonly step: string
  readonly status: TaskStatus
  readonly round: number
  readonly holder?: OfficeRef
  readonly dispatchedBy?: OfficeRef
  /** The crew that goes to it, or did when it was done. */
  readonly crew?: CrewRef & { readonly sentAt: number; readonly begunAt?: number }
  readonly openedAt?: number
  readonly acceptedAt?: number
  readonly doneAt?: number
  readonly doneBy?: string
  readonly dueAt?: number
  readonly contactDueAt?: number
  /** Why it went to that office, where a rule of responsibility decided; which of the city's own; who else came into question. */
  readonly because?: Words
  readonly rule?: RuleRef
  readonly others?: readonly Answer[]
  readonly contactedAt?: number
  readonly returns: number
  readonly extension?: { readonly until: number; readonly reason: string; readonly askedBy: string }
  readonly extensions: number
  readonly helpers: readonly Help[]
  readonly overdue: readonly ('due' | 'contact')[]
  readonly given?: Filled
}

/** A question to the reporter and its answer. */
export type Question = {
  readonly id: string
  readonly text: string
  readonly askedAt: number
  readonly answer?: string
  readonly answeredAt?: number
}

/** A case as it stands: the fold of its events, the same in server and browser. */
export type CaseState = {
  readonly id: string
  readonly seq: number
  readonly number: string
  readonly pack: string
  readonly hash: string
  readonly status: 'open' | 'closed' | 'withdrawn' | 'joined'
  readonly answers: Filled
  readonly origin: Origin
  readonly owner?: string
  readonly language: 'zh' | 'en'
  readonly openedAt: number
  readonly changedAt: number
  readonly closedAt?: number
  readonly tasks: Readonly<Record<string, Task>>
  /** Paths of all offices that have or had it, without repeats. */
  readonly involved: readonly string[]
  /** Who was going to have its later steps when it began, by step; see `officesAhead`. */
  readonly ahead?: Readonly<Record<string, OfficeRef>>
  readonly questions: readonly Question[]
  readonly files: readonly string[]
  readonly nudges: number
  readonly redos: number
  readonly supervised: boolean
  readonly rating?: {
    readonly score: number
    readonly tags: readonly string[]
    readonly text?: string
    readonly at: number
  }
  readonly recorded?: RecordedLife
  readonly joinedInto?: { readonly id: string; readonly number: string }
  readonly absorbed: readonly {
    readonly id: string
    readonly number: string
    readonly origin: Origin
    readonly at?: number
    readonly sources?: readonly Source[]
  }[]
  /** The signal that began it; see `sourcesOf` for all. */
  readonly source?: Source
  /** Signals that were heard since, without cases of their own. */
  readonly heard?: readonly Source[]
  /** What its steps did beside being worked on. */
  readonly effects?: readonly EffectRun[]
  /** What the case that it was joined into came to. */
  readonly followed?: { readonly reply?: string; readonly at: number }
}

/** Tasks that somebody must act on now. */
export const liveTasks = (state: CaseState): readonly Task[] =>
  Object.values(state.tasks).filter(
    (task) => task.status === 'open' || task.status === 'accepted' || task.status === 'returned',
  )

/** Offices that are going to have a step of an open case that nobody has yet. */
export const officesAhead = ({ status, ahead = {}, tasks }: CaseState): readonly OfficeRef[] =>
  status !== 'open'
    ? []
    : Object.entries(ahead).flatMap(([step, office]) =>
        tasks[step]?.holder || tasks[step]?.status === 'skipped' ? [] : [office],
      )

/** All answers in one tree, as rules read them: `{ field, step: { field } }`. */
export function factsOf(state: CaseState): Filled {
  const facts: Record<string, unknown> = { ...state.answers }
  for (const task of Object.values(state.tasks)) if (task.given) facts[task.step] = task.given
  return facts
}

/** The value behind a reference `field` or `step.field`, if it has been given. */
export function findValue(state: CaseState, ref: string): unknown {
  const [head = '', tail] = ref.split('.')
  return tail === undefined ? state.answers[head] : state.tasks[head]?.given?.[tail]
}
