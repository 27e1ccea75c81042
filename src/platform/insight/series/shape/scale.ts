import { quantileOf, sorted } from './robust.ts'

/** How values are seen by the models: as they are, or by their logarithm where they are never negative and lean far to one side. */
export type Scale = {
  readonly kind: 'plain' | 'log'
  to(value: number): number
  back(value: number): number
}

const plain: Scale = { kind: 'plain', to: (value) => value, back: (value) => value }

/** Lean of the middle 80 %: 0 is even, 1 is all to one side. */
const leans = 0.25
/** With more zeros than this a logarithm would be made of noise. */
const mostZeros = 0.1

/** The scale on which a series swings evenly. */
export function scaleOf(values: Iterable<number>): Scale {
  const ordered = sorted(values)
  const [low, middle, high] = [0.1, 0.5, 0.9].map((share) => quantileOf(ordered, share)) as [number, number, number]
  const zeros = ordered.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0) / Math.max(1, ordered.length)
  if (ordered.length === 0 || quantileOf(ordered, 0.01) < 0 || zeros > mostZeros || high <= low) return plain
  if ((high + low - 2 * middle) / (high - low) < leans) return plain
  const shift = Math.max(quantileOf(ordered, 0.05), high / 100)
  return {
    kind: 'log',
    // A few negative readings of what is never negative are kept apart from zero without going to infinity.
    to: (value) => Math.log(Math.max(value + shift, shift / 20)),
    back: (value) => Math.max(0, Math.exp(value) - shift),
  }
}
