import { tableErrors } from '../errors.ts'
import { findHeader, nameColumns, tableWidth } from '../header.ts'
import type { Row, RowBatch, SheetInfo, Table, TableLimits, TableOptions, TableSource } from '../model.ts'
import { MergeFiller, widened } from './merge-filler.ts'
import { type Merge, readMerges } from './merges.ts'
import { readStyles } from './number-format.ts'
import { type SheetContext, SheetReader, type SheetRow, stringsHandler } from './read-sheet.ts'
import { StringStore } from './string-store.ts'
import { readWorkbookParts, type WorkbookParts } from './workbook-parts.ts'
import { XmlReader } from './xml-reader.ts'
import { inflate, readZip, xmlEncoding, type ZipEntry } from './zip-entries.ts'

const SAMPLE_ROWS = 200

/** An opened workbook, ready to read one of its sheets. */
type Book = { readonly source: TableSource; readonly limits: TableLimits; readonly context: SheetContext }

/**
 * Opens one sheet of a workbook. Zip entries are read through the directory and inflated piece by piece; shared strings
 * are held in bounded memory. Hidden rows and sheets are read like others.
 * @throws table.broken, table.bomb, table.otherZip, table.noSheet, table.noRows
 */
export async function openWorkbook(source: TableSource, options: TableOptions, limits: TableLimits): Promise<Table> {
  const entries = await readZip(source, limits)
  const parts = await readWorkbookParts(source, entries, limits)
  const strings = new StringStore()
  try {
    if (parts.strings) await readStrings(source, parts.strings, limits, strings)
    const formats = parts.styles === undefined ? [] : readStyles(parts.styles)
    const book: Book = { source, limits, context: { strings, formats, date1904: parts.date1904, limits } }
    return await openSheet(book, parts, options)
  } catch (error) {
    strings.close()
    throw error
  }
}

async function readStrings(
  source: TableSource,
  entry: ZipEntry,
  limits: TableLimits,
  store: StringStore,
): Promise<void> {
  const reader = new XmlReader(stringsHandler(store, limits))
  for await (const { text } of texts(source, entry, limits)) reader.push(text)
}

/** An XML part, decoded piece by piece. */
async function* texts(source: TableSource, entry: ZipEntry, limits: TableLimits) {
  let decoder: TextDecoder | undefined
  for await (const { bytes, progress } of inflate(source, entry, limits)) {
    decoder ??= new TextDecoder(xmlEncoding(bytes))
    yield { text: decoder.decode(bytes, { stream: true }), progress }
  }
}

async function openSheet(book: Book, parts: WorkbookParts, options: TableOptions): Promise<Table> {
  const { sheet, sample } = await chosenSheet(book, parts, options.sheet)
  const merges = await readMerges(book.source, sheet.entry, book.limits)
  const head = chosenHeader(sample, options)
  const headerCells = sample.find((row) => row.number === head.row)?.cells
  const width = tableWidth(
    headerCells,
    sample.filter((row) => row.number > (head.row ?? 0)),
  )
  const info = (each: { name: string; hidden: boolean }): SheetInfo => ({ name: each.name, hidden: each.hidden })
  return {
    shape: {
      format: 'xlsx',
      headers: nameColumns(headerCells ?? [], width),
      headerRow: head.row,
      headerFinding: head.finding,
      titles: head.titles,
      workbook: {
        sheets: parts.sheets.map(info),
        sheet: sheet.name,
        date1904: parts.date1904,
        mergedRanges: merges.length,
      },
    },
    size: book.source.size,
    batches: () => readBatches(book, sheet.entry, { first: (head.row ?? 0) + 1, width, merges }),
    async close() {
      book.context.strings.close()
      await book.source.close()
    },
  }
}

/** The sheet asked for, or the first visible one with rows, or the first with rows. */
async function chosenSheet(book: Book, parts: WorkbookParts, wanted: string | undefined) {
  const names = parts.sheets.map((each) => each.name).join('、')
  if (wanted !== undefined) {
    const sheet = parts.sheets.find((each) => each.name === wanted)
    if (!sheet) throw tableErrors.make('table.noSheet', { sheet: wanted, sheets: names })
    const sample = await sampleRows(book, sheet.entry)
    if (sample.length === 0) throw tableErrors.make('table.noRows')
    return { sheet, sample }
  }
  for (const sheet of [...parts.sheets].sort((a, b) => Number(a.hidden) - Number(b.hidden))) {
    const sample = await sampleRows(book, sheet.entry)
    if (sample.length > 0) return { sheet, sample }
  }
  throw tableErrors.make('table.noRows')
}

async function sampleRows(book: Book, entry: ZipEntry): Promise<SheetRow[]> {
  const sample: SheetRow[] = []
  for await (const { rows } of sheetRows(book, entry)) {
    sample.push(...rows.slice(0, SAMPLE_ROWS - sample.length))
    if (sample.length >= SAMPLE_ROWS) break
  }
  return sample
}

function chosenHeader(sample: readonly SheetRow[], options: TableOptions): ReturnType<typeof findHeader> {
  const given = { confidence: 1, why: { zh: '已指定', en: 'given' } }
  if (options.header === 'none') return { row: null, finding: given, titles: [] }
  if (options.header === undefined) return findHeader(sample.slice(0, 100), options.knownNames)
  const row = options.header
  if (!sample.some((each) => each.number === row)) throw tableErrors.make('table.noHeader', { row })
  return { row, finding: given, titles: [] }
}

async function* sheetRows(book: Book, entry: ZipEntry): AsyncGenerator<{ rows: SheetRow[]; progress: number }> {
  const sheet = new SheetReader(book.context)
  const reader = new XmlReader(sheet)
  for await (const { text, progress } of texts(book.source, entry, book.limits)) {
    reader.push(text)
    const rows = sheet.take()
    if (rows.length > 0) yield { rows, progress }
  }
}

async function* readBatches(
  book: Book,
  entry: ZipEntry,
  frame: { first: number; width: number; merges: readonly Merge[] },
): AsyncGenerator<RowBatch> {
  const filler = new MergeFiller(frame.merges, frame.first)
  for await (const { rows, progress } of sheetRows(book, entry)) {
    const batch: Row[] = []
    for (const row of rows) {
      if (row.number >= frame.first && filler.fill(row)) batch.push(widened(row, frame.width))
    }
    if (batch.length > 0) yield { rows: batch, progress }
  }
}
