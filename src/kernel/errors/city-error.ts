import { fill, type Words } from '../words.ts'

/** What sort of trouble an error is; the HTTP edge turns it into a status, the CLI into an exit code. */
export type ErrorKind =
  | 'input'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'limit'
  | 'too-large'
  | 'unavailable'

/** One row of an error table: what happened, and what to do now, in both languages. `{gaps}` are filled from the values thrown with it. */
export type ErrorEntry = { readonly kind: ErrorKind; readonly says: Words; readonly todo: Words }

/** Where in an input something is wrong: row (1-based), field name or JSON path, what was found and what would be right. */
export type Fault = {
  readonly row?: number
  readonly field?: string
  readonly found?: string
  readonly says: Words
}

/** The one error type of the city: a code from a table, words for people, faults for forms and files. */
export class CityError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly says: Words
  readonly todo: Words
  readonly faults: readonly Fault[]
  /** Facts for the caller's program, safe to show: current sequence, events since, limits. Never secrets. */
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: string, entry: ErrorEntry, values: Readonly<Record<string, string | number>>, more: ErrorMore) {
    const says = fill(entry.says, values)
    super(`${code}: ${says.en}`, { cause: more.cause })
    this.name = 'CityError'
    this.code = code
    this.kind = entry.kind
    this.says = says
    this.todo = fill(entry.todo, values)
    this.faults = more.faults ?? []
    this.facts = more.facts ?? {}
  }
}

/** Optional parts of an error: faults per row and field, facts for programs, the cause that is logged and never shown. */
export type ErrorMore = {
  readonly faults?: readonly Fault[]
  readonly facts?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** A room's own errors, thrown by code: `const errors = errorTable({ 'case.stale': {...} }); throw errors.make('case.stale')`. */
export type ErrorTable<Code extends string> = {
  readonly entries: Readonly<Record<Code, ErrorEntry>>
  /** Builds the error so that the caller can `throw` it and TypeScript sees the end of the path. */
  make(code: Code, values?: Readonly<Record<string, string | number>>, more?: ErrorMore): CityError
}

/** Declares the errors of one room or kernel part. Codes are `room.what`, unique in the city (a test holds the docs to it). */
export function errorTable<const Code extends string>(entries: Readonly<Record<Code, ErrorEntry>>): ErrorTable<Code> {
  return {
    entries: Object.freeze(entries),
    make: (code, values = {}, more = {}) => new CityError(code, entries[code], values, more),
  }
}
