import type { Actor, Post } from '../../../kernel/access/index.ts'
import type { Datum } from '../../../kernel/place/index.ts'
import type { DateHabit } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Encoding, TargetField, Tx } from '../../base/index.ts'

/** How a field's text becomes a value: `line` is text on one line, `instant` epoch ms, `digits` a number whose zeros count. */
export type FieldValue = 'text' | 'line' | 'digits' | 'instant' | 'number' | 'yes-no'

/** A field that a row may fill, and what to do with the row when the cell cannot be read. */
export type ImportField = TargetField & {
  readonly value: FieldValue
  /** `refuse`: without it the row would be wrong; `warn`: the row is taken without it, and says so. */
  readonly whenWrong: 'refuse' | 'warn'
}

/** Something about a row that a person should know: which field, what stood there, what is wrong, how to mend it. */
export type RowNote = {
  readonly code: string
  readonly field?: string
  readonly found?: string
  readonly says: Words
  readonly mend?: Words
}

/** The values of one row by field; a field that is empty or could not be read is absent. */
export type RowValues = Readonly<Record<string, string | number | boolean>>

/** How a file is read and what its columns mean. All of it can be kept as a profile. */
export type ImportSettings = {
  readonly table: {
    readonly encoding?: Encoding
    readonly separator?: string
    readonly header?: number | 'none'
    readonly sheet?: string
    /** The file was written by this product with its guard against formulas: the guard is taken off again. */
    readonly guarded?: boolean
  }
  /** Field → name of the column that fills it. One column may fill several fields. */
  readonly columns: Readonly<Record<string, string>>
  /** Field → how its column writes dates. */
  readonly habits: Readonly<Record<string, DateHabit>>
  /** Where the rows come from; with the row's own number it tells the same row again. */
  readonly source: string
  /** The pack that new cases begin with. */
  readonly pack: string
  /** `history`: what was lived elsewhere, nothing is to be done about it; `auto`: history when the row is answered or closed. */
  readonly treat: 'auto' | 'history'
  /** Datum of coordinates in the file. */
  readonly datum: Datum
  /** Whether places are looked up in this city's registry (division of a point, point of an address); not for other cities' files. */
  readonly locate: boolean
  /** Coordinates (longitude, latitude) that stand for "unknown" in this file. */
  readonly placeholders: readonly (readonly [number, number])[]
}

/** A profile: settings for files with the same headers, by name. */
export type ImportProfile = {
  readonly name: string
  readonly what: string
  readonly title: Words
  readonly fingerprint?: string
  readonly settings: Partial<ImportSettings>
}

/** A row that was read: what it says, or why it is refused. */
export type Reading<Item> =
  | { readonly ok: true; readonly item: Item; readonly notes: readonly RowNote[] }
  | { readonly ok: false; readonly faults: readonly RowNote[] }

/** What became of one row. */
export type Fate =
  | {
      readonly outcome: 'imported'
      readonly caseId?: string
      readonly content?: string
      readonly class?: string
      readonly facts?: Readonly<Record<string, unknown>>
      readonly notes?: readonly RowNote[]
    }
  | {
      readonly outcome: 'already'
      readonly caseId?: string
      /** A class that the case came without: it teaches the sorter. */
      readonly class?: string
      readonly notes?: readonly RowNote[]
    }
  | { readonly outcome: 'refused'; readonly notes: readonly RowNote[] }

/** In whose name and when rows are taken in. */
export type WriteContext = {
  readonly import: string
  readonly settings: ImportSettings
  readonly actor: Actor
  readonly post: Post | undefined
  readonly now: number
}

/** A kind of thing that files bring: its fields, how a row is read, how a chunk is written. A new kind is one new file. */
export type ImportKind<Item = unknown> = {
  readonly name: string
  readonly title: Words
  readonly fields: readonly ImportField[]
  readonly defaults: Pick<ImportSettings, 'source' | 'pack' | 'treat'>
  /** Makes of a row's values what is to be written, or says what is wrong. Pure. */
  read(values: RowValues, settings: ImportSettings, now: number): Reading<Item>
  /** Completes a chunk before its transaction begins, with what takes time to look up. */
  complete?(items: readonly ItemRow<Item>[], settings: ImportSettings): Promise<readonly ItemRow<Item>[]>
  /** Writes a chunk in the caller's transaction; one fate an item, in their order. */
  write(tx: Tx, items: readonly ItemRow<Item>[], context: WriteContext): Promise<readonly Fate[]>
}

/** An item with the row it came from. */
export type ItemRow<Item> = { readonly row: number; readonly item: Item }

/** What happened to all rows of an import so far. */
export type ImportCounts = {
  readonly read: number
  readonly imported: number
  readonly already: number
  readonly refused: number
  /** Rows that were taken in with something to say about them. */
  readonly noted: number
}
