import type { Level } from '../access/index.ts'
import type { SignLevel } from '../signs/index.ts'
import type { Words } from '../words.ts'
import type { Hazard, ResponseLevel, WarningColour } from './scale.ts'

/** Who is called: every office in the area with a duty, at these levels of the tree. */
export type Called = { readonly duty: string; readonly levels: readonly Level[] }

/** One thing that is ordered. */
export type PlanTask = {
  /** Unique in the plan. */
  readonly id: string
  readonly title: Words
  /** What exactly is to be done. */
  readonly text: Words
  /** At which levels of response. */
  readonly at: readonly ResponseLevel[]
  readonly to: readonly Called[]
  /** Tasks all of whose orders must be over before this one is issued. */
  readonly after?: readonly string[]
  /** Minutes from issue until it should be acknowledged and done. */
  readonly acknowledgeWithin: number
  readonly doneWithin: number
}

/** What sort of thing a resource is: a team, a vehicle, a store of goods, a shelter. */
export type ResourceKind = 'team' | 'vehicle' | 'store' | 'shelter'

/** What is wanted at some levels: so many of a kind. */
export type WantedResource = {
  readonly kind: ResourceKind
  readonly title: Words
  readonly count: number
  readonly at: readonly ResponseLevel[]
}

/** What is told to people inside the area when a level begins. */
export type PlanMessage = { readonly at: readonly ResponseLevel[]; readonly title: Words; readonly text: Words }

/** A plan (预案): plain data, known by its content's hash; an incident keeps to the plan it began with. */
export type Plan = {
  readonly id: string
  readonly title: Words
  readonly hazard: Hazard
  /** What it follows from: a law's clause, a city's published plan, or that it is a starting point to be adapted. */
  readonly basis: Words
  /** Which level a warning of a colour proposes. It never starts one. */
  readonly proposes: Readonly<Partial<Record<WarningColour, ResponseLevel>>>
  /** Which level it proposes when a vital sign stands so: by code of the sign. It never starts one either. */
  readonly answers?: Readonly<Record<string, Readonly<Partial<Record<SignLevel, ResponseLevel>>>>>
  readonly tasks: readonly PlanTask[]
  readonly resources: readonly WantedResource[]
  readonly messages: readonly PlanMessage[]
}
