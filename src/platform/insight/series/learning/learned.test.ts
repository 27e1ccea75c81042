import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AnomalyKind, anomalyKinds } from '../anomalies/anomaly.ts'
import { learn, type Opinion, type Pattern, silencedBy } from './learned.ts'

const pattern = (more: Partial<Pattern> = {}): Pattern => ({
  ...{ kind: 'spike', direction: 1, weekMinute: 600, score: 1.4, seen: 20, expected: 10, readings: 1, size: 8 },
  ...more,
})
const opinion = (id: string, isAnomaly: boolean, more: Partial<Pattern> = {}): Opinion => ({
  id,
  isAnomaly,
  pattern: pattern(more),
})

const anyPattern = fc.record({
  kind: fc.constantFrom<AnomalyKind>(...anomalyKinds),
  direction: fc.constantFrom<1 | -1 | 0>(1, -1, 0),
  weekMinute: fc.integer({ min: 0, max: 10_079 }),
  score: fc.double({ min: 1, max: 6, noNaN: true }),
  seen: fc.integer({ min: -5, max: 5 }),
  expected: fc.integer({ min: -5, max: 5 }),
  readings: fc.integer({ min: 1, max: 30 }),
  size: fc.double({ min: 4, max: 30, noNaN: true }),
})
const anyOpinions = fc
  .array(fc.tuple(anyPattern, fc.boolean()), { maxLength: 12 })
  .map((all) => all.map(([one, isAnomaly], at) => ({ id: `o${at}`, isAnomaly, pattern: one })))

describe('learning from "not an anomaly"', () => {
  it('puts aside the same pattern, and nothing stronger, other-sided, at another hour or of another kind', () => {
    const learned = learn([opinion('one', false)])
    expect(silencedBy(learned, pattern({ weekMinute: 600 + 2 * 1_440 + 60 }))).toBe('one')
    expect(silencedBy(learned, pattern({ size: 7 }))).toBe('one')
    expect(silencedBy(learned, pattern({ size: 11 }))).toBeUndefined()
    expect(silencedBy(learned, pattern({ direction: -1 }))).toBeUndefined()
    expect(silencedBy(learned, pattern({ weekMinute: 900 }))).toBeUndefined()
    expect(silencedBy(learned, pattern({ kind: 'seasonal' }))).toBeUndefined()
    // Around midnight and around the week.
    expect(silencedBy(learn([opinion('late', false, { weekMinute: 10 })]), pattern({ weekMinute: 10_070 }))).toBe(
      'late',
    )
  })

  it('knows a stuck value and a shift by their levels', () => {
    const stuck = learn([opinion('stuck', false, { kind: 'stuck', direction: 0, seen: 3, size: 20 })])
    expect(silencedBy(stuck, pattern({ kind: 'stuck', direction: 0, seen: 3, size: 24 }))).toBe('stuck')
    expect(silencedBy(stuck, pattern({ kind: 'stuck', direction: 0, seen: 3, size: 40 }))).toBeUndefined()
    expect(silencedBy(stuck, pattern({ kind: 'stuck', direction: 0, seen: 4, size: 20 }))).toBeUndefined()
    const shift = learn([opinion('shift', false, { kind: 'shift' })])
    expect(silencedBy(shift, pattern({ kind: 'shift', seen: 21, expected: 9 }))).toBe('shift')
    expect(silencedBy(shift, pattern({ kind: 'shift', seen: 30, expected: 20 }))).toBeUndefined()
  })

  it('raises the bar of a kind after three of it, not above what somebody called an anomaly', () => {
    const three = [1.2, 1.5, 1.6].map((score, at) => opinion(`no${at}`, false, { score, weekMinute: at * 200 }))
    expect(learn(three).bars.spike).toBe(1.5)
    expect(learn(three.slice(1)).bars.spike).toBe(1)
    expect(learn([...three, opinion('yes', true, { score: 1.3 })]).bars.spike).toBe(1.3)
    expect(silencedBy(learn(three), pattern({ score: 1.4, size: 20, weekMinute: 5_000 }))).toBe('bar')
    expect(silencedBy(learn(three), pattern({ score: 1.7, size: 20, weekMinute: 5_000 }))).toBeUndefined()
  })

  it('is a fold: the order does not matter, and what is taken back leaves no trace', () => {
    fc.assert(
      fc.property(anyOpinions, anyPattern, (opinions, one) => {
        const forth = silencedBy(learn(opinions), one)
        const back = silencedBy(learn(opinions.toReversed()), one)
        expect(back === undefined).toBe(forth === undefined)
        expect(learn(opinions).bars).toEqual(learn(opinions.toReversed()).bars)
        const without = opinions.slice(0, -1)
        const given = [...without, ...opinions.slice(-1)].filter((_, at) => at < without.length)
        expect(learn(given)).toEqual(learn(without))
      }),
    )
  })

  it('always puts aside what was said to be none, and no bar hides what was called an anomaly', () => {
    fc.assert(
      fc.property(anyOpinions, (opinions) => {
        const learned = learn(opinions)
        for (const { isAnomaly, pattern: one } of opinions)
          if (!isAnomaly) expect(silencedBy(learned, one)).toBeDefined()
          else expect(one.score).toBeGreaterThanOrEqual(learned.bars[one.kind])
      }),
    )
  })
})
