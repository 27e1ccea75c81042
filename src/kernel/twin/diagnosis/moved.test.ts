import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { whatElseMoved } from './moved.ts'
import { ranks } from './ranks.ts'

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Two weeks of hours that drift like weather: each value keeps nine tenths of the last. */
function weather(random: () => number, length = 336): Float64Array {
  let last = 0
  return Float64Array.from({ length }, () => {
    last = 0.9 * last + random() + random() + random() - 1.5
    return last
  })
}

const question = { from: 240, to: 276, mostLag: 4, course: 168, season: 0 }

describe('what else moved', () => {
  it('names what went ahead of the sign, by how much, and not what went its own way', () => {
    const random = seeded(7)
    const cause = weather(random)
    const noise = seeded(9)
    const sign = cause.map((_, at) => (cause[at - 3] ?? 0) * 2 + noise() * 0.3)
    const others = [
      { id: 'cause', values: cause },
      ...Array.from({ length: 20 }, (_, at) => ({ id: `own-${at}`, values: weather(random) })),
    ]
    const moved = whatElseMoved(sign, others, question)
    expect(moved[0]).toMatchObject({ id: 'cause', lead: 3, pairs: 36 })
    expect(moved[0]?.correlation).toBeGreaterThan(0.9)
    expect(moved.length).toBeLessThanOrEqual(2)
  })

  it('seldom names anything among series that have nothing to do with the sign, though these drift', () => {
    let named = 0
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = seeded(seed * 101)
      const others = Array.from({ length: 8 }, (_, id) => ({ id, values: weather(random) }))
      if (whatElseMoved(weather(random), others, question).length > 0) named += 1
    }
    // One in twenty is put up with; plain correlation of drifting series would name some nearly every time.
    expect(named).toBeLessThanOrEqual(6)
  })

  it('does not take growing together, nor keeping the same hours, for moving together', () => {
    const random = seeded(3)
    const made = () => weather(random).map((value, at) => value + at / 3 + 5 * Math.sin((at % 24) / 3.8))
    const named = Array.from(
      { length: 20 },
      () => whatElseMoved(made(), [{ id: 1, values: made() }], { ...question, season: 24 }).length,
    )
    expect(named.filter((count) => count > 0).length).toBeLessThanOrEqual(4)
  })

  it('works with gaps, and claims nothing of too few pairs', () => {
    const random = seeded(5)
    const sign = weather(random)
    const half = sign.map((value) => (random() < 0.3 ? Number.NaN : value))
    expect(whatElseMoved(sign, [{ id: 'same', values: half }], question)[0]).toMatchObject({ id: 'same', lead: 0 })
    const short = { ...question, from: 240, to: 246 }
    expect(whatElseMoved(sign, [{ id: 'same', values: sign }], short)).toEqual([])
  })

  it('ranks keep the order and their sum', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 })), (values) => {
        const found = ranks(values)
        expect(found.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo((values.length * (values.length - 1)) / 2)
        for (const [at, one] of values.entries())
          for (const [place, other] of values.entries())
            if (one < other) expect(found[at]).toBeLessThan(found[place] ?? 0)
      }),
    )
  })
})
