import type { WallTime } from '../model.ts'
import { attribute, plainText, XmlReader } from './xml-reader.ts'

/** What a number format makes of a number: a date, a date with time, a time of day, a length of time, or just a number. */
export type FormatKind = 'number' | 'date' | 'datetime' | 'time' | 'elapsed'

/** Built-in formats that show dates and times (ECMA-376 part 1, 18.8.30, with those of the Chinese, Japanese and Korean locales). */
function builtIn(id: number): FormatKind {
  if (id >= 14 && id <= 17) return 'date'
  if ((id >= 18 && id <= 21) || id === 45 || id === 47) return 'time'
  if (id === 22) return 'datetime'
  if (id === 46) return 'elapsed'
  if ((id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 54) || id === 57 || id === 58) return 'date'
  if ((id >= 32 && id <= 35) || id === 55 || id === 56) return 'time'
  return 'number'
}

/** Tells the kind of a format code such as `yyyy"年"m"月"d"日" hh:mm` or `[h]:mm`. */
export function formatKind(code: string): FormatKind {
  const first = code.split(';')[0] ?? ''
  if (/\[(?:h+|m+|s+)\]/i.test(first)) return 'elapsed'
  const bare = first.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').replace(/general/gi, '')
  const date = /[yde]/i.test(bare.replace(/e[+-]/gi, '')) || /m{3,5}/i.test(bare)
  const time = /[hs]|am\/pm|a\/p/i.test(bare)
  if (date) return time ? 'datetime' : 'date'
  if (time) return 'time'
  return /m/i.test(bare) ? 'date' : 'number'
}

/** For each cell style of a workbook (index of `cellXfs`), what it makes of numbers. */
export function readStyles(xml: string): FormatKind[] {
  const custom = new Map<number, FormatKind>()
  const kinds: FormatKind[] = []
  let inCells = false
  const reader = new XmlReader({
    open(name, attributes) {
      if (name === 'numFmt') {
        custom.set(
          Number(attribute(attributes, 'numFmtId')),
          formatKind(plainText(attribute(attributes, 'formatCode') ?? '')),
        )
      } else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0)
        kinds.push(custom.get(id) ?? builtIn(id))
      }
    },
    text() {},
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  reader.push(xml)
  return kinds
}

const DAY = 86_400_000
/** Day 0 of the 1900 system for serials from 61 on; Excel counts a 29 February 1900 that never was. */
const EPOCH_1900 = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)
const LAST_SERIAL = 2_958_466

/**
 * A serial number as a wall time, or undefined when no calendar holds it (negative, beyond 9999, the false leap day).
 * Fractions are rounded to the millisecond.
 */
export function wallTime(serial: number, kind: FormatKind, date1904: boolean): WallTime | string | undefined {
  if (!(serial >= 0) || serial >= LAST_SERIAL) return undefined
  if (kind === 'elapsed') return elapsed(serial)
  let ms = Math.round(serial * DAY)
  if (kind !== 'date' && ms < DAY && !(date1904 && kind === 'datetime')) return { wall: clock(ms) }
  if (!date1904) {
    if (serial >= 60 && serial < 61) return undefined
    if (serial < 60) ms += DAY
  }
  const instant = new Date((date1904 ? EPOCH_1904 : EPOCH_1900) + ms)
  const day = instant.toISOString().slice(0, 10)
  return ms % DAY === 0 && kind !== 'datetime' ? { wall: day } : { wall: `${day}T${clock(ms % DAY)}` }
}

function clock(ms: number): string {
  const text = new Date(ms).toISOString().slice(11, 23)
  return text.endsWith('.000') ? text.slice(0, 8) : text
}

/** A length of time as `H:mm:ss`; hours may exceed 24. */
function elapsed(serial: number): string {
  const seconds = Math.round(serial * 86_400)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
}
