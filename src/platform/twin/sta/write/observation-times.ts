import { bad } from '../error.ts'
import { instantOf } from './columns.ts'
import type { Body } from './writing.ts'

/** Times of an observation: an instant or an interval; now when nothing is said. @throws StaError 400 */
export function timesOf(body: Body, now: number) {
  const [at, till] = span(body, 'phenomenonTime')
  const [validFrom, validTill] = span(body, 'validTime')
  const result = body.resultTime
  return {
    at: at ?? new Date(now).toISOString(),
    till,
    validFrom,
    validTill,
    resultAt: result === undefined || result === null ? null : instantOf('resultTime', result),
  }
}

function span(body: Body, name: 'phenomenonTime' | 'validTime'): readonly [string | null, string | null] {
  const value = body[name]
  if (value === undefined || value === null) return [null, null]
  if (typeof value !== 'string') throw bad(`${name} must be an instant or an interval`)
  const [from = '', till] = value.split('/')
  const [a, b] = [instantOf(name, from), till === undefined ? null : instantOf(name, till)]
  if (b !== null && b < a) throw bad(`${name} ends before it begins`)
  return [a, b]
}
