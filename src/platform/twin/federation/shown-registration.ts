import { isObject, type JsonObject } from '../../../kernel/twin/index.ts'

/** A registration with its names of types and attributes in another context. */
export function renamedRegistration(body: JsonObject, rename: (name: string) => string): JsonObject {
  const all = Array.isArray(body.information) ? body.information : []
  const names = (value: JsonObject, member: string): JsonObject => {
    const given = value[member]
    return Array.isArray(given) ? { [member]: given.map((one) => rename(String(one))) } : {}
  }
  // A type may be a selection of several (clause 4.17).
  const each = (type: string) => (type === '*' ? type : type.replace(/[^|;&(),]+/g, rename))
  const typeOf = (type: JsonObject[string]): JsonObject[string] =>
    Array.isArray(type) ? type.map((one) => each(String(one))) : typeof type === 'string' ? each(type) : type
  return {
    ...body,
    information: all.map((one) => {
      if (!isObject(one)) return one
      const entities = Array.isArray(one.entities)
        ? one.entities.map((entity) =>
            isObject(entity) && entity.type !== undefined ? { ...entity, type: typeOf(entity.type) } : entity,
          )
        : undefined
      return {
        ...one,
        ...(entities && { entities }),
        ...names(one, 'propertyNames'),
        ...names(one, 'relationshipNames'),
        ...names(one, 'attributeNames'),
      }
    }),
  }
}

// Members of a registration that have one meaning in every context (table 5.2.9-1), with what only the system says.
const fixed = new Set([
  ...['id', 'type', 'registrationName', 'description', 'information', 'tenant', 'observationInterval', 'scope', 'mode'],
  ...['managementInterval', 'location', 'observationSpace', 'operationSpace', 'expiresAt', 'endpoint', 'operations'],
  ...['contextSourceInfo', 'contextSourceAlias', 'refreshRate', 'management', 'datasetId', 'localOnly', 'status'],
])

/** A registration in another context, properties of its source included: it means what it meant. */
export const registrationInContext = (body: JsonObject, rename: (name: string) => string): JsonObject =>
  Object.fromEntries(
    Object.entries(renamedRegistration(body, rename)).map(([name, value]) => [
      fixed.has(name) ? name : rename(name),
      value,
    ]),
  )
