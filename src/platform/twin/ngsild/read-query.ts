import {
  badData,
  isObject,
  type Json,
  linkDepth,
  ngsiErrors,
  parseQuery,
  parseScopes,
  type QueryTree,
  queriedNames,
  systemNames,
  type TermMap,
} from '../../../kernel/twin/index.ts'
import type { EntityFilter, Page, Selector } from '../query/entity-query.ts'
import type { Ordering } from '../query/order-sql.ts'
import { type Ask, flag } from './ask.ts'
import {
  type GeoParts,
  listOf,
  readGeo,
  readQ,
  readReference,
  readSelector,
  readSelectors,
  text,
  texts,
} from './read-parts.ts'

/** URL parameters that say which entities are wanted. */
export const filterQuery = [
  ...['id', 'idPattern', 'type', 'attrs', 'q', 'csf', 'scopeQ', 'georel', 'geometry', 'coordinates', 'geoproperty'],
  ...['expandValues', 'jsonKeys', 'splitEntities', 'pick'],
] as const

/** URL parameters of pages and order. `after` and `before` are keys that our own links carry. */
export const pageQuery = [
  'limit',
  'offset',
  'count',
  'orderBy',
  'orderFrom',
  'orderGeometry',
  'collation',
  'after',
  'before',
] as const

/** A query as a request says it, from a URL or a body alike. */
export type QueryParts = {
  readonly selectors: readonly Selector[]
  readonly attrs?: readonly string[]
  readonly q?: string
  readonly expandValues?: readonly string[]
  readonly scopeQ?: string
  readonly geo?: GeoParts
  readonly pick?: readonly string[]
}

/** The filter of a query. @throws BadRequestData */
export function readFilter(asked: Pick<Ask, 'tenant' | 'sight' | 'context'>, parts: QueryParts): EntityFilter {
  const { map } = asked.context
  return {
    tenant: asked.tenant,
    sight: asked.sight,
    selectors: parts.selectors,
    ...(parts.attrs && { attrs: parts.attrs.map((name) => map.expand(name)) }),
    q: readQ(parts.q, map, parts.expandValues),
    geo: parts.geo && readGeo(parts.geo, map),
    ...(parts.scopeQ !== undefined && { scopes: parseScopes(parts.scopeQ) }),
  }
}

/** The parts of a query in a URL (table 6.4.3.2-1). */
export function partsOfUrl({ query, context }: Pick<Ask, 'query' | 'context'>): QueryParts {
  const { georel, geometry, coordinates, geoproperty } = query
  if (query.type === '*' && query.local === 'false') throw badData('type=* stays here: local cannot be false')
  if (query.csf !== undefined) parseQuery(query.csf, { map: context.map })
  const isSelecting = query.id !== undefined || query.idPattern !== undefined || query.type !== undefined
  const selector = readSelector({ ids: listOf(query.id), idPattern: query.idPattern, type: query.type }, context.map)
  return {
    selectors: isSelecting ? [selector] : [],
    attrs: listOf(query.attrs),
    pick: listOf(query.pick),
    q: query.q,
    expandValues: listOf(query.expandValues),
    scopeQ: query.scopeQ,
    geo: { georel, geometry, coordinates, geoproperty },
  }
}

/** Clause 5.7.2.4: a query that says nothing of types, attributes, values or places is too wide, unless it stays here. */
export function checkWidth(filter: EntityFilter, parts: QueryParts, isLocal: boolean): void {
  if (
    isLocal ||
    filter.selectors?.some(({ types }) => types !== undefined) ||
    filter.attrs?.some((name) => !systemNames.includes(name)) ||
    filter.geo
  )
    return
  if (filter.q && queriedNames(filter.q).some((name) => !systemNames.includes(name))) return
  const picked = parts.pick?.filter((name) => name !== 'id' && name !== 'type' && name !== 'scope') ?? []
  if (picked.length > 0) return
  throw badData('The query is too wide: give type, attrs, q or georel, or local=true (clause 5.7.2.4)')
}

/** @throws BadRequestData when the query follows relationships further than the request joins entities */
export function checkDepth(
  q: QueryTree | undefined,
  join: { readonly join: string; readonly joinLevel: number },
): void {
  const depth = q ? linkDepth(q) : 0
  if (depth > (join.join === 'none' ? 0 : join.joinLevel))
    throw badData('q follows relationships further than join and joinLevel say (clause 5.7.2.4)')
}

const mostAtOnce = 1_000
/** Entities on a page when the request does not say. */
export const usualLimit = 20

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value))
    throw badData(`${name} must be a whole number from ${least}, not "${text.slice(0, 40)}"`)
  return value
}

/** Reads `limit`, `offset` and `count` (clauses 6.3.10, 6.3.13). @throws BadRequestData, TooManyResults */
export function readPage(asked: Pick<Ask, 'query'>): { readonly page: Page; readonly isCounted: boolean } {
  const { limit: limitText, offset, after, before } = asked.query
  const isCounted = flag(asked, 'count')
  const limit = limitText === undefined ? usualLimit : wholeNumber('limit', limitText, 0)
  if (limit > mostAtOnce) throw ngsiErrors.make('twin.tooMany', { detail: `limit is at most ${mostAtOnce}` })
  if (limit === 0 && !isCounted) throw badData('limit=0 goes with count=true')
  return {
    isCounted,
    page: {
      limit,
      offset: offset === undefined ? 0 : wholeNumber('offset', offset, 0),
      ...(after !== undefined && { after: wholeNumber('after', after, 0) }),
      ...(before !== undefined && { before: wholeNumber('before', before, 0) }),
    },
  }
}

// What a tag may say of an order (UTS 35, collation settings).
const settings = new Set(['co', 'ka', 'kb', 'kc', 'kf', 'kh', 'kk', 'kn', 'kr', 'ks', 'kv', 'vt'])

/** Is this a tag of an order as IETF RFC 6067 has it: a language, and settings of collation alone? */
function isCollation(tag: string): boolean {
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(tag) || /-x-/i.test(tag)) return false
  try {
    const [language = '', extension] = new Intl.Locale(tag).toString().split('-u-')
    const keys = (extension ?? '').split('-').filter((part) => part.length === 2)
    return (
      (language === 'und' || Intl.Collator.supportedLocalesOf(language).length > 0) &&
      keys.every((key) => settings.has(key))
    )
  } catch {
    // Intl throws for what is no tag at all.
    return false
  }
}

/** A collation by its tag (clause 4.23.1); what it sets beside the language stays in it. @throws BadRequestData */
function collationOf(tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined
  if (!isCollation(tag)) throw badData(`collation: "${tag.slice(0, 40)}" is not offered`)
  const locale = new Intl.Locale(tag).toString()
  return locale.includes('-u-') ? locale : `${locale.split('-')[0]}-x-icu`
}

/** Reads the order of entities (clause 4.23). @throws BadRequestData */
export function readOrder(
  given: { readonly orderBy?: string; readonly from?: Json; readonly geometry?: Json; readonly collation?: string },
  map: TermMap,
): Pick<Page, 'orderBy' | 'collation'> {
  const collation = collationOf(given.collation)
  if (given.orderBy === undefined) return {}
  const orderBy = given.orderBy.split(',').map((term): Ordering => {
    const [name = '', direction = 'asc', ...rest] = term.split(';')
    if (name === '' || rest.length > 0 || !/^(dist-)?(asc|desc)$/.test(direction))
      throw badData(`orderBy: "${term.slice(0, 80)}" is not a name with asc, desc, dist-asc or dist-desc`)
    const isDown = direction.endsWith('desc')
    if (name === 'id' || name === 'type' || name === 'scope') return { path: name, isDown }
    const tree = parseQuery(name, { map })
    if (!('path' in tree) || tree.path.link || tree.is)
      throw badData(`orderBy: "${name.slice(0, 80)}" is not the path of an attribute`)
    if (!direction.startsWith('dist-')) return { path: tree.path, isDown }
    if (given.from === undefined) throw badData('orderBy by distance needs orderFrom')
    return { path: tree.path, isDown, from: readReference(given.geometry ?? 'Point', given.from) }
  })
  return { orderBy, ...(collation !== undefined && { collation }) }
}

/** The parts of a query in a body, and the URL parameters that the rest of it stands for (clause 5.2.23). @throws BadRequestData */
export function partsOfBody(
  body: Json | undefined,
  map: TermMap,
): { readonly parts: QueryParts; readonly query: Record<string, string> } {
  if (!isObject(body)) throw badData('The body must be a Query')
  if (body.type !== 'Query') throw badData('type must be "Query"')
  const geo = body.geoQ
  if (geo !== undefined && !isObject(geo)) throw badData('geoQ must be an object')
  const query: Record<string, string> = {}
  for (const name of ['attrs', 'pick', 'omit', 'datasetId', 'containedBy']) {
    const all = texts(body[name], name)
    if (all) query[name] = all.join(',')
  }
  for (const name of ['lang', 'join', 'joinLevel']) if (body[name] !== undefined) query[name] = String(body[name])
  const ordering = isObject(body.ordering) ? body.ordering : {}
  if (ordering.coordinates !== undefined && !Array.isArray(ordering.coordinates))
    throw badData('ordering: coordinates must be an array')
  text(ordering.geometry, 'ordering: geometry')
  text(ordering.collation, 'ordering: collation')
  const orderBy = texts(ordering.orderBy, 'orderBy')
  if (orderBy) query.orderBy = orderBy.join(',')
  if (ordering.collation !== undefined) query.collation = String(ordering.collation)
  if (ordering.coordinates !== undefined) query.orderFrom = JSON.stringify(ordering.coordinates)
  if (ordering.geometry !== undefined) query.orderGeometry = String(ordering.geometry)
  return {
    query,
    parts: {
      selectors: readSelectors(body.entities, map),
      attrs: texts(body.attrs, 'attrs'),
      pick: texts(body.pick, 'pick'),
      q: text(body.q, 'q'),
      expandValues: listOf(text(body.expandValues, 'expandValues')),
      scopeQ: text(body.scopeQ, 'scopeQ'),
      geo: geo && {
        georel: geo.georel,
        geometry: geo.geometry,
        coordinates: geo.coordinates,
        geoproperty: geo.geoproperty,
      },
    },
  }
}
