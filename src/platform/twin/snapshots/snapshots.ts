import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { type JsonObject, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Base, Query } from '../../base/index.ts'
import type { Sight } from '../sight.ts'
import { tenantOfSnapshot } from './snapshot-tenant.ts'

/** How the queries of a snapshot ended. */
export type SnapshotStatus = 'preparing' | 'success' | 'partial' | 'empty' | 'failure'

/** A snapshot as it is kept. */
export type SnapshotRow = {
  readonly tenant: string
  readonly id: string
  readonly body: JsonObject
  readonly status: SnapshotStatus
  readonly priority: number
  readonly created_at: string
  readonly modified_at: string
  readonly expires_at: string
  readonly last_used_at: string
}

type Keeper = Pick<Base, 'db' | 'now'>
type Reader = Pick<Base, 'now'> & { readonly db: Query }
type Asker = { readonly tenant: string; readonly sight: Sight; readonly actor: Actor }

/** What of a snapshot is read. */
export const columns = sql`tenant, id, body, status, priority, created_at, modified_at, expires_at, last_used_at`

const mine = ({ sight, actor }: Asker) => (sight.isWhole ? sql`true` : sql`actor = ${actor.id}`)

/** All snapshots of a tenant that somebody may use. */
export async function allSnapshots(base: Keeper, asked: Asker): Promise<readonly SnapshotRow[]> {
  const { rows } =
    await sql<SnapshotRow>`select ${columns} from twin.snapshot where tenant = ${asked.tenant} and ${mine(asked)}
    and expires_at > ${new Date(base.now()).toISOString()}::timestamptz order by created_at, id`.execute(base.db)
  return rows
}

/** A snapshot, and where it is about to be changed nobody else changes it meanwhile. @throws ResourceNotFound */
export async function findSnapshot(base: Reader, asked: Asker, id: string, isChanging = false): Promise<SnapshotRow> {
  const { rows } =
    await sql<SnapshotRow>`select ${columns} from twin.snapshot where tenant = ${asked.tenant} and id = ${id}
    and ${mine(asked)} and expires_at > ${new Date(base.now()).toISOString()}::timestamptz
    ${isChanging ? sql`for no key update` : sql``}`.execute(base.db)
  if (!rows[0]) throw ngsiErrors.make('twin.notFound', { detail: `There is no snapshot ${id}` })
  return rows[0]
}

/** Keeps a new snapshot. @throws AlreadyExists */
export async function keepSnapshot(base: Keeper, actor: string, row: SnapshotRow): Promise<void> {
  const { rows } =
    await sql`insert into twin.snapshot (tenant, id, actor, body, status, priority, created_at, modified_at, expires_at, last_used_at)
    values (${row.tenant}, ${row.id}, ${actor}, ${JSON.stringify(row.body)}::jsonb, ${row.status}, ${row.priority}, ${row.created_at}::timestamptz,
      ${row.modified_at}::timestamptz, ${row.expires_at}::timestamptz, ${row.last_used_at}::timestamptz)
    on conflict do nothing returning id`.execute(base.db)
  if (rows.length === 0) throw ngsiErrors.make('twin.alreadyExists', { detail: `Snapshot ${row.id} exists already` })
}

/** Changes settings of a snapshot; how it stands is not theirs to change. @throws ResourceNotFound */
export function changeSnapshot(
  base: Keeper,
  asked: Asker,
  id: string,
  change: (row: SnapshotRow) => Pick<SnapshotRow, 'body' | 'priority' | 'expires_at'>,
): Promise<SnapshotRow> {
  return base.db.tx(async (tx) => {
    const row = await findSnapshot({ now: base.now, db: tx }, asked, id, true)
    const { body, priority, expires_at } = change(row)
    const { rows } =
      await sql<SnapshotRow>`update twin.snapshot set body = ${JSON.stringify(body)}::jsonb, priority = ${priority},
        expires_at = ${expires_at}::timestamptz, modified_at = ${new Date(base.now()).toISOString()}::timestamptz
      where tenant = ${row.tenant} and id = ${id} returning ${columns}`.execute(tx)
    return rows[0] ?? row
  })
}

/** The snapshot that a request works on, by the name it gives; it is used now. @throws ResourceNotFound */
export async function useSnapshot(base: Keeper, asked: Asker, id: string): Promise<string> {
  const row = await findSnapshot(base, asked, id)
  const now = new Date(base.now()).toISOString()
  await sql`update twin.snapshot set last_used_at = ${now}::timestamptz where tenant = ${row.tenant} and id = ${id}
    and last_used_at < ${now}::timestamptz - interval '1 second'`.execute(base.db)
  return tenantOfSnapshot(row.tenant, id)
}

/** Removes what a snapshot holds, with subscriptions, registrations and maps made in it. */
export async function emptySnapshot(on: Query, { tenant, id }: Pick<SnapshotRow, 'tenant' | 'id'>): Promise<void> {
  const own = tenantOfSnapshot(tenant, id)
  await sql`delete from twin.moment m using twin.entity e where e.tenant = ${own} and m.entity = e.key`.execute(on)
  await sql`delete from twin.entity where tenant = ${own}`.execute(on)
  await sql`delete from twin.subscription where tenant = ${own}`.execute(on)
  await sql`delete from twin.entity_map where tenant = ${own}`.execute(on)
  await sql`delete from twin.registration where tenant = ${own}`.execute(on)
}

/** Removes a snapshot with all it holds. */
export async function dropSnapshot(base: Pick<Base, 'db'>, row: Pick<SnapshotRow, 'tenant' | 'id'>): Promise<void> {
  await base.db.tx(async (tx) => {
    await sql`delete from twin.snapshot where tenant = ${row.tenant} and id = ${row.id}`.execute(tx)
    await emptySnapshot(tx, row)
  })
}

const mostOfTenant = 100

/** Makes room when a tenant has too many snapshots: those of least priority go, and of these the ones that end first (clause 5.5.15). */
export async function makeRoom(
  base: Pick<Base, 'db'>,
  tenant: string,
  keeping: string,
): Promise<readonly SnapshotRow[]> {
  const { rows } =
    await sql<SnapshotRow>`select ${columns} from twin.snapshot where tenant = ${tenant} and id <> ${keeping}
    order by priority desc, expires_at desc offset ${mostOfTenant - 1}`.execute(base.db)
  for (const row of rows) await dropSnapshot(base, row)
  return rows
}

/** Removes snapshots that ended. */
export async function dropEnded(base: Keeper): Promise<void> {
  const { rows } = await sql<SnapshotRow>`select ${columns} from twin.snapshot
    where expires_at <= ${new Date(base.now()).toISOString()}::timestamptz`.execute(base.db)
  for (const row of rows) await dropSnapshot(base, row)
}

/** Copies everything that one snapshot holds into another (clause 5.16.2). @throws ResourceNotFound when the first one went */
export async function copySnapshot(tx: Query, from: SnapshotRow, to: SnapshotRow): Promise<void> {
  const [source, target] = [tenantOfSnapshot(from.tenant, from.id), tenantOfSnapshot(to.tenant, to.id)]
  const kept = sql`name, dataset, kind, value, number, target, unit, observed_at, sub, more, created_at, modified_at, instance`
  const of = (alias: string) =>
    sql.raw(`${alias}.name, ${alias}.dataset, ${alias}.kind, ${alias}.value, ${alias}.number, ${alias}.target,
    ${alias}.unit, ${alias}.observed_at, ${alias}.sub, ${alias}.more, ${alias}.created_at, ${alias}.modified_at, ${alias}.instance`)
  const pairs = sql`twin.entity o on o.key = a.entity and o.tenant = ${source} join twin.entity n on n.id = o.id and n.tenant = ${target}`
  const { rows } = await sql`select 1 from twin.snapshot where tenant = ${from.tenant} and id = ${from.id}
    and created_at = ${from.created_at}::timestamptz for key share`.execute(tx)
  if (rows.length === 0) throw ngsiErrors.make('twin.notFound', { detail: `There is no snapshot ${from.id}` })
  await sql`insert into twin.entity (tenant, id, types, scope, path, is_open, division, at, box, geometry, title, created_at, modified_at,
        expires_at, deleted_at, source, lineage, is_demo, told)
      select ${target}, id, types, scope, path, is_open, division, at, box, geometry, title, created_at, modified_at, expires_at, deleted_at,
        source, lineage, is_demo, told from twin.entity where tenant = ${source}`.execute(tx)
  await sql`insert into twin.attribute (entity, ${kept}) select n.key, ${of('a')} from twin.attribute a join ${pairs}`.execute(
    tx,
  )
  await sql`insert into twin.moment (entity, ${kept}, ended_at, is_deleted)
      select n.key, ${of('a')}, a.ended_at, a.is_deleted from twin.moment a join ${pairs}`.execute(tx)
}
