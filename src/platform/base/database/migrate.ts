import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ClientBase } from 'pg'

/** One migration file of a room. */
export type Migration = { readonly room: string; readonly name: string; readonly text: string; readonly hash: string }

/** A migration that was changed after it ran, or that failed; the message says which. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/** Reads `0001-name.sql` … of one room, in order. */
export async function readMigrations(room: string, folder: URL): Promise<readonly Migration[]> {
  const files = (await readdir(fileURLToPath(folder))).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (name) => {
      if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(name)) throw new MigrationError(`${room}: ${name} is not named 0001-name.sql`)
      const text = await readFile(new URL(name, folder), 'utf8')
      return { room, name, text, hash: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/** A number for `pg_advisory_lock`: only one process migrates at a time. */
const lock = 7_483_001

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/**
 * Brings the database up to date: each file once, in order, in its own transaction, under an advisory lock, as the
 * owner. Creates the room's schema and lets `appRole` (when there is one) read and write its tables.
 * @returns the names of those that ran
 * @throws MigrationError when a file that already ran was changed, or one fails (nothing of it is kept)
 */
export async function migrate(
  owner: ClientBase,
  migrations: readonly Migration[],
  appRole?: string,
): Promise<readonly string[]> {
  await owner.query(`select pg_advisory_lock(${lock})`)
  try {
    await owner.query(`create schema if not exists base`)
    await owner.query(`create table if not exists base.migration (
      room text not null, name text not null, hash text not null, ran_at timestamptz not null default now(),
      primary key (room, name))`)
    const ran = new Map<string, string>()
    const before = await owner.query<{ key: string; hash: string }>(
      `select room || '/' || name as key, hash from base.migration`,
    )
    for (const row of before.rows) ran.set(row.key, row.hash)
    for (const room of new Set(migrations.map((one) => one.room))) await openSchema(owner, room, appRole)
    const done: string[] = []
    for (const migration of migrations) {
      const key = `${migration.room}/${migration.name}`
      const hash = ran.get(key)
      if (hash === migration.hash) continue
      if (hash !== undefined) throw new MigrationError(`${key} was changed after it ran: add a new migration instead`)
      await runOne(owner, migration, key)
      done.push(key)
    }
    return done
  } finally {
    await owner.query(`select pg_advisory_unlock(${lock})`)
  }
}

async function runOne(owner: ClientBase, { room, name, text, hash }: Migration, key: string): Promise<void> {
  await owner.query('begin')
  try {
    await owner.query(`set local search_path = ${quoted(room)}, public`)
    await owner.query(text)
    await owner.query('insert into base.migration (room, name, hash) values ($1, $2, $3)', [room, name, hash])
    await owner.query('commit')
  } catch (cause) {
    await owner.query('rollback')
    throw new MigrationError(`${key} failed: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

async function openSchema(owner: ClientBase, room: string, appRole: string | undefined): Promise<void> {
  const schema = quoted(room)
  await owner.query(`create schema if not exists ${schema}`)
  if (appRole === undefined) return
  const role = quoted(appRole)
  await owner.query(`grant usage on schema ${schema} to ${role};
    grant select, insert, update, delete on all tables in schema ${schema} to ${role};
    grant usage, select on all sequences in schema ${schema} to ${role};
    alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${role};
    alter default privileges in schema ${schema} grant usage, select on sequences to ${role};
    alter default privileges in schema ${schema} grant execute on functions to ${role}`)
}
