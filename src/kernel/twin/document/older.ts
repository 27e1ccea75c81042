import type { Json } from '../entity.ts'
import { isObject, memberOf, reserved } from './read-entity.ts'
import type { JsonObject } from './write-entity.ts'

/** A version of the standard, `major.minor` (clause 4.3.6.8). */
export type Version = { readonly major: number; readonly minor: number }

/** The version of what is written here. */
export const nativeVersion: Version = { major: 1, minor: 9 }

/** A version as headers write it. */
export const versionText = ({ major, minor }: Version): string => `${major}.${minor}`

const isBefore = ({ major, minor }: Version, since: number): boolean =>
  since > 0 && (major < 1 || (major === 1 && minor < since))

/** The version that a `Prefer` header asks for (RFC 7240), at most the one written here; `undefined` when it asks for none. */
export function preferredVersion(prefer: string): Version | undefined {
  for (const preference of prefer.split(',')) {
    const found = /^\s*ngsi-ld\s*=\s*"?(\d{1,3})\.(\d{1,3})(?:\.\d+)?"?\s*(?:;|$)/i.exec(preference)
    if (!found) continue
    const asked = { major: Number(found[1]), minor: Number(found[2]) }
    return isBefore(asked, nativeVersion.minor) ? asked : nativeVersion
  }
  return undefined
}

/** A version as registrations and subscriptions name one, `1.5`, at most the one written here; `undefined` for what is none. */
export const readVersion = (text: string): Version | undefined =>
  /^\d{1,3}\.\d{1,3}$/.test(text) ? preferredVersion(`ngsi-ld=${text}`) : undefined

// Tables 4.3.6.8-1 to 4.3.6.8-3: the minor version that brought a member; before it, it is left out.
const headSince: Readonly<Record<string, number>> = { scope: 4, expiresAt: 9 }
const memberSince: Readonly<Record<string, number>> = {
  datasetId: 3,
  observedAt: 3,
  unitCode: 3,
  objectType: 8,
  valueType: 9,
  expiresAt: 9,
}
// The same for kinds of attributes; before it they are told as what they are a kind of.
const kindSince = [
  { kind: 'LanguageProperty', since: 4, plain: 'Property' },
  { kind: 'JsonProperty', since: 8, plain: 'Property' },
  { kind: 'VocabProperty', since: 8, plain: 'Property' },
  { kind: 'ListProperty', since: 8, plain: 'Property' },
  { kind: 'ListRelationship', since: 8, plain: 'Relationship' },
] as const

const heads = new Set(['id', 'type', '@context', 'scope', 'createdAt', 'modifiedAt', 'deletedAt', 'expiresAt'])

/** An object with some members changed or (`undefined`) left out; the very same where nothing is. */
function changed(object: JsonObject, change: (name: string, value: Json) => Json | undefined): JsonObject {
  const entries = Object.entries(object).map(([name, value]) => ({ name, value, next: change(name, value) }))
  if (entries.every(({ value, next }) => value === next)) return object
  return Object.fromEntries(entries.flatMap(({ name, next }) => (next === undefined ? [] : [[name, next]])))
}

/** What stands for the value of a kind that the version does not know. */
const plainValue = (kind: string, value: Json): Json =>
  kind === 'ListRelationship' && Array.isArray(value)
    ? value.map((one: Json) => (isObject(one) ? (one.object ?? null) : one))
    : value

/** The instance told as the kind that the version knows it by. */
function asPlainKind(instance: JsonObject, version: Version): JsonObject {
  const { type } = instance
  const newer = kindSince.find(
    ({ kind, since }) =>
      isBefore(version, since) && memberOf[kind] in instance && (type === undefined || type === kind),
  )
  if (!newer) return instance
  const { [memberOf[newer.kind]]: value = null, ...rest } = instance
  return {
    ...rest,
    ...(type !== undefined && { type: newer.plain }),
    [memberOf[newer.plain]]: plainValue(newer.kind, value),
  }
}

const isOfEvolution = (one: Json): boolean => isObject(one) && one.instanceId !== undefined

function amendedAttribute(attribute: Json, version: Version): Json {
  if (Array.isArray(attribute)) {
    const all: readonly Json[] = attribute
    // Notes 2 and 3: one instance where datasets are not known, the default one before others.
    const isOneOnly = isBefore(version, 3) && all.length > 0 && all.every(isObject) && !all.some(isOfEvolution)
    if (isOneOnly)
      return amendedAttribute(
        all.find((one) => isObject(one) && one.datasetId === undefined) ?? all[0] ?? null,
        version,
      )
    const next = all.map((one) => amendedAttribute(one, version))
    return next.every((one, at) => one === all[at]) ? attribute : next
  }
  if (!isObject(attribute)) return attribute
  const kept = changed(attribute, (name, value) => {
    if (isBefore(version, memberSince[name] ?? 0)) return undefined
    return reserved.has(name) ? value : amendedAttribute(value, version)
  })
  return asPlainKind(kept, version)
}

/**
 * A document of an entity, or of an evolution, as an earlier version of the standard tells it (clause 4.3.6.8); the very same document
 * where nothing is to be amended. Of a simplified one (`isSimplified`) only members of the entity itself.
 */
export function amended(document: JsonObject, version: Version, isSimplified = false): JsonObject {
  return changed(document, (name, value) => {
    if (isBefore(version, headSince[name] ?? 0)) return undefined
    // Note 1: one type where several are not known.
    if (name === 'type' && isBefore(version, 3) && Array.isArray(value)) return value[0] as Json // types are strings
    if (heads.has(name) || isSimplified) return value
    return amendedAttribute(value, version)
  })
}
