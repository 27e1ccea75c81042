import type { Words } from '../words.ts'
import { type DatePrecision, readClock } from './habit-clock.ts'
import { cityZone, dayMs, findDay, fromWallClock, minuteMs } from './zone.ts'

/** Order of the numbers in dates such as 04/12/2018. Dates that begin with a four-digit year need none. */
export type DateOrder = 'mdy' | 'dmy'

/** How a file writes its dates; guessed per column by `guessHabit`, corrected by people, remembered with the profile. */
export type DateHabit = {
  readonly order?: DateOrder
  /** Zone of times without one; the city's when left out. */
  readonly zone?: string
  /** Bare numbers are Excel serials counted from 1900 (Windows) or 1904 (old Mac). Left out: bare numbers are refused. */
  readonly excel?: 1900 | 1904
}

/** A time read from a file: an instant (a bare date means the start of the local day), or what is wrong with the text. */
export type DateReading =
  | { readonly ok: true; readonly at: number; readonly precision: DatePrecision }
  | {
      readonly ok: false
      readonly fault: 'empty' | 'shape' | 'year' | 'impossible' | 'ambiguous'
      readonly says: Words
    }

const refuse = (fault: 'empty' | 'shape' | 'year' | 'impossible' | 'ambiguous', zh: string, en: string) =>
  ({ ok: false, fault, says: { zh, en } }) as const

const firstYear = 1900
const lastYear = 2100

/** A cell cleaned of width, weekday words and doubled blanks. */
const clean = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?/gu, ' ')
    .replace(/\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?/giu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()

/**
 * Reads a time as people and programs write it in files: 2019/4/25 9:32:09, 2019-04-25T09:32, 2019年4月25日 上午9:32,
 * 04/12/2018 11:11:26 AM, 12 Apr 2018, 20190425093209, Excel serials. A zone in the text wins over the habit's.
 * Refuses what is no date (31 February), what lies outside 1900–2100 (the year 20202) and, without a settled order, what
 * could be two dates. Never throws for a bad text.
 * @throws time.badZone when the habit's zone is unknown
 */
export function parseHabit(text: string, habit: DateHabit = {}): DateReading {
  const cell = clean(text)
  if (cell === '') return refuse('empty', '时间为空', 'the time is empty')
  if (/^-?\d+(\.\d+)?$/.test(cell)) return readNumber(cell, habit)
  const split = splitDate(cell)
  if (!split) return refuse('shape', `“${text}”不是能识别的时间`, `"${text}" is not a time in a known form`)
  if (split.year < firstYear || split.year > lastYear) return refuseYear(split.year)
  const date = 'first' in split ? orderDate(split, habit.order) : split
  if ('ok' in date) return date
  return assemble(date, split.rest, habit, text)
}

type Ymd = { readonly year: number; readonly month: number; readonly day: number }
type Split = (Ymd | { readonly first: number; readonly second: number; readonly year: number }) & {
  readonly rest: string
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthOf = (name: string): number => months.indexOf(name.slice(0, 3).toLowerCase()) + 1
const monthName =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)'

const yearFirst = /^(\d{4,})\s?([-/.年])\s?(\d{1,2})\s?(?:\2|月)\s?(\d{1,2})\s?日?(?=$|[^\d])(.*)$/u
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4,}|\d{2})(?=$|[^\d])(.*)$/u
const dayMonthYear = new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?[ -]${monthName}\\.?,?[ -](\\d{4,})(?=$|\\D)(.*)$`, 'iu')
const monthDayYear = new RegExp(`^${monthName}\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4,})(?=$|\\D)(.*)$`, 'iu')
const compact = /^(\d{4})(\d{2})(\d{2})[ T](.+)$/u

function splitDate(cell: string): Split | undefined {
  let match = yearFirst.exec(cell)
  if (match) return { year: Number(match[1]), month: Number(match[3]), day: Number(match[4]), rest: match[5] ?? '' }
  match = yearLast.exec(cell)
  if (match) {
    const year = Number(match[4])
    // Two-digit years as spreadsheets read them: 00–49 this century, 50–99 the last.
    const full = match[4]?.length === 2 ? (year < 50 ? 2000 : 1900) + year : year
    return { first: Number(match[1]), second: Number(match[3]), year: full, rest: match[5] ?? '' }
  }
  match = dayMonthYear.exec(cell)
  if (match)
    return { day: Number(match[1]), month: monthOf(match[2] ?? ''), year: Number(match[3]), rest: match[4] ?? '' }
  match = monthDayYear.exec(cell)
  if (match)
    return { month: monthOf(match[1] ?? ''), day: Number(match[2]), year: Number(match[3]), rest: match[4] ?? '' }
  match = compact.exec(cell)
  if (match) return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]), rest: match[4] ?? '' }
  return undefined
}

function orderDate({ first, second, year }: { first: number; second: number; year: number }, order?: DateOrder) {
  const settled = order ?? (first > 12 ? 'dmy' : second > 12 || first === second ? 'mdy' : undefined)
  if (!settled)
    return refuse(
      'ambiguous',
      `分不清 ${first} 和 ${second} 哪个是月，请为该列选定“月/日/年”或“日/月/年”`,
      `${first} and ${second} may both be the month: settle month/day or day/month for this column`,
    )
  return settled === 'mdy' ? { year, month: first, day: second } : { year, month: second, day: first }
}

const refuseYear = (year: number) =>
  refuse('year', `年份 ${year} 超出 ${firstYear}–${lastYear}`, `the year ${year} lies outside ${firstYear}–${lastYear}`)

function assemble({ year, month, day }: Ymd, rest: string, habit: DateHabit, text: string): DateReading {
  const number = findDay(year, month, day)
  if (number === undefined)
    return refuse(
      'impossible',
      `没有 ${year} 年 ${month} 月 ${day} 日这一天`,
      `there is no day ${day} of month ${month} in ${year}`,
    )
  const clock = readClock(rest)
  if (!clock) return refuse('shape', `“${text}”里的钟点不能识别`, `the time of day in "${text}" is in no known form`)
  if (clock.isImpossible)
    return refuse('impossible', `没有“${rest.trim()}”这个钟点`, `there is no time "${rest.trim()}"`)
  const wall = number * dayMs + clock.ms
  const at =
    clock.offsetMinutes === undefined
      ? fromWallClock(wall, habit.zone ?? cityZone)
      : wall - clock.offsetMinutes * minuteMs
  return { ok: true, at, precision: clock.precision }
}

/** Excel serials of 1 January 1990 and of the last day of 2100: outside them a bare number is likelier to be something else. */
const excelFrom = 32_874
const excelTo = 73_415

function readNumber(cell: string, habit: DateHabit): DateReading {
  const packed = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/.exec(cell)
  if (packed) {
    const [, year, month, day, hour, minute, second] = packed
    const clock = hour === undefined ? '' : ` ${hour}:${minute}${second === undefined ? '' : `:${second}`}`
    if (Number(year) < firstYear || Number(year) > lastYear) return refuseYear(Number(year))
    return assemble({ year: Number(year), month: Number(month), day: Number(day) }, clock, habit, cell)
  }
  const serial = Number(cell)
  if (habit.excel === undefined)
    return refuse('shape', `“${cell}”只是一个数，不是时间`, `"${cell}" is only a number, not a time`)
  const shifted = habit.excel === 1904 ? serial + 1462 : serial
  if (shifted < excelFrom || shifted >= excelTo)
    return refuse('year', `序列号 ${cell} 不在 1990–2100 年之间`, `the serial ${cell} lies outside the years 1990–2100`)
  // Serial 25569 is 1 January 1970. Fractions are rounded to the millisecond a spreadsheet can hold.
  const wall = Math.round((shifted - 25_569) * dayMs)
  const precision =
    wall % dayMs === 0 ? 'day' : wall % minuteMs === 0 ? 'minute' : wall % 1000 === 0 ? 'second' : 'millisecond'
  return { ok: true, at: fromWallClock(wall, habit.zone ?? cityZone), precision }
}
