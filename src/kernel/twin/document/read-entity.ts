import { isIri, type TermMap } from '../context/term-map.ts'
import { type AttributeKind, attributeKinds, type Json } from '../entity.ts'
import { badData } from '../errors.ts'
import { checkShape } from '../geo/check-shape.ts'
import { isShape } from '../geometry.ts'
import { ngsiLd } from '../names.ts'
import { type EntityFragment, type Fragment, type Fragments, ngsiNull } from './fragment.ts'
import { readInstant } from './instant.ts'
import { checkValue, limits } from './limits.ts'
import { scopesOf, scopesOverTime } from './scopes.ts'

/** How a document is read. */
export type ReadOptions = {
  /** Is it a part of an entity, where members may be missing or `urn:ngsi-ld:null`? */
  readonly isFragment?: boolean
  /** Is it merged into the depth of values, where `urn:ngsi-ld:null` removes a member (clause 5.5.12)? */
  readonly isMerge?: boolean
  /** Are attributes bare values (clause 4.5.4)? */
  readonly isSimplified?: boolean
  /** Is it an evolution: any number of instances a dataset, each at its time (clause 5.2.20)? */
  readonly isTemporal?: boolean
  /** Language that bare texts are in, where a LanguageProperty is there (clause 5.6.17). */
  readonly lang?: string
}

type JsonObject = { readonly [name: string]: Json }

/** Is this JSON an object, not an array? */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const valueMembers: Readonly<Record<string, AttributeKind>> = {
  value: 'Property',
  object: 'Relationship',
  languageMap: 'LanguageProperty',
  vocab: 'VocabProperty',
  json: 'JsonProperty',
  valueList: 'ListProperty',
  objectList: 'ListRelationship',
}

/** The member that holds the value of each kind (clauses 4.5.2, 4.5.3). */
export const memberOf: Readonly<Record<AttributeKind, string>> = {
  Property: 'value',
  GeoProperty: 'value',
  Relationship: 'object',
  LanguageProperty: 'languageMap',
  VocabProperty: 'vocab',
  JsonProperty: 'json',
  ListProperty: 'valueList',
  ListRelationship: 'objectList',
}

/** Members of an attribute that are no attributes of it. */
export const reserved: ReadonlySet<string> = new Set([
  ...Object.keys(valueMembers),
  ...[
    'type',
    '@type',
    'datasetId',
    'observedAt',
    'unitCode',
    'objectType',
    'valueType',
    'entityIdSealed',
    'entityTypeSealed',
    'expiresAt',
    'createdAt',
    'modifiedAt',
  ],
  ...['deletedAt', 'instanceId', 'entity', 'entityList', 'lang', 'previousValue', 'previousObject', 'previousVocab'],
  ...['previousJson', 'previousLanguageMap', 'previousValueList', 'previousObjectList'],
])
// What only answers and notifications have.
const outputOnly = [
  ...[
    'entity',
    'entityList',
    'previousValue',
    'previousObject',
    'previousVocab',
    'previousJson',
    'previousLanguageMap',
  ],
  ...['previousValueList', 'previousObjectList'],
]
const entityMembers = new Set([
  'id',
  '@id',
  'type',
  '@type',
  'scope',
  '@context',
  'createdAt',
  'modifiedAt',
  'deletedAt',
  'expiresAt',
])

const forbidden = /[<>"'=;()?*\s{}[\]|&,]/u

// Terms of the core context that are no attributes (clause 4.5.1).
const plainTerms = new Set([
  ...[
    'datasetId',
    'instanceId',
    'observedAt',
    'unitCode',
    'objectType',
    'valueType',
    'entityIdSealed',
    'entityTypeSealed',
  ],
])

/** Is this a name that attributes and types may have (clause 4.6.2)? @throws BadRequestData */
export function checkName(name: string): void {
  if (name === '' || name.length > limits.name || forbidden.test(name) || (name.startsWith('@') && name !== '@none'))
    throw badData(`"${name.slice(0, 80)}" is not a name (clause 4.6.2)`)
  if (!name.includes(':') && !/^\p{L}/u.test(name))
    throw badData(`"${name.slice(0, 80)}" is not a name: it must begin with a letter (clause 4.6.2)`)
}

const isKind = (text: Json | undefined): text is AttributeKind => attributeKinds.some((kind) => kind === text)

function uri(name: string, value: Json | undefined): string {
  if (typeof value === 'string' && value.length <= limits.name && isIri(value)) return value
  throw badData(`${name} must be a URI, not ${JSON.stringify(value)?.slice(0, 80)}`)
}

const uris = (name: string, value: Json | undefined): Json =>
  Array.isArray(value) ? value.map((one: Json) => uri(name, one)) : uri(name, value)

/** A list of objects as a ListRelationship has it: `{ object }` each, or bare URIs. */
const objectList = (name: string, value: Json | undefined): Json => {
  if (!Array.isArray(value)) throw badData(`${name}: objectList must be an array`)
  return value.map((one: Json) => uri(name, isObject(one) ? one.object : one))
}

function languageMap(name: string, value: Json | undefined): Json {
  if (!isObject(value)) throw badData(`${name}: languageMap must be an object of language tags`)
  for (const [tag, text] of Object.entries(value)) {
    if (!/^(@none|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)$/.test(tag))
      throw badData(`${name}: "${tag}" is not a language tag (RFC 5646)`)
    const texts: readonly Json[] = Array.isArray(text) ? text : [text]
    if (!texts.every((one) => typeof one === 'string')) throw badData(`${name}: the texts of ${tag} must be strings`)
  }
  return value
}

function terms(name: string, value: Json | undefined, map: TermMap): Json {
  if (value === ngsiNull) return value
  if (typeof value === 'string') return map.expand(value)
  if (Array.isArray(value) && value.length > 0 && value.every((one: Json) => typeof one === 'string'))
    return value.map((one: Json) => map.expand(String(one)))
  throw badData(`${name}: vocab must be a string or strings`)
}

/** Does the value say `urn:ngsi-ld:null` somewhere inside? */
const hidesNull = (value: Json): boolean =>
  value === ngsiNull ||
  (typeof value === 'object' && value !== null && (Array.isArray(value) ? value : Object.values(value)).some(hidesNull))

/** A geometry as an object, or as a text of one (clause 4.7.2). */
function geometryOf(name: string, value: Json): Json {
  const given = typeof value === 'string' ? parsed(name, value) : value
  if (isObject(given) && given.type === 'GeometryCollection')
    throw badData(`${name} must not be a GeometryCollection (clause 4.6.3)`)
  return checkShape(name, given) as unknown as Json // geometries are JSON
}

function parsed(name: string, text: string): Json {
  try {
    return JSON.parse(text) as Json // whatever JSON.parse gives is JSON
  } catch {
    throw badData(`${name} is not a GeoJSON geometry, nor the text of one (clause 4.7.2)`)
  }
}

function checkedValue(name: string, kind: AttributeKind, value: Json | undefined, map: TermMap, isMerge = false): Json {
  if (value === undefined) throw badData(`Attribute ${name} of type ${kind} has no ${memberOf[kind]}`)
  if (value === null) throw badData(`Attribute ${name}: null is not a value (clause 4.5.2)`)
  checkValue(name, value)
  if (value === ngsiNull) return value
  if (!isMerge && kind !== 'LanguageProperty' && hidesNull(value))
    throw badData(`The value of ${name} has ${ngsiNull} in it, which only a merge may say (clause 5.5.4)`)
  switch (kind) {
    case 'Property':
      return value
    case 'JsonProperty':
      if (typeof value === 'object' && value !== null) return value
      throw badData(`Attribute ${name}: json must be an object or an array of objects (clause 4.5.24)`)
    case 'GeoProperty':
      return geometryOf(name, value)
    case 'Relationship':
      return uris(name, value)
    case 'LanguageProperty':
      return languageMap(name, value)
    case 'VocabProperty':
      return terms(name, value, map)
    case 'ListProperty':
      if (!Array.isArray(value)) throw badData(`Attribute ${name}: valueList must be an array`)
      return value
    case 'ListRelationship':
      return objectList(name, value)
  }
}

/** A member that is an instant, or `null` for one that is to go. */
function instantOf(name: string, value: Json | undefined, isFragment: boolean): string | null | undefined {
  if (value === undefined) return undefined
  if (isFragment && (value === ngsiNull || value === null)) return null
  const at = readInstant(value)
  if (at === undefined)
    throw badData(`${name} must be an instant such as 2026-11-20T08:00:00Z, not ${JSON.stringify(value)}`)
  return at
}

function unitOf(name: string, value: Json | undefined, isFragment: boolean): string | null | undefined {
  if (value === undefined) return undefined
  if (isFragment && value === ngsiNull) return null
  if (typeof value !== 'string' || value === '') throw badData(`${name}: unitCode must be a string`)
  return value
}

const kindOf = (object: JsonObject): AttributeKind | undefined => {
  const type = object.type ?? object['@type']
  if (isKind(type)) return type
  const member = Object.keys(valueMembers).find((one) => one in object)
  if (member === undefined) return undefined
  if (member === 'value' && isShape(object.value)) return 'GeoProperty'
  return valueMembers[member]
}

function datasetOf(name: string, value: Json | undefined): string {
  if (value === undefined || value === '@none') return ''
  if (value === ngsiNull) throw badData(`${name}: a datasetId cannot be ${ngsiNull} (clause 5.5.8)`)
  return uri(`${name}: datasetId`, value)
}

/** One instance of an attribute: normalized (clause 4.5.2.2), concise (4.5.2.3), or a bare value. */
function readInstance(name: string, given: Json, map: TermMap, options: ReadOptions, level: number): Fragment {
  const { isFragment = false } = options
  if (given === null) throw badData(`Attribute ${name} is null; to remove it say "${ngsiNull}" in a fragment`)
  const kind = isObject(given) && (!options.isSimplified || isMarked(given)) ? kindOf(given) : undefined
  if (!isObject(given) || (kind === undefined && (options.isSimplified || !isPartial(given, isFragment))))
    return bareInstance(name, given, map, options.isMerge)
  if (given['@context'] !== undefined)
    throw badData(`Attribute ${name} has an @context of its own, which NGSI-LD does not allow (clause 4.5.1)`)
  const shown = { ...given }
  const member = kind && memberOf[kind]
  const hasValue = member !== undefined && member in shown
  if (!hasValue && !isFragment) throw badData(`Attribute ${name} of type ${kind} has no ${member}`)
  const wrong = Object.keys(valueMembers).find((one) => one in shown && one !== member && kind !== undefined)
  if (wrong !== undefined) throw badData(`Attribute ${name} of type ${kind} cannot have the member ${wrong}`)
  const told = outputOnly.find((one) => one in shown)
  if (told !== undefined)
    throw badData(`Attribute ${name}: ${told} is told by the system, never sent to it (clause 4.5.2.2)`)
  if (shown.unitCode !== undefined && kind !== undefined && kind !== 'Property' && kind !== 'ListProperty')
    throw badData(`Attribute ${name} of type ${kind} cannot have a unitCode`)
  return {
    dataset: datasetOf(name, shown.datasetId),
    ...(kind !== undefined && { kind }),
    ...(hasValue &&
      kind !== undefined && { value: checkedValue(name, kind, shown[member ?? ''], map, options.isMerge) }),
    unit: unitOf(name, shown.unitCode, isFragment),
    observedAt: instantOf(`${name}: observedAt`, shown.observedAt, isFragment),
    expiresAt: instantOf(`${name}: expiresAt`, shown.expiresAt, isFragment),
    ...(shown.objectType !== undefined && { objectTypes: typesOf(shown.objectType, map) }),
    ...(options.isTemporal && typeof shown.instanceId === 'string' && { instance: shown.instanceId }),
    ...subOf(name, shown, map, options, level),
  }
}

// Members of an attribute that are texts, not attributes; kept beside those. True for names of the @context.
const plainMembers = { valueType: true, entityIdSealed: false, entityTypeSealed: true } as const

/** The text members of an attribute (clause 4.5.2.2), as attributes under the core names. */
function plainOf(name: string, shown: JsonObject, map: TermMap): Record<string, readonly Fragment[]> {
  const found: Record<string, readonly Fragment[]> = {}
  for (const [member, isTerm] of Object.entries(plainMembers)) {
    const text = shown[member]
    if (text === undefined) continue
    if (member !== 'valueType' && name !== 'ngsildproof')
      throw badData(`Attribute ${name}: only ngsildproof has ${member} (clause 4.5.2.2)`)
    if (typeof text !== 'string' || text === '') throw badData(`Attribute ${name}: ${member} must be a string`)
    found[ngsiLd + member] = [
      { dataset: '', kind: 'Property', value: isTerm && text !== ngsiNull ? map.expand(text) : text },
    ]
  }
  return found
}

// Simplified values of these kinds are marked by their only member (clause 4.5.4).
const isMarked = (given: JsonObject): boolean => {
  const [only, ...others] = Object.keys(given)
  return others.length === 0 && (only === 'languageMap' || only === 'vocab' || only === 'json')
}

// A fragment may carry only metadata of an attribute: { "unitCode": "CEL" }.
const isPartial = (given: JsonObject, isFragment: boolean): boolean =>
  isFragment && ['observedAt', 'unitCode', 'datasetId', 'expiresAt'].some((member) => member in given)

function subOf(
  name: string,
  shown: JsonObject,
  map: TermMap,
  options: ReadOptions,
  level: number,
): { sub?: Fragments } {
  const names = Object.keys(shown).filter((one) => !reserved.has(one))
  const plain = plainOf(name, shown, map)
  if (names.length === 0) return Object.keys(plain).length === 0 ? {} : { sub: plain }
  if (level >= limits.levels) throw badData(`Attribute ${name} is nested more than ${limits.levels} levels`)
  const inner = { ...options, isSimplified: false, isTemporal: false }
  return { sub: { ...plain, ...readAttributes(shown, names, map, inner, level + 1) } }
}

function bareInstance(name: string, value: Json, map: TermMap, isMerge = false): Fragment {
  const isGeo = isObject(value) && typeof value.type === 'string' && 'coordinates' in value
  const kind = isGeo ? 'GeoProperty' : 'Property'
  return { dataset: '', kind, value: checkedValue(name, kind, value, map, isMerge), isBare: true }
}

const isInstance = (value: Json): boolean => isObject(value) && kindOf(value) !== undefined

function readAttributes(
  object: JsonObject,
  names: readonly string[],
  map: TermMap,
  options: ReadOptions,
  level: number,
): Fragments {
  if (names.length > limits.attributes) throw badData(`More than ${limits.attributes} attributes`)
  const all: Record<string, readonly Fragment[]> = {}
  for (const term of names) {
    checkName(term)
    const given = object[term]
    if (given === undefined) continue
    if (level === 1 && plainTerms.has(term))
      throw badData(`${term} is a term of the core @context and no name of an attribute (clause 4.5.1)`)
    if (options.isSimplified && isObject(given) && isObject(given.dataset) && Object.keys(given).length === 1) {
      all[map.expand(term)] = Object.entries(given.dataset).map(([dataset, value]) => ({
        ...readInstance(term, value, map, options, level),
        dataset: datasetOf(term, dataset),
      }))
      continue
    }
    const several = Array.isArray(given) && !options.isSimplified && given.length > 0 && given.every(isInstance)
    const instances = (several ? (given as readonly Json[]) : [given]).map((one) =>
      readInstance(term, one, map, options, level),
    ) // an array by `several`
    const seen = new Set(instances.map((one) => one.dataset))
    if (seen.size !== instances.length && !options.isTemporal)
      throw badData(`Attribute ${term} has two instances with the same datasetId`)
    const name = map.expand(term)
    if (level === 1) checkCore(term, name, instances)
    if (name in all) throw badData(`Attribute ${term} stands twice: its expanded name is ${name}`)
    all[name] = instances
  }
  return all
}

const geoNames: ReadonlySet<string> = new Set(
  ['location', 'observationSpace', 'operationSpace'].map((name) => ngsiLd + name),
)

/** Attributes that the core @context says the kind of (clauses 4.7.1, 4.5.2.2). */
function checkCore(term: string, name: string, instances: readonly Fragment[]): void {
  for (const { kind, value } of instances) {
    if (value === undefined || value === ngsiNull) continue
    if (geoNames.has(name) && kind !== 'GeoProperty') throw badData(`${term} must be a GeoProperty (clause 4.7.1)`)
    if (term === 'ngsildproof' && (kind !== 'Property' || !isObject(value)))
      throw badData('ngsildproof must be a Property whose value is an object (clause 4.5.2.2)')
  }
}

/** Types as a document writes them, expanded. @throws BadRequestData */
export function typesOf(value: Json | undefined, map: TermMap): string[] {
  const all: readonly Json[] = Array.isArray(value) ? value : [value ?? null]
  if (all.length === 0) throw badData('type must not be an empty array')
  const names = all.map((one) => {
    if (typeof one !== 'string') throw badData('type must be a string or an array of strings')
    checkName(one)
    return map.expand(one)
  })
  return [...new Set(names)]
}

/** The id of a document's entity, or of what `name` says. @throws BadRequestData when it is no URI */
export function idOf(value: Json | undefined, name = 'id'): string {
  if (value === ngsiNull) throw badData(`${ngsiNull} is no ${name}`)
  return uri(name, value)
}

/**
 * Reads an entity, or a fragment of one, of an NGSI-LD document.
 * @throws BadRequestData
 */
export function readEntity(document: Json, map: TermMap, options: ReadOptions = {}): EntityFragment {
  if (!isObject(document)) throw badData('An entity must be a JSON object')
  const { isFragment = false } = options
  const id = document.id ?? document['@id']
  const type = document.type ?? document['@type']
  if (!isFragment && id === undefined) throw badData('The entity has no id')
  if (!isFragment && type === undefined) throw badData('The entity has no type')
  const names = Object.keys(document).filter((name) => !entityMembers.has(name))
  return {
    ...(id !== undefined && { id: idOf(id) }),
    types: type === undefined ? [] : typesOf(type, map),
    ...(options.isTemporal && document.scope !== undefined
      ? { scopes: scopesOverTime(document.scope) }
      : document.scope !== undefined && {
          scope: isFragment && document.scope === ngsiNull ? null : scopesOf(document.scope),
        }),
    expiresAt: instantOf('expiresAt', document.expiresAt, isFragment),
    attributes: readAttributes(document, names, map, options, 1),
  }
}

/** Text members of an attribute that stand beside its attributes under the core names: written as texts (clause 4.5.2.2). */
export const plainMember = (name: string): keyof typeof plainMembers | undefined =>
  name.startsWith(ngsiLd) ? plainNames.get(name.slice(ngsiLd.length)) : undefined

const plainNames = new Map(
  // The keys of an object literal are those of its type.
  (Object.keys(plainMembers) as (keyof typeof plainMembers)[]).map((member) => [member as string, member]),
)

/** Reads one attribute of a document whose body is the attribute alone. @throws BadRequestData */
export const readAttribute = (name: string, given: Json, map: TermMap, options: ReadOptions): readonly Fragment[] =>
  readAttributes({ [name]: given }, [name], map, options, 1)[map.expand(name)] ?? []
