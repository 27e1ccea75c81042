import { isObject, type Json, type JsonObject } from '../../../kernel/twin/index.ts'

/** How a name is told elsewhere. */
export type Rename = (name: string) => string

const entityMembers = new Set([
  ...['id', '@id', 'scope', '@context', 'createdAt', 'modifiedAt', 'deletedAt', 'expiresAt'],
])
const attributeMembers = new Set([
  ...['type', 'value', 'object', 'languageMap', 'json', 'valueList', 'objectList', 'observedAt', 'unitCode', 'lang'],
  ...['datasetId', 'instanceId', 'createdAt', 'modifiedAt', 'deletedAt', 'expiresAt', 'valueType'],
  ...['previousValue', 'previousObject', 'previousLanguageMap', 'previousJson', 'previousValueList'],
  'previousObjectList',
])
const values = ['value', 'object', 'languageMap', 'vocab', 'json', 'valueList', 'objectList']
const terms = new Set(['vocab', 'previousVocab', 'objectType'])

/** Names that are a text or a list of texts, renamed. */
export const renamedTexts = (given: Json, rename: Rename): Json =>
  Array.isArray(given)
    ? given.map((one: Json) => renamedTexts(one, rename))
    : typeof given === 'string'
      ? rename(given)
      : given

function renamedAttribute(given: Json, rename: Rename): Json {
  if (Array.isArray(given)) return given.map((one: Json) => renamedAttribute(one, rename))
  // What is no attribute is a value by itself, in which nothing is a name.
  if (!isObject(given) || !values.some((member) => given[member] !== undefined)) return given
  return Object.fromEntries(
    Object.entries(given).map(([name, value]): [string, Json] => {
      if (terms.has(name)) return [name, renamedTexts(value, rename)]
      if (attributeMembers.has(name)) return [name, value]
      if (name === 'entity' && isObject(value)) return [name, renamedEntity(value, rename)]
      if (name === 'entityList' && Array.isArray(value))
        return [name, value.map((one: Json) => (isObject(one) ? renamedEntity(one, rename) : one))]
      return [rename(name), renamedAttribute(value, rename)]
    }),
  )
}

/** An entity, or a part of one, with its names in another context: types, attributes, attributes of those, terms. */
export function renamedEntity(document: JsonObject, rename: Rename): JsonObject {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]): [string, Json] => {
      if (name === 'type' || name === '@type') return [name, renamedTexts(value, rename)]
      return entityMembers.has(name) ? [name, value] : [rename(name), renamedAttribute(value, rename)]
    }),
  )
}

/** An attribute alone with its names in another context. */
export const renamedAlone = (given: Json, rename: Rename): Json => renamedAttribute(given, rename)

/** A selection of types, whose names stand between signs (clause 4.17). */
export const renamedSelection = (text: string, rename: Rename): string =>
  text.replace(/[^,|;&()\s]+/g, (name) => (name === '*' ? name : rename(name)))

/** A question by a body (clause 5.2.23) in another context; its `q` cannot be told in one and is left out. */
export function renamedQuery(body: JsonObject, rename: Rename): JsonObject {
  const { q: _, expandValues: __, jsonKeys: ___, ...rest } = body
  const { entities, attrs, geoQ } = rest
  return {
    ...rest,
    ...(Array.isArray(entities) && {
      entities: entities.map((one: Json) =>
        isObject(one) && typeof one.type === 'string' ? { ...one, type: renamedSelection(one.type, rename) } : one,
      ),
    }),
    ...(attrs !== undefined && { attrs: renamedTexts(attrs, rename) }),
    ...(isObject(geoQ) &&
      typeof geoQ.geoproperty === 'string' && { geoQ: { ...geoQ, geoproperty: rename(geoQ.geoproperty) } }),
  }
}
