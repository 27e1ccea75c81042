import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import { optimise } from './optimise.ts'
import { prove } from './prove.ts'
import type { Said, Task, ToldPlan } from './told.ts'

const say = (said: Said) => parentPort?.postMessage(said)

/* A thread of `DispatchSolver`: one problem after another; what is found is told as it is found. */
parentPort?.on('message', async ({ does, problem, budget, other }: Task) => {
  const heard = (): ToldPlan | undefined => receiveMessageOnPort(other)?.message as ToldPlan | undefined // the other thread's words
  const onPlan = (plan: ToldPlan['plan'], isBest = false) => {
    say({ told: { plan, isBest } })
    other.postMessage({ plan, isBest })
  }
  try {
    if (does === 'improve') optimise(problem, { budget, heard, onPlan })
    const looked =
      does === 'prove' ? await prove(problem, { budget, heard, onPlan, onBounds: (bounds) => say({ bounds }) }) : 0
    say({ looked })
  } catch (error) {
    say({ error })
  } finally {
    other.close()
  }
})
