import type { Cell, TableLimits, Trouble } from '../model.ts'
import { trouble } from '../trouble.ts'
import { columnOf } from './cell-place.ts'
import { type FormatKind, wallTime } from './number-format.ts'
import type { StringStore } from './string-store.ts'
import { attribute, plainText, unescapeCell, type XmlHandler } from './xml-reader.ts'

/** A row of a sheet as it stands: cells by column, empty ones null; `troubles` absent when nothing is wrong. */
export type SheetRow = { readonly number: number; readonly cells: Cell[]; troubles: Trouble[] | undefined }

/** What a sheet's cells refer to. */
export type SheetContext = {
  readonly strings: StringStore
  readonly formats: readonly FormatKind[]
  readonly date1904: boolean
  readonly limits: TableLimits
}

/** Follows the XML of one sheet and collects its rows (ECMA-376 part 1, 18.3.1). Take them with `take` after each piece. */
export class SheetReader implements XmlHandler {
  #rows: SheetRow[] = []
  #row: SheetRow | undefined
  #number = 0
  #column = -1
  #type = 'n'
  #style = 0
  #value = ''
  #inline = ''
  #formula = false
  #in: 'nothing' | 'value' | 'text' = 'nothing'
  #phonetic = false
  readonly #context: SheetContext

  constructor(context: SheetContext) {
    this.#context = context
  }

  /** The rows completed since the last call. */
  take(): SheetRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(name: string, attributes: string): void {
    if (name === 'c') this.#openCell(attributes)
    else if (name === 'v') this.#in = 'value'
    else if (name === 'row') this.#openRow(attributes)
    else if (name === 'f') this.#formula = true
    else if (name === 't') this.#in = this.#phonetic ? 'nothing' : 'text'
    else if (name === 'rPh') this.#phonetic = true
  }

  text(text: string): void {
    if (this.#in === 'value') this.#value += text
    else if (this.#in === 'text') this.#inline += plainText(text)
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#in = 'nothing'
    else if (name === 'c') this.#closeCell()
    else if (name === 'rPh') this.#phonetic = false
    else if (name === 'row' && this.#row) {
      if (this.#row.cells.length > 0 || this.#row.troubles) this.#rows.push(this.#row)
      this.#row = undefined
    }
  }

  #openRow(attributes: string): void {
    const given = Number(attribute(attributes, 'r'))
    this.#number = given > 0 ? given : this.#number + 1
    this.#row = { number: this.#number, cells: [], troubles: undefined }
    this.#column = -1
  }

  #openCell(attributes: string): void {
    const reference = attribute(attributes, 'r')
    this.#column = reference === undefined ? this.#column + 1 : columnOf(reference)
    this.#type = attribute(attributes, 't') ?? 'n'
    this.#style = Number(attribute(attributes, 's') ?? 0)
    this.#value = ''
    this.#inline = ''
    this.#formula = false
  }

  #closeCell(): void {
    const row = this.#row
    const column = this.#column
    if (!row || column < 0) return
    if (column >= this.#context.limits.columns) this.#note('too-many-cells')
    const cell = column < this.#context.limits.columns ? this.#cell() : null
    if (cell === null || cell === '') return
    while (row.cells.length < column) row.cells.push(null)
    row.cells[column] = typeof cell === 'string' ? this.#capped(cell) : cell
  }

  #cell(): Cell {
    const value = this.#value
    if (this.#type === 's') return this.#context.strings.get(Number(value)) ?? null
    if (this.#type === 'inlineStr') return unescapeCell(this.#inline)
    if (value === '') {
      if (this.#formula && this.#type !== 'str') this.#note('formula-without-value')
      return null
    }
    switch (this.#type) {
      case 'str':
        return unescapeCell(plainText(value))
      case 'b':
        return value.trim() === '1' || value.trim() === 'true'
      case 'e':
        this.#note('formula-error', value)
        return null
      case 'd':
        return { wall: value.trim().replace(/\.0+$|Z$/g, '') }
      default:
        return this.#numeric(value)
    }
  }

  /** A number, or the date that its format makes of it. */
  #numeric(value: string): Cell {
    const number = Number(value)
    if (!Number.isFinite(number)) return plainText(value)
    const kind = this.#context.formats[this.#style] ?? 'number'
    if (kind !== 'number') {
      const wall = wallTime(number, kind, this.#context.date1904)
      if (wall !== undefined) return wall
      this.#note('date-out-of-range', value)
    }
    if (Math.abs(number) >= 1e15 && Number.isInteger(number)) this.#note('digits-lost', value)
    return number
  }

  #capped(text: string): string {
    const most = this.#context.limits.cellCharacters
    if (text.length <= most) return text
    this.#note('cell-too-long', text)
    return text.slice(0, most)
  }

  #note(code: Trouble['code'], found?: string): void {
    if (!this.#row) return
    this.#row.troubles ??= []
    this.#row.troubles.push(trouble(code, this.#row.number, this.#column, found))
  }
}

/** Follows the XML of the shared strings and fills the store. Phonetic guides are left out, runs of rich text are joined. */
export function stringsHandler(store: StringStore, limits: TableLimits): XmlHandler {
  let text = ''
  let inText = false
  let phonetic = false
  return {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 't') inText = !phonetic
      else if (name === 'rPh') phonetic = true
    },
    text(piece) {
      if (inText && text.length <= limits.cellCharacters) text += plainText(piece)
    },
    close(name) {
      if (name === 't') inText = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') store.add(unescapeCell(text))
    },
  }
}
