import { createHash } from 'node:crypto'
import { open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { from } from 'pg-copy-streams'
import type { Address } from '../database/db.ts'
import type { Migration } from '../database/migrate.ts'
import { fileStore } from '../files/store.ts'
import { prepareDatabase } from '../prepare.ts'
import { type BackupCount, BackupError, type BackupHead, type BackupTail, tableMember } from './backup.ts'
import { readCatalogue, type TableShape } from './catalogue.ts'
import { type Member, members } from './tar.ts'

/** Where a city is brought back to. */
export type RestoreTarget = {
  readonly database: Address
  readonly appRole: string | undefined
  readonly data: string
  /** All migrations that this version knows. */
  readonly migrations: readonly Migration[]
}

/** Reads what a backup is, without bringing anything back. @throws BackupError, ArchiveError */
export async function readBackupHead(path: string): Promise<BackupHead> {
  const archive = await open(path, 'r')
  try {
    for await (const member of members(archive)) return await headOf(member)
    throw new BackupError(`${path} is empty.`)
  } finally {
    await archive.close()
  }
}

/**
 * Brings a backup back into an empty city: all rows in one transaction, every table checked against its sum, files
 * checked against their names; then migrations that came later run.
 * @throws BackupError when the city is not empty or the backup is not whole (the database is then as before)
 */
export async function restore(path: string, target: RestoreTarget): Promise<BackupCount> {
  const head = await readBackupHead(path)
  await assertEmpty(target.database)
  await prepareDatabase(target.database, knownMigrations(head, target.migrations), target.appRole)
  const archive = await open(path, 'r')
  const client = new pg.Client(target.database)
  try {
    await client.connect()
    await client.query('begin')
    const count = await bringBack(client, members(archive), head, target.data).catch(async (cause) => {
      await clear(client, head)
      throw cause
    })
    await client.query('commit')
    await client.query('analyze')
    await prepareDatabase(target.database, target.migrations, target.appRole)
    return count
  } finally {
    await client.end()
    await archive.close()
  }
}

/** Takes the tables away again that were made for the backup: the city is as empty as before. */
async function clear(client: pg.Client, head: BackupHead): Promise<void> {
  await client.query('rollback')
  for (const schema of new Set(['graphile_worker', 'base', ...head.migrations.map(({ room }) => room)]))
    await client.query(`drop schema if exists ${pg.escapeIdentifier(schema)} cascade`)
}

async function headOf(member: Member): Promise<BackupHead> {
  if (member.name !== 'shudu-backup.json') throw new BackupError('This is no backup of Shudu.')
  const head = await jsonOf<BackupHead>(member)
  if (head.kind !== 'shudu-backup' || head.format !== 1)
    throw new BackupError('This backup is of a form that this version does not read.')
  return head
}

// What `backUp` wrote; sums and counts are checked below.
const jsonOf = async <T>(member: Member): Promise<T> =>
  JSON.parse((await buffer(member.content())).toString('utf8')) as T

async function assertEmpty(database: Address): Promise<void> {
  const client = new pg.Client(database)
  await client.connect()
  try {
    const found = await client.query<{ there: boolean }>(`select to_regclass('base.migration') is not null as there`)
    if (found.rows[0]?.there)
      throw new BackupError('The city is not empty: restore into a new SHUDU_DATA (or an empty database).')
  } finally {
    await client.end()
  }
}

/** The migrations under which the backup was written, as this version knows them. */
function knownMigrations(head: BackupHead, all: readonly Migration[]): readonly Migration[] {
  const key = ({ room, name, hash }: { room: string; name: string; hash: string }) => `${room}/${name}/${hash}`
  const known = new Set(all.map(key))
  const strange = head.migrations.find((one) => !known.has(key(one)))
  if (strange)
    throw new BackupError(
      `The backup is of version ${head.version}; this version does not know ${strange.room}/${strange.name}.`,
    )
  const then = new Set(head.migrations.map(key))
  return all.filter((one) => then.has(key(one)))
}

type Seen = { readonly rows: number; readonly sha256: string }

async function bringBack(
  client: pg.Client,
  all: AsyncGenerator<Member>,
  head: BackupHead,
  data: string,
): Promise<BackupCount> {
  const { tables, partitions, sequences } = head.catalogue
  for (const { name, of, bounds } of partitions)
    await client.query(`create table if not exists ${name} partition of ${of} ${bounds}`)
  const here = new Set((await readCatalogue(client)).tables.map(({ name }) => name))
  const lost = tables.find(({ name }) => !here.has(name))
  if (lost) throw new BackupError(`The backup has a table that its migrations do not make: ${lost.name}.`)
  const mend = await loosen(client, tables)
  const seen = new Map<string, Seen>()
  const store = fileStore(join(data, 'files'))
  let files = 0
  let tail: BackupTail | undefined
  for await (const member of all) {
    const index = tables.findIndex((_, at) => member.name === tableMember(at))
    const table = tables[index]
    if (table) seen.set(table.name, await fill(client, table, member))
    else if (member.name.startsWith('files/')) files += await keepFile(store, member)
    else if (member.name === 'master.key') await keepKey(data, member)
    else if (member.name === 'end.json') tail = await jsonOf<BackupTail>(member)
  }
  check(tail, seen, files)
  await mend()
  for (const { name, last, called } of sequences)
    await client.query('select setval($1::regclass, $2, $3)', [name, last, called])
  return { tables: seen.size, rows: [...seen.values()].reduce((sum, { rows }) => sum + rows, 0), files }
}

/**
 * Empties the tables (migrations may have filled some) and takes away what would stop rows from coming in any order:
 * triggers sleep and foreign keys are dropped. Gives what puts everything back and checks it.
 */
async function loosen(client: pg.Client, tables: readonly TableShape[]): Promise<() => Promise<void>> {
  const names = tables.map(({ name }) => name)
  const keys = await client.query<{ owner: string; name: string; text: string }>(
    `select conrelid::regclass::text as owner, quote_ident(conname) as name, pg_get_constraintdef(oid) as text
     from pg_constraint where contype = 'f' and conparentid = 0 and conrelid::regclass::text = any($1) order by 1, 2`,
    [names],
  )
  for (const { owner, name } of keys.rows) await client.query(`alter table ${owner} drop constraint ${name}`)
  for (const name of names) await client.query(`alter table ${name} disable trigger user`)
  for (const name of names) await client.query(`delete from ${name}`)
  return async () => {
    for (const { owner, name, text } of keys.rows)
      await client.query(`alter table ${owner} add constraint ${name} ${text}`)
    for (const name of names) await client.query(`alter table ${name} enable trigger user`)
    const views = await client.query<{ name: string }>(
      `select oid::regclass::text as name from pg_class where relkind = 'm'`,
    )
    for (const { name } of views.rows) await client.query(`refresh materialized view ${name}`)
  }
}

async function fill(client: pg.Client, { name, columns }: TableShape, member: Member): Promise<Seen> {
  const sum = createHash('sha256')
  const summed = new Transform({
    transform(part: Buffer, _encoding, done) {
      sum.update(part)
      done(null, part)
    },
  })
  const stream = client.query(from(`copy ${name} (${columns.join(', ')}) from stdin`))
  await pipeline(Readable.from(member.content()), summed, createGunzip(), stream)
  return { rows: stream.rowCount, sha256: sum.digest('hex') }
}

async function keepFile(store: ReturnType<typeof fileStore>, member: Member): Promise<1> {
  const { hash } = await store.put(Readable.from(member.content()), { limit: Number.MAX_SAFE_INTEGER })
  if (`files/${hash}` !== member.name) throw new BackupError(`A file of the backup is damaged: ${member.name}.`)
  return 1
}

async function keepKey(data: string, member: Member): Promise<void> {
  // The empty city may have made one of its own; nothing was derived from that yet.
  await writeFile(join(data, 'master.key'), await buffer(member.content()), { mode: 0o600, flush: true })
}

function check(tail: BackupTail | undefined, seen: ReadonlyMap<string, Seen>, files: number): void {
  if (!tail) throw new BackupError('The backup ends too early: it was not written to its end.')
  for (const { name, rows, sha256 } of tail.tables) {
    const found = seen.get(name)
    if (found?.rows !== rows || found.sha256 !== sha256)
      throw new BackupError(`The rows of ${name} are damaged in the backup.`)
  }
  if (tail.files !== files) throw new BackupError(`The backup should hold ${tail.files} files and holds ${files}.`)
}
