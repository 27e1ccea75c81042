import { sql } from 'kysely'
import { type Db, type Query, sqlState, withClient } from '../../base/index.ts'
import { binaryCopy, binaryCopyBytes } from './binary-copy.ts'
import { type ObservationColumns, sliceColumns } from './columns.ts'
import { copyIn } from './copy-in.ts'
import type { Parts } from './parts.ts'
import type { TouchedHours } from './touched.ts'

/** What became of a batch: rows that are new, and rows that were there already. */
export type Written = { readonly added: number; readonly already: number }

/** Rows of one COPY: larger ones gain nothing and hold memory. */
const mostRows = 20_000
/** Batches under way at once: more only wait for the same disk. */
const lanes = 2

const uniqueViolation = '23505'
const noPartition = '23514'

/** Writes columns; settles after commit. Each (series, at) is kept once, the first value stands. */
export type WriteObservations = (columns: ObservationColumns) => Promise<Written>

/**
 * Bytes of batches that are written: used again, since fresh ones for each batch, many megabytes a second, leave the process with
 * memory in pieces that it cannot give back. At most one for each batch under way is kept.
 */
const spare: Buffer[] = []
const usualBytes = binaryCopyBytes(5_600)

async function copy(on: Query, table: string, columns: ObservationColumns): Promise<void> {
  const bytes = spare.pop() ?? Buffer.allocUnsafeSlow(usualBytes)
  await withClient(on, async (client) => {
    await copyIn(
      client,
      `copy ${table} (series, at, value, quality) from stdin (format binary)`,
      binaryCopy(columns, bytes),
    )
  })
  // Not after a failure: something of it may still be on its way to the socket then.
  if (spare.length < lanes) spare.push(bytes)
}

/** The way for batches with rows that are there already: through a table of this transaction. */
async function copyNew(db: Db, columns: ObservationColumns): Promise<number> {
  return db.tx(async (tx) => {
    await sql`create temporary table incoming (series int, at timestamptz, value float8, quality smallint) on commit drop`.execute(
      tx,
    )
    await copy(tx, 'incoming', columns)
    const { rows } = await sql<{ n: number }>`with added as (
      insert into twin.observation (series, at, value, quality) select series, at, value, quality from incoming
      on conflict do nothing returning 1) select count(*) as n from added`.execute(tx)
    return rows[0]?.n ?? 0
  })
}

/** A writer over the database. @throws base.databaseAway and the database's own errors; nothing of that batch is kept then */
export function observationWriter(db: Db, parts: Parts, touched: TouchedHours): WriteObservations {
  let free = lanes
  const waiting: (() => void)[] = []
  const enter = async () => {
    if (free > 0) free -= 1
    else await new Promise<void>((go) => waiting.push(go))
  }
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }

  async function one(columns: ObservationColumns): Promise<Written> {
    await parts.cover(db, columns)
    await touched.note(db, columns)
    for (let attempt = 1; ; attempt++) {
      try {
        await copy(db, 'twin.observation', columns)
        return { added: columns.length, already: 0 }
      } catch (cause) {
        const state = sqlState(cause)
        if (state === uniqueViolation) {
          const added = await copyNew(db, columns)
          return { added, already: columns.length - added }
        }
        // Another process put a stretch away since we last looked.
        if (state !== noPartition || attempt === 3) throw cause
        await parts.refresh(db)
        await parts.cover(db, columns)
      }
    }
  }

  return async (columns) => {
    let [added, already] = [0, 0]
    for (let start = 0; start < columns.length; start += mostRows) {
      await enter()
      try {
        const whole = start === 0 && columns.length <= mostRows
        const done = await one(
          sliceColumns(columns, start, whole ? columns.length : Math.min(columns.length, start + mostRows)),
        )
        added += done.added
        already += done.already
      } finally {
        leave()
      }
    }
    return { added, already }
  }
}
