import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type Db, writeCsv, writeParquet, writeXlsx } from '../../base/index.ts'
import { importErrors } from '../imports/errors.ts'
import type { PackShelf } from '../packs.ts'
import type { Offices } from '../world.ts'
import { caseColumns, type ExportColumn, type ExportedCase, type ExportValue } from './case-columns.ts'

/** Formats of an export: CSV and XLSX for people, JSON (an array, one object a line) and Parquet for programs. */
export const exportFormats = ['csv', 'xlsx', 'json', 'parquet'] as const

/** One of the formats. */
export type ExportFormat = (typeof exportFormats)[number]

/** What can be exported, by name: which cases. */
const kinds: Readonly<Record<string, RawBuilder<unknown>>> = {
  cases: sql`true`,
  messages: sql`c.pack = 'hotline'`,
  history: sql`c.is_history`,
}

/** Names of what can be exported. */
export const exportKinds: readonly string[] = Object.keys(kinds)

/** Media types of the formats. */
export const exportMedia: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  parquet: 'application/vnd.apache.parquet',
}

/** Exports of the cases room. */
export type Exports = {
  /** Writes the cases that are there now, piece by piece. @throws import.noExport */
  write(what: string, format: ExportFormat): Readable
}

/** What exports stand on. */
export type ExportParts = { readonly db: Db; readonly shelf: PackShelf; readonly offices: Offices }

/** Makes the exports. */
export function makeExports(parts: ExportParts): Exports {
  return {
    write(what, format) {
      const which = Object.hasOwn(kinds, what) ? kinds[what] : undefined
      if (!which) throw importErrors.make('import.noExport', { what, kinds: exportKinds.join(', ') })
      return Readable.from(pieces(exportedRows(parts, which), format), { objectMode: false })
    },
  }
}

type Rows = AsyncGenerator<ExportValue[]>

async function* pieces(rows: Rows, format: ExportFormat): AsyncGenerator<Uint8Array> {
  switch (format) {
    case 'csv':
      return yield* writeCsv(withHeader(rows))
    case 'xlsx':
      return yield* writeXlsx(withHeader(rows))
    case 'json':
      return yield* writeJson(rows)
    case 'parquet':
      return yield* parquetPieces(rows)
  }
}

async function* withHeader(rows: Rows): Rows {
  yield caseColumns.map((column) => column.name)
  yield* rows
}

async function* writeJson(rows: Rows): AsyncGenerator<Buffer> {
  let text = '['
  let separator = '\n'
  for await (const row of rows) {
    text += separator + JSON.stringify(Object.fromEntries(row.map((value, index) => [caseColumns[index]?.name, value])))
    separator = ',\n'
    if (text.length > 65_536) {
      yield Buffer.from(text)
      text = ''
    }
  }
  yield Buffer.from(`${text}\n]\n`)
}

async function* parquetPieces(rows: Rows): AsyncGenerator<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'shudu-export-'))
  try {
    const path = join(folder, 'cases.parquet')
    await writeParquet(
      rows,
      caseColumns.map(({ name, type }) => ({ name, type })),
      path,
    )
    const file = await open(path)
    yield* file.createReadStream()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const PAGE = 2000

/**
 * All rows in the order of their ids, page by page, each as it stands when its page is read. Cases that begin meanwhile are
 * left out. No transaction is held open for a slow reader.
 */
async function* exportedRows({ db, shelf, offices }: ExportParts, which: RawBuilder<unknown>): Rows {
  const names = new Map<string, string | null>()
  const last = uuidv7()
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await readPage(db, which, after, last)
    for (const one of page) {
      const pack = await shelf.byHash(one.hash)
      yield caseColumns.map((column: ExportColumn) => column.value(one, pack, nameOf(one.office, offices, names)))
    }
    if (page.length < PAGE) return
    after = page.at(-1)?.id ?? after
  }
}

function nameOf(office: string | null, offices: Offices, known: Map<string, string | null>): string | null {
  if (office === null) return null
  const name = known.get(office) ?? offices.title(office)?.zh ?? office
  known.set(office, name)
  return name
}

async function readPage(
  db: Db,
  which: RawBuilder<unknown>,
  after: string,
  last: string,
): Promise<readonly ExportedCase[]> {
  const { rows } =
    await sql<ExportedCase>`select c.id, c.hash, c.state, c.number, c.pack, c.title, c.kind, c.class, c.urgency,
      c.status, c.channel, c.source, c.external, c.opened_at as "openedAt", c.main_due as "dueAt", c.contacted_at as "contactedAt",
      c.main_done as "doneAt", c.closed_at as "closedAt", coalesce(c.main_office, c.office) as office, c.division, c.address,
      c.at_point[0] as x, c.at_point[1] as y, c.solved, c.satisfied, c.rating, c.is_history as "isHistory", c.is_demo as "isDemo"
    from cases.case c where ${which} and c.id > ${after}::uuid and c.id <= ${last}::uuid order by c.id limit ${PAGE}`.execute(
      db,
    )
  return rows
}
