import { describe, expect, it } from 'vitest'
import type { Calendar } from './calendar.ts'
import { getInstant } from './iso.ts'
import { sayAgo, sayInstant, sayLength, sayRemaining, sayWithin } from './say-time.ts'
import { workingDays, workingHours } from './within.ts'
import { cityZone, hourMs, minuteMs } from './zone.ts'

const at = (local: string) => getInstant(`${local}+08:00`)
const now = at('2026-11-20T10:00')
const office = [[540, 1050]] as const

const calendar: Calendar = {
  id: 'plain',
  title: { zh: '平日', en: 'Plain' },
  zone: cityZone,
  workdays: [1, 2, 3, 4, 5],
  hours: { 1: office, 2: office, 3: office, 4: office, 5: office },
  makeUpHours: office,
  holidaysClose: true,
  years: [],
  beyond: 'weekly',
}

describe('instants in words', () => {
  it.each([
    ['date', '2026年11月20日', '20 November 2026'],
    ['dateTime', '2026年11月20日 10:00', '20 November 2026, 10:00'],
    ['dayTime', '11月20日 10:00', '20 Nov 10:00'],
    ['weekday', '11月20日 周五', 'Friday 20 November'],
    ['time', '10:00', '10:00'],
    ['stamp', '2026-11-20 10:00:00', '2026-11-20 10:00:00'],
  ] as const)('%s', (style, zh, en) => expect(sayInstant(now, style)).toEqual({ zh, en }))
})

describe('how long ago', () => {
  it.each([
    ['2026-11-20T09:59:30', '刚刚', 'just now'],
    ['2026-11-20T09:57', '3 分钟前', '3 minutes ago'],
    ['2026-11-20T08:30', '1 小时前', '1 hour ago'],
    ['2026-11-19T14:20', '昨天 14:20', 'yesterday 14:20'],
    ['2026-11-18T14:20', '前天 14:20', 'two days ago, 14:20'],
    ['2026-11-11T09:00', '11月11日 09:00', '11 Nov 09:00'],
    ['2025-11-11T09:00', '2025年11月11日 09:00', '11 November 2025, 09:00'],
    ['2026-11-20T10:05', '5 分钟后', 'in 5 minutes'],
    ['2026-11-21T23:00', '明天 23:00', 'tomorrow 23:00'],
  ])('%s', (then, zh, en) => expect(sayAgo(at(then), now)).toEqual({ zh, en }))
})

describe('how much is left', () => {
  it.each([
    ['2026-11-24T17:30', '还有 2 个工作日', '2 working days left'],
    ['2026-11-23T17:30', '还有 1 个工作日', '1 working day left'],
    ['2026-11-20T17:30', '今天 17:30 前（还有 7 小时）', 'by 17:30 today (7 hours left)'],
    ['2026-11-21T09:00', '还有 23 小时', '23 hours left'],
    ['2026-11-20T09:30', '已超期 30 分钟', '30 minutes overdue'],
    ['2026-11-18T17:30', '已超期 2 个工作日', '2 working days overdue'],
  ])('due %s', (due, zh, en) => expect(sayRemaining(now, at(due), calendar)).toEqual({ zh, en }))
})

describe('lengths and limits', () => {
  it('use the largest units and the right number', () => {
    expect(sayLength(28 * hourMs)).toEqual({ zh: '1 天 4 小时', en: '1 day 4 hours' })
    expect(sayLength(24 * hourMs + 5 * minuteMs)).toEqual({ zh: '1 天', en: '1 day' })
    expect(sayLength(30_000)).toEqual({ zh: '不到 1 分钟', en: 'less than a minute' })
    expect(sayWithin(workingDays(1))).toEqual({ zh: '1 个工作日', en: '1 working day' })
    expect(sayWithin(workingHours(4))).toEqual({ zh: '4 个工作小时', en: '4 working hours' })
  })
})
