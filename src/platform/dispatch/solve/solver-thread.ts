import { Worker } from 'node:worker_threads'
import type { Said, Task } from './told.ts'

/** A thread that solves one task after another; one that is late or breaks is ended, and begun anew for the next. */
export class SolverThread {
  readonly #file: URL
  #worker: Worker | undefined

  constructor(file: URL) {
    this.#file = file
  }

  /**
   * Ends with how many ways were looked at; what is found on the way is heard as it comes.
   * @param most ms that it is waited for
   */
  async solve(task: Task, most: number, heard: (said: Said) => void): Promise<number> {
    this.#worker ??= new Worker(this.#file)
    const worker = this.#worker
    // An idle thread keeps no process alive.
    worker.unref()
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const late = setTimeout(() => reject(new Error(`no plan within ${most} ms`)), most)
    const ended = (code: number) => reject(new Error(`the solver ended with code ${code}`))
    const hear = (said: Said) => {
      if ('looked' in said) resolve(said.looked)
      else if ('error' in said) reject(said.error)
      else heard(said)
    }
    worker.on('message', hear).once('error', reject).once('exit', ended)
    try {
      worker.postMessage(task, [task.other])
      return await promise
    } catch (cause) {
      await this.stop()
      throw cause
    } finally {
      clearTimeout(late)
      worker.off('message', hear).off('error', reject).off('exit', ended)
    }
  }

  /** Ends the thread. */
  async stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }
}
