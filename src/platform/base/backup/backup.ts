import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { type FileHandle, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to } from 'pg-copy-streams'
import type { Address } from '../database/db.ts'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { addBuffer, addFile, endArchive } from './tar.ts'

/** First member of a backup: what it is, and under which migrations its rows were written. */
export type BackupHead = {
  readonly kind: 'shudu-backup'
  readonly format: 1
  readonly version: string
  readonly at: string
  readonly migrations: readonly { readonly room: string; readonly name: string; readonly hash: string }[]
  readonly catalogue: Catalogue
}

/** Last member: what must be in the archive, so that a cut or changed one is refused. */
export type BackupTail = {
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly sha256: string }[]
  readonly files: number
}

/** What was written. */
export type BackupCount = { readonly tables: number; readonly rows: number; readonly files: number }

/** Something cannot be kept or brought back; the message says what. */
export class BackupError extends Error {
  override name = 'BackupError'
}

/** Where a city's state lies. */
export type BackupSource = { readonly database: Address; readonly data: string; readonly version: string }

/**
 * Writes the whole city into one archive (mode 0600: it holds personal data and the master key): the database as of one
 * moment, while the city runs on, and the file store. The archive appears under its name only when it is complete.
 * @throws BackupError
 */
export async function backUp({ database, data, version }: BackupSource, path: string): Promise<BackupCount> {
  if (existsSync(path)) throw new BackupError(`${path} is already there: a backup does not overwrite another one.`)
  const half = `${path}.part`
  const spool = await mkdtemp(join(dirname(path), '.shudu-backup-'))
  const archive = await open(half, 'w', 0o600)
  const client = new pg.Client(database)
  try {
    await client.connect()
    const count = await write({ client, archive, spool, data, version })
    await archive.sync()
    await rename(half, path)
    return count
  } finally {
    await client.end()
    await archive.close()
    await rm(spool, { recursive: true, force: true })
    await rm(half, { force: true })
  }
}

type Writing = {
  readonly client: pg.Client
  readonly archive: FileHandle
  readonly spool: string
  readonly data: string
  readonly version: string
}

async function write({ client, archive, spool, data, version }: Writing): Promise<BackupCount> {
  await client.query('begin isolation level repeatable read read only')
  const objects = await client.query<{ count: number }>('select count(*)::int as count from pg_largeobject_metadata')
  if ((objects.rows[0]?.count ?? 0) > 0)
    throw new BackupError('The database holds large objects, which a backup does not keep.')
  const catalogue = await readCatalogue(client)
  const migrations = await client.query<BackupHead['migrations'][number]>(
    'select room, name, hash from base.migration order by ran_at, room, name',
  )
  const at = new Date().toISOString()
  const head: BackupHead = { kind: 'shudu-backup', format: 1, version, at, migrations: migrations.rows, catalogue }
  await addBuffer(archive, 'shudu-backup.json', json(head))

  const tables: BackupTail['tables'][number][] = []
  for (const [index, { name, columns }] of catalogue.tables.entries()) {
    const file = join(spool, 'table')
    const copied = await copyTable(client, name, columns, file)
    await addFile(archive, tableMember(index), file)
    tables.push({ name, ...copied })
  }
  await client.query('commit')
  // Files are kept before the row that names them is committed and never change: those of the moment are all there.
  const files = await addFiles(archive, join(data, 'files'))
  const key = join(data, 'master.key')
  if (existsSync(key)) await addBuffer(archive, 'master.key', await readFile(key))
  await addBuffer(archive, 'end.json', json({ tables, files } satisfies BackupTail))
  await endArchive(archive)
  return { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0), files }
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value, undefined, 1))

/** Name of the member with the rows of the n-th table. */
export const tableMember = (index: number): string => `tables/${String(index).padStart(4, '0')}.copy.gz`

async function copyTable(client: pg.Client, name: string, columns: readonly string[], file: string) {
  const stream = client.query(to(`copy (select ${columns.join(', ')} from ${name}) to stdout`))
  await pipeline(stream, createGzip({ level: 4 }), createWriteStream(file))
  const sum = createHash('sha256')
  for await (const part of createReadStream(file)) sum.update(part)
  return { rows: stream.rowCount, sha256: sum.digest('hex') }
}

async function addFiles(archive: FileHandle, folder: string): Promise<number> {
  if (!existsSync(folder)) return 0
  let count = 0
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    // Half-written ones have other names.
    if (!entry.isFile() || !/^[0-9a-f]{64}$/.test(entry.name)) continue
    await addFile(archive, `files/${entry.name}`, join(entry.parentPath, entry.name))
    count++
  }
  return count
}
