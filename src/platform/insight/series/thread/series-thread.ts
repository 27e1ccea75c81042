import { Worker } from 'node:worker_threads'
import { insightSeriesErrors } from '../errors.ts'
import type { SeriesAnswer, SeriesTask } from './task.ts'

/** What the thread answers with: see `worker.ts`. */
type Reply = { readonly answer: SeriesAnswer } | { readonly error: unknown }

/**
 * A thread that looks at series, one after the other, so that the server keeps answering meanwhile. It starts with the first task;
 * a task that takes longer than its budget ends it, and the next starts another.
 */
export class SeriesThread {
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()

  /**
   * @param budget ms that this task may take once it is its turn
   * @throws insight.series-budget when it takes longer
   */
  ask(task: SeriesTask, budget: number, signal?: AbortSignal): Promise<SeriesAnswer> {
    const turn = this.#last.then(() => this.#ask(task, budget, signal))
    // The next one waits for the end of this one, whichever it is; its own caller hears of an error.
    this.#last = turn.catch(() => undefined)
    return turn
  }

  /** Ends the thread; a task that is running fails. */
  async stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  async #ask(task: SeriesTask, budget: number, signal: AbortSignal | undefined): Promise<SeriesAnswer> {
    signal?.throwIfAborted()
    this.#worker ??= new Worker(new URL('./worker.ts', import.meta.url))
    const worker = this.#worker
    // An idle thread keeps no process alive.
    worker.unref()
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    const late = setTimeout(() => reject(insightSeriesErrors.make('insight.series-budget')), budget)
    const stop = () => reject(signal?.reason)
    const ended = (code: number) => reject(new Error(`the thread of series ended with code ${code}`))
    worker.once('message', resolve).once('error', reject).once('exit', ended)
    signal?.addEventListener('abort', stop, { once: true })
    try {
      worker.postMessage(task)
      const reply = await promise
      if ('error' in reply) throw reply.error
      return reply.answer
    } catch (error) {
      // What it was doing is of no use any more, or it is gone already.
      if (this.#worker === worker) await this.stop()
      throw error
    } finally {
      clearTimeout(late)
      signal?.removeEventListener('abort', stop)
      worker.off('message', resolve).off('error', reject).off('exit', ended)
    }
  }
}
