import { appendFile, mkdtemp, readdir, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeLog } from '../../base/index.ts'
import { ColumnBatch, type ObservationColumns } from '../../twin/index.ts'
import { EdgeBuffer } from './edge-buffer.ts'

const folder = await mkdtemp(join(tmpdir(), 'shudu-buffer-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

function batch(...values: number[]): ColumnBatch {
  const columns = new ColumnBatch(4)
  for (const value of values) columns.add(7, 1_000 + value, value, value % 3)
  return columns
}

function bufferIn(name: string) {
  const state = { isAway: true, written: [] as number[], empty: undefined as (() => void) | undefined }
  const emptied = new Promise<void>((done) => (state.empty = done))
  const buffer = new EdgeBuffer(join(folder, name), makeLog('silent'), {
    write: async ({ value, at, quality, length }: ObservationColumns) => {
      if (state.isAway) throw new Error('away')
      for (let i = 0; i < length; i++) {
        expect([at[i], quality[i]]).toEqual([1_000 + (value[i] ?? 0), (value[i] ?? 0) % 3])
        state.written.push(value[i] ?? Number.NaN)
      }
    },
    onEmpty: () => state.empty?.(),
  })
  return { buffer, state, emptied }
}

test('keeps batches over a crash and writes them in their order when the database is back', async () => {
  const first = bufferIn('crash')
  await first.buffer.append(batch(1, 2, 3))
  await first.buffer.append(batch(4))
  expect(first.buffer.isUsed).toBe(true)
  // The process dies here; a new one takes up what is left, and what comes meanwhile queues behind.
  const second = bufferIn('crash')
  await second.buffer.start()
  await second.buffer.append(batch(5, 6))
  second.state.isAway = false
  second.buffer.replaySoon(0)
  await second.emptied
  expect(second.state.written).toEqual([1, 2, 3, 4, 5, 6])
  expect([second.buffer.isUsed, second.buffer.bytes]).toEqual([false, 0])
  expect(await readdir(join(folder, 'crash'))).toEqual([])
  await Promise.all([first.buffer.stop(), second.buffer.stop()])
})

test('leaves out what a crash cut off: it was not acknowledged', async () => {
  const first = bufferIn('torn')
  await first.buffer.append(batch(1, 2))
  await first.buffer.append(batch(3, 4))
  await first.buffer.stop()
  const [file = ''] = await readdir(join(folder, 'torn'))
  await truncate(join(folder, 'torn', file), 2 * (12 + 2 * 21) - 5)
  const second = bufferIn('torn')
  second.state.isAway = false
  await second.buffer.start()
  await second.emptied
  expect(second.state.written).toEqual([1, 2])
  await second.buffer.stop()
})

test('believes no batch whose bytes were changed', async () => {
  const first = bufferIn('spoilt')
  await first.buffer.append(batch(1))
  await first.buffer.stop()
  const [file = ''] = await readdir(join(folder, 'spoilt'))
  const path = join(folder, 'spoilt', file)
  await truncate(path, 12 + 20)
  await appendFile(path, Buffer.from([0xff]))
  const second = bufferIn('spoilt')
  second.state.isAway = false
  await second.buffer.start()
  await second.emptied
  expect(second.state.written).toEqual([])
  await second.buffer.stop()
})
