import { MessageChannel } from 'node:worker_threads'
import {
  allTerms,
  type DispatchProblem,
  dispatchByRules,
  groundOf,
  lateTerms,
  type Plan,
  planCost,
  planLateness,
  unavoidable,
} from '../../../kernel/dispatch/index.ts'
import { SolverThread } from './solver-thread.ts'
import type { Bounds, Said, Task } from './told.ts'

/** A plan with what is known of how good it is. Weighted minutes. */
export type Solved = {
  readonly plan: Plan
  readonly cost: number
  /** Minutes late alone. */
  readonly late: number
  /** What no plan whatever can undercut, in all and in lateness alone. */
  readonly bounds: Bounds
  /** Ways that were looked at. */
  readonly looked: number
  readonly by: 'optimiser' | 'rules'
  /** Why it was not the optimiser. */
  readonly fault?: string
}

/** What runs in the threads, and how many ms beyond their budget they are waited for. */
type ThreadOptions = { readonly thread?: URL; readonly grace?: number }

/**
 * Solves dispatch problems, one after another, in two threads that hear of one another's plans: one makes plans better, one proves what
 * none can undercut. Answers by rules when no plan comes in time, and with what cannot be avoided when no proof does.
 */
export class DispatchSolver {
  readonly #grace: number
  readonly #improving: SolverThread
  readonly #proving: SolverThread
  #last: Promise<unknown> = Promise.resolve()

  constructor({ thread = new URL('./solver-worker.ts', import.meta.url), grace = 3_000 }: ThreadOptions = {}) {
    this.#grace = grace
    this.#improving = new SolverThread(thread)
    this.#proving = new SolverThread(thread)
  }

  /** @param budget ms that the optimiser may take */
  solve(problem: DispatchProblem, budget: number): Promise<Solved> {
    const turn = this.#last.then(() => this.#solve(problem, budget))
    this.#last = turn
    return turn
  }

  /** Ends the threads. */
  async stop(): Promise<void> {
    await Promise.all([this.#improving.stop(), this.#proving.stop()])
  }

  async #solve(problem: DispatchProblem, budget: number): Promise<Solved> {
    const { port1, port2 } = new MessageChannel()
    const found = new Found(problem)
    const ask = (thread: SolverThread, does: Task['does'], other: Task['other']) =>
      thread.solve({ does, problem, budget, other }, budget + this.#grace, (said) => found.hear(said))
    const [improved, proven] = await Promise.allSettled([
      ask(this.#improving, 'improve', port1),
      ask(this.#proving, 'prove', port2),
    ])
    const fault = improved.status === 'rejected' ? improved.reason : undefined
    return found.answer(proven.status === 'fulfilled' ? proven.value : 0, fault)
  }
}

/** The best plan and bounds that were heard of. */
class Found {
  readonly #ground: ReturnType<typeof groundOf>
  #best: { readonly plan: Plan; readonly cost: number } | undefined
  #bounds: Bounds

  constructor(problem: DispatchProblem) {
    this.#ground = groundOf(problem)
    const sum = (terms: typeof allTerms) => unavoidable(this.#ground, terms).reduce((all, one) => all + one, 0)
    this.#bounds = { cost: sum(allTerms), late: sum(lateTerms) }
  }

  hear(said: Said): void {
    if ('bounds' in said) {
      const { cost = Number.NEGATIVE_INFINITY, late = Number.NEGATIVE_INFINITY } = said.bounds
      this.#bounds = { cost: Math.max(this.#bounds.cost, cost), late: Math.max(this.#bounds.late, late) }
    }
    if ('told' in said) this.#see(said.told.plan)
  }

  #see(plan: Plan): void {
    const cost = planCost(this.#ground, plan)
    if (cost < (this.#best?.cost ?? Number.POSITIVE_INFINITY)) this.#best = { plan, cost }
  }

  /** `fault`: why improving ended without an answer. A plan by rules is worth more to those who wait than an error. */
  answer(looked: number, fault: unknown): Solved {
    const isByRules = fault !== undefined
    const plan = isByRules ? dispatchByRules(this.#ground) : (this.#best?.plan ?? dispatchByRules(this.#ground))
    return {
      ...{ plan, looked, cost: planCost(this.#ground, plan), late: planLateness(this.#ground, plan) },
      bounds: this.#bounds,
      ...(isByRules
        ? { by: 'rules', fault: fault instanceof Error ? fault.message : String(fault) }
        : { by: 'optimiser' }),
    }
  }
}
