import { sql } from 'kysely'
import type { Actor, Resource } from '../../../kernel/access/index.ts'
import type { Query } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import type { OfficeTree } from '../offices/office-tree.ts'
import { commonPath } from './person.ts'

/**
 * A person as a thing to decide about: its own owner, held by the lowest office over all posts held now; by the city
 * office when there is none.
 * @throws identity.noPerson
 */
export async function standingOf(on: Query, tree: OfficeTree, person: string): Promise<Resource> {
  const { rows } = await sql<{ paths: string[] }>`select array(select o.path from identity.post t
      join identity.office o on o.id = t.office where t.person = p.id and t.until_at is null) as paths
    from identity.person p where p.id = ${person}`.execute(on)
  const found = rows[0]
  if (found === undefined) throw identityErrors.make('identity.noPerson')
  return { owner: person, holders: heldBy(tree, found.paths) }
}

/** The holders of something that concerns offices at these paths. */
export function heldBy(tree: OfficeTree, paths: readonly string[]): readonly string[] {
  const path = commonPath(paths) ?? tree.root?.path
  return path === undefined ? [] : [path]
}

/** The highest post by which somebody looks over people: what a list shows when nothing narrower was asked for. */
export const topPath = (actor: Actor): string | undefined =>
  actor.posts
    .filter(({ role }) => role === 'administrator' || role === 'auditor')
    .map(({ path }) => path)
    .sort((a, b) => a.length - b.length)[0]

/** A list of one, or of none. */
export const someOf = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value])
