import { cellText } from './cell-text.ts'
import { detectEncoding } from './encoding.ts'
import { tableErrors } from './errors.ts'
import { guardTaken } from './formula-guard.ts'
import { findHeader, nameColumns, tableWidth } from './header.ts'
import type {
  Cell,
  Encoding,
  Row,
  RowBatch,
  Table,
  TableLimits,
  TableOptions,
  TableShape,
  TableSource,
} from './model.ts'
import { detectSeparator } from './separator.ts'
import { type RawRow, RowSplitter } from './split-rows.ts'
import { trouble } from './trouble.ts'

const BLOCK = 1 << 18
const SAMPLE = 1 << 20

/** What is needed to read the text again from its start. */
type TextPlan = {
  readonly source: TableSource
  readonly encoding: Encoding
  readonly start: number
  readonly separator: string
  readonly limits: TableLimits
}

/** Opens a text table: tells its encoding, separator and header from a sample, then reads it in bounded memory. */
export async function openTextTable(source: TableSource, options: TableOptions, limits: TableLimits): Promise<Table> {
  const coding = await chosenEncoding(source, options.encoding)
  const sample = await sampleText(source, coding.encoding, coding.bomBytes)
  const hint = /^sep=(.)\r?\n/.exec(sample.text)
  const separated = options.separator ?? hint?.[1]
  const found = separated
    ? { separator: separated, finding: { confidence: 1, why: { zh: '已指定', en: 'given' } } }
    : detectSeparator(sample.text, sample.whole)
  const plan: TextPlan = {
    source,
    encoding: coding.encoding,
    start: coding.bomBytes,
    separator: found.separator,
    limits,
  }
  const splitter = new RowSplitter(found.separator, limits)
  const raw = splitter.push(sample.text, sample.whole).filter((row) => !(hint && row.number === 1))
  const head = chosenHeader(raw, options)
  const headerCells = raw.find((row) => row.number === head.row)?.cells
  const below = raw.filter((row) => row.number > (head.row ?? 0))
  const width = Math.min(limits.columns, tableWidth(headerCells, below))
  const shape: TableShape = {
    format: 'text',
    headers: nameColumns(headerCells ?? [], width),
    headerRow: head.row,
    headerFinding: head.finding,
    titles: head.titles,
    text: {
      encoding: coding.encoding,
      bom: coding.bomBytes > 0,
      encodingFinding: coding.finding,
      separator: found.separator,
      separatorFinding: found.finding,
      lineBreak: lineBreak(splitter.lineEnds),
    },
  }
  const first = (head.row ?? (hint ? 1 : 0)) + 1
  return {
    shape,
    size: source.size,
    batches: () => readRows(plan, { first, width, usual: usualCells(below), guarded: options.guarded ?? false }),
    close: () => source.close(),
  }
}

async function chosenEncoding(source: TableSource, wanted: Encoding | undefined) {
  const found = await detectEncoding(source)
  if (!wanted) return found
  const bomBytes = found.encoding === wanted ? found.bomBytes : 0
  return { encoding: wanted, bomBytes, finding: { confidence: 1, why: { zh: '已指定', en: 'given' } } }
}

async function sampleText(
  source: TableSource,
  encoding: Encoding,
  start: number,
): Promise<{ text: string; whole: boolean }> {
  const bytes = await source.read(start, SAMPLE)
  const whole = start + bytes.length >= source.size
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes, { stream: !whole })
  return { text, whole }
}

function chosenHeader(raw: readonly RawRow[], options: TableOptions): ReturnType<typeof findHeader> {
  const given = { confidence: 1, why: { zh: '已指定', en: 'given' } }
  if (raw.length === 0) throw tableErrors.make('table.noRows')
  if (options.header === 'none') return { row: null, finding: given, titles: [] }
  if (options.header === undefined) return findHeader(raw.slice(0, 100), options.knownNames)
  const row = options.header
  if (!raw.some((each) => each.number === row)) throw tableErrors.make('table.noHeader', { row })
  const titles = raw
    .filter((each) => each.number < row)
    .map((each) => each.cells.filter((cell) => cell.trim() !== '').join(' '))
  return { row, finding: given, titles }
}

function lineBreak(ends: { crlf: number; lf: number; cr: number }): NonNullable<TableShape['text']>['lineBreak'] {
  const kinds = (['crlf', 'lf', 'cr'] as const).filter((kind) => ends[kind] > 0)
  return kinds.length > 1 ? 'mixed' : (kinds[0] ?? 'none')
}

/** The commonest number of cells of the sample's rows: files whose lines all end with spare separators are sound. */
function usualCells(rows: readonly RawRow[]): number {
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(row.cells.length, (counts.get(row.cells.length) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

/** How rows are brought into the shape of the table. */
type Frame = { readonly first: number; readonly width: number; readonly usual: number; readonly guarded: boolean }

/** Reads block by block; one batch a block of 256 KiB. */
async function* readRows(plan: TextPlan, frame: Frame): AsyncGenerator<RowBatch> {
  const { source } = plan
  const decoder = new TextDecoder(plan.encoding, { ignoreBOM: true })
  const splitter = new RowSplitter(plan.separator, plan.limits)
  splitter.expect(frame.width)
  let at = plan.start
  let ended = false
  while (!ended) {
    const bytes = await source.read(at, BLOCK)
    at += bytes.length
    ended = bytes.length === 0 || at >= source.size
    const rows: Row[] = []
    for (const raw of splitter.push(decoder.decode(bytes, { stream: !ended }), ended)) {
      if (raw.number < frame.first) continue
      const row = framed(raw, frame)
      if (row) rows.push(row)
    }
    if (rows.length > 0 || ended) yield { rows, progress: source.size === 0 ? 1 : Math.min(1, at / source.size) }
  }
}

/** Brings a record to the width of the table; undefined when all its cells are empty. */
function framed(raw: RawRow, { width, usual, guarded }: Frame): Row | undefined {
  // The cells change from "text" to "text or nothing" in place: a copy would cost a third of the reading speed.
  const cells: Cell[] = raw.cells
  const troubles = raw.troubles ?? []
  let filled = false
  for (let i = 0; i < cells.length; i++) {
    const cell = raw.cells[i]
    if (cell === '') cells[i] = null
    else if (!filled && cell !== undefined && (cell.charCodeAt(0) > 32 || cell.trim() !== '')) filled = true
    if (guarded && cell) cells[i] = guardTaken(cell)
  }
  if (!filled) return undefined
  if (cells.length < width) {
    troubles.push(trouble('too-few-cells', raw.number, cells.length, `${cells.length} < ${width}`))
    while (cells.length < width) cells.push(null)
  } else if (cells.length > width) {
    const isUsual = cells.length === usual
    const extra = cells.splice(width).map(cellText)
    // Spare separators at the end of every line are harmless; at the end of one line they mean that its cells are shifted.
    if (!isUsual || extra.some((text) => text.trim() !== '')) {
      troubles.push(
        trouble('too-many-cells', raw.number, width, extra.join(' ').trim() || `${width + extra.length} > ${width}`),
      )
    }
  }
  return troubles.length > 0 ? { number: raw.number, cells, troubles } : { number: raw.number, cells }
}
