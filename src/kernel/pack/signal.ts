import type { Field, Fields, PlaceValue, ValueOf } from '../record/index.ts'
import type { Words } from '../words.ts'

/** From which kind of sense a signal comes. `report`: somebody's own case (a message to the hotline). */
export type SignalSource = 'alarm' | 'camera' | 'patrol' | 'sign' | 'report' | 'system'

/**
 * Something that was noticed (信号), told by any room as the payload of an event: `camera.event`, `patrol.found`,
 * `measure.signBreached`, `system.signal`. Alarms (`things.alarm`) and reports (`case.submitted`) are turned into it by the cases room.
 * Which pack hears it is declared in the packs; told twice under one `id` it counts once.
 */
export type Signal = {
  /** The source's own id of this one telling. */
  readonly id: string
  readonly source: SignalSource
  /**
   * What it speaks of: the alarm rule's name, the camera event's kind (`crowd`, `litter`, `dumping`, `flood`, `manhole`, `hazmat`,
   * `falling-object`), the class of a patrol's finding as `component:0102` or `event:0506` (the city's own tables after GB/T 30428),
   * the sign's code, the pack of a report.
   */
  readonly kind: string
  /** Who tells and may tell again: device, camera, patroller's unit, sign and place. One source of a case however often it speaks. */
  readonly who: string
  /** `notice`, `warning`, `serious` or `critical`, where the source knows. */
  readonly level?: string
  /** A class of the source's own taxonomy. */
  readonly class?: string
  readonly title: Words
  readonly text: Words
  /** ISO instant, UTC. */
  readonly at: string
  readonly value?: number
  /** Degrees of WGS 84, longitude first. */
  readonly point?: readonly [number, number]
  readonly address?: string
  readonly division?: string
  /** Path of the office that answers for what tells, if any. */
  readonly path?: string
  /** The office that the source itself names, before any other. */
  readonly office?: string
  /** By which figures it was judged, where it was; packs map it as the fact `reason`. */
  readonly reason?: Words
  /** A person chose that office: no rule comes before it. */
  readonly isGiven?: boolean
  /** What else it knows, for packs to map: `ownership`, `component`, `plate`, `reason`. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>
  /** Ids of uploaded files. */
  readonly files?: readonly string[]
  /** The source's number in its own system. */
  readonly external?: string
  /** URI of the thing of the twin that tells, or is told of. */
  readonly entity?: string
  readonly isDemo?: boolean
}

/** Event types whose payload is a `Signal`. */
export const signalEvents = ['camera.event', 'patrol.found', 'measure.signBreached', 'system.signal'] as const

/** Parts of a signal that are texts; `office` is the office that answers for what tells, or for the place. */
export type TextPart = 'text' | 'title' | 'kind' | 'who' | 'id' | 'at' | 'office' | 'class' | 'level'

/** How one field of the form is filled, as plain data. */
export type Fill<V = unknown> =
  | TextPart
  | 'place'
  | 'value'
  | 'files'
  | { readonly is: V }
  | { readonly by: 'level' | 'kind' | 'class'; readonly of: Readonly<Record<string, V>>; readonly otherwise: V }
  | { readonly fact: string; readonly otherwise?: V }

/** The fills that fit a field's type. */
type FillFor<V> =
  | (string extends V ? TextPart : never)
  | ([V] extends [number] ? 'value' : never)
  | ([V] extends [PlaceValue] ? 'place' : never)
  | ([V] extends [readonly string[]] ? 'files' : never)
  | Exclude<Fill<V>, string>

/** A mapping that fills a form: every required field, and any other. A field that is not there does not compile. */
export type Fills<A extends Fields> = {
  readonly [K in keyof A & string as A[K] extends Field<unknown, true> ? K : never]: FillFor<ValueOf<A[K]>>
} & {
  readonly [K in keyof A & string as A[K] extends Field<unknown, true> ? never : K]?: FillFor<ValueOf<A[K]>>
}

/** Reports as signals: by class of their taxonomy, or by words as long as nobody has sorted them. */
export type HeardReports = {
  /** The pack they are cases of. */
  readonly pack: string
  /** Class codes; one stands for all below it. */
  readonly classes: readonly string[]
  readonly words: readonly string[]
  /** Words that speak against it. */
  readonly but?: readonly string[]
}

/** One kind of signal that a pack hears. */
export type HearsDeclaration = {
  /** The happening that it speaks of: signals of one kind are joined. The pack's own name if absent. */
  readonly as?: string | { readonly by: 'class' }
  /** How many sources of it open a case: one if absent; 0 opens none and only joins. Reports open none unless told. */
  readonly opens?: number
} & (
  | { readonly alarms: readonly string[] | 'others' }
  | { readonly camera: readonly string[] }
  | { readonly patrol: readonly string[] }
  | { readonly signs: readonly string[] }
  | { readonly system: readonly string[] }
  | { readonly reports: HeardReports }
)

/** What is the same happening (同一事件): so near, in so many hours, of one kind. */
export type JoinsDeclaration = {
  readonly metres: number
  readonly hours: number
  /** No case grows beyond so many metres across by joining. */
  readonly extent?: number
}
