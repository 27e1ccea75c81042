import { stopTestServer } from '../src/platform/base/testing/database.ts'
import type { Bench, BenchResult } from './bench.ts'
import { readingsCity } from './readings.ts'

/** One reading a message, QoS 1, acknowledged when durable. */
export const bench: Bench = {
  says: 'devices by MQTT, one reading a message, acknowledged only when durable',
  run: async (size = 1_000_000) => {
    const results: BenchResult[] = []
    const devices = 500
    for (const scale of [0.25, 0.5, 1]) {
      const perDevice = Math.floor((size * scale) / devices)
      const first = Date.now() - 3_600_000
      const one = await readingsCity(devices)
      try {
        // The first readings of a process are those of a cold program.
        await one.load({ messages: 40, rows: 1, window: 20, first: first - 100_000 })
        await one.empty()
        const cpu = process.cpuUsage()
        const { ms, acknowledged, cpuMs } = await one.load({ messages: perDevice, rows: 1, window: 40, first })
        const { user, system } = process.cpuUsage(cpu)
        await one.verify(first, perDevice)
        const copy = await one.copyRate(first, perDevice)
        const rate = (acknowledged * 1_000) / ms
        results.push({
          what: `${acknowledged} readings of ${devices} devices, one a message, QoS 1`,
          baseline: 'COPY of the same rows into the same table, batches of 5,000 over two connections',
          ratio: rate / copy,
          mark: '≥ 60,000 readings/s and ≥ 0.08 of COPY',
          reached: rate >= 60_000 && rate / copy >= 0.08,
          figures: {
            'readings/s': Math.round(rate),
            'COPY rows/s': Math.round(copy),
            'load generator, share of a core': (cpuMs / ms).toFixed(2),
            'city, share of a core': ((user + system) / 1_000 / ms).toFixed(2),
            'memory of the city, MB': Math.round(process.memoryUsage().rss / 1e6),
          },
          bounds: 'two cores shared by database, city and load generator',
        })
      } finally {
        await one.stop()
      }
    }
    await stopTestServer()
    return results
  },
}
