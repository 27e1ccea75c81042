import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { CityError } from '../../../kernel/errors/index.ts'
import type { Db } from './db.ts'
import { translated } from './trouble.ts'

const pages = 128
const bytes = 1024 * 1024

const isFull = (cause: unknown): boolean => {
  const known = translated(cause)
  return known instanceof CityError && known.code === 'base.diskFull'
}

/** A megabyte in pages of the database, gone with the transaction. Stored as it is: compressed it would take no space. */
const inDatabase = (db: Db): Promise<void> =>
  db.tx(async (tx) => {
    await sql`create temporary table space_trial (filling text storage plain) on commit drop`.execute(tx)
    await sql`insert into space_trial select repeat('x', 7900) from generate_series(1, ${sql.lit(pages)})`.execute(tx)
  })

async function inFolder(folder: string): Promise<void> {
  const path = join(folder, `.space-${process.pid}`)
  try {
    await writeFile(path, Buffer.alloc(bytes), { flush: true })
  } finally {
    await rm(path, { force: true })
  }
}

/**
 * Is there space for a megabyte in the data folder and in the database? `false` when a disk is full or a quota used up.
 * @throws what else goes wrong: then nobody can say
 */
export async function tryToWrite(db: Db, folder: string): Promise<boolean> {
  try {
    await inFolder(folder)
    await inDatabase(db)
    return true
  } catch (cause) {
    if (isFull(cause)) return false
    throw cause
  }
}
