import type { MessagePort } from 'node:worker_threads'
import type { DispatchProblem, Plan } from '../../../kernel/dispatch/index.ts'

/** What no plan whatever can undercut, in weighted minutes: all that a plan costs, and lateness alone. */
export type Bounds = { readonly cost: number; readonly late: number }

/** A plan that a thread tells, and whether nothing is better. */
export type ToldPlan = { readonly plan: Plan; readonly isBest: boolean }

/** What a thread is to do, how many ms it may take, and where the other one hears its plans. */
export type Task = {
  readonly does: 'improve' | 'prove'
  readonly problem: DispatchProblem
  readonly budget: number
  readonly other: MessagePort
}

/** What a thread says: a bound or a plan on the way, that it has ended, or that it broke. */
export type Said =
  | { readonly bounds: Partial<Bounds> }
  | { readonly told: ToldPlan }
  | { readonly looked: number }
  | { readonly error: unknown }
