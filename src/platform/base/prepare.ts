import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Address } from './database/db.ts'
import { type Migration, migrate, readMigrations } from './database/migrate.ts'
import { migrateJobs } from './jobs/worker.ts'
import { roomOrder } from './room.ts'

/** Where the migrations of a room lie: `src/platform/<room>/migrations/`. */
const folderOf = (room: string): URL => new URL(`../${room}/migrations/`, import.meta.url)

/** All migrations of the rooms up to and including `upTo` (all rooms when absent), in the order in which they run. */
export async function allMigrations(upTo?: string): Promise<readonly Migration[]> {
  const last = upTo === undefined ? roomOrder.length - 1 : roomOrder.indexOf(upTo)
  if (last < 0) throw new Error(`There is no room ${upTo}`)
  const rooms = roomOrder.slice(0, last + 1).filter((room) => existsSync(fileURLToPath(folderOf(room))))
  return (await Promise.all(rooms.map((room) => readMigrations(room, folderOf(room))))).flat()
}

/**
 * Brings a database up to date: tables of the rooms, tables of the job queue.
 * @param appRole the role that runs; absent when the owner itself runs
 * @returns names of the migrations that ran now
 */
export async function prepareDatabase(
  owner: Address,
  migrations: readonly Migration[],
  appRole: string | undefined,
): Promise<readonly string[]> {
  const pool = new pg.Pool({ ...owner, max: 3, application_name: 'shudu-migrate' })
  // Failures show where the connection is used; without listeners they would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (fresh) => fresh.on('error', () => undefined))
  const client = await pool.connect()
  try {
    const ran = await migrate(client, migrations, appRole)
    await migrateJobs(pool, client, appRole)
    return ran
  } finally {
    client.release()
    await pool.end()
  }
}
