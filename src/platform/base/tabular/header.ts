import { cellText } from './cell-text.ts'
import type { Cell, Finding, Header } from './model.ts'
import { shapeOfCell } from './value-shape.ts'

/** A row of the sample on which the header is told. */
export type SampleRow = { readonly number: number; readonly cells: readonly Cell[] }

/** The header row found (null when the first row is data), how sure, and the lines above it. */
export type HeaderFinding = {
  readonly row: number | null
  readonly finding: Finding
  readonly titles: readonly string[]
}

const LOOK_AT = 20
const NAME_LENGTH = 60
/** A later row must be this much more like a header than an earlier one. */
const BETTER = 0.15

/** Brings a header or synonym to the form in which they are compared: no blanks, brackets, punctuation or case; full-width as half-width. */
export function normalName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[（(【[].*?[)）】\]]$/u, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/**
 * Finds the header row among the first rows: the first one that is as wide as the table, holds only names (short,
 * distinct texts, no numbers or dates) and differs from what stands below. Lines above it are titles.
 */
export function findHeader(sample: readonly SampleRow[], knownNames: readonly string[] = []): HeaderFinding {
  const rows = sample.filter((row) => row.cells.some((cell) => cellText(cell).trim() !== ''))
  const width = usualWidth(rows)
  const known = new Set(knownNames.map(normalName))
  let best: { index: number; score: number } | undefined
  for (let index = 0; index < Math.min(LOOK_AT, rows.length); index++) {
    const score = likeness(rows, index, width, known)
    if (score > (best ? best.score + BETTER : 0.5)) best = { index, score }
    if (index > 0 && best && index > best.index + 3) break
  }
  if (!best) return without(rows)
  const row = rows[best.index]
  const confidence = Math.min(1, Math.round(best.score * 100) / 100)
  return {
    row: row?.number ?? null,
    finding: {
      confidence,
      why: {
        zh: `第 ${row?.number} 行都是互不相同的短文字，与下面的数据不同`,
        en: `row ${row?.number} holds short, distinct names unlike the data below`,
      },
    },
    titles: rows.slice(0, best.index).map((above) => filledTexts(above).join(' ')),
  }
}

function without(rows: readonly SampleRow[]): HeaderFinding {
  const why =
    rows.length === 0
      ? { zh: '没有数据', en: 'no data' }
      : { zh: '首行与其他行一样是数据', en: 'the first row is data like the others' }
  return { row: null, finding: { confidence: rows.length > 3 ? 0.8 : 0.5, why }, titles: [] }
}

const filledTexts = (row: SampleRow): string[] =>
  row.cells.map((cell) => cellText(cell).trim()).filter((text) => text !== '')

/** The commonest number of cells up to the last filled one, preferring the wider of two equally common. */
function usualWidth(rows: readonly SampleRow[]): number {
  const counts = new Map<number, number>()
  for (const row of rows) {
    const width = lastFilled(row.cells) + 1
    counts.set(width, (counts.get(width) ?? 0) + 1)
  }
  let best = 0
  for (const [width, count] of counts) {
    const top = counts.get(best) ?? 0
    if (count > top || (count === top && width > best)) best = width
  }
  return best
}

function lastFilled(cells: readonly Cell[]): number {
  let last = cells.length - 1
  while (last >= 0 && cellText(cells[last] ?? null).trim() === '') last--
  return last
}

/** How much a row looks like the header, 0 to about 1.3. */
function likeness(rows: readonly SampleRow[], index: number, width: number, known: ReadonlySet<string>): number {
  const row = rows[index]
  if (!row) return 0
  const texts = row.cells.slice(0, width).map((cell) => cellText(cell).trim())
  const filled = texts.filter((text) => text !== '')
  const share = filled.length / Math.max(1, width)
  if (share < 0.5 || filled.length === 0) return 0
  const below = rows.slice(index + 1, index + 31)
  const names = filled.filter((text) => known.has(normalName(text))).length / filled.length
  if (names >= 0.5) return 1.3
  const named = nameShare(row, width)
  if (named < 0.75) return isYears(row, width) ? 0.7 : 0
  const distinct = new Set(filled).size / filled.length
  return 0.3 * share + 0.25 * named + 0.15 * distinct + 0.3 * contrast(texts, below) + 0.3 * names
}

/** Share of the filled cells that could be a column's name. */
function nameShare(row: SampleRow, width: number): number {
  let filled = 0
  let names = 0
  for (const cell of row.cells.slice(0, width)) {
    const text = cellText(cell).trim()
    if (text === '') continue
    filled++
    const labelled = /[：:]\s*\S/.test(text)
    if (
      !labelled &&
      typeof cell === 'string' &&
      text.length <= NAME_LENGTH &&
      shapeOfCell(cell) === 'text' &&
      /\p{L}/u.test(text)
    )
      names++
  }
  return names / Math.max(1, filled)
}

/** A header such as `指标, 2018, 2019, 2020`: a name, then years that follow each other. */
function isYears(row: SampleRow, width: number): boolean {
  const texts = row.cells.slice(0, width).map((cell) => cellText(cell).trim())
  const years = texts.filter((text) => /^(19|20)\d\d年?$/.test(text)).map((text) => Number.parseInt(text, 10))
  const rest = texts.filter((text) => !/^(19|20)\d\d年?$/.test(text) && text !== '')
  if (years.length < 2 || rest.length === 0 || rest.length > 3) return false
  const step = (years[1] ?? 0) - (years[0] ?? 0)
  return Math.abs(step) === 1 && years.every((year, i) => i === 0 || year - (years[i - 1] ?? 0) === step)
}

/** Share of the columns whose data below do not look like the name above: another type, or other lengths, and never the name itself. */
function contrast(texts: readonly string[], below: readonly SampleRow[]): number {
  if (below.length === 0) return 0.5
  let sum = 0
  texts.forEach((text, column) => {
    const values = below.map((row) => row.cells[column] ?? null).filter((cell) => cellText(cell).trim() !== '')
    if (values.length === 0) sum += 0.5
    else if (values.some((cell) => cellText(cell).trim() === text)) sum += 0
    else if (values.filter((cell) => shapeOfCell(cell) !== 'text').length > values.length / 2) sum += 1
    else sum += 0.6
  })
  return sum / Math.max(1, texts.length)
}

/**
 * Names the columns: blanks and line breaks inside a name become one blank, an empty name becomes `#3` (its column,
 * 1-based), a repeated one gets ` (2)`.
 */
export function nameColumns(cells: readonly Cell[], width: number): Header[] {
  const used = new Set<string>()
  return Array.from({ length: width }, (_, column) => {
    const original = cellText(cells[column] ?? null)
    const base = original.replace(/[\s\u200b\ufeff]+/gu, ' ').trim() || `#${column + 1}`
    let name = base
    for (let again = 2; used.has(name); again++) name = `${base} (${again})`
    used.add(name)
    return { name, original, column }
  })
}

/** The number of columns of a table: those of the header, and of the data where the header's last cells are empty. */
export function tableWidth(header: readonly Cell[] | undefined, sample: readonly SampleRow[]): number {
  const named = header ? lastFilled(header) + 1 : 0
  return Math.max(named, header ? Math.min(header.length, usualWidth(sample)) : usualWidth(sample), 1)
}
