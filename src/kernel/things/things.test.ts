import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlarmRule, alarmFaults, isQuiet } from './alarm.ts'
import { profileFaults } from './check-profile.ts'
import { decodersOf } from './decode.ts'
import { ailmentsOf } from './health.ts'
import { deviceProfile, type Measure, usualClock } from './profile.ts'
import { isJump, judgeInstant, quality, valueQuality } from './quality.ts'
import { Watch } from './watch.ts'
import { SlidingWindow } from './window.ts'

const words = { zh: '测', en: 'test' }
const level: Measure = { title: words, kind: 'number', unit: 'MTR', range: [0, 10], jump: 1 }
const profile = deviceProfile({
  ...{ name: 'gauge', title: words, about: words, type: 'Device', period: 60 },
  measures: {
    level,
    isOpen: { title: words, kind: 'yes-no' },
    mode: { title: words, kind: 'choice', choices: { off: { code: 0, title: words }, on: { code: 1, title: words } } },
  },
  battery: { measure: 'level', low: 1 },
})
const rule = (more: Partial<AlarmRule> = {}): AlarmRule => ({
  ...{
    name: 'high',
    title: words,
    profile: 'gauge',
    measure: 'level',
    aggregate: 'last',
    window: 0,
    when: 'value > 5',
    for: 0,
    severity: 'warning',
  },
  ...{ raises: { class: 'x', text: words } },
  ...more,
})
const minute = 60_000

function decode(payload: string, format = '') {
  const readings: (readonly [number, number])[] = []
  const faults: string[] = []
  decodersOf(profile, (bytes) => Buffer.from(bytes).toString('utf8')).get(format)?.(Buffer.from(payload), {
    reading: (measure, _, value) => readings.push([measure, value]),
    fault: (fault) => faults.push(fault),
  })
  return { readings, faults }
}

describe('decoding', () => {
  it('never throws and never gives what is no number, whatever comes', () => {
    const payload = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ level: value, isOpen: value, mode: value, at: value })),
    )
    fc.assert(
      fc.property(payload, (text) => {
        for (const [, value] of decode(text).readings) expect(Number.isFinite(value)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
  it('takes names of choices and codes, yes and no, and nothing in between', () => {
    expect(decode('{"mode": "on", "isOpen": true}').readings).toEqual([
      [2, 1],
      [1, 1],
    ])
    expect(decode('{"mode": 7, "isOpen": 0.5, "level": "1"}')).toEqual({
      readings: [],
      faults: ['type', 'type', 'type'],
    })
    expect(decode('{"mode": "constructor"}').faults).toEqual(['type'])
  })
})

describe('profiles', () => {
  it('are told everything that is wrong with them', () => {
    const bad = deviceProfile({
      ...profile,
      measures: {
        Level: { ...level, unit: 'metres' },
        two: { title: words, kind: 'number', unit: 'MTR', range: [3, 1] },
      },
      formats: {
        plain: { kind: 'json', values: {} },
        b: { kind: 'binary', least: 2, values: { two: { from: 1, type: 'u16' } } },
      },
      battery: { measure: 'charge', low: 1 },
    })
    expect(profileFaults(bad).map(({ field }) => field)).toEqual([
      'measures.Level',
      'measures.Level.unit',
      'measures.two.range',
      'formats.plain',
      'formats.b.values.two',
      'battery',
    ])
  })
})

describe('quality', () => {
  it('tells thousandfold values from other wrong ones', () => {
    expect([5, 11, 5_000, -1].map((value) => valueQuality(level, value))).toEqual([
      0,
      quality.outOfRange,
      quality.outOfRange | quality.unit,
      quality.outOfRange,
    ])
  })
  it('believes slow changes and not sudden ones', () => {
    expect([
      isJump(level, 2, minute, 1, 0),
      isJump(level, 3, minute, 1, 0),
      isJump(level, 3, 2 * minute, 1, 0),
      isJump(level, 9, 0, 1, minute),
    ]).toEqual([false, true, false, false])
  })
  it('refuses clocks of 1970 and 2099, and takes what is late', () => {
    const now = Date.UTC(2026, 10, 20)
    expect(judgeInstant(usualClock, 0, now)).toBeUndefined()
    expect(judgeInstant(usualClock, Date.UTC(2099, 0, 1), now)).toBeUndefined()
    expect(judgeInstant(usualClock, now - 3 * 3_600_000, now)).toEqual({ at: now - 3 * 3_600_000, bits: quality.late })
    expect(judgeInstant({ ...usualClock, otherwise: 'received' }, 0, now)).toEqual({ at: now, bits: quality.clock })
  })
})

describe('a sliding window', () => {
  it('agrees with the readings of its length, to within a slot', () => {
    const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: -5, max: 5 })), {
      minLength: 1,
      maxLength: 80,
    })
    fc.assert(
      fc.property(gaps, (steps) => {
        const window = new SlidingWindow(200)
        const all: [number, number][] = []
        let at = 1_000
        for (const [gap, value] of steps) {
          at += gap
          all.push([at, value])
          window.add(at, value)
          // Slots are ten long: the window holds every slot whose number is less than twenty behind the newest.
          const inside = all.filter(([one]) => Math.floor(one / 10) > Math.floor(at / 10) - 20).map(([, one]) => one)
          const sum = inside.reduce((total, one) => total + one, 0)
          expect(window.count).toBe(inside.length)
          expect(window.value('sum')).toBe(sum)
          expect(window.value('mean')).toBeCloseTo(sum / inside.length)
          expect([window.value('min'), window.value('max')]).toEqual([Math.min(...inside), Math.max(...inside)])
          expect(window.value('last')).toBe(value)
          expect(window.value('change')).toBe(value - (inside[0] ?? 0))
          expect(window.value('share')).toBeCloseTo(inside.filter((one) => one !== 0).length / inside.length)
        }
      }),
    )
  })
})

describe('an alarm', () => {
  const run = (watch: Watch, values: readonly number[]) =>
    values.map((value, i) => watch.take(i * minute, value)?.change ?? '-')

  it('needs its condition for as long as it says, and ends by its own bound', () => {
    const watch = new Watch(rule({ for: 120, clears: 'value < 3' }), () => false)
    expect(run(watch, [6, 4, 6, 6, 6, 6, 4, 4, 2, 6])).toEqual([
      '-',
      '-',
      '-',
      '-',
      'raised',
      '-',
      '-',
      '-',
      'cleared',
      '-',
    ])
  })
  it('waits while the device it depends on is down, and comes when it is back', () => {
    let isDown = true
    const watch = new Watch(rule({ heedsParent: true }), () => isDown)
    expect(run(watch, [6, 7])).toEqual(['-', '-'])
    isDown = false
    expect(watch.take(10 * minute, 7)?.change).toBe('raised')
  })
  it('keeps quiet at quiet times, over midnight too', () => {
    const quiet = rule({ quiet: [{ from: '22:00', to: '06:00' }] })
    const at = (hour: number) => Date.UTC(2026, 10, 20, hour - 8, 30)
    expect([21, 22, 24, 29, 30].map((hour) => isQuiet(quiet, at(hour)))).toEqual([false, true, true, true, false])
    const watch = new Watch(quiet, () => false)
    expect([watch.take(at(23), 6)?.change, watch.take(at(30), 6)?.change]).toEqual([undefined, 'raised'])
  })
  it('is not moved by what comes late or twice', () => {
    const watch = new Watch(rule(), () => false)
    expect([watch.take(minute, 6)?.change, watch.take(minute, 1), watch.take(0, 1)]).toEqual([
      'raised',
      undefined,
      undefined,
    ])
    expect(watch.take(2 * minute, 1)?.change).toBe('cleared')
  })
  it('looks at its window', () => {
    const watch = new Watch(
      rule({ aggregate: 'sum', window: 600, when: 'value >= 30', clears: 'value < 10' }),
      () => false,
    )
    expect(run(watch, [10, 10, 9, 2])).toEqual(['-', '-', '-', 'raised'])
    expect(watch.take(60 * minute, 1)?.change).toBe('cleared')
  })
  it('says what is wrong with a rule', () => {
    expect(alarmFaults(rule({ measure: 'none', when: 'value >', for: -1 }), profile).map(({ field }) => field)).toEqual(
      ['measure', 'for', 'when'],
    )
    expect(alarmFaults(rule(), profile)).toEqual([])
  })
})

describe('health', () => {
  const now = Date.UTC(2026, 10, 20)
  const last = (more = {}) => ({ level: { at: now, value: 5, quality: 0, since: now, ...more } })
  it('names what ails a device', () => {
    expect(ailmentsOf(profile, { heard: undefined, last: {} }, now)).toEqual(['never'])
    expect(ailmentsOf(profile, { heard: now - 10 * minute, last: last() }, now)).toEqual(['silent'])
    expect(ailmentsOf(profile, { heard: now, last: last({ quality: quality.outOfRange, value: 0.5 }) }, now)).toEqual([
      'out-of-range',
      'battery',
    ])
    const stuck = deviceProfile({ ...profile, measures: { level: { ...level, stuckAfter: 60 } } })
    expect(
      ailmentsOf(
        stuck,
        { heard: now, last: last({ since: now - 2 * minute }), clockFault: now - 1, garbage: now - 1 },
        now,
      ),
    ).toEqual(['stuck', 'clock', 'garbage'])
    expect(ailmentsOf(profile, { heard: now, last: last() }, now)).toEqual([])
  })
})
