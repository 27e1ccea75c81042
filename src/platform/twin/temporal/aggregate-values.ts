import { isObject, type Json, readInstant } from '../../../kernel/twin/index.ts'
import type { Aggregation } from './aggregate.ts'

/** What the values of a period are, as far as figures over them go (tables 4.5.19.1-1 to 4.5.19.1-3). */
type Sort = 'numbers' | 'sizes' | 'texts' | 'instants' | 'times' | 'others'

const timeForm = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:[.,](\d{1,6}))?Z?$/

/** The plain value of a typed one: `{ "@type": "DateTime", "@value": … }` (clause 4.6.3). */
const plain = (value: Json): Json => (isObject(value) && value['@value'] !== undefined ? value['@value'] : value)

const typeOf = (value: Json): string | undefined =>
  isObject(value) && typeof value['@type'] === 'string' ? value['@type'].split(/[/:#]/).at(-1) : undefined

/** A time of day in milliseconds. */
function timeOf(value: Json): number | undefined {
  const parts = timeForm.exec(String(plain(value)))
  if (!parts) return undefined
  const [hours, minutes, seconds, fraction = '0'] = parts.slice(1)
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(`0.${fraction}`) * 1_000
}

/** An instant or a day in epoch milliseconds. */
function instantOf(value: Json): number | undefined {
  const text = plain(value)
  if (typeof text !== 'string') return undefined
  const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? text : (readInstant(text) ?? ''))
  return Number.isNaN(at) ? undefined : at
}

function sortOf(value: Json): Sort {
  if (typeof value === 'number' || typeof value === 'boolean') return 'numbers'
  if (Array.isArray(value)) return 'sizes'
  const type = typeOf(value)
  if (typeof plain(value) !== 'string' || type === 'URI') return 'others'
  if (instantOf(value) !== undefined) return 'instants'
  if (timeOf(value) !== undefined) return 'times'
  return 'texts'
}

const isText = (one: Sort): boolean => one === 'texts' || one === 'instants' || one === 'times'

/** The sort that all values are of; what is partly text in a form and partly not is text. */
function sortOfAll(values: readonly Json[]): Sort {
  const all = new Set(values.map(sortOf))
  const [first = 'others'] = all
  if (all.size === 1) return first
  return [...all].every(isText) ? 'texts' : 'others'
}

/** What counts of a value: a number as it is, a truth value as 1 or 0, an array by its size. */
const sized = (value: Json): number => (Array.isArray(value) ? value.length : Number(value))

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

function spread(numbers: readonly number[]): number {
  const mean = sum(numbers) / numbers.length
  return Math.sqrt(sum(numbers.map((one) => (one - mean) ** 2)) / numbers.length)
}

/** The value that comes first or last, told as it stands. */
function extreme(values: readonly Json[], sort: Sort, direction: 1 | -1): Json | undefined {
  if (sort === 'others') return undefined
  if (sort === 'numbers' || sort === 'sizes') {
    const numbers = values.map(sized)
    return numbers.reduce((best, one) => (direction * one > direction * best ? one : best))
  }
  const place = (value: Json): number | string =>
    (sort === 'instants' ? instantOf(value) : sort === 'times' ? timeOf(value) : undefined) ?? String(plain(value))
  return values.reduce((best, one) => {
    const [a, b] = [place(one), place(best)]
    return (direction === 1 ? a > b : a < b) ? one : best
  })
}

/** The mean of times of day, written as they are. */
function meanTime(values: readonly Json[]): Json {
  const [first = null] = values
  const mean = new Date(Math.round(sum(values.map((one) => timeOf(one) ?? 0)) / values.length)).toISOString()
  const text = mean.slice(11).replace('.000Z', 'Z')
  const shown = String(plain(first)).endsWith('Z') ? text : text.slice(0, -1)
  return isObject(first) ? { ...first, '@value': shown } : shown
}

/** One figure over the values of a period; `undefined` where the method does not apply to them (tables 4.5.19.1-1 to -3). */
export function aggregate(method: Aggregation, values: readonly Json[], isRelationship: boolean): Json | undefined {
  if (values.length === 0) return undefined
  if (method === 'totalCount') return values.length
  if (method === 'distinctCount') return new Set(values.map((value) => JSON.stringify(value))).size
  if (isRelationship) return undefined
  const sort = sortOfAll(values)
  if (method === 'max' || method === 'min') return extreme(values, sort, method === 'max' ? 1 : -1)
  if (method === 'avg' && sort === 'times') return meanTime(values)
  if (sort !== 'numbers' && sort !== 'sizes') return undefined
  const numbers = values.map(sized)
  if (method === 'avg') return sum(numbers) / numbers.length
  if (method === 'sum') return sum(numbers)
  if (sort === 'sizes') return undefined
  return method === 'sumsq' ? sum(numbers.map((one) => one * one)) : spread(numbers)
}
