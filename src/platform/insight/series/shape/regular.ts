import { dayMs } from '../../../../kernel/time/index.ts'
import { quantileOf } from './robust.ts'

/** Readings as they came: instants in ms (any order, duplicates allowed) and their values (NaN where none was given). */
export type Readings = { readonly at: ArrayLike<number>; readonly value: ArrayLike<number> }

/** What is known of a series beforehand. */
export type SeriesNature = {
  /** Below and above these a value cannot be (a car park is never emptier than empty). */
  readonly least?: number | undefined
  readonly most?: number | undefined
  /** Local time minus UTC, ms; the same all year (there is no summer time in China since 1992). Default +8 h. */
  readonly zone?: number | undefined
}

/** What was found in the readings besides values. */
export type ReadingCounts = {
  readonly given: number
  /** Readings without a number. */
  readonly empty: number
  /** Further readings of a slot that repeat its value, and those that contradict it (their mean is taken). */
  readonly duplicate: number
  readonly contrary: number
  /** Outside of what can be; left out. */
  readonly impossible: number
  /** Slots in which something was expected and nothing came. */
  readonly missing: number
}

/** A series on an even grid. Hours in which the series never reports (a car park closed at night) are no slots. */
export type Regular = {
  /** Length of a slot, ms. */
  readonly step: number
  readonly zone: number
  /** Start of each slot, ms, ascending. */
  readonly at: Float64Array
  /** Value of each slot; NaN where nothing came. */
  readonly value: Float64Array
  /** Slots a day, without closed hours; 0 where a slot is a day or longer. */
  readonly perDay: number
  /** Slots of the local day that are open, ascending, counted from midnight. */
  readonly open: Int32Array
  readonly counts: ReadingCounts
}

const minute = 60_000
/** Lengths a slot may have, ms. */
const steps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440].map((minutes) => minutes * minute)
/** Readings more than this are not analysed at once: the newest are taken. */
const mostSlots = 12_000
const shanghai = 8 * 60 * minute

/** The grid length that readings are nearest to. Missing ones widen gaps and never narrow them, so a lower quartile decides. */
function stepOf(ordered: readonly number[]): number {
  const gaps: number[] = []
  for (let at = 1; at < ordered.length; at += 1) {
    const gap = (ordered[at] as number) - (ordered[at - 1] as number) // both lie within the array
    if (gap > 0) gaps.push(gap)
  }
  const usual = quantileOf(Float64Array.from(gaps).sort(), 0.25)
  const off = (step: number) => Math.abs(Math.log(step / usual))
  return steps.reduce((best, step) => (off(step) < off(best) ? step : best))
}

/** The shortest grid on which the readings do not take more than the most slots. */
const bounded = (step: number, span: number): number =>
  Math.max(step, steps.find((one) => span / one <= mostSlots) ?? dayMs)

/**
 * Lays readings on an even grid of local time. Nothing is invented: a slot without a reading stays empty (NaN).
 * `step` (ms) is found from the readings unless given.
 */
export function regularize(readings: Readings, nature: SeriesNature = {}, step?: number): Regular {
  const zone = nature.zone ?? shanghai
  const { kept, counts } = sift(readings, nature)
  const order = kept.map(([at]) => at)
  const first = order[0]
  const last = order.at(-1)
  if (first === undefined || last === undefined || first === last)
    return { step: step ?? dayMs, zone, ...nothing, counts: { ...counts, missing: 0 } }
  // A series that reports each minute for months is looked at more coarsely rather than for days only.
  const length = step ?? bounded(stepOf(order), Math.min(last - first, 56 * dayMs))
  // A reading belongs to the slot it is nearest to, and to the day it lies in.
  const slotOf = (at: number) => (length < dayMs ? Math.round : Math.floor)((at + zone) / length)
  const from = Math.max(slotOf(first), slotOf(last) - mostSlots + 1)
  const values = new Float64Array(slotOf(last) - from + 1).fill(Number.NaN)
  const { duplicate, contrary } = fill(values, kept, (at) => slotOf(at) - from)
  const { open, places } = openPlaces(values, from, length)
  const at = Float64Array.from(places, (place) => (from + place) * length - zone)
  const value = Float64Array.from(places, (place) => values[place] as number) // places lie within the grid
  const missing = value.reduce((sum, one) => sum + (Number.isNaN(one) ? 1 : 0), 0)
  return {
    ...{ step: length, zone, at, value, open },
    perDay: length < dayMs ? open.length : 0,
    counts: { ...counts, duplicate, contrary, missing },
  }
}

const nothing = { at: new Float64Array(), value: new Float64Array(), perDay: 0, open: new Int32Array() } as const

type Kept = readonly (readonly [at: number, value: number])[]

/** Readings with a possible value, in order of time. */
function sift({ at, value }: Readings, { least, most }: SeriesNature) {
  const kept: [number, number][] = []
  let [empty, impossible] = [0, 0]
  for (let place = 0; place < at.length; place += 1) {
    const one = value[place] ?? Number.NaN
    const when = at[place] ?? Number.NaN
    if (!Number.isFinite(one) || !Number.isFinite(when)) empty += 1
    else if (one < (least ?? Number.NEGATIVE_INFINITY) || one > (most ?? Number.POSITIVE_INFINITY)) impossible += 1
    else kept.push([when, one])
  }
  kept.sort((one, other) => one[0] - other[0])
  return { kept, counts: { given: at.length, empty, impossible, duplicate: 0, contrary: 0 } }
}

/** Puts readings into their slots; several in one make its mean. */
function fill(values: Float64Array, kept: Kept, placeOf: (at: number) => number) {
  let [duplicate, contrary] = [0, 0]
  let [last, count, lastAt] = [-1, 0, Number.NaN]
  for (const [at, value] of kept) {
    const place = placeOf(at)
    if (place < 0) continue
    const there = values[place] as number // `place` is at most the last slot's
    if (place !== last || Number.isNaN(there)) {
      values[place] = value
      count = 1
    } else {
      // Finer readings than the grid are no duplicates, only those of the same instant are.
      if (at === lastAt) {
        if (value === there) duplicate += 1
        else contrary += 1
      }
      count += 1
      values[place] = there + (value - there) / count
    }
    last = place
    lastAt = at
  }
  return { duplicate, contrary }
}

/** A slot of the day that reports on fewer days than this, against the best slot, is closed. */
const openShare = 0.08
/** Days needed before hours are called closed. */
const leastDays = 10

/** Which slots of the day are open, and their places on the full grid. */
function openPlaces(values: Float64Array, from: number, step: number) {
  const whole = step < dayMs ? Math.round(dayMs / step) : 1
  const seen = new Int32Array(whole)
  for (let place = 0; place < values.length; place += 1)
    if (!Number.isNaN(values[place])) {
      const slot = slotOfDay(from + place, whole)
      seen[slot] = (seen[slot] as number) + 1 // a slot of the day
    }
  const days = Math.ceil(values.length / whole)
  const best = Math.max(...seen)
  const isOpen = (slot: number) => days < leastDays || (seen[slot] as number) >= best * openShare // a slot of the day
  const open = Int32Array.from({ length: whole }, (_, slot) => slot).filter(isOpen)
  const places: number[] = []
  for (let place = 0; place < values.length; place += 1) if (isOpen(slotOfDay(from + place, whole))) places.push(place)
  return { open, places }
}

const slotOfDay = (slot: number, whole: number): number => ((slot % whole) + whole) % whole

/** For slots shorter than a day: the slot of the local week of each instant; Monday's first open slot is 0. */
export function weekSlots({ step, zone, open, perDay }: Regular, at: ArrayLike<number>): Int32Array {
  const placeOf = new Map(Array.from(open, (slot, place) => [slot, place]))
  return Int32Array.from(at, (instant) => {
    const local = instant + zone
    const day = Math.floor(local / dayMs)
    const place = placeOf.get(Math.round((local - day * dayMs) / step)) ?? 0
    // The first of January 1970 was a Thursday.
    return ((((day + 3) % 7) + 7) % 7) * perDay + place
  })
}

/** The starts of the next `count` open slots after the last one. */
export function nextSlots({ at, step, zone, open, perDay }: Regular, count: number): Float64Array {
  const last = at.at(-1)
  const next = new Float64Array(count)
  if (last === undefined) return next
  const whole = perDay > 0 ? Math.round(dayMs / step) : 1
  const isOpen = new Set(open)
  let slot = Math.round((last + zone) / step)
  for (let place = 0; place < count; ) {
    slot += 1
    if (perDay > 0 && !isOpen.has(slotOfDay(slot, whole))) continue
    next[place] = slot * step - zone
    place += 1
  }
  return next
}

/** Part of a series by places. */
export const slice = (regular: Regular, from: number, to: number): Regular => ({
  ...regular,
  at: regular.at.slice(from, to),
  value: regular.value.slice(from, to),
})
