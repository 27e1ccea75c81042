import type { Words } from '../../kernel/words.ts'

/** The periods a duty officer looks back over. */
export type Period = 'day' | 'week' | 'month' | 'quarter'

const dayMs = 86_400_000

/** Each period's length in days, its words, and the step of its series. */
export const periods: Readonly<
  Record<Period, { readonly days: number; readonly words: Words; readonly step: 'hour' | 'day' | 'week' }>
> = {
  day: { days: 1, words: { zh: '24 小时', en: '24 hours' }, step: 'hour' },
  week: { days: 7, words: { zh: '7 天', en: '7 days' }, step: 'day' },
  month: { days: 30, words: { zh: '30 天', en: '30 days' }, step: 'day' },
  quarter: { days: 90, words: { zh: '90 天', en: '90 days' }, step: 'week' },
}

/** When a period begins, to the minute, so that the same question is the same query. */
export const beginOf = (period: Period, now: number): string =>
  new Date(Math.floor(now / 60_000) * 60_000 - periods[period].days * dayMs).toISOString()

/** Any word of the address as a period; the usual one otherwise. */
export const periodIn = (text: string | null): Period =>
  text !== null && Object.hasOwn(periods, text) ? (text as Period) : 'month'
