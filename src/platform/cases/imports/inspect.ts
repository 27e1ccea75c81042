import { findPlaceholders } from '../../../kernel/place/index.ts'
import { type DateHabit, guessHabit, type HabitGuess } from '../../../kernel/time/index.ts'
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
import { importErrors } from './errors.ts'
import type { ImportKind, ImportSettings, RowNote } from './model.ts'
import { readRow, rowPlan } from './read-row.ts'
import { isRefusedFile } from './refused-file.ts'

/** What a file looks like: its table, and what each column seems to hold. */
export type ImportShape = {
  readonly table: TableShape
  readonly fingerprint: string
  readonly columns: readonly { readonly name: string; readonly guess: ColumnGuess }[]
}

/** Which column was taken for a field, how sure, and why. */
export type FieldMatch = {
  readonly field: string
  readonly column: string
  readonly confidence: number
  readonly why: Words
}

/** The same trouble in several rows of the sample. */
export type PreviewProblem = RowNote & {
  readonly refuses: boolean
  readonly count: number
  readonly rows: readonly number[]
}

/** What a person sees before the start: first rows, the mapping, what is wrong where, what must be settled. */
export type ImportPreview = {
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[]
  readonly matches: readonly FieldMatch[]
  readonly problems: readonly PreviewProblem[]
  /** Fields that must be given a column before the start. */
  readonly missing: readonly string[]
  /** Columns whose dates could be read either way: their order must be chosen before the start. */
  readonly ambiguous: readonly {
    readonly field: string
    readonly column: string
    readonly examples: readonly string[]
  }[]
  readonly notes: readonly Words[]
  /** Rows of the sample on which all this rests, and how many of them would be refused. */
  readonly checked: number
  readonly refused: number
}

/** All that is found out about a file before its import. */
export type Inspection = {
  readonly shape: ImportShape
  readonly settings: ImportSettings
  readonly preview: ImportPreview
}

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

async function firstRows(table: Table, most: number): Promise<Row[]> {
  const rows: Row[] = []
  for await (const batch of table.batches()) {
    rows.push(...batch.rows.slice(0, most - rows.length))
    if (rows.length >= most) break
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

type Habits = {
  readonly settled: Readonly<Record<string, DateHabit>>
  readonly ambiguous: ImportPreview['ambiguous']
  readonly notes: readonly Words[]
}

/** How each column of times writes them: as chosen, else as its values show. */
function habitsOf(
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

type FoundPlaceholder = ReturnType<typeof findPlaceholders>[number] | readonly [number, number]

/** Coordinates that stand for "unknown": those the profile names, and those that the sample gives away. */
function mergedPlaceholders(
  names: readonly string[],
  columns: ImportSettings['columns'],
  sample: readonly Row[],
  known: ImportSettings['placeholders'],
): readonly FoundPlaceholder[] {
  const at = { lng: names.indexOf(columns.lng ?? ''), lat: names.indexOf(columns.lat ?? '') }
  if (at.lng < 0 || at.lat < 0) return known
  const points = sample
    .map((row) => ({ lng: cellText(row.cells[at.lng] ?? null), lat: cellText(row.cells[at.lat] ?? null) }))
    .filter(({ lng, lat }) => lng.trim() !== '' && lat.trim() !== '')
    .map(({ lng, lat }) => ({ lng: Number(lng), lat: Number(lat) }))
    .filter(({ lng, lat }) => Number.isFinite(lng) && Number.isFinite(lat))
  const found = findPlaceholders(points)
  const isFound = ([lng, lat]: readonly [number, number]) =>
    found.some(({ point }) => point.lng === lng && point.lat === lat)
  return [...known.filter((one) => !isFound(one)), ...found]
}

const placeholderNotes = (found: readonly FoundPlaceholder[]): Words[] =>
  found.flatMap((one) =>
    'point' in one
      ? [
          {
            zh: `样本中 ${one.count} 行的坐标是 ${one.point.lng}, ${one.point.lat}，视为占位，不采用`,
            en: `${one.count} rows of the sample lie at ${one.point.lng}, ${one.point.lat}: taken as a placeholder, not used`,
          },
        ]
      : [],
  )

/** Reads the sample as the import would, and gathers what is wrong by field and kind. */
function tryRows(
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

/** The settings that a profile keeps: what belongs to all files of its kind, not to one file. */
export function profileSettings(settings: ImportSettings): Partial<ImportSettings> {
  const { table: _, ...kept } = settings
  return kept
}
