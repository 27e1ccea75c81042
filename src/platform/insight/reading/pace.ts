import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'

/** How many cases to read next, after others had their turn. */
export type Pace = (signal: AbortSignal) => Promise<number>

const idle = { batch: 50, wait: 20 }
const busy = { batch: 5, wait: 1_000 }
/** Share of the time the thread was at work while reading waited, from which on people come first. */
const busyShare = 0.35

/**
 * Reading gives way to people: between batches it waits and sees how busy the thread is without it. In a quiet hour it
 * reads as fast as it can; under load a few cases a second, the newest first, and the rest later.
 */
export function gentlePace(): Pace {
  let state = idle
  return async (signal) => {
    const before = performance.eventLoopUtilization()
    await setTimeout(state.wait, undefined, { signal })
    state = performance.eventLoopUtilization(before).utilization > busyShare ? busy : idle
    return state.batch
  }
}
