import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { publish, type Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { mustNotBeLastAdministrator } from './last-administrator.ts'
import type { WantedPost } from './person.ts'

type Held = { id: string; office: string; role: string }

const keyOf = (post: { office: string; role: string }) => `${post.role}@${post.office}`

/** What changed when posts were set, as `role@office`. */
export type PostsChanged = { readonly given: readonly string[]; readonly ended: readonly string[] }

/**
 * Makes these the posts a person holds: what is missing is given, what is not named ends (and stays on record).
 * Publishes `person.posts-changed` when anything changes.
 * @throws identity.noOffice, identity.officeAbolished, identity.separateDuties, identity.lastAdministrator
 */
export async function setPosts(
  tx: Tx,
  by: string,
  person: string,
  wanted: readonly WantedPost[],
  now: number,
): Promise<PostsChanged> {
  const held = await lockPosts(tx, person)
  const heldKeys = new Set(held.map(keyOf))
  const wantedKeys = new Set(wanted.map(keyOf))
  const given = [
    ...new Map(wanted.filter((post) => !heldKeys.has(keyOf(post))).map((post) => [keyOf(post), post])).values(),
  ]
  const ended = held.filter((post) => !wantedKeys.has(keyOf(post)))
  if (given.length === 0 && ended.length === 0) return { given: [], ended: [] }
  mustBeSeparate(wanted)
  await mustBeOpen(tx, given)
  for (const post of given)
    await sql`insert into identity.post (id, person, office, role, from_at)
      values (${uuidv7()}, ${person}, ${post.office}, ${post.role}, ${post.from ?? new Date(now).toISOString()})`.execute(
      tx,
    )
  if (ended.some(({ role }) => role === 'administrator')) await mustNotBeLastAdministrator(tx, person)
  if (ended.length > 0)
    await sql`update identity.post set until_at = greatest(from_at, now()), ended_why = ${`by ${by}`}
      where id = any (${ended.map(({ id }) => id)}::uuid[])`.execute(tx)
  const changed = { given: given.map(keyOf), ended: ended.map(keyOf) }
  await publish(tx, { type: 'person.posts-changed', key: person, payload: { person, ...changed } })
  return changed
}

async function lockPosts(tx: Tx, person: string): Promise<readonly Held[]> {
  const known = await sql`select 1 from identity.person where id = ${person} and status <> 'erased' for update`.execute(
    tx,
  )
  if (known.rows.length === 0) throw identityErrors.make('identity.noPerson')
  const { rows } = await sql<Held>`select id, office, role from identity.post
    where person = ${person} and until_at is null`.execute(tx)
  return rows
}

/** Three duties kept apart (三员分立, GB/T 22239-2019 8.1.5): who administers does not audit. */
function mustBeSeparate(wanted: readonly WantedPost[]): void {
  const roles = new Set(wanted.map(({ role }) => role))
  if (roles.has('administrator') && roles.has('auditor')) throw identityErrors.make('identity.separateDuties')
}

async function mustBeOpen(tx: Tx, posts: readonly WantedPost[]): Promise<void> {
  const ids = posts.map(({ office }) => office)
  const { rows } = await sql<{ id: string; title: string; open: boolean }>`
    select id, title_zh as title, abolished_at is null as open from identity.office where id = any (${ids}) for share`.execute(
    tx,
  )
  for (const id of ids) {
    const office = rows.find((row) => row.id === id)
    if (office === undefined) throw identityErrors.make('identity.noOffice', { office: id })
    if (!office.open) throw identityErrors.make('identity.officeAbolished', { office: office.title })
  }
}
