import type { FlowDeclaration } from '../flow/index.ts'
import type { Filled } from '../forms/index.ts'
import type { CombinedRule } from '../things/index.ts'
import type { Words } from '../words.ts'
import type { Fill, HearsDeclaration, JoinsDeclaration } from './signal.ts'

/** One class of a taxonomy: its code, levels joined by `/`, and its name. */
export type TaxonomyClass = { readonly code: string; readonly title: Words; readonly words?: readonly string[] }

/** A taxonomy as data: a city may load its own in its place. */
export type Taxonomy = { readonly title: Words; readonly classes: readonly TaxonomyClass[] }

/** Which duty answers for a class, and at which level of the tree it is first dispatched. */
export type Responsibility = {
  readonly class: string
  readonly duty: string
  readonly level: 'city' | 'district' | 'street'
}

/** What sorting may do by itself: below `confidence` (0–1) nothing is dispatched without a person. */
export type SortingDeclaration = {
  readonly step: string
  readonly confidence: number
  readonly urgentWords: readonly string[]
  readonly responsibilities: readonly Responsibility[]
}

/** A message that is sent when something happens. `to`: the reporter, or those who hold or supervise. */
export type MessageDeclaration = {
  readonly on: string
  readonly to: 'reporter' | 'holder' | 'supervisor'
  readonly title: Words
  readonly text: Words
}

/** A text that staff may start a reply from; `{gaps}` are filled from the case. */
export type ReplyTemplate = { readonly name: string; readonly title: Words; readonly text: Words }

/** A figure over cases: a share of those `of` which meet `meets`; both are names of engine measures. */
export type FigureDeclaration = {
  readonly name: string
  readonly title: Words
  readonly definition: Words
  readonly measure: FigureMeasure
  readonly target?: number
}

/** The measures that the engine keeps for every case. */
export type FigureMeasure = 'contacted-in-time' | 'handled-in-time' | 'replied-in-time' | 'solved' | 'satisfied'

/** A life of a case that must come out as told, run when the pack is checked. Roles act from the office that holds the step. */
export type PackTest = {
  readonly name: string
  readonly asks: Filled
  readonly acts: readonly {
    readonly do: string
    readonly step?: string
    readonly input?: Filled
    readonly later?: { readonly days: number }
  }[]
  readonly expect: { readonly status: string; readonly steps?: Readonly<Record<string, string>> }
}

/** How a kind of case is shown to the outside by Open311 GeoReport v2: one service per first-level class. */
export type Open311Declaration = {
  readonly keywords: readonly string[]
  readonly descriptionField: string
  readonly placeField: string
  readonly classStep: string
}

/** Everything a pack is, as plain data. The same JSON is what the studio writes. */
export type PackDeclaration = {
  readonly format: 1
  readonly name: string
  readonly title: Words
  readonly about: Words
  readonly area: 'government' | 'life' | 'economy' | 'city'
  /** The duty that owns it. */
  readonly owner: string
  /**
   * `system`: its cases are opened by the city itself, of what it hears, and offered to nobody to begin; `staff`: by the
   * city and by people with a post.
   */
  readonly begunBy?: 'system' | 'staff'
  readonly flow: FlowDeclaration
  readonly taxonomies: Readonly<Record<string, Taxonomy>>
  readonly sorting?: SortingDeclaration
  readonly messages: readonly MessageDeclaration[]
  readonly templates: readonly ReplyTemplate[]
  readonly figures: readonly FigureDeclaration[]
  readonly open311?: Open311Declaration
  /** Reports nearer than this (metres) and younger than this (days) are shown before a new one is sent. */
  readonly nearby?: { readonly metres: number; readonly days: number }
  /** The signals that open its cases or join them. */
  readonly hears?: readonly HearsDeclaration[]
  /** How a signal fills its form. */
  readonly fills?: Readonly<Record<string, Fill>>
  /** What is the same happening. */
  readonly joins?: JoinsDeclaration
  /** Rules over several devices near a place that foresee; their alarms it hears like any other. */
  readonly foresees?: readonly CombinedRule[]
  readonly tests: readonly PackTest[]
}

/** A pack that was built and checked: its declaration and the hash of its content. */
export type Pack = PackDeclaration & { readonly hash: string }

/** The row of a pack's table that speaks of a class: the longest that stands for it. */
export const responsibilityFor = (rows: readonly Responsibility[], code: string): Responsibility | undefined =>
  rows
    .filter(({ class: above }) => code === above || code.startsWith(`${above}/`))
    .toSorted((one, other) => other.class.length - one.class.length)[0]
