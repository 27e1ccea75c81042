import { parentPort } from 'node:worker_threads'
import type { DispatchProblem } from '../../../kernel/dispatch/index.ts'
import { optimise } from './optimise.ts'

/* The thread of `DispatchSolver`: one problem after another, a plan or an error for each. */
parentPort?.on('message', async ({ problem, budget }: { problem: DispatchProblem; budget: number }) => {
  try {
    parentPort?.postMessage({ optimised: await optimise(problem, budget) })
  } catch (error) {
    parentPort?.postMessage({ error })
  }
})
