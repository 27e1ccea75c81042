import { cityZone, type DateHabit, fromWallClock, parseHabit } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type Cell, cellText, type Row, saysMissing, type Trouble } from '../../base/index.ts'
import { timeMend } from './kinds/case-item.ts'
import type { ImportField, ImportKind, ImportSettings, Reading, RowNote } from './model.ts'

/** Which column fills which field of a kind, ready for many rows. */
export type RowPlan = {
  readonly kind: ImportKind
  readonly settings: ImportSettings
  readonly fields: readonly { readonly field: ImportField; readonly column: number; readonly habit: DateHabit }[]
}

/** Joins a kind with the settings and the columns of one file. Fields without a column are left out. */
export function rowPlan(kind: ImportKind, settings: ImportSettings, headers: readonly string[]): RowPlan {
  const fields = kind.fields.flatMap((field) => {
    const column = headers.indexOf(settings.columns[field.key] ?? '')
    return column < 0 ? [] : [{ field, column, habit: settings.habits[field.key] ?? {} }]
  })
  return { kind, settings, fields }
}

/** Reads one row: its values by field, or why it is refused. Pure. */
export function readRow(plan: RowPlan, row: Row, now: number): Reading<unknown> {
  const values: Record<string, string | number | boolean> = {}
  const faults: RowNote[] = []
  const notes: RowNote[] = []
  for (const trouble of row.troubles ?? []) (isGrave(plan, trouble) ? faults : notes).push(troubleNote(plan, trouble))
  for (const { field, column, habit } of plan.fields) {
    const cell = row.cells[column] ?? null
    const read = cellValue(cell, field, habit)
    if (read === undefined) continue
    if ('value' in read) values[field.key] = read.value
    else (field.whenWrong === 'refuse' ? faults : notes).push(wrongNote(field, cell, read.says))
  }
  if (faults.length > 0) return { ok: false, faults: [...faults, ...notes] }
  const reading = plan.kind.read(values, plan.settings, now)
  if (!reading.ok) return { ok: false, faults: [...reading.faults, ...notes] }
  return { ...reading, notes: [...notes, ...reading.notes] }
}

/** Troubles after which a row's cells cannot be trusted to stand in their columns, or a used cell to say what it said. */
function isGrave(plan: RowPlan, { code, column }: Trouble): boolean {
  if (code === 'too-many-cells' || code === 'unclosed-quote') return true
  const field = plan.fields.find((one) => one.column === column)?.field
  if (code === 'digits-lost') return field?.value === 'digits'
  return field !== undefined && (code === 'invalid-bytes' || code === 'cell-too-long')
}

function troubleNote(plan: RowPlan, { code, column, found, says }: Trouble): RowNote {
  const field = plan.fields.find((one) => one.column === column)?.field.key
  return { code, field, found, says }
}

function wrongNote(field: ImportField, cell: Cell, says: Words): RowNote {
  const found = cellText(cell).slice(0, 80)
  const left = field.whenWrong === 'refuse' ? says : { zh: `未采用：${says.zh}`, en: `not used: ${says.en}` }
  const mend = field.value === 'instant' ? timeMend : field.value === 'number' ? numberMend : undefined
  return { code: 'unreadable', field: field.key, found, says: left, mend }
}

const numberMend = { zh: '只写数字，如 121.47', en: 'digits only, such as 121.47' }

type Read = { readonly value: string | number | boolean } | { readonly says: Words } | undefined

/** One cell as a value of its field; `undefined` when it is empty. */
function cellValue(cell: Cell, field: ImportField, habit: DateHabit): Read {
  if (cell === null) return undefined
  switch (field.value) {
    case 'text':
      return textValue(tidyText(cellText(cell)))
    case 'line':
      return textValue(tidyText(cellText(cell)).replace(/\s+/g, ' '))
    case 'digits':
      return textValue(cellText(cell).trim())
    case 'instant':
      return instantValue(cell, habit)
    case 'number':
      return numberValue(cell)
    case 'yes-no':
      return yesNoValue(cellText(cell).trim())
  }
}

const textValue = (text: string): Read => (text === '' || saysMissing(text) ? undefined : { value: text })

// What no database or screen takes: control characters other than tab and line ends.
const control = /[^\P{Cc}\t\n\r]/gu

/** Brings a text to the form in which it is kept: whole characters, line feeds, no blanks at the ends, no runs of empty lines. */
export function tidyText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(control, ' ')
    .replace(/[ \t\u00a0]*\n[ \t\u00a0]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function instantValue(cell: Cell, habit: DateHabit): Read {
  if (typeof cell === 'object' && cell !== null) {
    const wall = Date.parse(cell.wall.length === 10 ? `${cell.wall}T00:00:00Z` : `${cell.wall}Z`)
    if (Number.isFinite(wall)) return { value: fromWallClock(wall, habit.zone ?? cityZone) }
  }
  const text = cellText(cell).trim()
  if (saysMissing(text)) return undefined
  const reading = parseHabit(text, habit)
  if (reading.ok) return { value: reading.at }
  return reading.fault === 'empty' ? undefined : { says: reading.says }
}

function numberValue(cell: Cell): Read {
  if (typeof cell === 'number') return { value: cell }
  const text = cellText(cell).normalize('NFKC').replaceAll(',', '').trim()
  if (saysMissing(text)) return undefined
  const value = Number(text)
  return text !== '' && Number.isFinite(value) ? { value } : { says: { zh: '不是数字', en: 'is not a number' } }
}

const YES = /^(?:是|满意|基本满意|非常满意|很满意|比较满意|一般满意|yes|y|true|t|1|satisfied|√)$/i
const NO = /^(?:否|不满意|不太满意|非常不满意|no|n|false|f|0|dissatisfied|unsatisfied|not satisfied|×)$/i

function yesNoValue(text: string): Read {
  if (YES.test(text)) return { value: true }
  if (NO.test(text)) return { value: false }
  if (saysMissing(text) || /^(?:未评价|未评|无)$/.test(text)) return undefined
  return { says: { zh: '应为是或否（满意或不满意）', en: 'must be yes or no' } }
}
