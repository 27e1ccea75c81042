import {
  badData,
  checkShape,
  idOf,
  isIri,
  isObject,
  type Json,
  parseQuery,
  parseRelation,
  parseTypes,
  type QueryTree,
  type TermMap,
} from '../../../kernel/twin/index.ts'
import type { Selector } from '../query/entity-query.ts'
import type { GeoQuestion } from '../query/geo-sql.ts'

/** A geoquery as documents and URLs say it. */
export type GeoParts = {
  readonly georel?: Json
  readonly geometry?: Json
  readonly coordinates?: Json
  readonly geoproperty?: Json
}

const mostPattern = 500

function checkPattern(pattern: string | undefined): string | undefined {
  if (pattern === undefined) return undefined
  if (pattern.length > mostPattern) throw badData(`idPattern is longer than ${mostPattern} characters`)
  try {
    new RegExp(pattern)
  } catch {
    throw badData('idPattern is not a regular expression')
  }
  return pattern
}

/** One selector of entities. @throws BadRequestData */
export function readSelector(
  given: { readonly ids?: readonly string[]; readonly idPattern?: string; readonly type?: string },
  map: TermMap,
): Selector {
  return {
    ...(given.ids && { ids: given.ids.map((one) => idOf(one)) }),
    // Ids come before a pattern (clause 5.2.33).
    ...(given.ids === undefined && given.idPattern !== undefined && { idPattern: checkPattern(given.idPattern) }),
    ...(given.type !== undefined && given.type !== '*' && { types: parseTypes(given.type, map) }),
  }
}

/** A reference geometry of a URL or body: type and coordinates. @throws BadRequestData */
export function readReference(geometry: Json | undefined, coordinates: Json | undefined) {
  if (typeof geometry !== 'string') throw badData('geometry is missing')
  if (geometry === 'GeometryCollection') throw badData('geometry cannot be a GeometryCollection')
  let given: Json | undefined = coordinates
  if (typeof coordinates === 'string') {
    try {
      given = JSON.parse(coordinates) as Json // whatever JSON.parse gives is JSON
    } catch {
      throw badData('coordinates are not valid JSON')
    }
  }
  if (given === undefined) throw badData('coordinates are missing')
  return checkShape('coordinates', { type: geometry, coordinates: given })
}

/** A geoquery (clause 4.10). @throws BadRequestData */
export function readGeo(geo: GeoParts, map: TermMap): GeoQuestion | undefined {
  const { georel, geometry, coordinates, geoproperty } = geo
  if (georel === undefined && geometry === undefined && coordinates === undefined) return undefined
  if (georel === undefined || geometry === undefined || coordinates === undefined)
    throw badData('georel, geometry and coordinates go together')
  return {
    relation: parseRelation(String(georel)),
    reference: readReference(geometry, coordinates),
    property: map.expand(typeof geoproperty === 'string' ? geoproperty : 'location'),
  }
}

/** Reads `q`. @throws BadRequestData */
export const readQ = (
  text: string | undefined,
  map: TermMap,
  expandValues: readonly string[] = [],
): QueryTree | undefined =>
  text === undefined ? undefined : parseQuery(text, { map, expandValues: new Set(expandValues) })

/** A text, or nothing. @throws BadRequestData */
export const text = (value: Json | undefined, name: string): string | undefined => {
  if (value === undefined || typeof value === 'string') return value
  throw badData(`${name} must be a string`)
}

/** Texts of a member that is a string, a list of strings, or absent. @throws BadRequestData */
export function texts(value: Json | undefined, name: string): string[] | undefined {
  if (value === undefined) return undefined
  const all: readonly Json[] = Array.isArray(value) ? value : [value]
  if (all.length === 0 || !all.every((one) => typeof one === 'string'))
    throw badData(`${name} must be a list of strings, not empty`)
  return all.map(String)
}

/** A list of selectors as bodies have it (clause 5.2.33). @throws BadRequestData */
export function readSelectors(value: Json | undefined, map: TermMap): readonly Selector[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length === 0) throw badData('entities must be an array, not empty')
  return value.map((one: Json) => {
    if (!isObject(one)) throw badData('entities must be objects')
    const type = text(one.type, 'entities: type')
    if (type === undefined) throw badData('entities: type is missing')
    return readSelector(
      { ids: texts(one.id, 'entities: id'), idPattern: text(one.idPattern, 'entities: idPattern'), type },
      map,
    )
  })
}

/** The datasets asked for; `''` for the default one. @throws BadRequestData */
export const readDatasets = (text: string | undefined): ReadonlySet<string> | undefined => {
  const all = listOf(text)
  if (all === undefined) return undefined
  return new Set(
    all.map((one) => {
      if (one === '@none') return ''
      if (!isIri(one)) throw badData(`datasetId: "${one.slice(0, 80)}" is neither a URI nor @none`)
      return one
    }),
  )
}

/** A list of a URL parameter. */
export const listOf = (text: string | undefined): string[] | undefined =>
  text === undefined ? undefined : text.split(',').map((one) => one.trim())
