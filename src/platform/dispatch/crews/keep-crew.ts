import { sql } from 'kysely'
import { isWithin } from '../../../kernel/access/index.ts'
import type { Tx } from '../../base/index.ts'
import { dispatchErrors } from '../errors.ts'
import type { DispatchParts } from '../parts.ts'
import type { Crew } from './crew.ts'

/** A crew as it is written: where it belongs follows from its office. */
export type KeptCrew = Omit<Crew, 'id' | 'path' | 'demo'> & { readonly isDemo?: boolean }

const fault = (what: string) => dispatchErrors.make('dispatch.badCrew', { what })

/** Looks through a crew before it is written. @throws dispatch.badCrew, dispatch.noOffice */
export function checkCrew({ offices, terms }: Pick<DispatchParts, 'offices' | 'terms'>, crew: KeptCrew): string {
  const office = offices.find(crew.office)
  if (!office) throw dispatchErrors.make('dispatch.noOffice', { office: crew.office })
  const unknown = crew.skills.find((skill) => !terms.skills.some(({ name }) => name === skill))
  if (unknown !== undefined) throw fault(unknown)
  if (!terms.vehicles.some(({ name }) => name === crew.vehicle)) throw fault(crew.vehicle)
  if (!crew.members.some(({ person }) => person === crew.lead)) throw fault('lead')
  if (new Set(crew.members.map(({ person }) => person)).size !== crew.members.length) throw fault('members')
  // It serves its own office's part, or a wider one that holds it: its parent's.
  if (!isWithin(crew.serves, office.path) && !isWithin(office.path, crew.serves)) throw fault('serves')
  if (crew.shifts.some(({ from, until }) => until <= from)) throw fault('shifts')
  return office.path
}

/** Writes a crew, new or anew. */
export async function keepCrew(tx: Tx, id: string, path: string, crew: KeptCrew, now: number): Promise<void> {
  await sql`insert into dispatch.crew (id, office, path, serves, title, skills, vehicle, reach, lng, lat, shifts, lead, is_demo, changed_at)
    values (${id}, ${crew.office}, ${path}, ${crew.serves}, ${JSON.stringify(crew.title)}::jsonb, ${[...crew.skills]}, ${crew.vehicle},
      ${crew.reach}, ${crew.lng}, ${crew.lat}, ${JSON.stringify(crew.shifts)}::jsonb, ${crew.lead}, ${crew.isDemo === true},
      ${new Date(now).toISOString()})
    on conflict (id) do update set office = excluded.office, path = excluded.path, serves = excluded.serves, title = excluded.title,
      skills = excluded.skills, vehicle = excluded.vehicle, reach = excluded.reach, lng = excluded.lng, lat = excluded.lat,
      shifts = excluded.shifts, lead = excluded.lead, changed_at = excluded.changed_at`.execute(tx)
  await sql`delete from dispatch.member where crew = ${id}`.execute(tx)
  await sql`insert into dispatch.member (crew, person, name)
    select ${id}::uuid, person, name from unnest(${crew.members.map(({ person }) => person)}::text[],
      ${crew.members.map(({ name }) => name)}::text[]) as m (person, name)`.execute(tx)
}
