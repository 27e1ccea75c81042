import type { Row } from '../../base/index.ts'
import type { ImportPreview, PreviewProblem } from './inspection.ts'
import type { ImportKind, ImportSettings } from './model.ts'
import { readRow, rowPlan } from './read-row.ts'

/** Reads the sample as the import would, and gathers what is wrong by field and kind. */
export function tryRows(
  kind: ImportKind,
  settings: ImportSettings,
  names: readonly string[],
  sample: readonly Row[],
  now: number,
): Pick<ImportPreview, 'problems' | 'checked' | 'refused'> {
  const plan = rowPlan(kind, settings, names)
  const problems = new Map<string, PreviewProblem & { rows: number[]; count: number }>()
  let refused = 0
  for (const row of sample) {
    const reading = readRow(plan, row, now)
    if (!reading.ok) refused++
    for (const note of reading.ok ? reading.notes : reading.faults) {
      const key = `${note.field} ${note.code} ${reading.ok}`
      const seen = problems.get(key)
      if (!seen) problems.set(key, { ...note, refuses: !reading.ok, count: 1, rows: [row.number] })
      else {
        seen.count++
        if (seen.rows.length < 5) seen.rows.push(row.number)
      }
    }
  }
  const sorted = [...problems.values()].sort((a, b) => Number(b.refuses) - Number(a.refuses) || b.count - a.count)
  return { problems: sorted, checked: sample.length, refused }
}
