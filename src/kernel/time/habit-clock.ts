import { hourMs, minuteMs } from './zone.ts'

/** How exact a time was written. */
export type DatePrecision = 'day' | 'minute' | 'second' | 'millisecond'

/** A time of day read from text: milliseconds after midnight (24:00 allowed) and the zone written behind it, if any. */
export type Clock = {
  readonly ms: number
  readonly precision: DatePrecision
  readonly offsetMinutes?: number
  readonly isImpossible: boolean
}

const early = '上午|早上|早晨|清晨|凌晨|a\\.?m\\.?'
const late = '下午|晚上|傍晚|夜里|晚|p\\.?m\\.?'
const noon = '中午|正午'
const half = `${early}|${late}|${noon}`
const pattern = new RegExp(
  `^[T ,]*(${half})?\\s*(\\d{1,2})(?:[:时点](?:(\\d{1,2})(?:[:分](?:(\\d{1,2})(?:[.,](\\d{1,9}))?秒?)?)?|(半|整))?)\\s*(${half})?\\s*(Z|UTC|GMT|(?:UTC|GMT)?[+-]\\d{1,2}(?::?\\d{2})?)?$`,
  'iu',
)

/** Reads the rest of a cell after its date; nothing at all means midnight. `undefined`: not in a known form. */
export function readClock(rest: string): Clock | undefined {
  if (/^[T ,]*$/.test(rest)) return { ms: 0, precision: 'day', isImpossible: false }
  const match = pattern.exec(rest)
  if (!match) return undefined
  const [, before, hourText, minuteText, secondText, fraction, word, after, zone] = match
  const written = Number(hourText)
  const minute = word === '半' ? 30 : Number(minuteText ?? 0)
  const second = Number(secondText ?? 0)
  const hour = hourOfDay(written, (before ?? after ?? '').toLowerCase())
  const milli = Number((fraction ?? '').padEnd(3, '0').slice(0, 3))
  const ms = (hour ?? 0) * hourMs + minute * minuteMs + second * 1000 + milli
  const isMidnight = hour === 24 && ms === 24 * hourMs
  const isImpossible = hour === undefined || (hour > 23 && !isMidnight) || minute > 59 || second > 59
  const precision = fraction ? 'millisecond' : secondText === undefined ? 'minute' : 'second'
  return { ms, precision, isImpossible, offsetMinutes: offsetOf(zone) }
}

/** The hour of 24 from a written hour and its half of the day; `undefined` when they contradict each other. */
function hourOfDay(written: number, halfDay: string): number | undefined {
  if (halfDay === '') return written
  if (new RegExp(`^(${noon})$`, 'u').test(halfDay)) return written >= 1 && written <= 2 ? written + 12 : written
  const isLate = new RegExp(`^(${late})$`, 'u').test(halfDay)
  const isLatin = halfDay.startsWith('a') || halfDay.startsWith('p')
  if (isLatin && (written < 1 || written > 12)) return undefined
  // Twelve at night is the end of the day, twelve in the afternoon its middle.
  if (/^[晚夜]/u.test(halfDay) && written === 12) return 24
  if (isLate) return written < 12 ? written + 12 : written
  if (written > 12) return undefined
  return written === 12 ? 0 : written
}

function offsetOf(zone: string | undefined): number | undefined {
  if (!zone) return undefined
  const match = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone)
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return match[1] === '-' ? -minutes : minutes
}
