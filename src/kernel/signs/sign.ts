import type { FigureMeasure } from '../pack/index.ts'
import type { Words } from '../words.ts'
import type { SignClass } from './classes.ts'

/** How far a sign (体征) is from what is usual; each level is worse than the one before. */
export type SignLevel = 'notice' | 'warning' | 'serious' | 'critical'

/** A sign stands at one of the levels, or is calm. */
export type SignStanding = 'calm' | SignLevel

/** Levels from the least to the worst. */
export const signLevels: readonly SignLevel[] = ['notice', 'warning', 'serious', 'critical']

/** How bad a standing is: 0 for calm, 4 for critical. */
export const rankOf = (standing: SignStanding): number => (standing === 'calm' ? 0 : signLevels.indexOf(standing) + 1)

/** The levels of place that signs are computed for. */
export type PlaceLevel = 'city' | 'district' | 'street'

/** How readings of a device within a window become one value; `change` is the last less the first. */
export type Within = 'last' | 'mean' | 'min' | 'max' | 'sum' | 'change'

/**
 * How the values of the devices of a place become one: `share` and `count` of those that meet `is`; `ratio` is the sum of
 * one measure by the sum of another, in percent; `p90` the nearest rank at nine tenths.
 */
export type Across = 'mean' | 'median' | 'p90' | 'min' | 'max' | 'sum' | 'share' | 'count' | 'ratio'

/** Measured by devices of one kind. */
export type ReadingsSource = {
  readonly from: 'readings'
  /** Profile and measure of the devices. */
  readonly profile: string
  readonly measure: string
  readonly within: Within
  /** Seconds; 0 with `last`, which counts while the device is not silent. */
  readonly window: number
  /** Readings a device must have in the window; 1 when absent. */
  readonly readings?: number
  readonly across: Across
  /** Of `share` and `count`: which devices count. */
  readonly is?: { readonly atLeast?: number; readonly below?: number }
  /** Of `ratio`: the measure below the line. */
  readonly per?: string
}

/** The air quality index (空气质量指数) of HJ 633-2012 over the stations of a place. */
export type AirIndexSource = { readonly from: 'air-index'; readonly profile: string }

/** Counted from cases. */
export type CasesSource = {
  readonly from: 'cases'
  readonly pack?: string
  /** Class with all below it. */
  readonly class?: string
  readonly channel?: string
  /** What is counted of them, or a measure of the engine, then in percent. */
  readonly count: 'received' | 'open' | 'late' | 'reports' | 'returned' | 'redone' | FigureMeasure
  /** Seconds back from now in which they were opened; absent: all that stand. */
  readonly over?: number
  /** Then the value is the percentage of those counted that came this way or are so urgent. */
  readonly share?: { readonly channel?: string; readonly urgency?: number }
}

/** How devices themselves are. */
export type DevicesSource = {
  readonly from: 'devices'
  readonly ailment: 'silent' | 'battery' | 'stuck' | 'out-of-range'
  /** Kinds of device; all when absent. */
  readonly profiles?: readonly string[]
  readonly as: 'share' | 'count'
}

/** Counted from alarms that rules raised. */
export type AlarmsSource = {
  readonly from: 'alarms'
  readonly rules: readonly string[]
  /** Those that stand now, or those raised in the last `over` seconds. */
  readonly as: 'open' | 'raised'
  readonly over?: number
}

/** Not in this city yet: what would have to be connected. */
export type OutsideSource = { readonly from: 'outside'; readonly needs: Words }

/** What a sign is computed from, as data. */
export type SignSource = ReadingsSource | AirIndexSource | CasesSource | DevicesSource | AlarmsSource | OutsideSource

/** When bounds hold: all that are given must fit. */
export type BoundsWhen = {
  /** Months 1 to 12. */
  readonly months?: readonly number[]
  /** Hours of the city's clock, `[from, to)`; may pass midnight. */
  readonly hours?: readonly [from: number, to: number]
  readonly levels?: readonly PlaceLevel[]
  /** Divisions by code, with all that lies in them. */
  readonly places?: readonly string[]
}

/** The bounds of one side: at or beyond one the sign stands at its level. */
export type SignBounds = {
  readonly side: 'high' | 'low'
  readonly when?: BoundsWhen
} & { readonly [Level in SignLevel]?: number }

/**
 * Where bounds come from: after a public standard by name and clause, or a starting point that each city sets for itself. Unless
 * somebody has held the bounds against the text of the standard (`isChecked`), they are the city's own choice too, and shown as such.
 */
export type Basis =
  | { readonly kind: 'standard'; readonly name: Words; readonly isChecked?: true }
  | { readonly kind: 'starting-point'; readonly why?: Words }

/** What of a sign people of the city set: versions of it are kept, each from its day on. */
export type SignSettings = {
  /** Of each side the first that fits the moment and the place holds. */
  readonly bounds: readonly SignBounds[]
  /** How far back over a bound a value must come, in the unit, before the level is left. */
  readonly ease: number
  /** Computations in a row that must say so before a level is taken, or left. */
  readonly rises: number
  readonly falls: number
  readonly isOff?: boolean
}

/** A vital sign of the city (城市生命体征), as plain data. */
export type Sign = {
  /** Small letters, digits and hyphens. */
  readonly code: string
  readonly class: SignClass
  readonly title: Words
  /** What exactly the number says. */
  readonly definition: Words
  readonly unit: Words
  readonly digits: number
  readonly source: SignSource
  /** Seconds between two computations. */
  readonly period: number
  /** Share of sources that must have reported for the value to be relied upon (0 to 1). */
  readonly least: number
  /** Of a share, how many things at least it must be a share of to say anything; 1 when absent. */
  readonly leastOf?: number
  readonly basis: Basis
  readonly settings: SignSettings
  /** Duty (职责) of the office that answers for it, looked up for the place. */
  readonly answers: string
}
