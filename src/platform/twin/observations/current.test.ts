import { expect, onTestFinished, test, vi } from 'vitest'
import { makeLog, openDb } from '../../base/index.ts'
import { makeBareDatabase } from '../../base/testing.ts'
import { ColumnBatch } from './columns.ts'
import { CurrentState } from './current.ts'

test('ends where the database is away: nothing goes on trying after the end', async () => {
  const { app, close } = await makeBareDatabase()
  onTestFinished(close)
  const db = openDb(app, { connections: 1 })
  await db.close()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const complaints: string[] = []
  const log = makeLog('warn', (line) => complaints.push(line))
  const state = new CurrentState({ db, log, now: Date.now, listener: { on: () => () => undefined } })
  const batch = new ColumnBatch(1)
  batch.add(1, 1_000, 5, 0)
  state.apply(batch)
  expect(vi.getTimerCount()).toBe(1)
  await state.flush()
  // It could not be written: it is tried again, until the end.
  expect([complaints.length, vi.getTimerCount()]).toEqual([1, 1])
  await state.stop()
  expect([complaints.length, vi.getTimerCount()]).toEqual([2, 0])
  state.apply(batch)
  expect(vi.getTimerCount()).toBe(0)
  expect(state.last(1)?.value).toBe(5)
})
