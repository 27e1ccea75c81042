import { appendFile, type FileHandle, mkdtemp, open, readdir, rm, truncate } from 'node:fs/promises'
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

function bufferIn(name: string, most?: number) {
  const state = { isAway: true, writes: 0, written: [] as number[], empty: undefined as (() => void) | undefined }
  const emptied = new Promise<void>((done) => (state.empty = done))
  const buffer = new EdgeBuffer(
    join(folder, name),
    makeLog('silent'),
    {
      write: async ({ value, at, quality, length }: ObservationColumns) => {
        if (state.isAway) throw new Error('away')
        state.writes += 1
        for (let i = 0; i < length; i++) {
          expect([at[i], quality[i]]).toEqual([1_000 + (value[i] ?? 0), (value[i] ?? 0) % 3])
          state.written.push(value[i] ?? Number.NaN)
        }
      },
      onEmpty: () => state.empty?.(),
    },
    most,
  )
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
  // What lay in one file is written together.
  expect(second.state.writes).toBe(2)
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

test('writes much that was kept in little as few large batches', async () => {
  const one = bufferIn('many')
  const all = Array.from({ length: 25_000 }, (_, n) => n)
  for (let n = 0; n < all.length; n += 500) await one.buffer.append(batch(...all.slice(n, n + 500)))
  one.state.isAway = false
  one.buffer.replaySoon(0)
  await one.emptied
  expect(one.state.written).toEqual(all)
  expect(one.state.writes).toBe(3)
  await one.buffer.stop()
})

test('says when it has taken as much as it may, and takes again when it was emptied', async () => {
  const one = bufferIn('bounded', 100)
  await one.buffer.append(batch(1, 2, 3))
  expect(one.buffer.isFull).toBe(false)
  await one.buffer.append(batch(4, 5, 6))
  expect(one.buffer.isFull).toBe(true)
  one.state.isAway = false
  one.buffer.replaySoon(0)
  await one.emptied
  expect([one.buffer.isFull, one.buffer.bytes]).toEqual([false, 0])
  await one.buffer.stop()
})

test('what comes after a batch that the disk did not take whole is not lost with it', async () => {
  const one = bufferIn('full')
  await one.buffer.append(batch(1))
  // The disk takes half of a batch and fails: as a full one does.
  const probe = await open(join(folder, 'full', '00000001.readings'), 'a')
  const Handle = Object.getPrototypeOf(probe) as { appendFile(bytes: Buffer): Promise<void> } // what every open file has
  const whole = Handle.appendFile
  Handle.appendFile = async function (this: FileHandle, bytes: Buffer) {
    await whole.call(this, bytes.subarray(0, bytes.length / 2))
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  }
  await expect(one.buffer.append(batch(2, 3))).rejects.toThrow('no space')
  Handle.appendFile = whole
  await probe.close()
  await one.buffer.append(batch(4))
  one.state.isAway = false
  one.buffer.replaySoon(0)
  await one.emptied
  expect(one.state.written).toEqual([1, 4])
  expect(await readdir(join(folder, 'full'))).toEqual(['00000001.readings.unread'])
  await one.buffer.stop()
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
