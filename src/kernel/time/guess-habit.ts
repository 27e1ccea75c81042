import { type DateHabit, type DateOrder, parseHabit } from './habit.ts'

/** What a column of dates looks like: the habit to start from, and what speaks for or against it. */
export type HabitGuess = {
  readonly habit: DateHabit
  /** Cells that could be read either way and nothing in the column settles it: ask a person. */
  readonly isAmbiguous: boolean
  /** Cells that only make sense month first, and only day first: both above zero means a mixed column. */
  readonly monthFirst: number
  readonly dayFirst: number
  /** Filled cells, and how many of them the habit reads. */
  readonly filled: number
  readonly read: number
}

const twoNumbers = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?=$|\D)/u
const bareNumber = /^\s*\d{5}(?:\.\d+)?\s*$/u

/**
 * Looks over a column (or a sample of it) and says how it writes its dates. Order is settled by cells that allow only one
 * reading; a mixed column keeps the order of the majority and shows the count of the others.
 * @param cells texts as they stand in the file, empty ones included
 * @throws time.badZone
 */
export function guessHabit(cells: readonly string[], zone?: string): HabitGuess {
  const filled = cells.filter((cell) => cell.trim() !== '')
  let monthFirst = 0
  let dayFirst = 0
  let open = 0
  for (const cell of filled) {
    const match = twoNumbers.exec(cell.normalize('NFKC'))
    if (!match) continue
    const [first, second] = [Number(match[1]), Number(match[2])]
    if (second > 12 && first <= 12) monthFirst += 1
    else if (first > 12 && second <= 12) dayFirst += 1
    else if (first !== second) open += 1
  }
  const order: DateOrder | undefined =
    monthFirst === 0 && dayFirst === 0 ? undefined : monthFirst >= dayFirst ? 'mdy' : 'dmy'
  const isSerial = filled.length > 0 && filled.every((cell) => bareNumber.test(cell))
  const habit: DateHabit = { order, zone, ...(isSerial ? { excel: 1900 } : {}) }
  const read = filled.filter((cell) => parseHabit(cell, habit).ok).length
  return { habit, isAmbiguous: open > 0 && order === undefined, monthFirst, dayFirst, filled: filled.length, read }
}
