import { badData, ngsiErrors } from '../../../kernel/twin/index.ts'

/** Methods of aggregation (clause 4.5.19.1). */
export const aggregations = ['avg', 'distinctCount', 'max', 'min', 'stddev', 'sum', 'sumsq', 'totalCount'] as const

/** One of `aggregations`. */
export type Aggregation = (typeof aggregations)[number]

/** A duration of ISO 8601 in its parts; zero means the whole stretch. */
export type Duration = {
  readonly months: number
  /** Milliseconds of all parts below months. */
  readonly ms: number
}

const form = /^P(?:(\d+)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?)$/

/** Reads a duration such as `P1DT12H` or `P2W`; `name` says what it is of. @throws BadRequestData */
export function readDuration(text: string, name = 'A duration'): Duration {
  const parts = form.exec(text)
  if (!parts || text === 'P' || text.endsWith('T'))
    throw badData(`${name}: "${text.slice(0, 60)}" is not a duration such as PT1H, P1D or P1M`)
  const [weeks, years, months, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0))
  const ofDay = ((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)
  return { months: (years ?? 0) * 12 + (months ?? 0), ms: ofDay * 1_000 }
}

const mostPeriods = 10_000

/** The periods of a stretch, each `[from, till)`; the last one ends with it. */
export function periodsOf(
  from: number,
  till: number,
  duration: Duration | undefined,
): readonly (readonly [number, number])[] {
  if (!duration || (duration.months === 0 && duration.ms === 0)) return [[from, till]]
  const periods: (readonly [number, number])[] = []
  const start = new Date(from)
  for (let index = 0; ; index++) {
    const at = (n: number) => {
      const moved = new Date(start)
      if (duration.months > 0) moved.setUTCMonth(moved.getUTCMonth() + n * duration.months)
      return moved.getTime() + n * duration.ms
    }
    const begin = at(index)
    if (begin >= till) return periods
    if (periods.length >= mostPeriods)
      throw ngsiErrors.make('twin.tooComplex', { detail: `More than ${mostPeriods} periods` })
    periods.push([begin, at(index + 1)])
  }
}

/** A period with what lies in it; an instant that is its end lies in the next one. */
export type Period<T> = { readonly begin: number; readonly end: number; readonly items: readonly T[] }

/** What lies in a stretch, gathered by its periods; those with nothing in them are left out. */
export function byPeriod<T extends { readonly at: number }>(
  all: readonly T[],
  from: number,
  till: number,
  duration: Duration | undefined,
): readonly Period<T>[] {
  const inside = all.filter(({ at }) => at >= from && at < till).sort((a, b) => a.at - b.at)
  if (inside.length === 0) return []
  // Periods of one length are counted, not walked: few of many may hold anything.
  if (duration && duration.months === 0 && duration.ms > 0) {
    const { ms } = duration
    const places = Map.groupBy(inside, ({ at }) => Math.floor((at - from) / ms))
    return [...places].map(([place, items]) => ({ begin: from + place * ms, end: from + (place + 1) * ms, items }))
  }
  let next = 0
  return periodsOf(from, till, duration).flatMap(([begin, end]) => {
    const first = next
    while (next < inside.length && (inside[next]?.at ?? end) < end) next++
    return next === first ? [] : [{ begin, end, items: inside.slice(first, next) }]
  })
}
