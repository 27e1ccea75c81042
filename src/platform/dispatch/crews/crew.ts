import { sql } from 'kysely'
import type { Off, Shift } from '../../../kernel/dispatch/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query } from '../../base/index.ts'
import { dispatchErrors } from '../errors.ts'

/** Somebody who belongs to a crew. */
export type Member = { readonly person: string; readonly name: string }

/** A crew (班组) as it is kept; degrees in WGS 84, metres. */
export type Crew = {
  readonly id: string
  readonly office: string
  readonly path: string
  /** The part of the tree whose tasks it goes to. */
  readonly serves: string
  readonly title: Words
  readonly skills: readonly string[]
  readonly vehicle: string
  readonly reach: number
  readonly lng: number
  readonly lat: number
  readonly shifts: readonly Shift[]
  readonly lead: string
  readonly members: readonly Member[]
  readonly demo: boolean
}

/** A time in which a crew is away. Instants ISO. */
export type Absence = {
  readonly id: string
  readonly crew: string
  readonly from: string
  readonly until: string
  readonly reason: string
  readonly by: string
}

const columns = sql`c.id, c.office, c.path, c.serves, c.title, c.skills, c.vehicle, c.reach, c.lng, c.lat, c.shifts, c.lead,
  c.is_demo as demo, coalesce((select json_agg(json_build_object('person', m.person, 'name', m.name)
    order by m.person <> c.lead, m.name, m.person) from dispatch.member m where m.crew = c.id), '[]') as members`

const within = (path: string) => sql`(c.path = ${path} or starts_with(c.path, ${`${path}/`}))`

/** Crews of an office and of those below it, by name. */
export async function crewsBelow(on: Query, path: string): Promise<readonly Crew[]> {
  const { rows } = await sql<Crew>`select ${columns} from dispatch.crew c
    where c.closed_at is null and ${within(path)} order by c.path, c.title ->> 'zh', c.id limit 500`.execute(on)
  return rows
}

/** Crews that somebody belongs to. */
export async function crewsOf(on: Query, person: string): Promise<readonly Crew[]> {
  const { rows } = await sql<Crew>`select ${columns} from dispatch.crew c
    where c.closed_at is null and exists (select from dispatch.member m where m.crew = c.id and m.person = ${person})
    order by c.title ->> 'zh', c.id`.execute(on)
  return rows
}

/** One crew. @throws dispatch.missing */
export async function findCrew(on: Query, id: string): Promise<Crew> {
  const { rows } = await sql<Crew>`select ${columns} from dispatch.crew c
    where c.id = ${id} and c.closed_at is null`.execute(on)
  if (!rows[0]) throw dispatchErrors.make('dispatch.missing')
  return rows[0]
}

/** Absences of crews that are not over yet, by crew. */
export async function absencesOf(
  on: Query,
  crews: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, readonly Absence[]>> {
  const { rows } = await sql<Absence>`select id, crew, from_at as from, until_at as until, reason, by_name as by
    from dispatch.off where crew = any(${[...crews]}::uuid[]) and withdrawn_at is null and until_at > ${new Date(now).toISOString()}
    order by from_at, id`.execute(on)
  return Map.groupBy(rows, ({ crew }) => crew)
}

/** An absence as the kernel reckons with it. */
export const offOf = ({ from, until }: Absence): Off => ({ from: Date.parse(from), until: Date.parse(until) })
