import { type RawBuilder, sql } from 'kysely'
import { maskPhone } from '../../../kernel/codes/index.ts'
import type { Query } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import {
  type HeldPost,
  type PersonalData,
  type PersonKind,
  type PersonSeen,
  type PersonStatus,
  plainLogin,
} from './person.ts'

type PostRow = Omit<HeldPost, 'title' | 'until'> & { title_zh: string; title_en: string; until: string | null }

type Row = {
  id: string
  kind: PersonKind
  name: string
  login: string | null
  locale: 'zh' | 'en'
  status: PersonStatus
  phone: string | null
  posts: PostRow[] | null
}

// PostgreSQL writes instants inside JSON in its own form and zone; at the edges they are ISO UTC.
const instant = (text: string): string => new Date(text).toISOString()

const postOf = ({ title_zh, title_en, from, until, ...post }: PostRow): HeldPost => ({
  ...post,
  title: { zh: title_zh, en: title_en },
  from: instant(from),
  ...(until === null ? {} : { until: instant(until) }),
})

const seen = (row: Row): PersonSeen => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  login: row.login ?? undefined,
  locale: row.locale,
  status: row.status,
  phone: row.phone === null ? undefined : maskPhone(row.phone),
  posts: (row.posts ?? []).map(postOf),
})

const posts = (
  which: RawBuilder<unknown>,
) => sql`(select jsonb_agg(jsonb_build_object('id', t.id, 'office', t.office, 'path', o.path,
    'level', o.level, 'role', t.role, 'title_zh', o.title_zh, 'title_en', o.title_en, 'from', t.from_at, 'until', t.until_at)
    order by t.until_at desc nulls first, o.path, t.role)
  from identity.post t join identity.office o on o.id = t.office where t.person = p.id and ${which}) as posts`

const current = sql`(t.until_at is null or t.until_at > now())`

const from = sql`identity.person p left join identity.account a on a.person = p.id
  left join identity.personal i on i.person = p.id`

const columns = sql`p.id, p.kind, p.name, a.login, p.locale, p.status, i.phone`

/** What is searched for. All given conditions hold together. */
export type PeopleQuery = {
  /** The beginning of a name or a login, or a whole phone number. */
  readonly text?: string
  /** Holds a post at or below this path. */
  readonly within?: string
  readonly kind?: PersonKind
  readonly status?: PersonStatus
  readonly limit: number
  /** Look among phone numbers too (default). */
  readonly byPhone?: boolean
  /** Where the last page ended. */
  readonly after?: { readonly name: string; readonly id: string }
}

const likePrefix = (text: string) => `${text.replace(/[\\%_]/g, '\\$&')}%`

/** People by name in code order, personal fields masked; one more than asked for when there are more. */
export async function searchPeople(on: Query, query: PeopleQuery): Promise<readonly PersonSeen[]> {
  const conditions = [query.status ? sql`p.status = ${query.status}` : sql`p.status <> 'erased'`]
  if (query.kind) conditions.push(sql`p.kind = ${query.kind}`)
  if (query.text) {
    const prefix = likePrefix(query.text)
    conditions.push(sql`p.id in (select id from identity.person where name collate "C" like ${prefix}
      union all select person from identity.account where lower(login) like ${prefix.toLowerCase()}
      union all select person from identity.personal where phone = ${query.byPhone === false ? null : plainPhone(query.text)})`)
  }
  if (query.within !== undefined)
    conditions.push(sql`p.id in (select t.person from identity.office o join identity.post t on t.office = o.id
      where (o.path = ${query.within} or o.path like ${`${query.within}/%`}) and ${current})`)
  if (query.after) conditions.push(sql`(p.name collate "C", p.id) > (${query.after.name}, ${query.after.id}::uuid)`)
  const { rows } = await sql<Row>`select ${columns}, ${posts(current)} from ${from}
    where ${sql.join(conditions, sql` and `)}
    order by p.name collate "C", p.id limit ${query.limit + 1}`.execute(on)
  return rows.map(seen)
}

/** One person with the posts held now and before, personal fields masked. @throws identity.noPerson */
export async function readPerson(on: Query, id: string): Promise<PersonSeen> {
  const { rows } = await sql<Row>`select ${columns}, ${posts(sql`true`)} from ${from} where p.id = ${id}`.execute(on)
  const row = rows[0]
  if (row === undefined) throw identityErrors.make('identity.noPerson')
  return seen(row)
}

/** Personal fields in full: only for a purpose, and on record. */
export async function readPersonal(on: Query, id: string): Promise<PersonalData> {
  const { rows } = await sql<{ phone: string | null; email: string | null; citizen_number: string | null }>`
    select phone, email, citizen_number from identity.personal where person = ${id}`.execute(on)
  const row = rows[0]
  return {
    phone: row?.phone ?? undefined,
    email: row?.email ?? undefined,
    citizenNumber: row?.citizen_number ?? undefined,
  }
}

/** Those who carry this phone number: the caller's history begins here. */
export async function findByPhone(
  on: Query,
  phone: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`select p.id, p.name from identity.personal i
    join identity.person p on p.id = i.person where i.phone = ${plainPhone(phone)} and p.status = 'active' order by p.id`.execute(
    on,
  )
  return rows
}

/** A phone number as it is kept: half-width digits, without blanks, brackets and the country code of China. */
export const plainPhone = (phone: string): string =>
  phone
    .normalize('NFKC')
    .replace(/[\s()-]/g, '')
    .replace(/^\+86(?=1\d{10}$)/, '')

/** Who signs in with this login, and the stored hash of the password; exact but for case. */
export type LoginFound = {
  readonly id: string
  readonly kind: PersonKind
  readonly name: string
  readonly status: PersonStatus
  readonly password?: string
}

/** Finds who signs in with a login. */
export async function findByLogin(on: Query, login: string): Promise<LoginFound | undefined> {
  const { rows } = await sql<Omit<LoginFound, 'password'> & { password: string | null }>`
    select p.id, p.kind, p.name, p.status, a.password from identity.account a join identity.person p on p.id = a.person
    where lower(a.login) = lower(${plainLogin(login)})`.execute(on)
  const row = rows[0]
  return row && { ...row, password: row.password ?? undefined }
}
