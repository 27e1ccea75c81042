import { type DateHabit, guessHabit, type HabitGuess } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { cellText, type Row } from '../../base/index.ts'
import type { ImportPreview } from './inspection.ts'
import type { ImportKind, ImportSettings } from './model.ts'

/** The habits of all columns of times: settled, those a person must settle, and what there is to say. */
export type Habits = {
  readonly settled: Readonly<Record<string, DateHabit>>
  readonly ambiguous: ImportPreview['ambiguous']
  readonly notes: readonly Words[]
}

/** How each column of times writes them: as chosen, else as its values show. */
export function habitsOf(
  kind: ImportKind,
  names: readonly string[],
  columns: ImportSettings['columns'],
  sample: readonly Row[],
  given: ImportSettings['habits'],
): Habits {
  const settled: Record<string, DateHabit> = {}
  const ambiguous: ImportPreview['ambiguous'][number][] = []
  const notes: Words[] = []
  for (const { key, value } of kind.fields) {
    const column = columns[key]
    if (value !== 'instant' || column === undefined) continue
    const index = names.indexOf(column)
    const texts = sample.map((row) => cellText(row.cells[index] ?? null)).filter((text) => text.trim() !== '')
    const guess = guessHabit(texts, given[key]?.zone)
    settled[key] = withoutNothing({ ...guess.habit, ...given[key] })
    if (guess.isAmbiguous && settled[key].order === undefined) {
      ambiguous.push({ field: key, column, examples: texts.slice(0, 3) })
    }
    notes.push(...habitNotes(column, texts, guess))
  }
  return { settled, ambiguous, notes }
}

const withoutNothing = (habit: DateHabit): DateHabit =>
  Object.fromEntries(Object.entries(habit).filter(([, value]) => value !== undefined))

function habitNotes(column: string, texts: readonly string[], guess: HabitGuess): Words[] {
  const notes: Words[] = []
  const zoned = texts.filter((text) => /:\d\d(?:\.\d+)?\s?(?:Z|[+-]\d\d:?\d\d)$/.test(text)).length
  if (zoned > 0 && zoned < texts.length) {
    notes.push({
      zh: `列“${column}”中有 ${zoned} 个时间写明时区，其余 ${texts.length - zoned} 个按当地时间`,
      en: `in "${column}" ${zoned} times name their zone; the other ${texts.length - zoned} are read as local time`,
    })
  }
  if (guess.monthFirst > 0 && guess.dayFirst > 0) {
    notes.push({
      zh: `列“${column}”混有月在前（${guess.monthFirst}）与日在前（${guess.dayFirst}）的日期`,
      en: `"${column}" mixes month-first (${guess.monthFirst}) and day-first (${guess.dayFirst}) dates`,
    })
  }
  return notes
}
