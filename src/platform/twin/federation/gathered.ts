import { uuidv7 } from '../../../kernel/codes/index.ts'
import {
  type AttributeInstance,
  draftsOf,
  type Entity,
  type EntityFragment,
  type Json,
  readEntity,
  stamped,
  type TermMap,
} from '../../../kernel/twin/index.ts'
import type { Gathered } from './passing.ts'

/** An entity of another source, of which its document alone is known. */
export const ofElsewhere = (fragment: EntityFragment, attributes: Entity['attributes'], at: string): Entity => ({
  id: fragment.id ?? '',
  types: fragment.types,
  scope: fragment.scope ?? [],
  attributes,
  createdAt: at,
  modifiedAt: at,
  ...{ path: null, isOpen: true, division: null, title: null, source: null, lineage: null, isDemo: false },
})

type Read = { readonly entity: Entity; readonly expiresAt?: string | null }

/** An entity as a source told it, and when it expires. @throws BadRequestData */
export function foreignEntity(document: Json, map: TermMap, now: number): Read {
  const fragment = readEntity(document, map)
  const at = new Date(now).toISOString()
  const attributes = stamped(draftsOf(fragment.attributes), undefined, at, uuidv7)
  return { entity: ofElsewhere(fragment, attributes, at), expiresAt: fragment.expiresAt }
}

/** What expired is not there any more (clauses 5.7.1.4, 5.7.2.4). */
export const isThere =
  (now: number) =>
  ({ expiresAt }: Read): boolean =>
    typeof expiresAt !== 'string' || Date.parse(expiresAt) > now

const isNewer = (a: AttributeInstance, b: AttributeInstance): boolean => (a.observedAt ?? '') > (b.observedAt ?? '')

/**
 * Brings what other sources say into an entity (clause 4.5.5): of two instances the one observed last; what a source has exclusively or by
 * redirection is not taken from here; auxiliary ones only fill gaps.
 */
export function mergeGathered<E extends Entity>(
  local: E | undefined,
  gathered: readonly Gathered[],
): E | Entity | undefined {
  const order = { exclusive: 0, redirect: 0, inclusive: 1, auxiliary: 2 } as const
  const sorted = [...gathered].sort((a, b) => order[a.from.source.mode] - order[b.from.source.mode])
  const [first] = sorted
  if (!first) return local
  const base: Entity = local ?? { ...first.entity, attributes: {} }
  const attributes: Record<string, readonly AttributeInstance[]> = { ...base.attributes }
  const types = new Set(base.types)
  for (const { from, entity } of sorted) {
    for (const type of entity.types) types.add(type)
    const { mode } = from.source
    for (const [name, instances] of Object.entries(entity.attributes)) {
      if (from.names && !from.names.has(name)) continue
      const here = attributes[name] ?? []
      if (here.length === 0 || ((mode === 'exclusive' || mode === 'redirect') && local?.attributes[name] === here))
        attributes[name] = instances
      else if (mode === 'inclusive')
        attributes[name] = [
          ...here.map((one) => instances.find((other) => other.dataset === one.dataset && isNewer(other, one)) ?? one),
          ...instances.filter((one) => !here.some((other) => other.dataset === one.dataset)),
        ]
    }
  }
  return { ...base, types: [...types], attributes }
}
