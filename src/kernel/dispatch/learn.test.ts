import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Decision, learn, lessonFor, type Overruling, wouldSend } from './index.ts'

const one = (id: string, more = 10, area = 'west'): Overruling => ({
  id,
  kind: 'light',
  area,
  from: 'a',
  to: 'b',
  more,
})
const minutes = (all: readonly Overruling[], crew: string, area = 'west', kind = 'light') =>
  lessonFor(learn(all), crew, { kind, area })?.minutes

describe('what overruling teaches', () => {
  test('can be worked out by hand', () => {
    // Each tells (10 + 2) × 3/4 = 9 minutes; of one: 9 / (1 + 2) = 3 anywhere, (9 + 2 × 3) / 3 = 5 in its street.
    expect(minutes([one('1')], 'b')).toBeCloseTo(-5)
    expect(minutes([one('1')], 'a')).toBeCloseTo(5)
    expect(minutes([one('1')], 'b', 'east')).toBeCloseTo(-3)
    expect(minutes([one('1'), one('2')], 'b', 'east')).toBeCloseTo(-4.5)
    expect(minutes([one('1')], 'b', 'west', 'waste')).toBeUndefined()
    expect(minutes([one('1')], 'c')).toBeUndefined()
  })

  const decision: Decision = {
    ...{ kind: 'light', area: 'west', chosen: 'b' },
    could: [
      { crew: 'a', cost: 0 },
      { crew: 'b', cost: 10 },
      { crew: 'c', cost: 11 },
    ],
  }

  test('one overruling is heeded a little, a habit is followed, and only where it was learned', () => {
    expect(wouldSend([], decision)).toBe('a')
    const habit = learn([one('1'), one('2'), one('3')])
    expect(wouldSend(habit, decision)).toBe('b')
    expect(wouldSend(habit, { ...decision, kind: 'waste' })).toBe('a')
    // In another street half of the habit holds: where the cost is high, the plan is not changed by it.
    const far = {
      ...decision,
      area: 'east',
      could: [
        { crew: 'a', cost: 0 },
        { crew: 'b', cost: 30 },
      ],
    }
    expect(wouldSend(habit, far)).toBe('a')
  })

  test('is bounded, and the other way round it is undone', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 30 }), (all) => {
        const there = all.map((more, index) => one(String(index), more))
        const back = there.map((told): Overruling => ({ ...told, id: `${told.id}-`, from: 'b', to: 'a' }))
        for (const lesson of learn(there)) expect(Math.abs(lesson.minutes)).toBeLessThanOrEqual(120)
        for (const lesson of learn([...there, ...back])) expect(lesson.minutes).toBeCloseTo(0, 6)
      }),
    )
  })

  test('of what was left to nobody, only the crew that had it is told', () => {
    const { to: _, ...left } = one('1')
    expect(learn([left]).every(({ crew }) => crew === 'a')).toBe(true)
  })
})
