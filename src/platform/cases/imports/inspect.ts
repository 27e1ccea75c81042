import type { Words } from '../../../kernel/words.ts'
import {
  type ColumnGuess,
  cellText,
  fileSource,
  guessColumn,
  guessColumns,
  headerFingerprint,
  openTable,
  type Row,
  type Table,
  type TableOptions,
  type TableShape,
} from '../../base/index.ts'
import { habitsOf } from './date-habits.ts'
import { importErrors } from './errors.ts'
import type { FieldMatch, ImportPreview, Inspection } from './inspection.ts'
import type { ImportKind, ImportSettings } from './model.ts'
import { mergedPlaceholders, placeholderNotes } from './placeholders.ts'
import { isRefusedFile } from './refused-file.ts'
import { rowSize } from './row-size.ts'
import { tryRows } from './try-rows.ts'

/** What the file is looked at with: the kind, a profile or a remembered mapping, and what a person chose. */
export type InspectParts = {
  readonly path: string
  readonly kind: ImportKind
  readonly profile: Partial<ImportSettings> | undefined
  readonly chosen: Partial<ImportSettings>
  /** Matches of an earlier look: those that stay keep their reason. */
  readonly earlier?: readonly FieldMatch[]
  /** Finds how files with the same headers were mapped before. */
  remembered(fingerprint: string): Promise<Partial<ImportSettings> | undefined>
  readonly now: number
}

const SAMPLE = 5_000
const GUESSED = 600
const POINTS = 20_000
const SHOWN = 20
const SAMPLE_CHARACTERS = 1 << 25

/**
 * Looks at a file: reads a sample, guesses types, columns and date habits, and tries the rows of the sample.
 * @throws table.* when it is no table, import.noColumn or import.noField when a choice names what is not there
 */
export async function inspectFile(parts: InspectParts): Promise<Inspection> {
  const { kind, chosen } = parts
  const table = await open(parts)
  try {
    const fingerprint = headerFingerprint(table.shape.headers)
    const known = parts.profile ?? (await parts.remembered(fingerprint))
    const sample = await firstRows(table, POINTS)
    const guesses = guessAll(table, sample.slice(0, SAMPLE))
    const names = table.shape.headers.map((header) => header.name)
    refuseStrangers(kind, names, chosen)
    const matches = matchFields(parts, table, guesses, chosen.columns ?? known?.columns)
    const columns = Object.fromEntries(matches.map((match) => [match.field, match.column]))
    const merged = { ...known, ...chosen }
    const habits = habitsOf(kind, names, columns, sample.slice(0, SAMPLE), merged.habits ?? {})
    const placeholders = chosen.placeholders ?? mergedPlaceholders(names, columns, sample, known?.placeholders ?? [])
    const settings: ImportSettings = {
      ...kind.defaults,
      datum: 'wgs84',
      locate: true,
      ...merged,
      table: settledTable(table.shape, isRefusedFile(names)),
      columns,
      habits: habits.settled,
      placeholders: placeholders.map((one) => ('point' in one ? [one.point.lng, one.point.lat] : one)),
    }
    const shape = {
      table: table.shape,
      fingerprint,
      columns: guesses.map((guess, i) => ({ name: names[i] ?? '', guess })),
    }
    const trial = tryRows(kind, settings, names, sample.slice(0, SAMPLE), parts.now)
    const lost = lostColumns(names, chosen.columns ?? known?.columns)
    const preview: ImportPreview = {
      rows: sample
        .slice(0, SHOWN)
        .map((row) => ({ row: row.number, cells: row.cells.map((cell) => cellText(cell).slice(0, 200)) })),
      matches,
      missing: kind.fields.filter((field) => field.required && !columns[field.key]).map((field) => field.key),
      ambiguous: habits.ambiguous,
      notes: [...habits.notes, ...placeholderNotes(placeholders), ...lost],
      ...trial,
    }
    return { shape, settings, preview }
  } finally {
    await table.close()
  }
}

/** Opens the table as chosen; a file of refused rows that comes back loses the guard it was written with. */
async function open({ path, kind, profile, chosen }: InspectParts): Promise<Table> {
  const options: TableOptions = {
    knownNames: kind.fields.flatMap((field) => [field.title.zh, field.title.en, ...field.synonyms]),
    ...profile?.table,
    ...chosen.table,
  }
  const table = await openTable(await fileSource(path), options)
  if (!isRefusedFile(table.shape.headers.map((header) => header.name))) return table
  await table.close()
  return openTable(await fileSource(path), { ...options, guarded: true })
}

/** The first rows, so many and not more than memory bears. */
async function firstRows(table: Table, most: number): Promise<Row[]> {
  const rows: Row[] = []
  let size = 0
  for await (const batch of table.batches()) {
    for (const row of batch.rows) {
      size += rowSize(row)
      rows.push(row)
      if (rows.length >= most || size > SAMPLE_CHARACTERS) return rows
    }
  }
  return rows
}

function guessAll(table: Table, sample: readonly Row[]): ColumnGuess[] {
  const step = Math.max(1, Math.floor(sample.length / GUESSED))
  const rows = sample.filter((_, index) => index % step === 0)
  return table.shape.headers.map(({ column }) =>
    guessColumn(rows.map((row) => ({ row: row.number, cell: row.cells[column] ?? null }))),
  )
}

/** Choices must name fields of the kind and columns of the file. */
function refuseStrangers(kind: ImportKind, names: readonly string[], { columns }: Partial<ImportSettings>): void {
  for (const [field, column] of Object.entries(columns ?? {})) {
    if (!kind.fields.some((one) => one.key === field)) {
      const fields = kind.fields.map((one) => one.key).join(', ')
      throw importErrors.make('import.noField', { field, fields })
    }
    if (!names.includes(column)) throw importErrors.make('import.noColumn', { column, columns: names.join('、') })
  }
}

/** A known mapping is taken as it is; without one the columns are guessed. */
function matchFields(
  { kind, earlier = [] }: InspectParts,
  table: Table,
  guesses: readonly ColumnGuess[],
  known: ImportSettings['columns'] | undefined,
): FieldMatch[] {
  const { headers } = table.shape
  if (known === undefined) {
    return guessColumns(headers, guesses, kind.fields).map(({ field, header, confidence, why }) => ({
      field,
      column: header,
      confidence,
      why,
    }))
  }
  const why = { zh: '按列对应方案或选择', en: 'by profile or choice' }
  return Object.entries(known)
    .filter(([, column]) => headers.some((header) => header.name === column))
    .map(
      ([field, column]) =>
        earlier.find((match) => match.field === field && match.column === column) ?? {
          field,
          column,
          confidence: 1,
          why,
        },
    )
}

function lostColumns(names: readonly string[], known: ImportSettings['columns'] | undefined): Words[] {
  const lost = Object.values(known ?? {}).filter((column) => !names.includes(column))
  return [...new Set(lost)].map((column) => ({
    zh: `方案中的列“${column}”不在文件里`,
    en: `the profile's column "${column}" is not in the file`,
  }))
}

/** The table as it was understood, so that it is read the same way when the import runs. */
function settledTable({ text, workbook, headerRow }: TableShape, isGuarded: boolean): ImportSettings['table'] {
  return {
    ...(text ? { encoding: text.encoding, separator: text.separator } : {}),
    ...(workbook ? { sheet: workbook.sheet } : {}),
    header: headerRow ?? 'none',
    ...(isGuarded ? { guarded: true } : {}),
  }
}

/** The settings that a profile keeps: what belongs to all files of its kind, not to one file. */
export function profileSettings(settings: ImportSettings): Partial<ImportSettings> {
  const { table: _, ...kept } = settings
  return kept
}
