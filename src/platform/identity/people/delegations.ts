import { sql } from 'kysely'
import type { Role } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Fault } from '../../../kernel/errors/index.ts'
import { publish, type Query, type Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'

/** Somebody acts for somebody absent (代理). Instants ISO UTC. */
export type Delegation = {
  readonly id: string
  readonly absent: { readonly id: string; readonly name: string }
  readonly deputy: { readonly id: string; readonly name: string }
  readonly posts: { readonly id: string; readonly office: string; readonly path: string; readonly role: Role }[]
  readonly from: string
  readonly until: string
  readonly reason: string
  readonly madeBy: string
  readonly madeAt: string
  readonly revokedAt?: string
}

/** What a new delegation says. */
export type NewDelegation = {
  readonly absent: string
  readonly deputy: string
  /** Ids of posts of the absent person; all that are held now when absent. */
  readonly posts?: readonly string[]
  readonly from: string
  readonly until: string
  readonly reason: string
}

const longestDays = 184

const faulty = (faults: readonly Fault[]) => identityErrors.make('identity.badDelegation', {}, { faults })

function mustSpan(from: string, until: string, now: number): void {
  const [begins, ends] = [Date.parse(from), Date.parse(until)]
  if (!(ends > Math.max(begins, now)))
    throw faulty([
      {
        field: 'until',
        says: { zh: '结束时间应晚于开始时间和现在', en: 'must lie after its beginning and after now' },
      },
    ])
  if (ends - begins > longestDays * 86_400_000)
    throw faulty([
      { field: 'until', says: { zh: `最长 ${longestDays} 天`, en: `may last ${longestDays} days at most` } },
    ])
}

/**
 * Lets a deputy hold posts of somebody absent from one instant to another. Only own posts can be passed on, never
 * delegated ones; an administrator or auditor post is not passed on (三员分立). Publishes `delegation.made`.
 * @throws identity.badDelegation with what is wrong
 */
export async function makeDelegation(tx: Tx, by: string, wanted: NewDelegation, now: number): Promise<string> {
  mustSpan(wanted.from, wanted.until, now)
  if (wanted.absent === wanted.deputy)
    throw faulty([{ field: 'deputy', says: { zh: '不能由本人代理', en: 'cannot be the same person' } }])
  const deputy = await sql`select 1 from identity.person
    where id = ${wanted.deputy} and status = 'active' and kind = 'official' for share`.execute(tx)
  if (deputy.rows.length === 0)
    throw faulty([{ field: 'deputy', says: { zh: '代理人须为在职工作人员', en: 'must be an active official' } }])
  const posts = await passable(tx, wanted)
  const id = uuidv7()
  await sql`insert into identity.delegation (id, absent, deputy, posts, from_at, until_at, reason, made_by)
    values (${id}, ${wanted.absent}, ${wanted.deputy}, ${posts}::uuid[], ${wanted.from}, ${wanted.until}, ${wanted.reason}, ${by})`.execute(
    tx,
  )
  await publish(tx, {
    type: 'delegation.made',
    key: wanted.absent,
    payload: { delegation: id, absent: wanted.absent, deputy: wanted.deputy, from: wanted.from, until: wanted.until },
  })
  return id
}

async function passable(tx: Tx, wanted: NewDelegation): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string; role: string }>`select id, role from identity.post
    where person = ${wanted.absent} and until_at is null for share`.execute(tx)
  const ids = wanted.posts ?? rows.filter(({ role }) => !isKeptPersonal(role)).map(({ id }) => id)
  if (ids.length === 0)
    throw faulty([{ field: 'posts', says: { zh: '没有可以代理的岗位', en: 'has no post that could be passed on' } }])
  for (const id of ids) {
    const post = rows.find((row) => row.id === id)
    if (post === undefined)
      throw faulty([
        { field: 'posts', found: id, says: { zh: '不是该人员现任岗位', en: 'is not a post held by this person' } },
      ])
    if (isKeptPersonal(post.role))
      throw faulty([
        {
          field: 'posts',
          found: id,
          says: { zh: '管理员、审计员岗位不能代理', en: 'administrator and auditor are not passed on' },
        },
      ])
  }
  return ids
}

const isKeptPersonal = (role: string) => role === 'administrator' || role === 'auditor'

type Row = {
  id: string
  absent: string
  absent_name: string
  deputy: string
  deputy_name: string
  posts: Delegation['posts']
  from: string
  until: string
  reason: string
  made_by: string
  made_at: string
  revoked_at: string | null
}

/** Which delegations are wanted. */
export type DelegationQuery = {
  readonly id?: string
  /** Of this person, as absent or as deputy. */
  readonly person?: string
  /** With a post at or below this path. */
  readonly within?: string
  /** Only those that hold or will. */
  readonly openOnly?: boolean
}

/** Delegations, the newest first (500 at most). */
export async function readDelegations(on: Query, query: DelegationQuery, now: number): Promise<readonly Delegation[]> {
  const conditions = [sql`true`]
  if (query.id) conditions.push(sql`d.id = ${query.id}`)
  if (query.person) conditions.push(sql`(d.absent = ${query.person} or d.deputy = ${query.person})`)
  if (query.openOnly) conditions.push(sql`d.revoked_at is null and d.until_at > ${new Date(now).toISOString()}`)
  if (query.within !== undefined)
    conditions.push(sql`exists (select 1 from identity.post t join identity.office o on o.id = t.office
      where t.id = any (d.posts) and (o.path = ${query.within} or o.path like ${`${query.within}/%`}))`)
  const { rows } = await sql<Row>`select d.id, d.absent, a.name as absent_name, d.deputy, b.name as deputy_name,
      d.from_at as "from", d.until_at as until, d.reason, d.made_by, d.made_at, d.revoked_at,
      (select coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'office', t.office, 'path', o.path, 'role', t.role)
          order by o.path, t.role), '[]')
        from identity.post t join identity.office o on o.id = t.office where t.id = any (d.posts)) as posts
    from identity.delegation d join identity.person a on a.id = d.absent join identity.person b on b.id = d.deputy
    where ${sql.join(conditions, sql` and `)} order by d.id desc limit 500`.execute(on)
  return rows.map((row) => ({
    id: row.id,
    absent: { id: row.absent, name: row.absent_name },
    deputy: { id: row.deputy, name: row.deputy_name },
    posts: row.posts,
    from: row.from,
    until: row.until,
    reason: row.reason,
    madeBy: row.made_by,
    madeAt: row.made_at,
    revokedAt: row.revoked_at ?? undefined,
  }))
}

/** Ends a delegation now; whoever came back acts again alone. Publishes `delegation.revoked`. @throws identity.noDelegation */
export async function revokeDelegation(tx: Tx, id: string, now: number): Promise<void> {
  const { rows } = await sql<{ absent: string; deputy: string }>`update identity.delegation
    set revoked_at = ${new Date(now).toISOString()} where id = ${id} and revoked_at is null returning absent, deputy`.execute(
    tx,
  )
  const ended = rows[0]
  if (ended === undefined) throw identityErrors.make('identity.noDelegation')
  await publish(tx, { type: 'delegation.revoked', key: ended.absent, payload: { delegation: id, ...ended } })
}
