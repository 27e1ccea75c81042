import type { Cell, ColumnType } from './model.ts'

const NUMBER = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d+)?%?$/
const DIGITS = /^\d+$/
const YMD = String.raw`(?:19|20|21)\d{2}\s?[-/.年]\s?(?:0?[1-9]|1[0-2])\s?[-/.月]\s?(?:0?[1-9]|[12]\d|3[01])日?`
const MDY = String.raw`(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?:(?:19|20|21)\d{2}|\d{2})`
const NAMED = String.raw`(?:\d{1,2}[- ](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[- ,]+\d{2,4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2},? \d{4})`
const CLOCK = String.raw`(?:上午|下午|早上|晚上|中午|凌晨)?\s?(?:[01]?\d|2[0-4])(?::|时|点)[0-5]?\d?分?(?::?[0-5]\d(?:\.\d+)?秒?)?\s?(?:[ap]\.?m\.?)?`
const ZONE = String.raw`\s?(?:Z|[+-]\d{2}:?\d{2}|UTC|GMT)?`
const DATE = new RegExp(`^(?:${YMD}|${MDY}|${NAMED})$`, 'i')
const INSTANT = new RegExp(`^(?:${YMD}|${MDY}|${NAMED})[T\\s]\\s?${CLOCK}${ZONE}$|^${YMD}${CLOCK}$`, 'i')
const TIME = new RegExp(`^${CLOCK}$`, 'i')
const YES_NO = new Set(['是', '否', '有', '无', 'yes', 'no', 'y', 'n', 'true', 'false', 't', 'f', '√', '×'])
const MISSING = new Set([
  '',
  '-',
  '--',
  '—',
  '——',
  '/',
  'na',
  'n/a',
  '#n/a',
  'null',
  'none',
  'nan',
  '无数据',
  '暂无',
  '空',
])

/** True when a text only says that there is nothing: empty, `NA`, `null`, `-`, `暂无`. */
export const saysMissing = (text: string): boolean => text.length < 5 && MISSING.has(text.trim().toLowerCase())

/**
 * What one value looks like, seen alone. A whole column decides better: `guessColumn`.
 * Digits with a leading zero and digits longer than 15 are a code, never a quantity.
 */
export function shapeOf(value: string): ColumnType {
  const text = value.trim()
  if (text === '') return 'empty'
  if (text.length > 40) return 'text'
  const first = text.charCodeAt(0)
  // Most cells are words: a first letter that begins no number, date or clock ends the matter at once.
  if (first > 0x39 && !YES_NO.has(text.toLowerCase()) && !/^[a-z上下早晚中凌]/i.test(text)) return 'text'
  if (DIGITS.test(text) && ((text.length > 1 && first === 0x30) || text.length > 15)) return 'code'
  if (NUMBER.test(text)) return /[.eE%]/.test(text) ? 'decimal' : 'integer'
  if (DATE.test(text)) return 'date'
  if (INSTANT.test(text)) return 'instant'
  if (TIME.test(text) && /[:时点]/.test(text)) return 'time'
  if (YES_NO.has(text.toLowerCase())) return 'yes-no'
  if (/^\d{6,}[\dXx]$/.test(text)) return 'code'
  return 'text'
}

/** The same for a typed cell of a spreadsheet. */
export function shapeOfCell(cell: Cell): ColumnType {
  if (cell === null) return 'empty'
  if (typeof cell === 'string') return shapeOf(cell)
  if (typeof cell === 'number') return Number.isInteger(cell) ? 'integer' : 'decimal'
  if (typeof cell === 'boolean') return 'yes-no'
  if (cell.wall.length === 10) return 'date'
  return cell.wall.includes('T') ? 'instant' : 'time'
}
