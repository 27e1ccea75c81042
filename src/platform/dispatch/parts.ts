import type { ErrandKind, Skill, Vehicle } from '../../kernel/dispatch/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Base } from '../base/index.ts'
import type { CasesRoom } from '../cases/index.ts'
import type { DispatchSolver } from './solve/dispatch-solver.ts'

/** An office as this room asks for it. */
export type DispatchOffice = { readonly office: string; readonly path: string }

/** The city's words for errands: what crews can do, how they go, what must be gone to. */
export type DispatchTerms = {
  readonly skills: readonly Skill[]
  readonly vehicles: readonly Vehicle[]
  readonly kinds: readonly ErrandKind[]
}

/** What the dispatch room stands on. */
export type DispatchParts = {
  readonly base: Base
  readonly cases: Pick<CasesRoom, 'engine' | 'book'>
  readonly offices: {
    find(id: string): DispatchOffice | undefined
    title(id: string): Words | undefined
  }
  readonly terms: DispatchTerms
  readonly divisionTitle: (code: string) => Words | undefined
  readonly solver: DispatchSolver
  /** Milliseconds that the optimiser may take while a person waits. */
  readonly budget: number
}

/** Who acts, as it is written down. */
export type By = { readonly id: string; readonly name: string }

/** A name in both languages, the id itself where there is none. */
export const titleOr = (title: Words | undefined, id: string): Words => title ?? { zh: id, en: id }
