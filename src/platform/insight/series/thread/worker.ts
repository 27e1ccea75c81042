import { parentPort } from 'node:worker_threads'
import { type SeriesTask, work } from './task.ts'

/* The thread of `SeriesThread`: one task after another, an answer or an error for each. */
parentPort?.on('message', (task: SeriesTask) => {
  try {
    parentPort?.postMessage({ answer: work(task) })
  } catch (error) {
    parentPort?.postMessage({ error })
  }
})
