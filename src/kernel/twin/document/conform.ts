import type { Json } from '../entity.ts'
import { isObject } from './read-entity.ts'
import type { JsonObject } from './write-entity.ts'

/** The newest version of NGSI-LD spoken here: the minor number of 1.x. */
export const newestMinor = 9

/** The minor number of a version such as `1.5` (clause 4.3.6.8); `undefined` for what is none of 1.x. */
export function minorOf(version: string): number | undefined {
  const found = /^1\.(\d{1,3})$/.exec(version.trim())?.[1]
  return found === undefined ? undefined : Number(found)
}

const entityMembers = new Set(['id', '@id', '@type', '@context', 'createdAt', 'modifiedAt', 'deletedAt'])
const values = ['value', 'object', 'languageMap', 'vocab', 'json', 'valueList', 'objectList'] as const

/** Members of attributes by the version that brought them (tables 4.3.6.8-2 and 4.3.6.8-3). */
const since: Readonly<Record<string, number>> = {
  datasetId: 3,
  observedAt: 3,
  unitCode: 3,
  objectType: 8,
  expiresAt: 9,
  valueType: 9,
}

/** Values that became members of their own later, and what they were before (table 4.3.6.8-1). */
const later: Readonly<Record<string, { readonly since: number; readonly type: string; readonly member: string }>> = {
  languageMap: { since: 4, type: 'Property', member: 'value' },
  vocab: { since: 8, type: 'Property', member: 'value' },
  json: { since: 8, type: 'Property', member: 'value' },
  valueList: { since: 8, type: 'Property', member: 'value' },
  objectList: { since: 8, type: 'Relationship', member: 'object' },
}

const isAttribute = (given: Json): given is JsonObject =>
  isObject(given) && values.some((member) => given[member] !== undefined)

const objectsOf = (list: Json): Json =>
  Array.isArray(list) ? list.map((one: Json) => (isObject(one) ? (one.object ?? null) : one)) : list

function conformedAttribute(given: Json, minor: number): Json {
  if (Array.isArray(given)) {
    const all = given as readonly Json[] // an array by the line above
    if (!all.every(isAttribute)) return given
    const [first = null] = all
    // Several instances of an attribute came with 1.3: the default one speaks for all.
    if (minor < 3) return conformedAttribute(all.find((one) => one.datasetId === undefined) ?? first, minor)
    return all.map((one) => conformedAttribute(one, minor))
  }
  if (!isAttribute(given)) return given
  const told: Record<string, Json> = {}
  for (const [name, value] of Object.entries(given)) {
    if (minor < (since[name] ?? 0)) continue
    const before = later[name]
    if (before !== undefined && minor < before.since) {
      if (given.type !== undefined) told.type = before.type
      told[before.member] = name === 'objectList' ? objectsOf(value) : value
    } else if (!(name === 'type' && told.type !== undefined)) told[name] = conformedAttribute(value, minor)
  }
  return told
}

/** An entity as an earlier version of NGSI-LD would have it (clause 4.3.6.8). */
export function conformed(document: JsonObject, minor: number): JsonObject {
  const told: Record<string, Json> = {}
  for (const [name, value] of Object.entries(document)) {
    if (name === 'type')
      told.type = minor < 3 && Array.isArray(value) ? ((value[0] as Json | undefined) ?? null) : value
    else if (entityMembers.has(name)) told[name] = value
    else if (name === 'scope' || name === 'expiresAt') {
      if (minor >= (name === 'scope' ? 4 : 9)) told[name] = value
    } else told[name] = conformedAttribute(value, minor)
  }
  return told
}
