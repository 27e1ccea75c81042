import type { Words } from '../words.ts'
import type { BinaryFormat } from './binary.ts'
import type { JsonFormat } from './json-format.ts'

/** A value that is not a measured number but one of a few: its name in payloads, its number in the series, its words. */
export type Choice = { readonly code: number; readonly title: Words }

/** What a device measures or reports; every value becomes one number of a series. */
export type Measure = {
  readonly title: Words
  /** `yes-no` is 1 or 0; `choice` is the code of one of `choices`. */
  readonly kind: 'number' | 'whole' | 'yes-no' | 'choice'
  /** UN/CEFACT Recommendation 20 common code: `CEL`, `MTR`, `P1` (percent), `C62` (one). Absent for yes-no and choice. */
  readonly unit?: string
  /** What can be true at all, in the unit: outside it a value is kept, marked, and read by no rule and no mean. */
  readonly range?: readonly [low: number, high: number]
  /** The largest believable change in one minute, in the unit: a larger one is marked as a jump. */
  readonly jump?: number
  /** After so many seconds without the least change the sensor counts as stuck; absent where standing still is normal. */
  readonly stuckAfter?: number
  readonly choices?: Readonly<Record<string, Choice>>
  /** Name of the attribute in the twin, where it differs from the measure's: the term of the Smart Data Model. */
  readonly attribute?: string
}

/** What an instant that cannot be right does to a reading. */
export type ClockRule = {
  /** Seconds that a reading may lie ahead of the city's clock. */
  readonly ahead: number
  /** Seconds that it may come late. */
  readonly behind: number
  /** Outside: refused with its reason, or taken at the instant it was received and marked. */
  readonly otherwise: 'refuse' | 'received'
}

/** One value that a command takes. */
export type CommandField = {
  readonly title: Words
  readonly kind: 'number' | 'whole' | 'yes-no' | 'choice'
  readonly unit?: string
  readonly range?: readonly [low: number, high: number]
  readonly choices?: Readonly<Record<string, Words>>
  readonly isRequired?: boolean
}

/** Something that a device can be told to do. */
export type CommandDeclaration = {
  readonly title: Words
  readonly fields: Readonly<Record<string, CommandField>>
  /** Seconds after which an undelivered command is no longer wanted. */
  readonly expiresAfter: number
}

/** How a payload is read: JSON by paths, or a frame of bytes. */
export type PayloadFormat = JsonFormat | BinaryFormat

/** A kind of device (设备型号档案), as plain data: a part of a pack. */
export type DeviceProfile = {
  readonly name: string
  readonly title: Words
  readonly about: Words
  /** The entity type in the twin: a Smart Data Models type where one fits. */
  readonly type: string
  /** Where the type is defined, e.g. `dataModel.Weather/WeatherObserved`; absent when the type is our own. */
  readonly model?: string
  /** Seconds between two readings of a healthy device; 0 when it reports events only. */
  readonly period: number
  /** Silent after so many seconds; three periods when absent. Devices of events say here how often they show a sign of life. */
  readonly silentAfter?: number
  readonly measures: Readonly<Record<string, Measure>>
  /** Which measure tells the battery, and below what it is low. */
  readonly battery?: { readonly measure: string; readonly low: number }
  /** Which measures tell where a moving device is, in degrees of WGS 84. */
  readonly position?: { readonly lng: string; readonly lat: string }
  readonly clock: ClockRule
  readonly commands: Readonly<Record<string, CommandDeclaration>>
  /** Named formats beside the plain one; `first` is taken when a device names none. */
  readonly formats: Readonly<Record<string, PayloadFormat>>
  readonly first?: string
  /** Most readings in one second that a device of this kind has reason to send. */
  readonly most: number
  /** Days that single readings are kept; rollups stay. */
  readonly keepDays: number
}

/** What a profile's author must say; the rest has a default. */
export type ProfileWords = Omit<DeviceProfile, 'clock' | 'commands' | 'formats' | 'most' | 'keepDays'> &
  Partial<Pick<DeviceProfile, 'clock' | 'commands' | 'formats' | 'most' | 'keepDays'>>

/** Five minutes ahead, ninety days late: beyond it a clock is broken, not slow. */
export const usualClock: ClockRule = Object.freeze({ ahead: 300, behind: 90 * 86_400, otherwise: 'refuse' })

/**
 * Declares a kind of device.
 * @example
 * const rainGauge = deviceProfile({ name: 'rain-gauge', title: …, about: …, type: 'WeatherObserved', period: 300,
 *   measures: { rain: { title: …, kind: 'number', unit: 'MMT', range: [0, 60], attribute: 'precipitation' } } })
 */
export const deviceProfile = (words: ProfileWords): DeviceProfile => ({
  clock: usualClock,
  commands: {},
  formats: {},
  most: 50,
  keepDays: 365,
  ...words,
})

/** Seconds without a reading after which a device counts as silent. */
export const silentAfter = ({ silentAfter, period }: DeviceProfile): number =>
  silentAfter ?? (period > 0 ? Math.max(60, period * 3) : 86_400)

/** The attribute's name of a measure in the twin. */
export const attributeOf = (profile: DeviceProfile, measure: string): string =>
  profile.measures[measure]?.attribute ?? measure
