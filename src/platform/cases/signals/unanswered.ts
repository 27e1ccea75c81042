import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { divisionStem } from '../../../kernel/codes/index.ts'
import type { Signal } from '../../../kernel/pack/index.ts'
import type { Query, Tx } from '../../base/index.ts'
import { casesSeen, prefix } from '../fact-filter.ts'
import type { Offices } from '../world.ts'

/** A signal that nobody answers for, or of which a person decided since. Instants ISO. */
export type Unanswered = {
  readonly id: string
  readonly signal: Signal
  readonly pack: string | null
  readonly heardAt: string
  readonly decidedAt: string | null
  readonly decidedByName: string | null
  readonly decision: 'given' | 'dismissed' | null
  readonly note: string | null
  readonly case: { readonly id: string; readonly number: string } | null
}

/** Keeps signals whole that no pack hears (no pack) or no office answers for. */
export async function keepUnanswered(
  tx: Query,
  lost: readonly { readonly signal: Signal; readonly pack: string | null }[],
): Promise<void> {
  // A report is a case of its own: it waits with those who sort.
  const rows = lost
    .filter(({ signal }) => signal.source !== 'report')
    .map(({ signal, pack }) => ({
      id: signal.id,
      signal,
      pack,
      division: signal.division ?? null,
      demo: signal.isDemo === true,
    }))
  if (rows.length === 0) return
  await sql`insert into cases.unanswered (id, signal, pack, division, is_demo)
    select id, signal, pack, division, demo from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as t(id text, signal jsonb, pack text, division text, demo boolean)
    on conflict (id) do nothing`.execute(tx)
}

/** Whoever watches the whole city sees all; others what happened in their divisions. */
function seenBy(actor: Actor, offices: Offices): RawBuilder<unknown> {
  if (casesSeen(actor) === 'all') return sql`true`
  const stems = actor.posts.flatMap(({ office }) => offices.divisionOf?.(office) ?? []).map(divisionStem)
  if (stems.length === 0) return sql`false`
  return sql`(${sql.join(
    [...new Set(stems)].map((stem) => prefix('u.division', stem, '')),
    sql` or `,
  )})`
}

const columns =
  sql.raw(`u.id, u.signal, u.pack, to_char(u.heard_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "heardAt",
  to_char(u.decided_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "decidedAt", u.decided_by_name as "decidedByName",
  u.decision, u.note, case when c.id is not null then json_build_object('id', c.id, 'number', c.number) end as case`)

/** Signals that wait for a decision, the newest first; or those decided on, the last first. */
export async function listUnanswered(
  on: Query,
  actor: Actor,
  offices: Offices,
  { isOpen, limit }: { readonly isOpen: boolean; readonly limit: number },
): Promise<readonly Unanswered[]> {
  const [which, order] = isOpen
    ? [sql`u.decided_at is null`, sql`u.heard_at desc, u.id`]
    : [sql`u.decided_at is not null`, sql`u.decided_at desc, u.id`]
  const { rows } =
    await sql<Unanswered>`select ${columns} from cases.unanswered u left join cases.case c on c.id = u.case_id
    where ${which} and ${seenBy(actor, offices)} order by ${order} limit ${limit}`.execute(on)
  return rows
}

/** How many wait for a decision, among those one sees; counted up to `most`. */
export async function countUnanswered(on: Query, actor: Actor, offices: Offices, most: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (select from cases.unanswered u
    where u.decided_at is null and ${seenBy(actor, offices)} limit ${most}) as listed`.execute(on)
  return rows[0]?.n ?? 0
}

/** Those of these that wait and that one sees, locked until the end of the transaction. */
export async function lockUnanswered(
  tx: Tx,
  actor: Actor,
  offices: Offices,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly signal: Signal; readonly pack: string | null }[]> {
  const { rows } = await sql<{ id: string; signal: Signal; pack: string | null }>`select u.id, u.signal, u.pack
    from cases.unanswered u where u.id = any(${[...ids]}::text[]) and u.decided_at is null and ${seenBy(actor, offices)}
    order by u.id for update`.execute(tx)
  return rows
}

/** Notes what a person decided. */
export async function decideUnanswered(
  tx: Tx,
  decided: readonly { readonly id: string; readonly case?: string | null | undefined }[],
  {
    decision,
    note,
    by,
    now,
  }: { readonly decision: 'given' | 'dismissed'; readonly note: string; readonly by: Actor; readonly now: number },
): Promise<void> {
  const rows = decided.map(({ id, case: at = null }) => ({ id, at }))
  await sql`update cases.unanswered u set decided_at = ${new Date(now).toISOString()}, decided_by = ${by.id},
      decided_by_name = ${by.name}, decision = ${decision}, note = ${note}, case_id = t.at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t(id text, at uuid) where u.id = t.id`.execute(tx)
}

/** Cases by their ids, with their numbers. */
export async function numbersOf(
  tx: Query,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly number: string }[]> {
  const { rows } = await sql<{ id: string; number: string }>`
    select id, number from cases.case where id = any(${[...ids]}::uuid[]) order by number`.execute(tx)
  return rows
}
