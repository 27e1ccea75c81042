import { Worker } from 'node:worker_threads'
import { type DispatchProblem, dispatchByRules, groundOf, planCost } from '../../../kernel/dispatch/index.ts'
import type { Optimised } from './optimise.ts'

/** A plan, and by what it was made. `fault` tells why it was not the optimiser. */
export type Solved = Optimised & { readonly by: 'optimiser' | 'rules'; readonly fault?: string }

type Reply = { readonly optimised: Optimised } | { readonly error: unknown }

/** What runs in the thread, and how many ms beyond its budget it is waited for. */
type ThreadOptions = { readonly thread?: URL; readonly grace?: number }

/** Solves dispatch problems in a thread of its own, one after another; answers by rules when the thread does not answer in time. */
export class DispatchSolver {
  readonly #thread: URL
  readonly #grace: number
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor({ thread = new URL('./solver-worker.ts', import.meta.url), grace = 3_000 }: ThreadOptions = {}) {
    this.#thread = thread
    this.#grace = grace
  }

  /** @param budget ms that the optimiser may take */
  solve(problem: DispatchProblem, budget: number): Promise<Solved> {
    const turn = this.#last.then(() => this.#solve(problem, budget))
    this.#last = turn
    return turn
  }

  /** Ends the thread. */
  async stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  async #solve(problem: DispatchProblem, budget: number): Promise<Solved> {
    try {
      return { ...(await this.#ask(problem, budget)), by: 'optimiser' }
    } catch (cause) {
      // A plan by rules is worth more to those who wait than an error; the reason goes with it.
      await this.stop()
      const ground = groundOf(problem)
      const plan = dispatchByRules(ground)
      const fault = cause instanceof Error ? cause.message : String(cause)
      return { plan, cost: planCost(ground, plan), looked: 0, by: 'rules', fault }
    }
  }

  async #ask(problem: DispatchProblem, budget: number): Promise<Optimised> {
    this.#worker ??= new Worker(this.#thread)
    const worker = this.#worker
    // An idle thread keeps no process alive.
    worker.unref()
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    const most = budget + this.#grace
    const late = setTimeout(() => reject(new Error(`no plan within ${most} ms`)), most)
    const ended = (code: number) => reject(new Error(`the solver ended with code ${code}`))
    worker.once('message', resolve).once('error', reject).once('exit', ended)
    try {
      worker.postMessage({ problem, budget })
      const reply = await promise
      if ('error' in reply) throw reply.error
      return reply.optimised
    } finally {
      clearTimeout(late)
      worker.off('message', resolve).off('error', reject).off('exit', ended)
    }
  }
}
