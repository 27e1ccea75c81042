import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CityError } from '../errors/index.ts'
import { findInstant, getInstant, isoOf } from './iso.ts'
import {
  cityZone,
  dateOf,
  dayAt,
  findDay,
  findDayOf,
  fromWallClock,
  hourMs,
  offsetAt,
  wallClock,
  weekdayOf,
} from './zone.ts'

describe('zones', () => {
  it('China runs eight hours ahead, and ran nine in the summers of 1986 to 1991', () => {
    expect(offsetAt(Date.parse('2026-07-01T00:00:00Z'), cityZone)).toBe(8 * hourMs)
    expect(offsetAt(Date.parse('1990-07-01T00:00:00Z'), cityZone)).toBe(9 * hourMs)
    expect(offsetAt(Date.parse('1985-07-01T00:00:00Z'), cityZone)).toBe(8 * hourMs)
  })

  it('follows summer time elsewhere: gaps move later, doubles mean the first', () => {
    const zone = 'America/New_York'
    expect(isoOf(fromWallClock(Date.UTC(2026, 2, 8, 2, 30), zone))).toBe('2026-03-08T07:30:00.000Z')
    expect(isoOf(fromWallClock(Date.UTC(2026, 10, 1, 1, 30), zone))).toBe('2026-11-01T05:30:00.000Z')
    expect(isoOf(fromWallClock(Date.UTC(2018, 3, 12, 11, 11, 26), zone))).toBe('2018-04-12T15:11:26.000Z')
  })

  it('wall clock and instant go there and back outside gaps', () => {
    const zones = fc.constantFrom(cityZone, 'UTC', 'Europe/London', 'Asia/Kathmandu', 'Australia/Lord_Howe')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), zones, (at, zone) => {
        const back = fromWallClock(wallClock(at, zone), zone)
        // Within a doubled hour the first one is meant.
        expect([0, hourMs, hourMs / 2]).toContain(at - back)
      }),
    )
  })

  it('refuses a zone nobody knows', () => {
    expect(() => offsetAt(0, 'Asia/Pudong')).toThrow(CityError)
  })
})

describe('days', () => {
  it('exist or not', () => {
    expect(findDay(2024, 2, 29)).toBe(Date.UTC(2024, 1, 29) / 86_400_000)
    expect(findDay(2025, 2, 29)).toBeUndefined()
    expect(findDay(2025, 13, 1)).toBeUndefined()
    expect(findDayOf('2025-2-1')).toBeUndefined()
  })

  it('have a date and a weekday, also before 1970', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 60_000 }), (day) => {
        expect(findDayOf(dateOf(day))).toBe(day)
        expect(weekdayOf(day)).toBe(new Date(day * 86_400_000).getUTCDay() || 7)
      }),
    )
    expect(weekdayOf(dayAt(Date.parse('2026-11-20T01:00:00Z'), cityZone))).toBe(5)
  })
})

describe('ISO instants', () => {
  it('need a zone and a real day', () => {
    expect(getInstant('2026-05-01T08:00:00+08:00')).toBe(Date.UTC(2026, 4, 1))
    expect(findInstant('2026-05-01T08:00:00')).toBeUndefined()
    expect(findInstant('2026-02-30T08:00:00Z')).toBeUndefined()
    expect(findInstant('2026-05-01')).toBeUndefined()
    expect(() => getInstant('tomorrow')).toThrow('time.badInstant')
  })
})
