import { isObject, type JsonObject } from '../../../kernel/twin/index.ts'

/** A registration with its names of types and attributes in another context. */
export function renamedRegistration(body: JsonObject, rename: (name: string) => string): JsonObject {
  const all = Array.isArray(body.information) ? body.information : []
  const names = (value: JsonObject, member: string): JsonObject => {
    const given = value[member]
    return Array.isArray(given) ? { [member]: given.map((one) => rename(String(one))) } : {}
  }
  const typeOf = (type: JsonObject[string]): JsonObject[string] =>
    Array.isArray(type) ? type.map((one) => rename(String(one))) : typeof type === 'string' ? rename(type) : type
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
