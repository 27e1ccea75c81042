import { Worker } from 'node:worker_threads'
import { readModel } from './model-file.ts'
import { refuseTooFew } from './too-few.ts'
import type { HeldOut, Training, TrainingTask } from './train.ts'

/** What the thread answers with: see `worker.ts`. */
type Answer = { readonly file: Uint8Array; readonly heldOut: readonly HeldOut[] }

/**
 * Trains in a thread of its own, so that the server keeps answering meanwhile; `signal` stops it at once.
 * @throws insight.too-few-examples when there is too little to learn from.
 */
export async function trainInWorker(task: TrainingTask, signal?: AbortSignal): Promise<Training> {
  refuseTooFew(task.messages)
  signal?.throwIfAborted()
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task })
  const stop = () => void worker.terminate()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', (code) => reject(signal?.reason ?? new Error(`the training thread ended with code ${code}`)))
    })
    return { model: readModel(answer.file), heldOut: answer.heldOut }
  } finally {
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
  }
}
