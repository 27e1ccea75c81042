import { sql } from 'kysely'
import type { Level } from '../../../kernel/access/index.ts'
import type { Query } from '../../base/index.ts'
import type { Office } from './office-tree.ts'

type Row = {
  id: string
  path: string
  parent: string | null
  level: Level
  kind: string
  division: string | null
  title_zh: string
  title_en: string
  open_since: string
  abolished_at: string | null
  successor: string | null
}

const officeOf = (row: Row): Office => ({
  id: row.id,
  path: row.path,
  parent: row.parent ?? undefined,
  level: row.level,
  kind: row.kind,
  division: row.division ?? undefined,
  title: { zh: row.title_zh, en: row.title_en },
  openSince: row.open_since,
  abolishedAt: row.abolished_at ?? undefined,
  successor: row.successor ?? undefined,
})

const columns = sql.raw(
  'id, path, parent, level, kind, division, title_zh, title_en, open_since, abolished_at, successor',
)

/** Every office, abolished ones included. */
export async function readOffices(on: Query): Promise<readonly Office[]> {
  const { rows } = await sql<Row>`select ${columns} from identity.office`.execute(on)
  return rows.map(officeOf)
}

/** One office as it is in this transaction, locked until its end. */
export async function lockOffice(tx: Query, id: string): Promise<Office | undefined> {
  const { rows } = await sql<Row>`select ${columns} from identity.office where id = ${id} for update`.execute(tx)
  return rows[0] && officeOf(rows[0])
}

/** One change in an office's history, what it was and what it became. */
export type OfficeChange = {
  readonly at: string
  readonly what: 'opened' | 'renamed' | 'moved' | 'abolished'
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
  readonly by: string
}

/** Keeps what an office was before a change. `by` is an actor's id. */
export async function keepHistory(
  tx: Query,
  office: string,
  what: OfficeChange['what'],
  before: object,
  after: object,
  by: string,
): Promise<void> {
  await sql`insert into identity.office_history (office, what, before, after, by_person)
    values (${office}, ${what}, ${JSON.stringify(before)}, ${JSON.stringify(after)}, ${by})`.execute(tx)
}

/** What was changed on an office, newest first. */
export async function readHistory(on: Query, office: string): Promise<readonly OfficeChange[]> {
  const { rows } = await sql<OfficeChange>`select at, what, before, after, by_person as by
    from identity.office_history where office = ${office} order by id desc`.execute(on)
  return rows
}
