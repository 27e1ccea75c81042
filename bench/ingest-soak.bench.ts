import { stopTestServer } from '../src/platform/base/testing/database.ts'
import type { Bench } from './bench.ts'
import { readingsCity } from './readings.ts'

const devices = 500
const perRound = 2_000

/** Full rate for `--size` seconds (600): what the city holds in memory must not grow. Each round is checked and thrown away. */
export const bench: Bench = {
  says: 'memory at full rate for ten minutes',
  run: async (size = 600) => {
    const one = await readingsCity(devices)
    const held: number[] = []
    const sample = setInterval(() => held.push(process.memoryUsage().rss / 1e6), 2_000)
    let [readings, busy] = [0, 0]
    try {
      const ends = performance.now() + size * 1_000
      while (performance.now() < ends) {
        const first = Date.now() - 3_600_000
        const { ms, acknowledged } = await one.load({ messages: perRound, rows: 1, window: 40, first })
        await one.verify(first, perRound)
        await one.empty()
        readings += acknowledged
        busy += ms
      }
    } finally {
      clearInterval(sample)
      await one.stop()
      await stopTestServer()
    }
    const middle = (part: readonly number[]) => part.toSorted((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0
    const third = Math.floor(held.length / 3)
    const [before, after] = [middle(held.slice(third, 2 * third)), middle(held.slice(2 * third))]
    return [
      {
        what: `${readings} readings in ${size} seconds, one a message`,
        baseline: 'memory in the second third of the run',
        ratio: after / before,
        mark: 'at most 1.1 times, and ≤ 800 MB',
        reached: after / before <= 1.1 && Math.max(...held) <= 800,
        figures: {
          'readings/s while loaded': Math.round((readings * 1_000) / busy),
          'first third, MB': Math.round(middle(held.slice(0, third))),
          'second third, MB': Math.round(before),
          'last third, MB': Math.round(after),
          'most, MB': Math.round(Math.max(...held)),
        },
      },
    ]
  },
}
