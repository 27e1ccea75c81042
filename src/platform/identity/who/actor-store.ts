import { sql } from 'kysely'
import type { Actor, Level, Post, Role } from '../../../kernel/access/index.ts'
import type { Query } from '../../base/index.ts'

/** A signed-in actor as the database knows it, and until when (epoch ms) that holds without asking again. */
export type Known = {
  readonly actor: Actor
  /** The browser session, when that is what was presented. */
  readonly session?: string
  readonly until: number
}

type PostRow = {
  office: string
  path: string
  level: Level
  role: Role
  title_zh: string
  title_en: string
  delegated_by: string | null
}

type Row = {
  person: string
  kind: 'resident' | 'official' | 'service'
  name: string
  posts: PostRow[] | null
  turns_at: string | null
}

const postOf = (row: PostRow): Post => ({
  office: row.office,
  path: row.path,
  level: row.level,
  role: row.role,
  title: { zh: row.title_zh, en: row.title_en },
  ...(row.delegated_by === null ? {} : { delegatedBy: row.delegated_by }),
})

const actorOf = (row: Row, scopes: readonly string[]): Actor => ({
  id: row.person,
  kind: row.kind === 'service' ? 'service' : 'person',
  name: row.name,
  posts: (row.posts ?? []).map(postOf),
  scopes,
})

/**
 * Posts that `p.id` holds at `at` (one that somebody ended is gone whatever the clocks say): his own, and those of somebody absent for whom he is deputy, while that person is
 * still active and still holds them. `turns_at` is when this next changes by itself.
 */
const held = (at: string) => sql`
  (select jsonb_agg(to_jsonb(h) order by h.delegated_by nulls first, h.path, h.role) from (
    select t.office, o.path, o.level, t.role, o.title_zh, o.title_en, null::uuid as delegated_by
      from identity.post t join identity.office o on o.id = t.office
      where t.person = p.id and t.from_at <= ${at} and (t.until_at is null or t.until_at > ${at}) and t.ended_why is null
    union all
    select t.office, o.path, o.level, t.role, o.title_zh, o.title_en, d.absent
      from identity.delegation d
      join identity.person a on a.id = d.absent and a.status = 'active'
      join identity.post t on t.id = any (d.posts) and t.person = d.absent
      join identity.office o on o.id = t.office
      where d.deputy = p.id and d.revoked_at is null and d.from_at <= ${at} and d.until_at > ${at}
        and t.from_at <= ${at} and (t.until_at is null or t.until_at > ${at}) and t.ended_why is null
  ) h) as posts,
  (select min(m) from (
    select unnest(array[t.from_at, t.until_at]) as m from identity.post t where t.person = p.id
    union all
    select unnest(array[d.from_at, d.until_at]) from identity.delegation d where d.deputy = p.id and d.revoked_at is null
    union all
    select unnest(array[t.from_at, t.until_at]) from identity.delegation d join identity.post t on t.id = any (d.posts)
      where d.deputy = p.id and d.revoked_at is null and d.until_at > ${at}
  ) moments where m > ${at}) as turns_at`

const soonest = (...moments: readonly (string | null | undefined)[]): number =>
  Math.min(...moments.map((moment) => (moment ? Date.parse(moment) : Number.POSITIVE_INFINITY)))

const instant = (now: number) => new Date(now).toISOString()

/** The active person (or outside program) of that id, with the given scopes; `undefined` when there is none. */
export async function readActor(
  on: Query,
  person: string,
  scopes: readonly string[],
  now: number,
): Promise<Known | undefined> {
  const at = instant(now)
  const { rows } = await sql<Row>`select p.id as person, p.kind, p.name, ${held(at)} from identity.person p
    where p.id = ${person} and p.status = 'active'`.execute(on)
  const row = rows[0]
  return row && { actor: actorOf(row, scopes), until: soonest(row.turns_at) }
}

/** The actor behind a session's token that is neither ended, idle too long nor revoked; marks the session as seen. */
export async function readSession(on: Query, tokenHash: Buffer, now: number): Promise<Known | undefined> {
  const at = instant(now)
  const { rows } = await sql<Row & { session: string; ends_at: string }>`
    with seen as (
      update identity.session set seen_at = ${at}
      where token_hash = ${tokenHash} and seen_at < ${at}::timestamptz - interval '1 minute'
        and revoked_at is null and ends_at > ${at} and seen_at + idle_minutes * interval '1 minute' > ${at})
    select s.id as session, s.ends_at, p.id as person, p.kind, p.name, ${held(at)}
    from identity.session s join identity.person p on p.id = s.person and p.status = 'active'
    where s.token_hash = ${tokenHash} and s.revoked_at is null and s.ends_at > ${at}
      and s.seen_at + s.idle_minutes * interval '1 minute' > ${at}`.execute(on)
  const row = rows[0]
  return row && { actor: actorOf(row, ['*']), session: row.session, until: soonest(row.turns_at, row.ends_at) }
}

/** The actor behind a bearer token that is neither ended nor revoked, with the token's scopes; marks the token as used. */
export async function readToken(on: Query, tokenHash: Buffer, now: number): Promise<Known | undefined> {
  const at = instant(now)
  const { rows } = await sql<Row & { scopes: string[]; ends_at: string }>`
    with used as (
      update identity.api_token set used_at = ${at}
      where token_hash = ${tokenHash} and revoked_at is null and ends_at > ${at}
        and (used_at is null or used_at < ${at}::timestamptz - interval '1 minute'))
    select k.scopes, k.ends_at, p.id as person, p.kind, p.name, ${held(at)}
    from identity.api_token k join identity.person p on p.id = k.person and p.status = 'active'
    where k.token_hash = ${tokenHash} and k.revoked_at is null and k.ends_at > ${at}`.execute(on)
  const row = rows[0]
  return row && { actor: actorOf(row, row.scopes), until: soonest(row.turns_at, row.ends_at) }
}
