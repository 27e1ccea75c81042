import type { Actor, Permission } from '../../kernel/access/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { Event } from '../base/index.ts'

/** Something that can be found. */
export type SearchDocument = {
  readonly kind: string
  readonly id: string
  /** Grows with every change of what it is made from. */
  readonly version: number
  readonly title: Words
  readonly body: Words
  /** Paths of offices that may find it; absent: everybody may. */
  readonly offices?: readonly string[]
  /** Id of the person whose own it is. */
  readonly owner?: string
  /** Phone numbers and names, for exact search by those who may read it; kept as keyed hashes alone. */
  readonly personal?: readonly string[]
  readonly status?: string
  /** What its link is made of. */
  readonly facts?: Readonly<Record<string, string>>
  readonly isDemo?: boolean
  /** When it came up, ISO UTC. */
  readonly at: string
}

/** Where documents of one kind come from. A new kind is one of these. */
export type Source = {
  readonly kind: string
  readonly title: Words
  /** Who may read one; absent: everybody. Grants of relation `any`, `own`, `involved`, `ahead` and `over` count. */
  readonly permission?: Permission
  /** Events after which a document is made anew. */
  readonly types: readonly string[]
  /** Which one an event is about. */
  idOf(event: Event): string | undefined
  /** Makes documents as things stand; what is gone is left out, and will not be found any more. */
  read(ids: readonly string[]): Promise<readonly SearchDocument[]>
  /** Ids of all there are, in order, beyond `after`, at most `limit`. */
  ids(after: string | undefined, limit: number): Promise<readonly string[]>
  /** Path of the application that shows it; `asOfficial` when he sees it because of his post. */
  linkOf(found: { readonly id: string; readonly facts: Readonly<Record<string, string>> }, asOfficial: boolean): string
}

/** What an actor may find of one kind: everything, what certain offices may, what is his own. */
export type Reach = { readonly all: boolean; readonly paths: readonly string[]; readonly owner?: string }

/** How far an actor sees by a permission: the same grants that decide on a single thing, as a filter. */
export function reachOf(actor: Actor, permission: Permission | undefined): Reach {
  if (!permission) return { all: true, paths: [] }
  const paths = new Set<string>()
  let [all, own] = [false, false]
  if (!actor.scopes.includes('*') && !actor.scopes.includes(permission.scope)) return { all, paths: [] }
  for (const { who, relation, levels } of permission.grants) {
    const posts = actor.posts.filter(
      ({ role, level }) => role === who && (levels === undefined || levels.includes(level)),
    )
    const isMeant =
      who === 'anyone' ||
      (who === 'signed-in' && actor.kind === 'person') ||
      (who === 'service' && actor.kind === 'service' && actor.id !== 'system') ||
      posts.length > 0
    if (!isMeant) continue
    if (relation === 'any') all = true
    if (relation === 'own' && actor.kind !== 'anonymous') own = true
    if (relation === 'involved' || relation === 'over' || relation === 'ahead')
      for (const { path } of posts) paths.add(path)
  }
  return { all, paths: [...paths], owner: own ? actor.id : undefined }
}
