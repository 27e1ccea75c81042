import { tableErrors } from './errors.ts'
import type { Trouble } from './model.ts'
import { trouble } from './trouble.ts'

/** A record as it stands in the text: all its cells, before the header is known. */
export type RawRow = { readonly number: number; readonly cells: string[]; troubles: Trouble[] | undefined }

/** Bounds for the splitter, in characters and columns. */
export type SplitLimits = { readonly cellCharacters: number; readonly columns: number }

const QUOTE = 34
const CR = 13
const LF = 10
/** A record longer than this (characters) is no row of a table. */
const ROW_CHARACTERS = 1 << 26
/** A cell with more stray marks or characters than this is taken as never closed: otherwise a file of such rows costs the square of its size. */
const STRAY_MARKS = 100
const STRAY_CHARACTERS = 1 << 16

/** How a record was read: where the next one begins, or `more` when its end is not in the buffer yet. */
type Parsed = { readonly cells: string[]; readonly next: number; readonly stray: boolean; readonly lines: number }

/**
 * Splits text into records (RFC 4180, widened by what real files hold). Text is pushed in pieces of any size.
 * Records end with CR LF, LF or CR. A quotation mark opens a cell only as its first character; inside, two stand for one.
 * A closing mark that is followed by anything but a separator or a line end is read as it stands and reported.
 * A mark that never closes, or whose cell swallows whole rows of the expected width, is read as it stands, so that one
 * bad cell never costs the rows after it.
 */
export class RowSplitter {
  #text = ''
  #at = 0
  #number = 0
  #retryAt = 0
  #lf = -2
  #cr = -2
  #quote = -2
  #suspect = false
  #width: number | undefined
  readonly #separator: string
  readonly #limits: SplitLimits
  #ends = { crlf: 0, lf: 0, cr: 0 }

  constructor(separator: string, limits: SplitLimits) {
    this.#separator = separator
    this.#limits = limits
  }

  /** Tells how many cells a sound row has; used to judge rows with broken quoting. */
  expect(width: number): void {
    this.#width = width
  }

  /** How the records ended so far. */
  get lineEnds(): { readonly crlf: number; readonly lf: number; readonly cr: number } {
    return this.#ends
  }

  /**
   * Takes the next piece of text and gives the records that are complete; `last` ends the text.
   * Empty lines give no record but are counted in `number`.
   */
  push(piece: string, last: boolean): RawRow[] {
    this.#text = this.#at < this.#text.length ? this.#text.slice(this.#at) + piece : piece
    this.#at = 0
    // A record that did not end is tried again only when the text has doubled: linear work for any length.
    if (!last && this.#text.length < this.#retryAt) return []
    this.#lf = this.#cr = this.#quote = -2
    this.#suspect = this.#text.includes('\0') || this.#text.includes('\ufffd')
    const rows: RawRow[] = []
    while (this.#at < this.#text.length) {
      const before = this.#at
      const row = this.#next(last)
      if (this.#at === before) break
      if (row) rows.push(row)
    }
    const left = this.#text.length - this.#at
    if (left > ROW_CHARACTERS) throw tableErrors.make('table.longRow', { row: this.#number + 1 })
    this.#retryAt = left > 1 << 16 ? left * 2 : 0
    return rows
  }

  /** Reads one record from where we are; leaves the place unchanged when its end is not in the buffer yet. */
  #next(last: boolean): RawRow | undefined {
    const end = this.#lineEnd(this.#at)
    if (this.#find('quote', this.#at) >= end) return this.#plain(end, last)
    const parsed = this.#quoted(this.#at, last)
    if (parsed === 'more') return undefined
    const sound = this.#repaired(parsed, end)
    this.#go(sound.row.next)
    return this.#finish(sound.row.cells, sound.code)
  }

  /** A line without any quotation mark: the fast way. */
  #plain(end: number, last: boolean): RawRow | undefined {
    const text = this.#text
    if (end === text.length && !last) return undefined
    if (text.charCodeAt(end) === CR && end + 1 === text.length && !last) return undefined
    const line = text.slice(this.#at, end)
    this.#go(this.#afterLine(end))
    if (line.length === 0) {
      this.#number++
      return undefined
    }
    return this.#finish(line.split(this.#separator, this.#limits.columns + 1), undefined)
  }

  /** Where a row with broken quoting is better read line by line, does so. */
  #repaired(
    parsed: Parsed | 'unclosed',
    end: number,
  ): { row: Parsed; code: 'stray-quote' | 'unclosed-quote' | undefined } {
    if (parsed === 'unclosed') return { row: this.#literalLine(this.#at, end), code: 'unclosed-quote' }
    if (!parsed.stray) return { row: parsed, code: undefined }
    if (parsed.lines > 0) {
      const line = this.#literalLine(this.#at, end)
      if (line.cells.length === this.#width) return { row: line, code: 'stray-quote' }
    }
    return { row: parsed, code: 'stray-quote' }
  }

  /** Reads one record that holds quotation marks. */
  #quoted(start: number, last: boolean): Parsed | 'more' | 'unclosed' {
    const text = this.#text
    const cells: string[] = []
    let at = start
    let stray = false
    let lines = 0
    for (;;) {
      if (text.charCodeAt(at) === QUOTE) {
        const cell = this.#quotedCell(at, last)
        if (typeof cell === 'string') return cell
        stray ||= cell.stray
        lines += cell.lines
        this.#put(cells, cell.value)
        at = cell.end
      } else {
        const end = Math.min(this.#cellEnd(at), this.#lineEnd(at))
        if (end === text.length && !last) return 'more'
        const value = text.slice(at, end)
        if (value.includes('"')) stray = true
        this.#put(cells, value)
        at = end
      }
      if (at < text.length && text.charCodeAt(at) !== CR && text.charCodeAt(at) !== LF) {
        at += this.#separator.length
        continue
      }
      if (!last && (at === text.length || (at + 1 === text.length && text.charCodeAt(at) === CR))) return 'more'
      return { cells, next: this.#afterLine(at), stray, lines }
    }
  }

  #put(cells: string[], value: string): void {
    if (cells.length <= this.#limits.columns) cells.push(value)
  }

  /** Reads a cell that opens with a quotation mark at `start`; `end` is the place of the separator or line end after it. */
  #quotedCell(
    start: number,
    last: boolean,
  ): { value: string; end: number; stray: boolean; lines: number } | 'more' | 'unclosed' {
    const text = this.#text
    let from = start + 1
    let doubled = false
    let stray = 0
    for (;;) {
      const mark = text.indexOf('"', from)
      if (mark < 0 || mark - start > ROW_CHARACTERS / 2) {
        return last || text.length - start > ROW_CHARACTERS / 2 ? 'unclosed' : 'more'
      }
      const after = text.charCodeAt(mark + 1)
      if (after === QUOTE) {
        doubled = true
        from = mark + 2
        continue
      }
      if (mark + 1 >= text.length && !last) return 'more'
      const end = this.#closes(mark + 1)
      if (end < 0) {
        stray++
        if (stray > STRAY_MARKS || mark - start > STRAY_CHARACTERS) return 'unclosed'
        from = mark + 1
        continue
      }
      const inner = text.slice(start + 1, mark)
      const value = doubled ? inner.replaceAll('""', '"') : inner
      return { value, end, stray: stray > 0, lines: stray > 0 && /[\r\n]/.test(inner) ? 1 : 0 }
    }
  }

  /** The place of the separator or line end after a closing mark, blanks between them allowed; -1 when the mark does not close. */
  #closes(after: number): number {
    const text = this.#text
    let at = after
    while (text.charCodeAt(at) === 32) at++
    const code = text.charCodeAt(at)
    if (at >= text.length || code === CR || code === LF || text.startsWith(this.#separator, at)) return at
    return -1
  }

  /** Reads the one physical line from `start` to `end`; a cell is quoted only when it is so soundly, within the line. */
  #literalLine(start: number, end: number): Parsed {
    const cells: string[] = []
    const pieces = this.#text.slice(start, end).split(this.#separator)
    this.#lf = this.#cr = -2
    for (let i = 0; i < pieces.length; i++) {
      let piece = pieces[i] ?? ''
      let upTo = i
      if (piece.startsWith('"'))
        while (!isClosed(piece) && upTo + 1 < pieces.length) piece += this.#separator + pieces[++upTo]
      if (piece.startsWith('"') && isClosed(piece)) {
        this.#put(cells, piece.slice(1, -1).replaceAll('""', '"'))
        i = upTo
      } else this.#put(cells, pieces[i] ?? '')
    }
    return { cells, next: this.#afterLine(end), stray: true, lines: 0 }
  }

  #finish(cells: string[], code: 'stray-quote' | 'unclosed-quote' | undefined): RawRow {
    const row: RawRow = { number: ++this.#number, cells, troubles: undefined }
    if (code)
      note(
        row,
        trouble(
          code,
          row.number,
          undefined,
          cells.find((cell) => cell.includes('"')),
        ),
      )
    if (this.#suspect) clean(row)
    const cap = this.#limits.cellCharacters
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] ?? ''
      if (cell.length > cap) {
        cells[i] = cell.slice(0, cap)
        note(row, trouble('cell-too-long', row.number, i, cell))
      }
    }
    return row
  }

  #cellEnd(at: number): number {
    const end = this.#text.indexOf(this.#separator, at)
    return end < 0 ? this.#text.length : end
  }

  /** The place of the next CR or LF at or after `at`, or the end of the text. */
  #lineEnd(at: number): number {
    return Math.min(this.#find('lf', at), this.#find('cr', at))
  }

  #find(what: 'lf' | 'cr' | 'quote', at: number): number {
    const known = what === 'lf' ? this.#lf : what === 'cr' ? this.#cr : this.#quote
    if (known >= at) return known
    const place = this.#text.indexOf(what === 'lf' ? '\n' : what === 'cr' ? '\r' : '"', at)
    const result = place < 0 ? this.#text.length : place
    if (what === 'lf') this.#lf = result
    else if (what === 'cr') this.#cr = result
    else this.#quote = result
    return result
  }

  #afterLine(end: number): number {
    const two = this.#text.charCodeAt(end) === CR && this.#text.charCodeAt(end + 1) === LF
    return Math.min(end + (two ? 2 : 1), this.#text.length)
  }

  /** Moves on to the next record. */
  #go(next: number): void {
    this.#at = next
    const code = this.#text.charCodeAt(next - 1)
    if (code === CR) this.#ends.cr++
    else if (code === LF && this.#text.charCodeAt(next - 2) === CR) this.#ends.crlf++
    else if (code === LF) this.#ends.lf++
  }
}

/** True when a quoted piece of a line ends with its closing mark. */
function isClosed(piece: string): boolean {
  if (piece.length < 2 || !piece.endsWith('"')) return false
  return !piece.slice(1, -1).replaceAll('""', '').includes('"')
}

function note(row: RawRow, what: Trouble): void {
  row.troubles ??= []
  row.troubles.push(what)
}

/** Takes out NUL bytes and reports bytes that could not be decoded. */
function clean(row: RawRow): void {
  for (let i = 0; i < row.cells.length; i++) {
    const cell = row.cells[i] ?? ''
    if (cell.includes('\0')) {
      row.cells[i] = cell.replaceAll('\0', '')
      note(row, trouble('nul-bytes', row.number, i, row.cells[i]))
    }
    if (cell.includes('\ufffd')) note(row, trouble('invalid-bytes', row.number, i, cell))
  }
}
