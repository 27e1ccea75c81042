import type { AttributeDraft } from '../draft.ts'
import type { AttributeKind, Json } from '../entity.ts'
import { badData } from '../errors.ts'

/** The value that stands for "remove this" in fragments and for "was removed" in notifications (clause 4.5.0). */
export const ngsiNull = 'urn:ngsi-ld:null'

/** An instance of an attribute as a document says it: perhaps only parts of one. `null` for a member that is to go. */
export type Fragment = {
  readonly dataset: string
  readonly kind?: AttributeKind
  readonly value?: Json
  readonly unit?: string | null
  readonly observedAt?: string | null
  readonly objectTypes?: readonly string[]
  readonly expiresAt?: string | null
  readonly sub?: Fragments
  /** Was it written as a bare value, so that what is there says what kind it is? */
  readonly isBare?: boolean
  /** Id in history, where a document of history gives one. */
  readonly instance?: string
}

/** Fragments by expanded name. */
export type Fragments = { readonly [name: string]: readonly Fragment[] }

/** Scopes of an evolution: none where they were taken away; from the instant on where one is told, else all along. */
export type ScopeFragment = { readonly scope: readonly string[]; readonly since?: string }

/** What a document says of an entity; each part may be absent. */
export type EntityFragment = {
  readonly id?: string
  readonly types: readonly string[]
  /** Expanded; `null` when it is to go, absent when nothing is said. */
  readonly scope?: readonly string[] | null
  /** Of an evolution: its scopes over time, in place of `scope`. */
  readonly scopes?: readonly ScopeFragment[]
  readonly expiresAt?: string | null
  readonly attributes: Fragments
}

/** Does this fragment ask for its instance to be removed? */
export function isRemoval({ value, kind }: Fragment): boolean {
  if (value === ngsiNull) return true
  if (kind !== 'LanguageProperty' || typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return (value as { readonly [language: string]: Json })['@none'] === ngsiNull // an object by the line above
}

/**
 * A fragment that stands on its own.
 * @throws BadRequestData when it says no value
 */
export function draftOf(name: string, fragment: Fragment): AttributeDraft {
  const { kind, value, unit, observedAt, expiresAt, sub, isBare: _, ...rest } = fragment
  if (kind === undefined || value === undefined) throw badData(`Attribute ${name} has no value`)
  if (isRemoval(fragment)) throw badData(`Attribute ${name} cannot be ${ngsiNull} here`)
  return {
    ...rest,
    kind,
    value,
    ...(typeof unit === 'string' && { unit }),
    ...(typeof observedAt === 'string' && { observedAt }),
    ...(typeof expiresAt === 'string' && { expiresAt }),
    ...(sub !== undefined && { sub: draftsOf(sub) }),
  }
}

/** Fragments that stand on their own. @throws BadRequestData */
export const draftsOf = (fragments: Fragments): Record<string, AttributeDraft[]> =>
  Object.fromEntries(
    Object.entries(fragments).map(([name, all]) => [name, all.map((fragment) => draftOf(name, fragment))]),
  )
