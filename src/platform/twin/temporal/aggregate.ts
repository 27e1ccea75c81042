import { badData, type Json, ngsiErrors } from '../../../kernel/twin/index.ts'

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

/** Reads a duration such as `P1DT12H` or `P2W`. @throws BadRequestData */
export function readDuration(text: string): Duration {
  const parts = form.exec(text)
  if (!parts || text === 'P' || text.endsWith('T'))
    throw badData(`"${text.slice(0, 60)}" is not a duration such as PT1H, P1D or P1M`)
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

/** What counts of a value: a number as it is, a truth value as 1 or 0, an array by its size. */
const sized = (value: Json): number | undefined => {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  return Array.isArray(value) ? value.length : undefined
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

function spread(numbers: readonly number[]): number {
  const mean = sum(numbers) / numbers.length
  return Math.sqrt(sum(numbers.map((one) => (one - mean) ** 2)) / numbers.length)
}

function extreme(values: readonly Json[], direction: 1 | -1): Json | undefined {
  const numbers = values.map(sized)
  if (numbers.every((one) => one !== undefined)) return direction * Math.max(...numbers.map((one) => direction * one))
  const texts = values.filter((one) => typeof one === 'string').map(String)
  return texts.length === values.length
    ? [...texts].sort((a, b) => (a < b ? -direction : a > b ? direction : 0)).at(-1)
    : undefined
}

/** One figure over the values of a period; `undefined` where the method does not apply to them (table 4.5.19.1-1). */
export function aggregate(method: Aggregation, values: readonly Json[], isRelationship: boolean): Json | undefined {
  if (values.length === 0) return undefined
  if (method === 'totalCount') return values.length
  if (method === 'distinctCount') return new Set(values.map((value) => JSON.stringify(value))).size
  if (isRelationship) return undefined
  if (method === 'max') return extreme(values, 1)
  if (method === 'min') return extreme(values, -1)
  const numbers = values.map(sized).filter((one) => one !== undefined)
  if (numbers.length !== values.length) return undefined
  switch (method) {
    case 'avg':
      return sum(numbers) / numbers.length
    case 'sum':
      return sum(numbers)
    case 'sumsq':
      return sum(numbers.map((one) => one * one))
    case 'stddev':
      return spread(numbers)
  }
}
