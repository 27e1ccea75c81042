import iconv from 'iconv-lite'
import { cellText } from './cell-text.ts'
import { guarded } from './formula-guard.ts'
import type { Cell } from './model.ts'

/** How a CSV is written. */
export type CsvOptions = {
  readonly separator?: string
  /** `utf-8-bom` (the default) opens rightly in Excel and WPS. */
  readonly encoding?: 'utf-8' | 'utf-8-bom' | 'gb18030' | 'utf-16le'
  readonly lineBreak?: '\r\n' | '\n' | '\r'
  /** `needed` quotes only what must be quoted; `all` every text. */
  readonly quotes?: 'needed' | 'all'
  /** False writes texts that would start a formula as they are: only for files that no spreadsheet will open. */
  readonly guard?: boolean
}

/** Rows to write, one by one or as they come. */
export type CellRows = Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>

const CHUNK = 1 << 16

/**
 * Writes rows as CSV (RFC 4180), piece by piece. Texts that a spreadsheet would take for a formula get a leading
 * apostrophe (`guarded`); numbers stay numbers. A row that would be an empty line is written as `""`.
 */
export async function* writeCsv(rows: CellRows, options: CsvOptions = {}): AsyncGenerator<Buffer> {
  const { separator = ',', encoding = 'utf-8-bom', lineBreak = '\r\n', quotes = 'needed', guard = true } = options
  const special = new RegExp(`["\\r\\n\\0${separator.replace(/[\\\]^-]/g, '\\$&')}]|^[ \\t]|[ \\t]$`)
  const field = (cell: Cell): string => {
    const text = typeof cell === 'string' && guard ? guarded(cell) : cellText(cell)
    const quote = quotes === 'all' ? typeof cell === 'string' : special.test(text)
    return quote ? `"${text.replaceAll('"', '""')}"` : text
  }
  const encode = encoder(encoding)
  let text = encoding === 'utf-8-bom' || encoding === 'utf-16le' ? '\ufeff' : ''
  for await (const row of rows) {
    const line = row.map(field).join(separator)
    text += (line === '' ? '""' : line) + lineBreak
    if (text.length >= CHUNK) {
      yield encode(text)
      text = ''
    }
  }
  if (text !== '') yield encode(text)
}

function encoder(encoding: NonNullable<CsvOptions['encoding']>): (text: string) => Buffer {
  if (encoding === 'gb18030') return (text) => iconv.encode(text, 'gb18030')
  const node = encoding === 'utf-16le' ? 'utf16le' : 'utf8'
  return (text) => Buffer.from(text, node)
}
