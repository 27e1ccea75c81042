import { guessHabit, parseHabit } from '../../../kernel/time/index.ts'
import { cellText } from './cell-text.ts'
import type { Cell, ColumnGuess, ColumnType } from './model.ts'
import { saysMissing, shapeOfCell } from './value-shape.ts'

/** A cell of the sample with its row number. */
export type SampleCell = { readonly row: number; readonly cell: Cell }

const ENOUGH = 0.9
const SHOWN = 10

/**
 * Guesses what a column holds from a sample of its cells. A type is given when at least nine tenths of the filled cells
 * fit it; cells that only say that nothing is there (`NA`, `-`, `暂无`) count as empty. Dates are told by the habit of
 * the whole column (`guessHabit`), so 04/12/2018 is read like 11/13/2018 below it.
 */
export function guessColumn(sample: readonly SampleCell[]): ColumnGuess {
  const filled = sample.filter(({ cell }) => !saysMissing(cellText(cell)))
  const texts = filled.map(({ cell }) => cellText(cell).trim())
  const shapes = filled.map(({ cell }) => shapeOfCell(cell))
  const facts = {
    filled: filled.length,
    empty: sample.length - filled.length,
    distinct: new Set(texts).size,
    examples: [...new Set(texts)].slice(0, 5).map((text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)),
  }
  if (filled.length === 0) return { type: 'empty', share: 1, ...facts, misfits: [] }
  const dates = asDates(filled, texts, shapes)
  if (dates) return { ...dates, ...facts }
  const type = typeOf(shapes, texts)
  const fits = (index: number) => isOf(shapes[index] ?? 'text', type)
  return { type, share: shareOf(filled.length, fits), ...facts, misfits: misfits(filled, fits) }
}

function asDates(
  filled: readonly SampleCell[],
  texts: readonly string[],
  shapes: readonly ColumnType[],
): Pick<ColumnGuess, 'type' | 'share' | 'misfits' | 'habit'> | undefined {
  const looks = shapes.filter((shape) => shape === 'date' || shape === 'instant').length
  const compact = texts.filter((text) =>
    /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{6})?$/.test(text),
  ).length
  if ((looks + compact) / texts.length < 0.6) return undefined
  const habit = guessHabit(texts)
  const readings = texts.map((text) => parseHabit(text, habit.habit))
  const fits = (index: number) => {
    const reading = readings[index]
    // A column that nothing settles is a column of dates all the same; a person says which way they go.
    return reading?.ok === true || (reading?.ok === false && reading.fault === 'ambiguous')
  }
  const days = readings.filter((reading) => reading.ok && reading.precision === 'day').length
  const read = readings.filter((reading) => reading.ok).length
  const type = read > 0 ? (days / read > 0.9 ? 'date' : 'instant') : shapes.includes('instant') ? 'instant' : 'date'
  return { type, share: shareOf(filled.length, fits), misfits: misfits(filled, fits), habit }
}

const shareOf = (count: number, fits: (index: number) => boolean): number =>
  Array.from({ length: count }, (_, index) => fits(index)).filter(Boolean).length / count

function misfits(filled: readonly SampleCell[], fits: (index: number) => boolean): { row: number; text: string }[] {
  return filled
    .filter((_, index) => !fits(index))
    .slice(0, SHOWN)
    .map(({ row, cell }) => ({ row, text: cellText(cell).slice(0, 60) }))
}

/** The narrowest type that nearly all shapes fit; one code among the integers makes the column codes. */
function typeOf(shapes: readonly ColumnType[], texts: readonly string[]): ColumnType {
  const share = (type: ColumnType) => shapes.filter((shape) => isOf(shape, type)).length / shapes.length
  const codes = shapes.filter((shape) => shape === 'code').length
  if (codes > 0 && share('code') >= ENOUGH) return 'code'
  if (share('yes-no') >= ENOUGH) return 'yes-no'
  if (share('integer') >= ENOUGH) return isCodeList(texts) ? 'code' : 'integer'
  if (share('decimal') >= ENOUGH) return 'decimal'
  if (share('time') >= ENOUGH) return 'time'
  return 'text'
}

/** Long digits of one length that hardly repeat are numbers of things, not quantities. */
function isCodeList(texts: readonly string[]): boolean {
  const length = texts[0]?.length ?? 0
  return length >= 11 && texts.every((text) => text.length === length) && new Set(texts).size > texts.length * 0.9
}

function isOf(shape: ColumnType, type: ColumnType): boolean {
  if (shape === type || type === 'text') return true
  if (type === 'decimal' || type === 'code') return shape === 'integer'
  return false
}
