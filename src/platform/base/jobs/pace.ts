import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'

/** How many to take next, after others had their turn. */
export type Pace = (signal: AbortSignal) => Promise<number>

/** How much to take at once, and how long (ms) others have their turn before. */
type Step = { readonly batch: number; readonly wait: number }

/** Share of the time the thread was at work while the work waited, from which on people come first. */
const busyShare = 0.35

/**
 * Background work gives way to people: between batches it waits and sees how busy the thread is without it. In a quiet
 * hour it goes as fast as it can; under load a few a second, and the rest later.
 */
export function gentlePace(idle: Step, busy: Step): Pace {
  let state = idle
  return async (signal) => {
    const before = performance.eventLoopUtilization()
    await setTimeout(state.wait, undefined, { signal })
    state = performance.eventLoopUtilization(before).utilization > busyShare ? busy : idle
    return state.batch
  }
}
