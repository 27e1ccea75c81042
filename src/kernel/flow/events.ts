import type { Role } from '../access/index.ts'
import type { Filled } from '../forms/index.ts'
import type { Words } from '../words.ts'
import type { Answer, RuleRef } from './answer.ts'
import type { EffectAnswer } from './effects.ts'
import type { CrewRef, OfficeRef, Origin } from './origin.ts'
import type { CalmedSource, HeardSource, JoinWhy, Source } from './source.ts'

/** A life that was lived in another system. Times are epoch milliseconds, UTC. */
export type RecordedLife = {
  readonly openedAt: number
  readonly dueAt?: number
  readonly contactedAt?: number
  readonly handledAt?: number
  readonly closedAt?: number
  readonly class?: string
  readonly reply?: string
  /** Name of the office as the other system wrote it. */
  readonly office?: string
  readonly satisfied?: boolean
}

/** What can happen in the life of a case. Times are epoch milliseconds, UTC. Personal answers are never among them. */
export type Happening =
  | {
      readonly type: 'submitted'
      readonly pack: string
      readonly hash: string
      readonly number: string
      readonly answers: Filled
      readonly origin: Origin
      readonly owner?: string
      readonly language?: 'zh' | 'en'
      /** The signal that began it. */
      readonly source?: Source
      /** Who will have its later steps, by step, as far as the pack and the place tell when it begins. */
      readonly ahead?: Readonly<Record<string, OfficeRef>>
      /** The case that it was taken out of, and why: its source had opened no case of its own. */
      readonly takenOut?: { readonly id: string; readonly number: string; readonly reason: string }
    }
  /** What another system recorded of the case's life before it came here: a history, not our own doing. */
  | { readonly type: 'recorded'; readonly life: RecordedLife }
  | {
      readonly type: 'opened'
      readonly step: string
      readonly holder: OfficeRef
      readonly dueAt?: number
      readonly contactDueAt?: number
      /** Why it went to that office, where a rule of responsibility decided; which of the city's own; who else came into question. */
      readonly because?: Words
      readonly rule?: RuleRef
      readonly others?: readonly Answer[]
    }
  | { readonly type: 'skipped'; readonly step: string }
  | { readonly type: 'accepted'; readonly step: string }
  | { readonly type: 'completed'; readonly step: string; readonly given: Filled }
  | {
      readonly type: 'dispatched'
      readonly step: string
      readonly holder: OfficeRef
      readonly reason?: string
      readonly dueAt?: number
      readonly contactDueAt?: number
    }
  | { readonly type: 'handed-on'; readonly step: string; readonly holder: OfficeRef; readonly note?: string }
  | {
      readonly type: 'returned'
      readonly step: string
      readonly to: OfficeRef
      readonly reason: string
      readonly note: string
      readonly supervised: boolean
    }
  /** A crew was sent to the step, began on the spot, was called back, or could not do it. The office keeps the step. */
  | {
      readonly type: 'crew'
      readonly step: string
      readonly what: 'sent' | 'begun' | 'called-back' | 'cannot'
      readonly crew: CrewRef
      readonly reason: Words
    }
  | { readonly type: 'help-asked'; readonly step: string; readonly helper: OfficeRef; readonly ask: string }
  | {
      readonly type: 'help-given'
      readonly step: string
      readonly office: string
      readonly answer: string
      readonly files: readonly string[]
    }
  | { readonly type: 'extension-asked'; readonly step: string; readonly until: number; readonly reason: string }
  | {
      readonly type: 'extension-decided'
      readonly step: string
      readonly granted: boolean
      readonly dueAt?: number
      readonly note?: string
    }
  | {
      readonly type: 'contacted'
      readonly step: string
      readonly how: string
      readonly reached: boolean
      readonly note?: string
    }
  | { readonly type: 'progressed'; readonly step: string; readonly note: string; readonly files: readonly string[] }
  | { readonly type: 'asked'; readonly question: string; readonly text: string }
  | { readonly type: 'answered'; readonly question: string; readonly text: string; readonly files: readonly string[] }
  | { readonly type: 'added'; readonly text: string; readonly files: readonly string[] }
  | { readonly type: 'noted'; readonly text: string }
  | { readonly type: 'nudged'; readonly text: string }
  | { readonly type: 'supervised'; readonly text: string; readonly dueAt?: number }
  | { readonly type: 'rechecked'; readonly passed: boolean; readonly text: string }
  | { readonly type: 'corrected'; readonly step: string; readonly given: Filled; readonly reason: string }
  | { readonly type: 'undone'; readonly step: string; readonly reason: string }
  | {
      readonly type: 'reopened'
      readonly steps: readonly string[]
      readonly reason: string
      readonly files: readonly string[]
    }
  | { readonly type: 'rated'; readonly score: number; readonly tags: readonly string[]; readonly text?: string }
  | {
      readonly type: 'joined'
      readonly into: string
      readonly intoNumber: string
      readonly reason: string
      readonly why?: JoinWhy
    }
  | {
      readonly type: 'absorbed'
      readonly from: string
      readonly fromNumber: string
      readonly origin: Origin
      /** When the other one began, and all its sources; absent in logs from before there were sources. */
      readonly at?: number
      readonly sources?: readonly Source[]
    }
  /** Signals of the same happening that open no case of their own. */
  | { readonly type: 'heard'; readonly sources: readonly HeardSource[] }
  /** What sources told of is over, by what they say themselves. */
  | { readonly type: 'calmed'; readonly sources: readonly CalmedSource[] }
  /** A source that had no case of its own was taken out, into a new case. */
  | {
      readonly type: 'parted'
      readonly source: string
      readonly into: string
      readonly intoNumber: string
      readonly reason: string
    }
  /** The case that this one was joined into is over. */
  | { readonly type: 'followed'; readonly into: string; readonly reply?: string }
  | {
      readonly type: 'effect-due'
      readonly effect: string
      readonly step: string
      readonly run: string
      readonly asks: boolean
    }
  | { readonly type: 'effect-decided'; readonly run: string; readonly granted: boolean; readonly note?: string }
  | { readonly type: 'effect-begun'; readonly run: string; readonly targets: readonly string[]; readonly note?: string }
  | {
      readonly type: 'effect-told'
      readonly run: string
      readonly target: string
      readonly answer: EffectAnswer
      readonly text?: string
    }
  | { readonly type: 'separated'; readonly from: string; readonly reason: string }
  | { readonly type: 'released'; readonly other: string; readonly reason: string }
  | { readonly type: 'overdue'; readonly step: string; readonly dueAt: number; readonly clock: 'due' | 'contact' }
  | { readonly type: 'withdrawn'; readonly reason: string }
  | { readonly type: 'closed'; readonly outcome: 'done' | 'withdrawn' | 'joined' }
  | { readonly type: 'migrated'; readonly from: string; readonly hash: string; readonly report: string }

/** Who made an event, in which post; `action` is the client's own id of the action, which makes a repeated press one press. */
export type Stamp = {
  readonly seq: number
  readonly at: number
  readonly by: string
  readonly post?: { readonly office: string; readonly path: string; readonly role: Role }
  readonly action?: string
}

/** One line of a case's append-only log. `seq` counts from 1 without a gap. */
export type CaseEvent = Stamp & Happening

/** Every kind of event, for tables and tests. */
export type EventType = Happening['type']
