import type { AnomalyKind } from '../anomalies/anomaly.ts'
import { decompose } from '../shape/decompose.ts'
import type { Regular } from '../shape/regular.ts'
import { spread } from '../shape/robust.ts'

/** An anomaly that was put into a series on purpose: places on its grid. */
export type Injected = { readonly kind: AnomalyKind; readonly first: number; readonly last: number }

/** How large injected anomalies are, in usual swings of the series about its season and level (robust standard deviations). */
export type Sizes = { readonly shift: number; readonly spike: number }

/** A small generator with a seed, so that a trial can be repeated (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let one = Math.imul(state ^ (state >>> 15), 1 | state)
    one = (one + Math.imul(one ^ (one >>> 7), 61 | one)) ^ one
    return ((one ^ (one >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Puts `count` anomalies of one kind into a copy of the series, at random places of its later four fifths that have readings:
 * - spike: one or two readings raised or lowered
 * - shift: everything afterwards raised or lowered, for fourteen days (like a sensor that was knocked), one a trial
 * - stuck: half a day to a day of the same value
 * - seasonal: a day whose hours are half a day off
 */
export function inject(
  regular: Regular,
  kind: AnomalyKind,
  { count, sizes, random }: { readonly count: number; readonly sizes: Sizes; readonly random: () => number },
): { readonly regular: Regular; readonly injected: readonly Injected[] } {
  const value = regular.value.slice()
  const swing = spread(decompose(regular, value).rest)
  const perDay = Math.max(1, regular.perDay)
  // What cannot be negative is only raised: lowering it would be told by its range already.
  const isPositive = !value.some((one) => one < 0)
  const lengths = { spike: 2, shift: 14 * perDay, stuck: perDay, seasonal: perDay }
  const injected: Injected[] = []
  const room = value.length / (kind === 'shift' ? 1 : count)
  for (let turn = 0; turn < (kind === 'shift' ? 1 : count); turn += 1) {
    for (let tries = 0; tries < 50; tries += 1) {
      const from = value.length * 0.2 + (turn + random()) * room * 0.75
      // Days that are turned begin where the day does.
      const first = kind === 'seasonal' ? Math.round(from / perDay) * perDay : Math.floor(from)
      const last = first + lengths[kind] - 1 - (kind === 'spike' ? Math.floor(random() * 2) : 0)
      const stretch = value.subarray(first, last + 1)
      const there = stretch.filter((one) => !Number.isNaN(one)).length
      if (last >= value.length - perDay || there < stretch.length * 0.7 || Number.isNaN(value[first])) continue
      change(stretch, kind, { swing, sizes, sign: random() < 0.5 && !isPositive ? -1 : 1, perDay })
      injected.push({ kind, first, last })
      break
    }
  }
  return { regular: { ...regular, value }, injected }
}

function change(
  stretch: Float64Array,
  kind: AnomalyKind,
  { swing, sizes, sign, perDay }: { swing: number; sizes: Sizes; sign: number; perDay: number },
): void {
  const before = stretch.slice()
  for (let at = 0; at < stretch.length; at += 1) {
    const one = before[at] as number // same length
    switch (kind) {
      case 'spike':
        stretch[at] = one + sign * sizes.spike * swing
        break
      case 'shift':
        stretch[at] = one + sign * sizes.shift * swing
        break
      case 'stuck':
        if (!Number.isNaN(one)) stretch[at] = before[0] as number // the first one is there
        break
      case 'seasonal':
        stretch[at] = before[(at + Math.floor(perDay / 2)) % before.length] as number // within the day
        break
    }
  }
}
