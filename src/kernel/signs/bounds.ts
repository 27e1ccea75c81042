import { cityZone, dayAt, dayMs, hourMs, wallClock } from '../time/index.ts'
import {
  type BoundsWhen,
  type PlaceLevel,
  rankOf,
  type SignBounds,
  type SignSettings,
  type SignStanding,
  signLevels,
} from './sign.ts'

/** A place that a sign is computed for: a division by its code of six or nine digits. */
export type SignPlace = { readonly code: string; readonly level: PlaceLevel }

/** The moment and place that bounds are asked for; `at` in epoch ms. */
export type Where = { readonly at: number; readonly place: SignPlace }

/** The bounds that hold at a moment in a place, at most one of each side. */
export type Holding = readonly SignBounds[]

/** Digits that all divisions within one begin with: those of a city end in zeros. */
const stemOf = (code: string): string => (code.length === 6 ? code.replace(/(00){1,2}$/, '') : code)

function fits({ months, hours, levels, places }: BoundsWhen, { at, place }: Where): boolean {
  if (levels && !levels.includes(place.level)) return false
  if (places && !places.some((one) => place.code.startsWith(stemOf(one)))) return false
  if (months && !months.includes(new Date(dayAt(at, cityZone) * dayMs).getUTCMonth() + 1)) return false
  if (!hours) return true
  const hour = Math.floor((wallClock(at, cityZone) % dayMs) / hourMs)
  const [from, to] = hours
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to
}

/** The bounds that hold: of each side the first that fits. */
export function boundsAt({ bounds }: Pick<SignSettings, 'bounds'>, where: Where): Holding {
  const fitting = bounds.filter(({ when }) => when === undefined || fits(when, where))
  return (['high', 'low'] as const).flatMap((side) => fitting.find((one) => one.side === side) ?? [])
}

/** The level that a value stands at; with `ease` each bound lies so much further on the safe side. */
export function standingAt(value: number, holding: Holding, ease = 0): SignStanding {
  let worst: SignStanding = 'calm'
  for (const bounds of holding)
    for (const level of signLevels) {
      const bound = bounds[level]
      if (bound === undefined) continue
      const isBeyond = bounds.side === 'high' ? value >= bound - ease : value <= bound + ease
      if (isBeyond && rankOf(level) > rankOf(worst)) worst = level
    }
  return worst
}
