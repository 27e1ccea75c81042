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
