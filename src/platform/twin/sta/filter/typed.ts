import { type RawBuilder, sql } from 'kysely'
import type { AnyShape } from '../../../../kernel/twin/index.ts'
import type { Query } from '../../../base/index.ts'
import { bad } from '../error.ts'
import type { EntityKind, Kind } from '../model.ts'
import type { Expression } from './parse.ts'
import { readWkt } from './wkt.ts'

/** An expression as SQL with its kind; an interval has an end, a geometry what it is or where it stands. */
export type Typed = {
  readonly kind: Kind
  readonly sql: RawBuilder<unknown>
  readonly till?: RawBuilder<unknown>
  readonly shape?: AnyShape
  readonly geo?: GeoPath
}
/** A property that holds geometry, of the row under an alias. */
export type GeoPath = { readonly kind: EntityKind; readonly property: string; readonly alias: string }

/** The rows that an expression speaks of: the tables they stand in, under their aliases, and how they are linked. */
export type Around = { readonly tables: readonly RawBuilder<unknown>[]; readonly links: readonly RawBuilder<boolean>[] }

/** What compiling stands on: a counter for aliases, and the database for geometry, which is compared outside it. */
export type Compiling = { readonly on: Query; next: number }

/** A value of a kind. */
export const text = (value: RawBuilder<unknown>): Typed => ({ kind: 'text', sql: value })
export const number = (value: RawBuilder<unknown>): Typed => ({ kind: 'number', sql: value })
export const truth = (value: RawBuilder<unknown>): Typed => ({ kind: 'boolean', sql: value })

/** As a number; nothing for what is none. */
export const asNumber = ({ kind, sql: value }: Typed): RawBuilder<unknown> =>
  kind === 'json'
    ? sql`(case when jsonb_typeof(${value}) = 'number' then (${value} #>> '{}')::float8 end)`
    : kind === 'text'
      ? sql`(case when ${value} ~ '^-?[0-9]+(\\.[0-9]+)?$' then (${value})::float8 end)`
      : value

/** As a text. */
export const asText = ({ kind, sql: value }: Typed): RawBuilder<unknown> =>
  kind === 'json' ? sql`(${value} #>> '{}')` : kind === 'text' ? value : sql`(${value})::text`

/** As an instant; the beginning of an interval. */
export const asInstant = ({ kind, sql: value }: Typed): RawBuilder<unknown> =>
  kind === 'json' || kind === 'text' ? sql`twin.as_instant(${asText({ kind, sql: value })})` : value

/** A value that is written out. @throws StaError 400 */
export function literal({ kind, value }: Extract<Expression, { is: 'literal' }>): Typed {
  switch (kind) {
    case 'number':
      return { kind, sql: sql`${Number(value)}::float8` }
    case 'boolean':
      return { kind, sql: sql`${value === 'true'}::boolean` }
    case 'null':
      return { kind, sql: sql`null` }
    case 'instant':
      return { kind, sql: sql`${instantText(value)}::timestamptz` }
    case 'interval': {
      const [from = '', till = ''] = value.split('/')
      return { kind, sql: sql`${instantText(from)}::timestamptz`, till: sql`${instantText(till)}::timestamptz` }
    }
    case 'duration':
      if (!/^-?P(?!$)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/.test(value))
        throw bad(`"${value}" is no duration`)
      return { kind, sql: sql`${value.startsWith('-') ? sql`- ${value.slice(1)}::interval` : sql`${value}::interval`}` }
    case 'geo':
      return { kind, sql: sql`null`, shape: readWkt(value) }
    case 'text':
      return { kind, sql: sql`${value}::text` }
  }
}

function instantText(text: string): string {
  const whole = text.includes('T') && !/(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text
  if (Number.isNaN(Date.parse(whole))) throw bad(`"${text}" is no instant`)
  return whole
}
