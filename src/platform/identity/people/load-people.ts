import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { copyIn, type Tx } from '../../base/index.ts'
import { type NewPerson, type PersonSource, plainLogin } from './person.ts'
import { plainPhone } from './read-people.ts'

/** What a load did: people who are new, and those who were there and stay as they are. */
export type PeopleLoaded = { readonly added: number; readonly there: number }

/** A person of a city profile: the id must be the same at every load. */
export type ProfilePerson = NewPerson & { readonly id: string }

/**
 * Brings in people by COPY, a hundred thousand at once. Whoever is already there stays as an administrator has left
 * him: loading the same profile twice changes nothing. Offices of their posts must be there. Nobody gets a password.
 * @throws Error of the database when a login or citizen number is another person's or an office is missing: nothing is kept
 */
export async function loadPeople(
  tx: Tx,
  people: readonly ProfilePerson[],
  source: PersonSource = 'profile',
): Promise<PeopleLoaded> {
  await sql`create temporary table person_in (id uuid primary key) on commit drop`.execute(tx)
  await copyIn(
    tx,
    'person_in',
    ['id'],
    people.map(({ id }) => [id]),
  )
  const known = await sql<{ id: string }>`select i.id from person_in i join identity.person p using (id)`.execute(tx)
  await sql`drop table person_in`.execute(tx)
  const there = new Set(known.rows.map(({ id }) => id))
  const fresh = people.filter(({ id }) => !there.has(id))
  if (fresh.length > 0) await copyAll(tx, fresh, source)
  return { added: fresh.length, there: there.size }
}

async function copyAll(tx: Tx, people: readonly ProfilePerson[], source: PersonSource): Promise<void> {
  await copyIn(
    tx,
    'identity.person',
    personColumns,
    people.map((one) => personRow(one, source)),
  )
  await copyIn(tx, 'identity.account', ['person', 'login'], people.flatMap(accountRows))
  await copyIn(tx, 'identity.personal', ['person', 'phone', 'email', 'citizen_number'], people.flatMap(personalRows))
  const now = new Date()
  await copyIn(
    tx,
    'identity.post',
    ['id', 'person', 'office', 'role', 'from_at'],
    people.flatMap(({ id, posts }) =>
      (posts ?? []).map(({ office, role, from }) => [uuidv7(), id, office, role, from ?? now]),
    ),
  )
}

const personColumns = ['id', 'kind', 'name', 'locale', 'showcase', 'note_zh', 'note_en', 'source']

const personRow = (one: ProfilePerson, source: PersonSource) => [
  one.id,
  one.kind,
  one.name,
  one.locale ?? 'zh',
  one.showcase?.place,
  one.showcase?.note.zh ?? '',
  one.showcase?.note.en ?? '',
  source,
]

const accountRows = ({ id, login }: ProfilePerson) => (login === undefined ? [] : [[id, plainLogin(login)]])

const personalRows = ({ id, personal }: ProfilePerson) =>
  personal === undefined
    ? []
    : [[id, personal.phone ? plainPhone(personal.phone) : undefined, personal.email, personal.citizenNumber]]
