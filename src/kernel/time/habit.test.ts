import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guessHabit } from './guess-habit.ts'
import { type DateHabit, parseHabit } from './habit.ts'
import { isoOf } from './iso.ts'
import { sayInstant } from './say-time.ts'

const baltimore: DateHabit = { order: 'mdy', zone: 'America/New_York' }
const iso = (text: string, habit?: DateHabit): string => {
  const reading = parseHabit(text, habit)
  return reading.ok ? `${isoOf(reading.at)} ${reading.precision}` : reading.fault
}

describe('times as files write them', () => {
  it.each([
    ['2019/4/25 9:32:09', '2019-04-25T01:32:09.000Z second'],
    ['2019-04-25T09:32', '2019-04-25T01:32:00.000Z minute'],
    ['2019-04-25T09:32:09.123Z', '2019-04-25T09:32:09.123Z millisecond'],
    ['2019-04-25 09:32:09+08:00', '2019-04-25T01:32:09.000Z second'],
    ['2019-04-25T09:32:09-0330', '2019-04-25T13:02:09.000Z second'],
    ['2019年4月25日 上午9:32', '2019-04-25T01:32:00.000Z minute'],
    ['2019年4月25日 下午3时5分', '2019-04-25T07:05:00.000Z minute'],
    ['2019年04月25日', '2019-04-24T16:00:00.000Z day'],
    ['２０１９／４／２５　９：３２', '2019-04-25T01:32:00.000Z minute'],
    ['2019.4.25', '2019-04-24T16:00:00.000Z day'],
    ['2019-4-25 星期四 14:00', '2019-04-25T06:00:00.000Z minute'],
    ['2019年4月25日（周四）晚上8点半', '2019-04-25T12:30:00.000Z minute'],
    ['2019年4月25日 中午12:30', '2019-04-25T04:30:00.000Z minute'],
    ['2019年4月25日 凌晨12:30', '2019-04-24T16:30:00.000Z minute'],
    ['2019年4月25日 晚上12:00', '2019-04-25T16:00:00.000Z minute'],
    ['2019-04-25 24:00', '2019-04-25T16:00:00.000Z minute'],
    ['20190425', '2019-04-24T16:00:00.000Z day'],
    ['20190425093209', '2019-04-25T01:32:09.000Z second'],
    ['20190425 09:32', '2019-04-25T01:32:00.000Z minute'],
    ['Thu, 25 Apr 2019 09:32:09 GMT', '2019-04-25T09:32:09.000Z second'],
    ['25-Apr-2019', '2019-04-24T16:00:00.000Z day'],
    ['April 25th, 2019 9:32 pm', '2019-04-25T13:32:00.000Z minute'],
    ['25/4/2019 09:32', '2019-04-25T01:32:00.000Z minute'],
    ['4/25/19', '2019-04-24T16:00:00.000Z day'],
    ['5/5/2019', '2019-05-04T16:00:00.000Z day'],
  ])('%s', (text, read) => expect(iso(text)).toBe(read))

  it.each([
    ['04/12/2018 11:11:26 AM', '2018-04-12T15:11:26.000Z second'],
    ['11/13/2018 01:06:56 PM', '2018-11-13T18:06:56.000Z second'],
    ['11/13/2018 12:06:56 AM', '2018-11-13T05:06:56.000Z second'],
    ['11/13/2018 12:06:56 p.m.', '2018-11-13T17:06:56.000Z second'],
  ])('%s in Baltimore', (text, read) => expect(iso(text, baltimore)).toBe(read))

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['20202', 'shape'],
    ['20202/3/1 9:00:00', 'year'],
    ['1/3/20202', 'year'],
    ['2019-02-29', 'impossible'],
    ['2019/13/1', 'impossible'],
    ['31/31/2019', 'impossible'],
    ['2019-04-25 25:00', 'impossible'],
    ['2019-04-25 09:60', 'impossible'],
    ['2019-04-25 13:00 AM', 'impossible'],
    ['04/12/2018', 'ambiguous'],
    ['2019-04-25 nine', 'shape'],
    ['2019-04', 'shape'],
    ['尽快', 'shape'],
    ['13812341234', 'shape'],
    ['2019-4/25', 'shape'],
  ])('%s is refused: %s', (text, fault) => expect(iso(text)).toBe(fault))

  it('reads Excel serials only where the column is said to hold them', () => {
    expect(iso('43580.3973263889')).toBe('shape')
    expect(iso('43580.3973263889', { excel: 1900 })).toBe('2019-04-25T01:32:09.000Z second')
    expect(iso('42118', { excel: 1904 })).toBe('2019-04-24T16:00:00.000Z day')
    expect(iso('20202', { excel: 1900 })).toBe('year')
  })

  it('reads every stamp it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), (second) => {
        expect(parseHabit(sayInstant(second * 1000, 'stamp').zh)).toEqual({
          ok: true,
          at: second * 1000,
          precision: 'second',
        })
        const words = parseHabit(sayInstant(second * 1000, 'dateTime').zh)
        expect(words).toMatchObject({ ok: true, at: second * 1000 - ((second * 1000) % 60_000) })
        expect(parseHabit(sayInstant(second * 1000, 'dateTime').en)).toEqual(words)
      }),
    )
  })

  it('never throws, whatever a cell holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof parseHabit(text).ok).toBe('boolean')
      }),
    )
  })
})

describe('a column', () => {
  it('settles month and day by the cells that allow one reading only', () => {
    expect(guessHabit(['04/12/2018 11:11:26 AM', '', '11/13/2018 01:06:56 PM'])).toMatchObject({
      habit: { order: 'mdy' },
      isAmbiguous: false,
      monthFirst: 1,
      filled: 2,
      read: 2,
    })
    expect(guessHabit(['04/12/2018', '25/12/2018']).habit.order).toBe('dmy')
  })

  it('says when nothing settles it, and when it is mixed', () => {
    expect(guessHabit(['04/12/2018', '05/11/2018'])).toMatchObject({ isAmbiguous: true, read: 0 })
    expect(guessHabit(['25/12/2018', '12/25/2018', '12/26/2018'])).toMatchObject({
      monthFirst: 2,
      dayFirst: 1,
      read: 2,
    })
    expect(guessHabit(['2019/4/25', '2019/5/1'])).toMatchObject({ isAmbiguous: false, read: 2 })
  })

  it('knows Excel serials when the whole column is made of them', () => {
    expect(guessHabit(['43580.39', '43581']).habit.excel).toBe(1900)
    expect(guessHabit(['43580.39', 'n/a']).habit.excel).toBeUndefined()
  })
})
