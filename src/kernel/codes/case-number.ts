import { findDay } from '../time/index.ts'
import type { Words } from '../words.ts'
import {
  type CodeReading,
  type CodeScheme,
  cleanCode,
  digitWords,
  firstNonDigit,
  refuse,
  refuseCharacter,
  refuseCheck,
  refuseLength,
} from './code-scheme.ts'
import { type Random, randomWhole } from './random.ts'

/** The parts of a case number: local day of acceptance, serial of that day from 1, check digit. */
export type CaseNumberParts = { readonly date: string; readonly serial: number; readonly check: string }

/** H. M. Damm's totally antisymmetric quasigroup of order 10 (dissertation, Marburg 2004). */
const damm: readonly (readonly number[])[] = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
]

/** Damm's check digit: finds every single wrong digit and every swap of neighbours, the errors of a voice on the telephone. */
export const dammCheck = (digits: string): string =>
  String([...digits].reduce((row, digit) => damm[row]?.[Number(digit)] ?? 0, 0))

/**
 * The number of a case as people use it, digits only: date, serial of at least four digits, check digit, e.g.
 * `2026112000427`. Days with more than 9,999 cases simply get longer numbers.
 * @param date local day of acceptance, `YYYY-MM-DD`
 * @param serial from 1
 */
export function caseNumberOf(date: string, serial: number): string {
  const body = date.replaceAll('-', '') + String(serial).padStart(4, '0')
  return body + dammCheck(body)
}

function read(text: string): CodeReading<CaseNumberParts> {
  const code = cleanCode(text.replace(/[.．·#＃№]/g, ''))
  if (code.length < 13 || code.length > 17) return refuseLength(code.length, '13–17')
  const odd = firstNonDigit(code)
  if (odd >= 0) return refuseCharacter(code, odd, digitWords)
  const [year, month, day] = [code.slice(0, 4), code.slice(4, 6), code.slice(6, 8)]
  if (findDay(Number(year), Number(month), Number(day)) === undefined)
    return refuse('date', { zh: '前八位不是日期', en: 'the first eight digits are no date' }, 0)
  if (dammCheck(code.slice(0, -1)) !== code.slice(-1)) return refuseCheck(code.length - 1)
  const serial = code.slice(8, -1)
  if (Number(serial) === 0 || (serial.length > 4 && serial.startsWith('0')))
    return refuse('part', { zh: '流水号不存在', en: 'there is no such serial' }, 8)
  return { ok: true, code, parts: { date: `${year}-${month}-${day}`, serial: Number(serial), check: code.slice(-1) } }
}

/** `2026-1120-0042-7`: year, day, serial, check. */
function format(text: string): string {
  const reading = read(text)
  return reading.ok ? reading.code.replace(/^(.{4})(.{4})(.+)(.)$/, '$1-$2-$3-$4') : text
}

const spoken: Readonly<Record<string, Words>> = {
  0: { zh: '零', en: 'zero' },
  1: { zh: '幺', en: 'one' },
  2: { zh: '二', en: 'two' },
  3: { zh: '三', en: 'three' },
  4: { zh: '四', en: 'four' },
  5: { zh: '五', en: 'five' },
  6: { zh: '六', en: 'six' },
  7: { zh: '七', en: 'seven' },
  8: { zh: '八', en: 'eight' },
  9: { zh: '九', en: 'nine' },
}

/** The number as one says it on the telephone, group by group (1 is 幺 so that nobody hears 7); for voices and scripts. */
export function sayCaseNumber(text: string): Words {
  const say = (language: keyof Words, between: string) =>
    format(text)
      .split('-')
      .map((group) => [...group].map((digit) => spoken[digit]?.[language] ?? digit).join(between))
  return { zh: say('zh', '').join('，'), en: say('en', ' ').join(', ') }
}

/** Number of a case (办件编号、工单编号), Shudu's own. */
export const caseNumber: CodeScheme<CaseNumberParts> = {
  id: 'case',
  title: { zh: '办件编号', en: 'Case number' },
  standard: 'Shudu',
  read,
  format,
  generate: (random: Random) =>
    caseNumberOf(
      `20${randomWhole(random, 10, 40)}-${String(randomWhole(random, 1, 12)).padStart(2, '0')}-${String(randomWhole(random, 1, 28)).padStart(2, '0')}`,
      randomWhole(random, 1, 20_000),
    ),
}
