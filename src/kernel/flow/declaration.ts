import type { Grant, Role } from '../access/index.ts'
import type { Fields, Option } from '../record/index.ts'
import type { Within } from '../time/index.ts'
import type { Words } from '../words.ts'
import type { EffectDeclaration } from './effects.ts'
import type { ResponsibilityRule } from './responsibility-rule.ts'

/** Who does a step: a duty that the city's profile gives to an office (`hotline`, `police`), the office an earlier answer named, whom the rules of responsibility name, or the office that did an earlier step (who is there goes on). */
export type Holder =
  | { readonly duty: string }
  | { readonly from: string }
  | { readonly rules: true }
  | { readonly step: string }

/** A time limit: one for all, or one by the value of an earlier answer. */
export type Limit =
  | Within
  | { readonly by: string; readonly of: Readonly<Record<string, Within>>; readonly otherwise: Within }

/** One step of a flow, as plain data. `reads` are references `field` or `step.field`. */
export type StepDeclaration = {
  readonly name: string
  readonly title: Words
  readonly by: Holder
  /** Roles that may do it in the holding office. */
  readonly roles: readonly Role[]
  readonly within?: Limit
  /** The first contact with the reporter is due within this. */
  readonly contactWithin?: Within
  readonly reads: readonly string[]
  /** Steps that must be over before; those that `reads` names are among them. */
  readonly after: readonly string[]
  readonly gives: Fields
  /** FEEL over what it reads: the step is skipped unless this holds. */
  readonly when?: string
  /** What undoing it means, for the person who does; absent: it cannot be undone. */
  readonly undo?: Words
  /** May the holder give it back, hand it on, ask for more time or help? */
  readonly movable: boolean
  /** When a case is taken up, and when it may be ended (立案条件, 结案条件), for people to read. */
  readonly checks?: { readonly begins?: Words; readonly ends?: Words }
  /** What it does beside being worked on: commands, notices, questions to other rooms. */
  readonly effects?: readonly EffectDeclaration[]
}

/** How a case may be rated: `levels` steps, the lowest `bad` of them count as bad, once, within a window after the end. */
export type RatingDeclaration = {
  readonly levels: number
  readonly bad: number
  readonly within: Within
  readonly tags: readonly Option[]
}

/** Doing it again: from which step, by whose wish, how often, within which window after the end. */
export type RedoDeclaration = {
  readonly from: string
  /** FEEL over all answers: true after a step sends the case back by itself. */
  readonly when?: string
  readonly within: Within
  readonly most: number
}

/** Giving back: for declared reasons; from the `supervisedFrom`th on, the supervisors are told and decide. */
export type ReturnDeclaration = { readonly reasons: readonly Option[]; readonly supervisedFrom: number }

/** More time: how often, and how far from now at most. */
export type ExtensionDeclaration = { readonly most: number; readonly longest: Within }

/**
 * Where the engine finds what every list, map and figure needs, as references.
 * `main` is the step whose clocks count for the figures.
 */
export type Marks = {
  /** A short title; without it the beginning of `text` serves. */
  readonly title?: string
  readonly text: string
  readonly place?: string
  readonly files?: string
  readonly class?: string
  readonly kind?: string
  readonly urgency?: string
  readonly main: string
  readonly reply?: string
  readonly solved?: string
  readonly satisfied?: string
}

/** Of which class its cases are where nobody sorts them: one for all, or one by an answer of the form. */
export type Filing =
  | { readonly class: string }
  | { readonly by: string; readonly of: Readonly<Record<string, string>>; readonly otherwise: string }

/** The whole life of one kind of case, as plain data. */
export type FlowDeclaration = {
  readonly asks: Fields
  readonly steps: readonly StepDeclaration[]
  readonly marks: Marks
  readonly filed?: Filing
  readonly rating?: RatingDeclaration
  readonly redo?: RedoDeclaration
  readonly returns?: ReturnDeclaration
  readonly extension?: ExtensionDeclaration
  /** Who answers, asked by steps whose holder is `rules`; the first that fits. */
  readonly responsible?: readonly ResponsibilityRule[]
  /** Narrower or wider grants than the engine's own, by action. */
  readonly grants: Readonly<Record<string, readonly Grant[]>>
}

/** The step of that name. */
export const findStep = (flow: FlowDeclaration, name: string): StepDeclaration | undefined =>
  flow.steps.find((step) => step.name === name)
