import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from, to } from 'pg-copy-streams'
import { type Query, withClient } from './db.ts'
import { translated } from './trouble.ts'

/** A value that COPY can carry as text. Objects and arrays go as JSON; a `Date` as an instant. */
export type CopyValue = string | number | boolean | bigint | null | undefined | Date | Buffer | object

/** One value in COPY's text format (PostgreSQL manual, "COPY", Text Format). */
export function copyText(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`
  return escaped(JSON.stringify(value))
}

const special = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
// A NUL cannot be stored in a PostgreSQL text: the caller gets the database's own refusal.
const escaped = (text: string) => text.replace(special, (sign) => escapes[sign] ?? sign)

/** A PostgreSQL array literal of texts or numbers, for a COPY column of an array type. */
export function copyArray(values: readonly (string | number | null)[]): string {
  const parts = values.map((value) => {
    if (value === null) return 'NULL'
    return typeof value === 'number' ? String(value) : `"${value.replace(/["\\]/g, '\\$&')}"`
  })
  return `{${parts.join(',')}}`
}

const chunkBytes = 64 * 1024

async function* lines(rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>) {
  let chunk = ''
  for await (const row of rows) {
    chunk += `${row.map(copyText).join('\t')}\n`
    if (chunk.length >= chunkBytes) {
      yield Buffer.from(chunk)
      chunk = ''
    }
  }
  if (chunk !== '') yield Buffer.from(chunk)
}

/**
 * Writes many rows by COPY, the fastest way in. All or none: a bad row or a duplicate key fails the whole call.
 * @param table name with its schema, as it stands in SQL; never from outside
 * @returns number of rows written
 */
export async function copyIn(
  on: Query,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
): Promise<number> {
  return withClient(on, async (client) => {
    const stream = client.query(from(`copy ${table} (${columns.join(', ')}) from stdin`))
    try {
      await pipeline(Readable.from(lines(rows)), stream)
    } catch (cause) {
      throw translated(cause)
    }
    return stream.rowCount
  })
}

/** Writes what a query gives into a stream, in COPY's own format (`csv header` by default). `query` never from outside. */
export async function copyOut(on: Query, query: string, sink: Writable, format = 'format csv, header'): Promise<void> {
  await withClient(on, async (client) => {
    try {
      await pipeline(client.query(to(`copy (${query}) to stdout with (${format})`)), sink)
    } catch (cause) {
      throw translated(cause)
    }
  })
}
