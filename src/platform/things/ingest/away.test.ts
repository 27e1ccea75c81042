import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { baseErrors } from '../../base/index.ts'
import { smallThings } from '../testing/small-things.ts'
import { EdgeBuffer } from './edge-buffer.ts'
import { Ingest } from './ingest.ts'

const { city, twin, things } = await smallThings()
const folder = await mkdtemp(join(tmpdir(), 'shudu-away-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('whoever listens hears of readings in the order of coming, whichever batch is kept first', async () => {
  await things.enrol([{ id: 'quick', profile: 'thermometer' }], 'test')
  const device = things.fleet.find('quick')
  if (!device) throw new Error('enrolled above')
  // The real observations; the first batch is kept when the second is.
  const second = Promise.withResolvers<void>()
  const kept: number[] = []
  const write: typeof twin.observations.write = async (columns) => {
    const [first = 0] = columns.value
    if (first === 1) await second.promise
    const written = await twin.observations.write(columns)
    kept.push(first)
    if (first === 2) second.resolve()
    return written
  }
  const buffer = new EdgeBuffer(folder, city.base.log, { write, onEmpty: () => undefined })
  const ingest = new Ingest(city.base, { ...twin.observations, write }, buffer)
  const heard: number[] = []
  const told: number[] = []
  ingest.onKept(({ value, length }) => heard.push(...value.subarray(0, length)))
  const start = Date.now() - 10_000
  const send = (n: number) => {
    ingest.take(device, Buffer.from(JSON.stringify({ at: start + n, temperature: n })), '')
    const done = ingest.kept().then(() => told.push(n))
    // Closes the batch; the next reading is in another.
    const drained = ingest.drained()
    return Promise.all([done, drained])
  }
  await Promise.all([send(1), send(2), send(3)])
  expect(kept.indexOf(2)).toBeLessThan(kept.indexOf(1))
  expect(heard).toEqual([1, 2, 3])
  expect(told).toEqual([1, 2, 3])
  // Batches are filled again when they are done with: nothing of what was in them is heard twice.
  for (const n of [4, 5, 6]) await send(n)
  expect(heard).toEqual([1, 2, 3, 4, 5, 6])
})

test('while the database is away readings are acknowledged from the disk, and are all there when it is back', async () => {
  await things.enrol([{ id: 'lone', profile: 'thermometer' }], 'test')
  const device = things.fleet.find('lone')
  if (!device) throw new Error('enrolled above')
  let isAway = true
  const order: number[] = []
  // The real observations, behind a database that answers only when it is there.
  const write: typeof twin.observations.write = async (columns) => {
    if (isAway) throw baseErrors.make('base.databaseAway')
    order.push(...columns.value.subarray(0, columns.length))
    return twin.observations.write(columns)
  }
  const emptied = Promise.withResolvers<void>()
  const buffer = new EdgeBuffer(folder, city.base.log, { write, onEmpty: emptied.resolve })
  const ingest = new Ingest(city.base, { ...twin.observations, write }, buffer)
  const start = Date.now() - 100_000
  const send = (n: number) => {
    ingest.take(device, Buffer.from(JSON.stringify({ at: start + n, temperature: n })), '')
    return ingest.kept()
  }
  for (let n = 0; n < 20; n++) await send(n)
  expect(ingest.counts.buffered).toBe(20)
  expect(buffer.isUsed).toBe(true)
  isAway = false
  // What comes now queues behind what waits.
  await send(20)
  buffer.replaySoon(0)
  await emptied.promise
  await send(21)
  const kept = await twin.observations.range({ series: device.series[0] ?? 0, from: start, till: Date.now() })
  expect(kept.map(({ value }) => value)).toEqual(Array.from({ length: 22 }, (_, n) => n))
  expect(order).toEqual(Array.from({ length: 22 }, (_, n) => n))
  await ingest.drained()
  await buffer.stop()
})
