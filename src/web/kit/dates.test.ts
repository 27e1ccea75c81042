import { describe, expect, test } from 'vitest'
import { sayInstant, saySpan, sayWhen, span } from './dates.ts'
import { sayOf } from './say.ts'

const zh = sayOf('zh')
const en = sayOf('en')
/** Noon on 5 March 2026 in Shanghai. */
const now = Date.parse('2026-03-05T04:00:00Z')

describe('sayWhen', () => {
  test.each([
    ['2026-03-05T06:30:00Z', '今天 14:30', 'today 14:30'],
    ['2026-03-06T01:00:00Z', '明天 09:00', 'tomorrow 09:00'],
    ['2026-03-04T15:59:00Z', '昨天 23:59', 'yesterday 23:59'],
    ['2026-03-08T02:00:00Z', '周日 10:00', 'Sun 10:00'],
    ['2026-03-20T02:00:00Z', '3月20日 10:00', '20 Mar 10:00'],
    ['2024-03-20T02:00:00Z', '2024年3月20日', '20 Mar 2024'],
  ])('%s', (instant, chinese, english) => {
    expect(sayWhen(zh, instant, now)).toBe(chinese)
    expect(sayWhen(en, instant, now)).toBe(english)
  })

  test('the day turns at midnight in Shanghai, not in London', () => {
    expect(sayWhen(zh, '2026-03-05T15:59:59Z', now)).toBe('今天 23:59')
    expect(sayWhen(zh, '2026-03-05T16:00:00Z', now)).toBe('明天 00:00')
  })

  test('an unreadable time says nothing rather than Invalid Date', () => {
    expect(sayWhen(zh, 'soon', now)).toBe('')
    expect(sayInstant(zh, '20202-02-30')).toBe('')
  })
})

describe('span', () => {
  test('picks the largest unit that still says something', () => {
    expect(span(20_000)).toEqual({ n: 1, unit: 'minute' })
    expect(span(59 * 60_000)).toEqual({ n: 59, unit: 'minute' })
    expect(span(-3 * 3_600_000)).toEqual({ n: 3, unit: 'hour' })
    expect(span(47 * 3_600_000)).toEqual({ n: 47, unit: 'hour' })
    expect(span(72 * 3_600_000)).toEqual({ n: 3, unit: 'day' })
  })
  test('English knows the singular', () => {
    expect(saySpan(en, 3_600_000)).toBe('1 hour')
    expect(saySpan(en, 7_200_000)).toBe('2 hours')
    expect(saySpan(zh, 7_200_000)).toBe('2 小时')
  })
})
