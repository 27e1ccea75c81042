import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { dayMs } from '../../../kernel/time/index.ts'
import type { Query, Tx } from '../../base/index.ts'
import { responseErrors } from '../errors.ts'
import { peopleOfOffice, peopleOfOffices } from './office-people.ts'

/** Somebody on duty in an office (值班) for a time; instants ISO. */
export type Duty = {
  readonly id: string
  readonly office: string
  readonly path: string
  readonly person: string
  readonly personName: string
  /** Who is called when he does not answer. */
  readonly deputy: string | null
  readonly deputyName: string | null
  readonly from: string
  readonly until: string
  readonly plannedByName: string
  readonly isDemo: boolean
}

/** What is planned; instants in epoch ms. */
export type NewDuty = {
  readonly office: string
  readonly path: string
  readonly person: string
  readonly deputy?: string | undefined
  readonly from: number
  readonly until: number
  readonly isDemo?: boolean
}

const columns = sql`id, office, path, person, person_name as "personName", deputy, deputy_name as "deputyName",
  from_at as "from", until_at as "until", planned_by_name as "plannedByName", is_demo as "isDemo"`

/** Longest time for which one person is put on duty at once. */
const longest = 7 * dayMs

const iso = (at: number): string => new Date(at).toISOString()

/** The roster (值班表) of offices at or below these paths, where it touches a time. */
export async function listDuties(
  on: Query,
  { paths, from, until }: { readonly paths: readonly string[]; readonly from: number; readonly until: number },
): Promise<readonly Duty[]> {
  const { rows } = await sql<Duty>`select ${columns} from response.duty d
    where until_at > ${iso(from)} and from_at < ${iso(until)}
      and exists (select from unnest(${[...paths]}::text[]) as p (path) where d.path = p.path or starts_with(d.path, p.path || '/'))
    order by path, from_at limit 1000`.execute(on)
  return rows
}

/** One entry of the roster. @throws response.missing */
export async function findDuty(on: Query, id: string): Promise<Duty> {
  const { rows } = await sql<Duty>`select ${columns} from response.duty where id = ${id}`.execute(on)
  if (!rows[0]) throw responseErrors.make('response.missing')
  return rows[0]
}

/**
 * Puts somebody of an office on duty. One person at a time: he is whom orders name.
 * @throws response.badPeriod, response.notOfOffice, response.dutyTaken
 */
export async function planDuty(tx: Tx, duty: NewDuty, by: string): Promise<string> {
  const { office, path, person, deputy, from, until, isDemo = false } = duty
  if (!(until > from && until - from <= longest)) throw responseErrors.make('response.badPeriod')
  const people = new Map((await peopleOfOffice(tx, office)).map(({ id, name }) => [id, name]))
  const [name, deputyName] = [people.get(person), deputy === undefined ? null : people.get(deputy)]
  if (name === undefined || deputyName === undefined || person === deputy)
    throw responseErrors.make('response.notOfOffice')
  // Two plans for one office at the same moment: the second waits and then sees the first.
  await sql`select pg_advisory_xact_lock(hashtext(${`response.duty ${office}`}))`.execute(tx)
  const { rows } = await sql<{ person_name: string }>`select person_name from response.duty
    where office = ${office} and until_at > ${iso(from)} and from_at < ${iso(until)} limit 1`.execute(tx)
  if (rows[0]) throw responseErrors.make('response.dutyTaken', { name: rows[0].person_name })
  const id = uuidv7()
  await sql`insert into response.duty (id, office, path, person, person_name, deputy, deputy_name, from_at, until_at,
      planned_by_name, is_demo)
    values (${id}, ${office}, ${path}, ${person}, ${name}, ${deputy ?? null}, ${deputyName}, ${iso(from)}, ${iso(until)},
      ${by}, ${isDemo})`.execute(tx)
  return id
}

/** Takes an entry off the roster; orders that named him go on naming him. */
export async function dropDuty(tx: Tx, id: string): Promise<void> {
  await sql`delete from response.duty where id = ${id}`.execute(tx)
}

/** Names whoever is on duty in the offices of these orders, where nobody is named yet; who has left the office is not. */
export async function nameFromRoster(tx: Tx, orders: readonly string[], now: number): Promise<void> {
  const { rows } = await sql<{ id: string; office: string; person: string; deputy: string | null }>`
    select o.id, o.office, d.person, d.deputy from response.incident_order o join response.duty d on d.office = o.office
    where o.id = any(${[...orders]}::uuid[]) and o.person is null and d.from_at <= ${iso(now)} and d.until_at > ${iso(now)}`.execute(
    tx,
  )
  if (rows.length === 0) return
  const people = await peopleOfOffices(
    tx,
    rows.map(({ office }) => office),
  )
  const named = rows.flatMap(({ id, office, person, deputy }) => {
    const nameOf = (who: string | null) => people.get(office)?.find((one) => one.id === who)?.name
    const [personName, deputyName] = [nameOf(person), nameOf(deputy)]
    if (personName === undefined) return []
    return [{ id, person, person_name: personName, deputy: deputyName && deputy, deputy_name: deputyName }]
  })
  await sql`update response.incident_order o set person = one.person, person_name = one.person_name, is_by_roster = true,
      deputy = one.deputy, deputy_name = one.deputy_name
    from jsonb_to_recordset(${JSON.stringify(named)}::jsonb)
      as one (id uuid, person text, person_name text, deputy text, deputy_name text) where o.id = one.id`.execute(tx)
}
