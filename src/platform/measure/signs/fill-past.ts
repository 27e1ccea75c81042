import { sql } from 'kysely'
import type { Sign } from '../../../kernel/signs/index.ts'
import { hourMs } from '../../../kernel/time/index.ts'
import { isReliable } from './compute.ts'
import { fromAirIndex, fromReadings, readReadings } from './from-readings.ts'
import type { SignParts } from './parts.ts'
import type { SignShelf } from './sign-shelf.ts'
import type { KeptValue, ValueSeries } from './value-series.ts'

/** Hours that the past of a new sign is computed for. */
const hours = 24

/**
 * Computes the last day of signs that are new, hour by hour, from the readings that were there before them, so that they begin
 * with a past. What is counted from cases, alarms and health cannot be told of the past and begins with the present.
 * @returns how many signs
 */
export async function fillPast(
  parts: SignParts,
  { shelf, series }: { readonly shelf: SignShelf; readonly series: ValueSeries },
  at: number,
): Promise<number> {
  const { rows } = await sql<{ sign: string }>`select distinct sign from measure.sign_series
    where filled_at is null`.execute(parts.base.db)
  const fresh = new Set(rows.map(({ sign }) => sign))
  if (fresh.size === 0) return 0
  const signs = shelf.all.filter(({ code }) => fresh.has(code))
  const last = Math.floor(at / hourMs) * hourMs
  for (let back = hours; back >= 0; back -= 1) {
    const moment = last - back * hourMs
    const values = await valuesThen(parts, signs, moment)
    await series.write(values, moment)
  }
  await sql`update measure.sign_series set filled_at = to_timestamp(${at / 1_000})
    where filled_at is null and sign = any(${[...fresh]}::text[])`.execute(parts.base.db)
  return signs.length
}

async function valuesThen(parts: SignParts, signs: readonly Sign[], moment: number): Promise<readonly KeptValue[]> {
  const { world } = parts
  const readings = await readReadings(world, signs, moment, true)
  return signs.flatMap((sign) => {
    const { source } = sign
    const found =
      source.from === 'readings'
        ? fromReadings(world, readings, source)
        : source.from === 'air-index'
          ? fromAirIndex(world, readings, source)
          : []
    return [...found].flatMap(([place, one]): KeptValue[] =>
      place.length === 6 && one.value !== undefined && isReliable(sign, one)
        ? [{ sign, place, value: one.value, isDemo: one.isDemo }]
        : [],
    )
  })
}
