import {
  badData,
  draftsOf,
  type EntityDraft,
  type EntityFragment,
  type Fragments,
  isRemoval,
  type MergeOptions,
  meetsTypes,
  mergeFragments,
  ngsiErrors,
  parseTypes,
  type TypeSelection,
} from '../../../kernel/twin/index.ts'
import type { Done, Work } from '../store/entity-store.ts'
import type { StoredEntity } from '../store/rows.ts'
import type { Ask } from './ask.ts'
import type { NgsiServices } from './services.ts'

/** What entities are changed by whom. */
export type Author = Pick<Ask, 'tenant' | 'sight'>

const missing = (id: string) => ngsiErrors.make('twin.notFound', { detail: `There is no entity ${id}` })

/** The entity as its author sees it; what he does not see is not there for him. @throws ResourceNotFound */
function seen(author: Author, id: string, now: StoredEntity | undefined, types?: TypeSelection): StoredEntity {
  if (now === undefined || !author.sight.sees(now) || (types && !meetsTypes(now.types, types))) throw missing(id)
  return now
}

/** An author with limits makes nothing that lies outside them. */
function allowed(author: Author, draft: EntityDraft): EntityDraft {
  const after = { scope: [], path: null, isOpen: false, division: null, ...draft }
  if (!author.sight.isWhole && !author.sight.sees(after))
    throw ngsiErrors.make('twin.notFound', { detail: `${draft.id} would lie outside what you may write` })
  return draft
}

const headOf = ({ scope, expiresAt }: EntityFragment) => ({
  ...(scope && { scope }),
  ...(typeof expiresAt === 'string' && { expiresAt }),
})

/** A whole entity of a document. @throws BadRequestData */
export function wholeDraft(fragment: EntityFragment, id = fragment.id): EntityDraft {
  if (id === undefined) throw badData('The entity has no id')
  return { id, types: fragment.types, ...headOf(fragment), attributes: draftsOf(fragment.attributes) }
}

/** Creates one. @throws AlreadyExists */
export const creating = (author: Author, draft: EntityDraft): Work => ({
  id: draft.id,
  apply: (now) => {
    if (now !== undefined) throw ngsiErrors.make('twin.alreadyExists', { detail: `Entity ${draft.id} exists already` })
    return allowed(author, draft)
  },
})

/** Replaces one that is there, keeping what the city itself knows of it. @throws ResourceNotFound */
export const replacing = (author: Author, draft: EntityDraft, types?: TypeSelection): Work => ({
  id: draft.id,
  apply: (now) => {
    const before = seen(author, draft.id, now, types)
    return allowed(author, { ...cityParts(before), ...draft })
  },
})

const cityParts = ({ path, isOpen, division, title, source, lineage, isDemo }: StoredEntity) => ({
  ...{ path, isOpen, division, title, source, lineage, isDemo },
})

/** Creates one, or replaces it. */
export const putting = (author: Author, draft: EntityDraft): Work => ({
  id: draft.id,
  apply: (now) => allowed(author, now ? { ...cityParts(seen(author, draft.id, now)), ...draft } : draft),
})

/** How attributes are brought into an entity. */
export type Bringing = MergeOptions & {
  /** What happens to the scope: replaced, replaced where there is one, or added to (clauses 5.6.2, 5.6.3, 5.6.17). */
  readonly scopes: 'replace' | 'replaceOld' | 'add'
  readonly types?: TypeSelection
}

/** What was and was not brought in, by expanded name. */
export type Brought = {
  readonly updated: readonly string[]
  readonly kept: readonly string[]
  /** Was a scope given, and left out as there was none before? */
  readonly isScopeKept: boolean
}

const leavesScope = (
  before: StoredEntity,
  { scope }: Pick<EntityFragment, 'scope'>,
  how: Bringing['scopes'],
): boolean => scope !== undefined && how === 'replaceOld' && before.scope.length === 0

function scopeAfter(before: StoredEntity, { scope }: EntityFragment, how: Bringing['scopes']): readonly string[] {
  if (scope === undefined || leavesScope(before, { scope }, how)) return before.scope
  if (scope === null) return []
  return how !== 'add' ? scope : [...new Set([...before.scope, ...scope])]
}

/** Brings a fragment into an entity that is there; `told` hears what became of it. @throws ResourceNotFound, BadRequestData */
export const bringing = (
  author: Author,
  id: string,
  fragment: EntityFragment,
  how: Bringing,
  told?: (brought: Brought) => unknown,
): Work => ({
  id,
  apply: (now) => {
    const before = seen(author, id, now, how.types)
    const merged = mergeFragments(before.attributes, fragment.attributes, how)
    told?.({ ...merged, isScopeKept: leavesScope(before, fragment, how.scopes) })
    const { expiresAt: expires, ...rest } = before
    const expiresAt = fragment.expiresAt === null ? undefined : (fragment.expiresAt ?? expires)
    return allowed(author, {
      ...rest,
      types: [...new Set([...before.types, ...fragment.types])],
      scope: scopeAfter(before, fragment, how.scopes),
      ...(expiresAt !== undefined && { expiresAt }),
      attributes: merged.attributes,
    })
  },
})

/** Creates one, or brings the fragment into it. */
export const upserting = (author: Author, draft: EntityDraft, fragment: EntityFragment, how: Bringing): Work => ({
  id: draft.id,
  apply: (now) => (now ? bringing(author, draft.id, fragment, how).apply(now) : allowed(author, draft)),
})

const noAttribute = (name: string) =>
  ngsiErrors.make('twin.notFound', { detail: `There is no attribute ${name}, or no such instance of it` })

/** Changes one attribute that is there: partial update (5.6.4), or replacement (5.6.19). @throws ResourceNotFound */
export const changingAttribute = (
  author: Author,
  id: string,
  name: string,
  fragments: Fragments,
  how: Pick<Bringing, 'mode' | 'types'> & { readonly partial: boolean },
): Work => ({
  id,
  apply: (now) => {
    const before = seen(author, id, now, how.types)
    const instances = before.attributes[name]
    if (!instances) throw noAttribute(name)
    for (const { dataset } of fragments[name] ?? [])
      if (!instances.some((one) => one.dataset === dataset)) throw noAttribute(name)
    const mode = how.partial && !fragments[name]?.some(isRemoval) ? 'merge' : 'replace'
    const merged = mergeFragments(before.attributes, fragments, {
      mode: how.partial ? mode : 'replace',
      isShallow: true,
    })
    return { ...before, attributes: merged.attributes }
  },
})

/** Deletes instances of an attribute (5.6.5). @throws ResourceNotFound */
export const deletingAttribute = (
  author: Author,
  id: string,
  name: string,
  which: { readonly dataset: string; readonly all: boolean; readonly types?: TypeSelection },
): Work => ({
  id,
  apply: (now) => {
    const before = seen(author, id, now, which.types)
    const instances = before.attributes[name] ?? []
    const left = which.all ? [] : instances.filter(({ dataset }) => dataset !== which.dataset)
    if (left.length === instances.length) throw noAttribute(name)
    const { [name]: _, ...others } = before.attributes
    return { ...before, attributes: left.length === 0 ? others : { ...others, [name]: left } }
  },
})

/** Takes the scope from an entity (5.6.5.4). @throws ResourceNotFound */
export const deletingScope = (author: Author, id: string, types?: TypeSelection): Work => ({
  id,
  apply: (now) => {
    const before = seen(author, id, now, types)
    if (before.scope.length === 0) throw noAttribute('scope')
    return allowed(author, { ...before, scope: [] })
  },
})

/** Deletes an entity (5.6.6). @throws ResourceNotFound */
export const deleting = (author: Author, id: string, types?: TypeSelection): Work => ({
  id,
  apply: (now) => {
    seen(author, id, now, types)
    return undefined
  },
})

/** Does one piece of work. @throws what is wrong with it */
export async function doOne(services: NgsiServices, tenant: string, work: Work): Promise<Done> {
  const [done] = await services.entities.change(tenant, [work])
  if (done === undefined) throw new Error('A piece of work came back without an end')
  if ('error' in done) throw done.error
  return done
}

/** The selection of a `type` parameter. @throws BadRequestData */
export const typesAsked = (asked: Pick<Ask, 'query' | 'context'>): TypeSelection | undefined =>
  asked.query.type === undefined ? undefined : parseTypes(asked.query.type, asked.context.map)
