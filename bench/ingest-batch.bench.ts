import { sql } from 'kysely'
import { stopTestServer } from '../src/platform/base/testing/database.ts'
import type { Bench, BenchResult } from './bench.ts'
import { type ReadingsCity, readingsCity } from './readings.ts'

const devices = 200
/** Messages of a device on their way at once; by HTTP each has a connection, and more of them cost more than they bring. */
const inFlight = { mqtt: 8, http: 4 } as const

/** What is sent: by which way, so many readings a message, so large a share of the size. */
type Round = { readonly by: 'mqtt' | 'http'; readonly rows: number; readonly share: number }

const rounds: readonly Round[] = [
  { by: 'mqtt', rows: 20, share: 1 },
  ...[0.25, 0.5, 1].map((share) => ({ by: 'mqtt' as const, rows: 100, share })),
  ...[0.25, 1].map((share) => ({ by: 'http' as const, rows: 20, share })),
  ...[0.25, 0.5, 1].map((share) => ({ by: 'http' as const, rows: 100, share })),
  { by: 'http', rows: 500, share: 1 },
]

async function one(city: ReadingsCity, { by, rows, share }: Round, size: number): Promise<BenchResult> {
  const first = Date.now() - 7_200_000
  const messages = Math.max(1, Math.floor((size * share) / devices / rows))
  await city.empty()
  const cpu = process.cpuUsage()
  const { ms, acknowledged, cpuMs } = await city.load({ by, messages, rows, window: inFlight[by], first })
  const { user, system } = process.cpuUsage(cpu)
  await city.verify(first, messages * rows)
  const again =
    by === 'http' && rows === 500 ? await city.load({ by, messages, rows, window: inFlight[by], first }) : undefined
  await city.verify(first, messages * rows)
  const copy = await city.copyRate(first, messages * rows)
  const rate = (acknowledged * rows * 1_000) / ms
  return {
    what: `${by.toUpperCase()}, ${rows} readings a message, ${acknowledged * rows} readings, ${devices * inFlight[by]} messages on their way`,
    baseline: 'COPY of the same rows into the same table, batches of 5,000 over two connections',
    ratio: rate / copy,
    mark: '≥ 250,000 readings/s and ≥ 0.35 of COPY',
    reached: rate >= 250_000 && rate / copy >= 0.35,
    figures: {
      'readings/s': Math.round(rate),
      'COPY rows/s': Math.round(copy),
      'load generator, share of a core': (cpuMs / ms).toFixed(2),
      'city, share of a core': ((user + system) / 1_000 / ms).toFixed(2),
      ...(again && {
        'the same messages again, nothing kept twice, readings/s': Math.round((acknowledged * rows * 1_000) / again.ms),
      }),
    },
    bounds: 'two cores shared by database, city and load generator',
  }
}

/** Readings in batches, over MQTT and HTTP; in the last round every message twice, each reading kept once. */
export const bench: Bench = {
  says: 'readings in batches of 20 and more over MQTT and HTTP, each kept exactly once',
  run: async (size = 4_000_000) => {
    const results: BenchResult[] = []
    const city = await readingsCity(devices)
    try {
      for (const by of ['mqtt', 'http'] as const)
        await city.load({ by, messages: 20, rows: 50, window: 4, first: Date.now() - 7_300_000 })
      for (const round of rounds) results.push(await one(city, round, size))
      const { rows } = await sql<{ n: number }>`select count(*) as n from twin.latest`.execute(city.city.base.db)
      if (rows[0]?.n !== devices) throw new Error(`${rows[0]?.n} series have a present, not ${devices}`)
    } finally {
      await city.stop()
      await stopTestServer()
    }
    return results
  },
}
