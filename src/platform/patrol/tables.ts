import { sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { type FilingRule, inForce, isStillFree, tableFaults } from '../../kernel/patrol/index.ts'
import type { Query, Tx } from '../base/index.ts'
import { patrolErrors } from './errors.ts'

/** A version of the table; instants in epoch milliseconds. */
export type TableVersion = {
  readonly id: string
  readonly serial: number
  readonly from: number
  readonly note: string
  readonly rows: number
  readonly enteredByName: string
  readonly enteredAt: number
  readonly isWithdrawn: boolean
}

type Row = Omit<TableVersion, 'from' | 'enteredAt'> & { readonly from: string; readonly enteredAt: string }

/** Every version without its rows, the newest first. */
export async function listVersions(on: Query): Promise<readonly TableVersion[]> {
  const { rows } = await sql<Row>`select id, serial::int, from_at as "from", note, jsonb_array_length(rows) as rows,
      entered_by_name as "enteredByName", entered_at as "enteredAt", withdrawn_at is not null as "isWithdrawn"
    from patrol.filing_table order by serial desc`.execute(on)
  return rows.map((row) => ({ ...row, from: Date.parse(row.from), enteredAt: Date.parse(row.enteredAt) }))
}

/** The rows of a version. @throws patrol.missing */
export async function rowsOf(on: Query, id: string): Promise<readonly FilingRule[]> {
  const { rows } = await sql<{ rows: readonly FilingRule[] }>`
    select rows from patrol.filing_table where id = ${id}`.execute(on)
  if (!rows[0]) throw patrolErrors.make('patrol.missing')
  return rows[0].rows
}

/** The version in force at an instant with its rows; nothing before the first. */
export async function tableAt(
  on: Query,
  at: number,
): Promise<{ readonly version: TableVersion; readonly rows: readonly FilingRule[] } | undefined> {
  const version = inForce(await listVersions(on), at)
  return version && { version, rows: await rowsOf(on, version.id) }
}

/** Who enters something. */
export type By = { readonly id: string; readonly name: string }

/**
 * Enters a version that comes into force at `from`. @returns its id
 * @throws patrol.badTable with every fault, patrol.pastFrom
 */
export async function enterTable(
  tx: Tx,
  { from, note, rows }: { readonly from: number; readonly note: string; readonly rows: readonly FilingRule[] },
  by: By,
  now: number,
): Promise<string> {
  if (!isStillFree(from, now)) throw patrolErrors.make('patrol.pastFrom')
  return keep(tx, { from, note, rows }, by, now)
}

/** Ships the profile's table as the first version, for all time up to the city's own; later starts find one there. */
export async function shipTable(tx: Tx, rows: readonly FilingRule[], note: string, now: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('patrol.filing_table'))`.execute(tx)
  if ((await listVersions(tx)).length === 0)
    await keep(tx, { from: 0, note, rows }, { id: 'system', name: 'Shudu' }, now)
}

async function keep(
  tx: Tx,
  { from, note, rows }: { readonly from: number; readonly note: string; readonly rows: readonly FilingRule[] },
  by: By,
  now: number,
): Promise<string> {
  const faults = tableFaults(rows)
  if (faults.length > 0 || rows.length === 0)
    throw patrolErrors.make('patrol.badTable', {}, { faults: faults.slice(0, 100), facts: { faults: faults.length } })
  const id = uuidv7()
  await sql`insert into patrol.filing_table (id, from_at, note, rows, entered_by, entered_by_name, entered_at)
    values (${id}, ${new Date(from).toISOString()}, ${note}, ${JSON.stringify(rows)}::jsonb, ${by.id}, ${by.name},
      ${new Date(now).toISOString()})`.execute(tx)
  return id
}

/** Takes a version back that is not in force yet. @throws patrol.inForce */
export async function withdrawTable(tx: Tx, id: string, by: By, now: number): Promise<void> {
  const at = new Date(now).toISOString()
  const { rows } = await sql`update patrol.filing_table set withdrawn_at = ${at}, withdrawn_by_name = ${by.name}
    where id = ${id} and withdrawn_at is null and from_at > ${at} returning id`.execute(tx)
  if (rows.length > 0) return
  await rowsOf(tx, id)
  throw patrolErrors.make('patrol.inForce')
}
