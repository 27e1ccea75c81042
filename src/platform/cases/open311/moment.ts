import { cityZone, dayMs, minuteMs, offsetAt } from '../../../kernel/time/index.ts'
import { momentIn, type Parameters, type Wrong } from './form.ts'

/** The longest range of a search: GeoReport v2, "GET Service Requests". */
export const mostDays = 90

/** A moment as the W3C note on date and time writes it, with the city's offset: `2026-03-02T09:00:00+08:00`. */
export function w3Moment(at: number): string {
  const offset = offsetAt(at, cityZone)
  const minutes = Math.round(Math.abs(offset) / minuteMs)
  const two = (value: number) => String(value).padStart(2, '0')
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  return new Date(at + offset).toISOString().slice(0, 19) + zone
}

/**
 * The range of a search: the last 90 days without anything said; 90 days from one end when only that is said. Both ends are
 * included. What is wrong is noted.
 */
export function rangeOf(
  parameters: Parameters,
  now: number,
  wrong: Wrong,
): { readonly from: number; readonly to: number } {
  const start = momentIn(parameters, 'start_date', wrong)
  const end = momentIn(parameters, 'end_date', wrong)
  const to = end ?? (start === undefined ? now : Math.min(now, start + mostDays * dayMs))
  const from = start ?? to - mostDays * dayMs
  if (start !== undefined && end !== undefined) {
    if (start > end) wrong.add('end_date', '早于 start_date', 'lies before start_date')
    if (end - start > mostDays * dayMs)
      wrong.add('end_date', `与 start_date 最多相隔 ${mostDays} 天`, `lies more than ${mostDays} days after start_date`)
  }
  return { from, to }
}

/** Which part of a long answer: `page` from 1, `page_size` of 1,000 at most (GeoReport v2, "Response Volume"). */
export function pageOf(parameters: Parameters, wrong: Wrong): { readonly limit: number; readonly offset: number } {
  const whole = (name: string, otherwise: number, most: number) => {
    const text = parameters.get(name)?.find((value) => value !== '')
    if (text === undefined) return otherwise
    const value = /^\d{1,7}$/.test(text) ? Number(text) : 0
    if (value < 1 || value > most)
      wrong.add(name, `应为 1 到 ${most} 的整数`, `must be a whole number from 1 to ${most}`, text)
    return value
  }
  const limit = whole('page_size', 1_000, 1_000)
  return { limit, offset: (whole('page', 1, 100_000) - 1) * limit }
}
