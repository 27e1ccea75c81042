import { isIri } from '../context/term-map.ts'
import type { AttributeDraft, Drafts } from '../draft.ts'
import type { AttributeKind, Json } from '../entity.ts'
import { badData } from '../errors.ts'
import { draftOf, type Fragment, type Fragments, isRemoval, ngsiNull } from './fragment.ts'
import { isObject } from './read-entity.ts'

/** How fragments meet what is there. */
export type MergeOptions = {
  /** `replace`: whole instances (clause 5.6.2, 5.6.3); `merge`: into the depth of values (5.5.12). */
  readonly mode: 'replace' | 'merge'
  /** Replace values whole even when instances are merged (partial update). */
  readonly isShallow?: boolean
  /** Leave instances alone that are there already (`noOverwrite`). */
  readonly keep?: boolean
  /** Time given to instances that had one and whose fragment says none (5.6.17). */
  readonly observedAt?: string
  /** Language of bare texts for LanguageProperties. */
  readonly lang?: string
}

/** What became of the fragments, by expanded name. */
export type Merged = {
  readonly attributes: Drafts
  readonly updated: readonly string[]
  readonly kept: readonly string[]
}

/** JSON Merge Patch (RFC 7396) where `urn:ngsi-ld:null` removes a member. */
export function mergeValue(before: Json, patch: Json): Json {
  if (!isObject(patch)) return patch
  const merged: Record<string, Json> = isObject(before) ? { ...before } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === ngsiNull) delete merged[name]
    else merged[name] = mergeValue(merged[name] ?? null, value)
  }
  return merged
}

/** A bare value read as the kind that is there. */
function asKind(name: string, fragment: Fragment, kind: AttributeKind, lang: string | undefined): Fragment {
  const { value } = fragment
  if (!fragment.isBare || fragment.kind === kind || value === ngsiNull || value === undefined) return fragment
  switch (kind) {
    case 'LanguageProperty':
      return { ...fragment, kind, value: isObject(value) ? value : { [lang ?? '@none']: value } }
    case 'Relationship': {
      const all: readonly Json[] = Array.isArray(value) ? value : [value]
      if (all.every((one) => typeof one === 'string' && isIri(one))) return { ...fragment, kind }
      throw badData(`${name} is a Relationship: its value must be a URI`)
    }
    case 'ListProperty':
    case 'ListRelationship':
      if (Array.isArray(value)) return { ...fragment, kind }
      throw badData(`${name} is a ${kind}: its value must be an array`)
    case 'Property':
    case 'JsonProperty':
    case 'VocabProperty':
      return { ...fragment, kind }
    case 'GeoProperty':
      throw badData(`${name} is a GeoProperty: its value must be a GeoJSON geometry`)
  }
}

// A partial update replaces the attributes of the attribute that it names.
const subOptions = (options: MergeOptions): MergeOptions => (options.isShallow ? { mode: 'replace' } : options)

const chosen = <T>(before: T | undefined, after: T | null | undefined): T | undefined =>
  after === null ? undefined : (after ?? before)

/**
 * Overlays an instance with what a fragment says of it (partial update, clause 5.5.8; merge, 5.5.12).
 * @throws BadRequestData when it would become another kind
 */
export function overlay(name: string, before: AttributeDraft, given: Fragment, options: MergeOptions): AttributeDraft {
  const fragment = asKind(name, given, before.kind, options.lang)
  if (fragment.kind !== undefined && fragment.kind !== before.kind)
    throw badData(`${name} is a ${before.kind}; it cannot become a ${fragment.kind}`)
  const { value } = fragment
  const deep = options.mode === 'merge' && !options.isShallow && before.kind !== 'GeoProperty'
  const observedAt = chosen(before.observedAt, fragment.observedAt ?? (before.observedAt && options.observedAt))
  const sub =
    fragment.sub === undefined
      ? before.sub
      : mergeFragments(before.sub ?? {}, fragment.sub, subOptions(options)).attributes
  const unit = chosen(before.unit, fragment.unit)
  const expiresAt = chosen(before.expiresAt, fragment.expiresAt)
  const objectTypes = fragment.objectTypes ?? before.objectTypes
  return {
    kind: before.kind,
    dataset: before.dataset,
    value: value === undefined ? before.value : deep ? mergeValue(before.value, value) : value,
    ...(unit !== undefined && { unit }),
    ...(observedAt !== undefined && { observedAt }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(objectTypes !== undefined && { objectTypes }),
    ...(sub !== undefined && Object.keys(sub).length > 0 && { sub }),
  }
}

function mergeOne(
  name: string,
  all: readonly AttributeDraft[],
  fragment: Fragment,
  options: MergeOptions,
): readonly AttributeDraft[] | undefined {
  const before = all.find(({ dataset }) => dataset === fragment.dataset)
  const others = all.filter(({ dataset }) => dataset !== fragment.dataset)
  if (before !== undefined && options.keep) return undefined
  if (isRemoval(fragment)) return others
  if (before === undefined) return [...all, draftOf(name, bareAs(fragment, options))]
  const next = options.mode === 'merge' ? overlay(name, before, fragment, options) : draftOf(name, fragment)
  return [...others, next]
}

const bareAs = (fragment: Fragment, { lang }: MergeOptions): Fragment =>
  fragment.isBare && lang !== undefined && typeof fragment.value === 'string'
    ? { ...fragment, kind: 'LanguageProperty', value: { [lang]: fragment.value } }
    : fragment

/** Brings fragments into attributes. @throws BadRequestData */
export function mergeFragments(before: Drafts, fragments: Fragments, options: MergeOptions): Merged {
  const attributes: Record<string, readonly AttributeDraft[]> = { ...before }
  const updated: string[] = []
  const kept: string[] = []
  for (const [name, given] of Object.entries(fragments)) {
    let all = attributes[name] ?? []
    let isKept = false
    for (const fragment of given) {
      const next = mergeOne(name, all, fragment, options)
      if (next === undefined) isKept = true
      else all = next
    }
    if (all.length === 0) delete attributes[name]
    else attributes[name] = all
    ;(isKept ? kept : updated).push(name)
  }
  return { attributes, updated, kept }
}
