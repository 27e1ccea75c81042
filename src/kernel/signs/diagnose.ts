import type { Across, SignSource } from './sign.ts'
import { counts, type DeviceValue } from './values.ts'

/** A device with what it says. */
export type Part<Id> = DeviceValue & { readonly id: Id }

/** A part that weighs in a sign: its own value, and its share of the whole (0 to 1) where parts add up to it. */
export type WeighingPart<Id> = { readonly id: Id; readonly value: number; readonly share: number | undefined }

/**
 * The parts of a value that weigh most, the heaviest first: of a sum those with the largest share; of a highest or lowest value
 * those nearest to it; of a mean those furthest out on the side that is bad; of shares and counts those that meet the condition.
 */
export function weighingParts<Id>(
  parts: readonly Part<Id>[],
  source: SignSource,
  side: 'high' | 'low',
  most = 12,
): readonly WeighingPart<Id>[] {
  if (source.from !== 'readings') return []
  const told = parts.flatMap(({ id, value, per }) => {
    const own = source.across === 'ratio' ? (value === undefined || !per ? undefined : (100 * value) / per) : value
    return own === undefined ? [] : [{ id, value: own, raw: value ?? 0 }]
  })
  const across: Across = source.across
  const shown = across === 'share' || across === 'count' ? told.filter(({ value }) => counts(value, source)) : [...told]
  const isLow = side === 'low' || across === 'min'
  shown.sort((one, other) => (isLow ? one.value - other.value : other.value - one.value))
  const whole = across === 'sum' || across === 'ratio' ? told.reduce((sum, { raw }) => sum + raw, 0) : 0
  const even = across === 'share' || across === 'count' ? 1 / Math.max(1, shown.length) : undefined
  return shown.slice(0, most).map(({ id, value, raw }) => ({
    id,
    value,
    share: whole > 0 ? raw / whole : even,
  }))
}
