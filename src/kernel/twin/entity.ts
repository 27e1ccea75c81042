import type { Words } from '../words.ts'

/** Any value that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** What an attribute of an entity can be (ETSI GS CIM 009, clause 4.5.2). */
export const attributeKinds = [
  'Property',
  'GeoProperty',
  'Relationship',
  'LanguageProperty',
  'VocabProperty',
  'JsonProperty',
  'ListProperty',
  'ListRelationship',
] as const

/** One of `attributeKinds`. */
export type AttributeKind = (typeof attributeKinds)[number]

/**
 * One instance of an attribute, names expanded to IRIs. `value` by kind: any JSON (Property, JsonProperty), GeoJSON geometry in WGS 84
 * (GeoProperty), URI or list of URIs (Relationship), map of language to text or texts (LanguageProperty), expanded term or terms
 * (VocabProperty), list (ListProperty), list of URIs (ListRelationship).
 */
export type AttributeInstance = {
  readonly kind: AttributeKind
  readonly value: Json
  /** URI that tells instances of one attribute apart; `''` for the default one. */
  readonly dataset: string
  /** UN/CEFACT code of the unit. */
  readonly unit?: string
  /** ISO instant, UTC. */
  readonly observedAt?: string
  /** Expanded types of what a relationship leads to. */
  readonly objectTypes?: readonly string[]
  /** When it ceases to hold, ISO instant. */
  readonly expiresAt?: string
  /** Attributes of the attribute. */
  readonly sub?: Attributes
  readonly createdAt: string
  readonly modifiedAt: string
  /** UUID of this instance in history. */
  readonly instance: string
}

/** Attributes by expanded name; each with its instances, at most one a dataset. */
export type Attributes = { readonly [name: string]: readonly AttributeInstance[] }

/** A thing of the city with its present state. */
export type Entity = {
  /** URI. */
  readonly id: string
  /** Expanded IRIs, at least one. */
  readonly types: readonly string[]
  /** Hierarchical scopes, each begins with `/` (clause 4.18). */
  readonly scope: readonly string[]
  readonly attributes: Attributes
  readonly createdAt: string
  readonly modifiedAt: string
  readonly expiresAt?: string
  /** Path of the office that answers for it; `null` when nobody does yet. */
  readonly path: string | null
  /** May anybody see it? */
  readonly isOpen: boolean
  /** Code of the division that it lies in. */
  readonly division: string | null
  readonly title: Words | null
  /** Where it came from: a device, a file, a system. */
  readonly source: string | null
  /** How it was made of what: files, datums, conversions. */
  readonly lineage: Json
  readonly isDemo: boolean
}
