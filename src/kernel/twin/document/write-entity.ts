import type { TermMap } from '../context/term-map.ts'
import type { AttributeInstance, Attributes, Entity, Json } from '../entity.ts'
import { ngsiNull } from './fragment.ts'
import { shownInstant } from './instant.ts'
import { isObject, memberOf, plainMember } from './read-entity.ts'

/** How entities are written (clause 6.3.7). */
export type Format = 'normalized' | 'concise' | 'simplified'

/** Which members are shown: `id`, `type`, `scope` and expanded names, each with what is shown of entities behind it. */
export type Projection = ReadonlyMap<string, Projection | undefined>

/** How an entity is written. */
export type WriteOptions = {
  readonly format: Format
  readonly sysAttrs?: boolean
  /** Language that LanguageProperties are reduced to (clause 4.15). */
  readonly lang?: string
  /** Only these members. */
  readonly pick?: Projection
  /** Not these members. */
  readonly omit?: Projection
  /** Only these attributes; id, type and scope stay (deprecated `attrs`). */
  readonly attrs?: ReadonlySet<string>
  /** Only instances of these datasets (`''` the default one). */
  readonly datasets?: ReadonlySet<string>
  /** Writes the entity that a relationship leads to, for inline linked entities (clause 4.5.23.2). */
  linked?(id: string, name: string): JsonObject | undefined
}

/** A JSON object being made. */
export type JsonObject = { [name: string]: Json }

const one = <T extends Json>(all: readonly T[]): Json => (all.length === 1 ? (all[0] ?? null) : all)

/** Languages of a language filter such as `fr-CH,fr;q=0.9,en;q=0.8`, best first. */
function preferred(lang: string): readonly string[] {
  return lang
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().split(';')
      const weight = rest.map((item) => /^q=([\d.]+)$/.exec(item.trim())?.[1]).find((found) => found !== undefined)
      return { tag: tag.trim().toLowerCase(), weight: weight === undefined ? 1 : Number(weight) }
    })
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}

/** The texts of a language map that fit a filter best, and their language. */
export function inLanguage(
  map: { readonly [tag: string]: Json },
  lang: string,
): { readonly tag: string; readonly value: Json } {
  const tags = Object.keys(map)
  for (const wanted of preferred(lang)) {
    const base = wanted.split('-')[0]
    const tag =
      tags.find((known) => known.toLowerCase() === wanted) ??
      (wanted === '*' ? tags[0] : tags.find((known) => known.toLowerCase().split('-')[0] === base))
    if (tag !== undefined) return { tag, value: map[tag] ?? null }
  }
  const tag = tags.includes('@none') ? '@none' : (tags[0] ?? '@none')
  return { tag, value: map[tag] ?? null }
}

/** The value of an instance as documents show it. */
export function shownValue(instance: Pick<AttributeInstance, 'kind' | 'value'>, map: TermMap): Json {
  const { kind, value } = instance
  if (value === ngsiNull) return value
  if (kind === 'VocabProperty')
    return Array.isArray(value) ? value.map((term: Json) => map.compact(String(term))) : map.compact(String(value))
  if (kind === 'ListRelationship' && Array.isArray(value)) return value.map((object: Json) => ({ object }))
  return value
}

/** The value of an instance alone, marked where it would not be known again (clauses 4.5.4, 4.5.9). */
export function simpleValue(name: string, instance: AttributeInstance, map: TermMap, options: WriteOptions): Json {
  const { kind, value } = instance
  if (kind === 'LanguageProperty' && options.lang !== undefined && isObject(value))
    return inLanguage(value, options.lang).value
  if (kind === 'LanguageProperty' || kind === 'JsonProperty' || kind === 'VocabProperty')
    return { [memberOf[kind]]: shownValue(instance, map) }
  if ((kind === 'Relationship' || kind === 'ListRelationship') && options.linked) {
    const { linked } = options
    const shown = (Array.isArray(value) ? value : [value]).map((id: Json) => linked(String(id), name) ?? id)
    return Array.isArray(value) ? shown : (shown[0] ?? null)
  }
  return value
}

function stamps(of: {
  readonly createdAt: string
  readonly modifiedAt: string
  readonly expiresAt?: string
}): JsonObject {
  return {
    createdAt: of.createdAt,
    modifiedAt: of.modifiedAt,
    ...(of.expiresAt !== undefined && { expiresAt: shownInstant(of.expiresAt) }),
  }
}

function linkedMember(name: string, { kind, value }: AttributeInstance, { linked }: WriteOptions): JsonObject {
  if (linked === undefined || (kind !== 'Relationship' && kind !== 'ListRelationship')) return {}
  const found = (Array.isArray(value) ? value : [value]).flatMap((id: Json) => linked(String(id), name) ?? [])
  if (found.length === 0) return {}
  return kind === 'ListRelationship' ? { entityList: found } : { entity: one(found) }
}

/** One instance, normalized or concise (clauses 4.5.2, 4.5.3). */
export function writeInstance(name: string, instance: AttributeInstance, map: TermMap, options: WriteOptions): Json {
  const isConcise = options.format === 'concise'
  let { kind } = instance
  let value = shownValue(instance, map)
  const extra: JsonObject = {}
  if (kind === 'LanguageProperty' && options.lang !== undefined && isObject(instance.value)) {
    const found = inLanguage(instance.value, options.lang)
    kind = 'Property'
    value = found.value
    extra.lang = found.tag
  }
  if (instance.objectTypes !== undefined) extra.objectType = one(instance.objectTypes.map((type) => map.compact(type)))
  if (instance.unit !== undefined) extra.unitCode = instance.unit
  if (instance.observedAt !== undefined) extra.observedAt = shownInstant(instance.observedAt)
  if (instance.dataset !== '') extra.datasetId = instance.dataset
  if (options.sysAttrs) Object.assign(extra, stamps(instance))
  Object.assign(extra, linkedMember(name, instance, options))
  if (instance.sub !== undefined)
    Object.assign(
      extra,
      writeAttributes(instance.sub, map, {
        ...options,
        pick: undefined,
        omit: undefined,
        attrs: undefined,
        datasets: undefined,
        linked: undefined,
      }),
    )
  if (!isConcise) return { type: kind, [memberOf[kind]]: value, ...extra }
  const canBeBare = (kind === 'Property' || kind === 'GeoProperty') && Object.keys(extra).length === 0
  if (canBeBare && !hidesValue(value, kind)) return value
  return { [memberOf[kind]]: value, ...extra }
}

// An object that would be taken for an attribute when read again keeps its `value` member.
const hidesValue = (value: Json, kind: string): boolean =>
  kind === 'Property' && typeof value === 'object' && value !== null

/** Attributes by compacted name. */
export function writeAttributes(attributes: Attributes, map: TermMap, options: WriteOptions): JsonObject {
  const written: JsonObject = {}
  for (const [name, all] of Object.entries(attributes)) {
    const plain = plainMember(name)
    if (plain !== undefined) {
      const text = all[0]?.value ?? null
      written[plain] = plain === 'entityIdSealed' ? text : map.compact(String(text))
      continue
    }
    if (!isShown(name, options)) continue
    const instances = options.datasets ? all.filter(({ dataset }) => options.datasets?.has(dataset)) : all
    if (instances.length === 0) continue
    if (options.format !== 'simplified') {
      written[map.compact(name)] = one(instances.map((instance) => writeInstance(name, instance, map, options)))
      continue
    }
    const [first] = instances
    written[map.compact(name)] =
      instances.length === 1 && first
        ? simpleValue(name, first, map, options)
        : {
            dataset: Object.fromEntries(
              instances.map((instance) => [instance.dataset || '@none', simpleValue(name, instance, map, options)]),
            ),
          }
  }
  return written
}

function isShown(name: string, { pick, omit, attrs }: WriteOptions): boolean {
  if (attrs !== undefined && !attrs.has(name)) return false
  if (pick !== undefined && !pick.has(name)) return false
  return !(omit?.has(name) && omit.get(name) === undefined)
}

/** An entity in one of its forms; the `@context` is added by who sends it. */
export function writeEntity(entity: Entity, map: TermMap, options: WriteOptions): JsonObject {
  const shown = (member: string) => isShown(member, { ...options, attrs: undefined })
  return {
    ...(shown('id') && { id: entity.id }),
    ...(shown('type') && { type: one(entity.types.map((type) => map.compact(type))) }),
    ...(entity.scope.length > 0 && shown('scope') && { scope: one(entity.scope) }),
    ...(options.sysAttrs && stamps(entity)),
    ...writeAttributes(entity.attributes, map, options),
  }
}

/** A GeoJSON feature (clause 4.5.16): the geometry of one GeoProperty, everything else in its properties. */
export function writeFeature(
  entity: Entity,
  map: TermMap,
  options: WriteOptions,
  geometryName?: string,
  dataset = '',
): JsonObject {
  const { id, ...properties } = writeEntity(entity, map, options)
  const instances = entity.attributes[geometryName ?? map.expand('location')] ?? []
  const found = instances.find((instance) => instance.kind === 'GeoProperty' && instance.dataset === dataset)
  return { id: id ?? entity.id, type: 'Feature', geometry: found?.value ?? null, properties }
}
