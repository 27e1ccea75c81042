import type { Words } from '../words.ts'

/** What a crew must be able to do. */
export type Skill = { readonly name: string; readonly title: Words }

/** How a crew goes; metres a minute through the city, stops at lights included. */
export type Vehicle = { readonly name: string; readonly title: Words; readonly speed: number }

/** What a task is told by: its pack, its step, its class (that class and all below it). */
export type ErrandSign = { readonly pack?: string; readonly steps?: readonly string[]; readonly class?: string }

/** A kind of work that somebody must go to. Tasks that no kind fits need no way. */
export type ErrandKind = {
  readonly name: string
  readonly title: Words
  /** Any of these; the first kind that fits is taken. */
  readonly for: readonly ErrandSign[]
  readonly skills: readonly string[]
  /** Minutes of work on the spot. */
  readonly work: number
}

/** What is known of a task to tell its kind. */
export type TaskSign = { readonly pack: string; readonly step: string; readonly class: string | null }

const fits = ({ pack, steps, class: code }: ErrandSign, task: TaskSign): boolean =>
  (pack === undefined || pack === task.pack) &&
  (steps === undefined || steps.includes(task.step)) &&
  (code === undefined || task.class === code || (task.class?.startsWith(`${code}/`) ?? false))

/** The kind of a task, or nothing when nobody must go to it. */
export const findErrandKind = (kinds: readonly ErrandKind[], task: TaskSign): ErrandKind | undefined =>
  kinds.find((kind) => kind.for.some((sign) => fits(sign, task)))

/** A minute late weighs so much by urgency: none, urgent, emergency. */
export const urgencyWeights = [1, 3, 8] as const
