import { afterAll, describe, expect, it } from 'vitest'
import { seeded } from '../testing/inject.ts'
import { SeriesThread } from './series-thread.ts'
import type { SeriesTask } from './task.ts'

const hour = 3_600_000
const start = Date.UTC(2026, 0, 5) - 8 * hour
const at = Float64Array.from({ length: 60 * 24 }, (_, place) => start + place * hour)
const noise = seeded(1)
const value = at.map((_, place) => 10 * Math.sin((place % 24) / 3.82) + noise() + (place === 700 ? 30 : 0))
const task = (what: SeriesTask['what']): SeriesTask => ({ what, fine: { at, value }, nature: {} })

describe('the thread of series', () => {
  const thread = new SeriesThread()
  afterAll(() => thread.stop())

  it('answers tasks one after the other, whatever order they end in for others', async () => {
    const [first, second] = await Promise.all([
      thread.ask(task('forecast'), 60_000),
      thread.ask(task('anomalies'), 60_000),
    ])
    expect(first.forecast?.points).toHaveLength(48)
    expect(second.anomalies.map(({ kind, from }) => [kind, (from - start) / hour])).toEqual([['spike', 700]])
  })

  it('ends a task that takes longer than it may, and one that is called off, and goes on with the next', async () => {
    const late = thread.ask(task('forecast'), 1)
    const next = thread.ask(task('anomalies'), 60_000)
    await expect(late).rejects.toMatchObject({ code: 'insight.series-budget' })
    expect((await next).anomalies).toHaveLength(1)
    const off = new AbortController()
    const called = thread.ask(task('forecast'), 60_000, off.signal)
    off.abort(new Error('called off'))
    await expect(called).rejects.toThrow('called off')
    expect((await thread.ask(task('anomalies'), 60_000)).anomalies).toHaveLength(1)
  })
})
