import { sql } from 'kysely'
import type { Role } from '../../../kernel/access/index.ts'
import type { Language } from '../../../kernel/words.ts'
import type { Query } from '../../base/index.ts'
import type { PersonKind } from './person.ts'

/** Roles in an office. */
export type Holding = { readonly office: string; readonly roles: readonly Role[] }

/** Most people who are found for one office because of their post. */
const mostHolders = 50

/**
 * Those who hold one of the roles in an office now, and their deputies (代理) while they are absent.
 * @returns for each of what was asked, in its order, ids of people
 */
export async function holdersOf(on: Query, asked: readonly Holding[]): Promise<readonly (readonly string[])[]> {
  if (asked.length === 0) return []
  const pairs = asked.flatMap(({ office, roles }, place) => roles.map((role) => ({ place, office, role })))
  const { rows } = await sql<{ place: number; people: string[] }>`
    with wanted as (
      select place, office, role from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb)
        as one (place integer, office text, role text)
    ), held as (
      select wanted.place, t.id, t.person from wanted join identity.post t using (office, role)
      where t.until_at is null or t.until_at > now()
    ), found as (
      select held.place, held.person from held join identity.person p on p.id = held.person where p.status = 'active'
      union
      select held.place, d.deputy from held join identity.delegation d on held.id = any(d.posts)
        join identity.person p on p.id = d.deputy
      where d.revoked_at is null and now() between d.from_at and d.until_at and p.status = 'active'
    )
    select place, (array_agg(person order by person))[:${mostHolders}] as people from found group by place`.execute(on)
  const byPlace = new Map(rows.map(({ place, people }) => [place, people]))
  return asked.map((_, place) => byPlace.get(place) ?? [])
}

/** A person with what decides how to tell him something; addresses themselves are not read here. */
export type Reachable = {
  readonly id: string
  readonly kind: PersonKind
  readonly language: Language
  readonly hasPhone: boolean
  readonly hasEmail: boolean
}

/** These people, as far as they have an account that is in use. */
export async function reachableOf(on: Query, ids: readonly string[]): Promise<readonly Reachable[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Reachable>`
    select p.id, p.kind, p.locale as language, i.phone is not null as "hasPhone", i.email is not null as "hasEmail"
    from identity.person p left join identity.personal i on i.person = p.id
    where p.id = any(${[...ids]}::uuid[]) and p.status = 'active' order by p.id`.execute(on)
  return rows
}

/** Where somebody can be reached. Personal data: for sending only. */
export type Addresses = {
  readonly id: string
  readonly kind: PersonKind
  readonly language: Language
  readonly name: string
  readonly phone?: string
  readonly email?: string
}

/** Where these people can be reached now, by id; those who are gone are left out. */
export async function addressesOf(on: Query, ids: readonly string[]): Promise<ReadonlyMap<string, Addresses>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Omit<Addresses, 'phone' | 'email'> & { phone: string | null; email: string | null }>`
    select p.id, p.kind, p.name, p.locale as language, i.phone, i.email
    from identity.person p left join identity.personal i on i.person = p.id
    where p.id = any(${[...ids]}::uuid[]) and p.status = 'active'`.execute(on)
  return new Map(
    rows.map(({ phone, email, ...row }) => [
      row.id,
      { ...row, ...(phone !== null && { phone }), ...(email !== null && { email }) },
    ]),
  )
}

/** Names of people, by id; those who are gone are left out. */
export async function namesOf(on: Query, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from identity.person where id = any(${[...ids]}::uuid[]) and status = 'active'`.execute(on)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
