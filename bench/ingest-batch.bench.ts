import { sql } from 'kysely'
import { stopTestServer } from '../src/platform/base/testing/database.ts'
import type { Bench, BenchResult } from './bench.ts'
import { type ReadingsCity, readingsCity } from './readings.ts'
import { readingOf } from './readings-load.ts'

const devices = 200

async function byHttp(
  { city, devices: all }: ReadingsCity,
  first: number,
  perDevice: number,
  rows: number,
): Promise<number> {
  const bodies: { readonly body: string; readonly headers: Record<string, string> }[] = []
  for (let n = 0; n < perDevice; n += rows)
    for (const [device, { id, secret }] of all.entries())
      bodies.push({
        body: JSON.stringify(
          Array.from({ length: rows }, (_, i) => ({ at: first + n + i, temperature: readingOf(device, n + i) })),
        ),
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
        },
      })
  const begun = performance.now()
  let next = 0
  const hand = async () => {
    for (let one = bodies[next++]; one; one = bodies[next++]) {
      const answer = await fetch(`${city.url}/things/v1/readings`, { method: 'POST', ...one })
      if (!answer.ok) throw new Error(await answer.text())
      await answer.arrayBuffer()
    }
  }
  await Promise.all(Array.from({ length: 32 }, hand))
  return (perDevice * devices * 1_000) / (performance.now() - begun)
}

/** Readings in batches, over MQTT and HTTP; every message twice in a last round, each reading kept once. */
export const bench: Bench = {
  says: 'readings in batches of 20 and more over MQTT and HTTP, each kept exactly once',
  run: async (size = 2_000_000) => {
    const results: BenchResult[] = []
    const add = (
      what: string,
      rate: number,
      copy: number,
      more: Record<string, number | string> = {},
      least = 250_000,
      share = 0.35,
    ) =>
      results.push({
        what,
        baseline: 'COPY of the same rows into the same table, batches of 5,000 over two connections',
        ratio: rate / copy,
        mark: `≥ ${least} readings/s and ≥ ${share} of COPY`,
        reached: rate >= least && rate / copy >= share,
        figures: { 'readings/s': Math.round(rate), 'COPY rows/s': Math.round(copy), ...more },
        bounds: 'two cores shared by database, city and load generator',
      })
    const first = Date.now() - 7_200_000
    const one = await readingsCity(devices)
    try {
      await one.load({ messages: 20, rows: 50, window: 4, first: first - 100_000 })
      for (const rows of [20, 100]) {
        const messages = Math.floor(size / devices / rows)
        await one.empty()
        const { ms, acknowledged } = await one.load({ messages, rows, window: 8, first })
        await one.verify(first, messages * rows)
        const copy = await one.copyRate(first, messages * rows)
        add(`MQTT, ${rows} readings a message`, (acknowledged * rows * 1_000) / ms, copy)
      }
      const perDevice = Math.floor(size / 4 / devices / 100) * 100
      await one.empty()
      const http = await byHttp(one, first, perDevice, 100)
      await one.verify(first, perDevice)
      const again = await byHttp(one, first, perDevice, 100)
      await one.verify(first, perDevice)
      const { rows } = await sql<{ n: number }>`select count(*) as n from twin.latest`.execute(one.city.base.db)
      const copy = await one.copyRate(first, perDevice)
      add('HTTP, 100 readings a request, client in the city’s own process', http, copy, {
        'series with a present': rows[0]?.n ?? 0,
      })
      add('the same requests again: nothing is kept twice', again, copy, {}, 50_000, 0.08)
    } finally {
      await one.stop()
      await stopTestServer()
    }
    return results
  },
}
