import { type Entity, isObject, type Json, type JsonObject, ngsiErrors } from '../../../kernel/twin/index.ts'
import { type Ask, flag } from '../ngsild/ask.ts'
import { readDatasets, text, texts } from '../ngsild/read-parts.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { type EntityFilter, findEntities, type Page } from '../query/entity-query.ts'
import { fitsWanted } from '../subscriptions/match.ts'
import { passingOf, staysHere } from './distribute.ts'
import { mergeGathered } from './gathered.ts'
import { readCsf } from './match-source.ts'
import { matterOf } from './matter.ts'
import type { Concerned, Gathered, Matter, Passed } from './passing.ts'
import { byUrls } from './query-by-url.ts'

// Parameters that say which entities; how they are shown and paged is settled here.
const which = ['id', 'idPattern', 'type']
const conditions = [
  'attrs',
  'q',
  'scopeQ',
  'georel',
  'geometry',
  'coordinates',
  'geoproperty',
  'expandValues',
  'jsonKeys',
]
const mostLocal = 1_000

/** What a query found here and elsewhere. */
export type GatheredPage = { readonly entities: readonly Entity[]; readonly count: number; readonly hasMore: boolean }

const shownHere = new Set([
  'pick',
  'omit',
  'attrs',
  'lang',
  'join',
  'joinLevel',
  'containedBy',
  'ordering',
  'datasetId',
  'splitEntities',
  'csf',
])

/** Members of a body that are judged here when entities may be in parts. */
const judgedHere = new Set(['q', 'geoQ', 'scopeQ', 'expandValues', 'jsonKeys'])

const without = (body: Json | undefined, names: ReadonlySet<string>): JsonObject | null =>
  isObject(body) ? Object.fromEntries(Object.entries(body).filter(([name]) => !names.has(name))) : null

/**
 * May an entity be in parts, some here and some elsewhere (`splitEntities`)? Then sources are asked for all that they have of its type, and
 * conditions are judged when it is whole; otherwise, and where no type is said, each source judges what it has.
 */
export const isSplit = ({ query, body }: Ask): boolean => {
  if (isObject(body)) return body.splitEntities === true && body.entities !== undefined
  return flag({ query }, 'splitEntities') && query.type !== undefined
}

/** URL parameters by which sources are asked. */
export function passedQuery(asked: Ask, more: Readonly<Record<string, string>> = {}): URLSearchParams {
  const query = new URLSearchParams()
  const names = isSplit(asked) ? which : [...which, ...conditions]
  for (const name of names) if (asked.query[name] !== undefined) query.set(name, asked.query[name])
  for (const [name, value] of Object.entries(more)) query.set(name, value)
  return query
}

/** The conditions of a body, as sources are asked them. */
export function passedBody(asked: Ask): JsonObject | null {
  const whole = without(asked.body, shownHere)
  return isSplit(asked) ? without(whole, judgedHere) : whole
}

/** The same query of these entities only. */
export function bodyAmong(body: JsonObject, ids: readonly string[]): JsonObject {
  const entities = Array.isArray(body.entities) ? body.entities.filter(isObject) : []
  return entities.length === 0 ? body : { ...body, entities: entities.map((one) => ({ ...one, id: [...ids] })) }
}

/** A query as sources are asked it: by a body, or by a URL; of some entities only when `ids` are named. */
function passedOn(asked: Ask, ids?: readonly string[]): Passed {
  if (asked.request.method !== 'POST') {
    const more = { limit: String(mostLocal), ...(ids && { id: ids.join(',') }) }
    return { method: 'GET', path: `/entities?${passedQuery(asked, more)}` }
  }
  const body = passedBody(asked) ?? {}
  return {
    method: 'POST',
    path: `/entityOperations/query?limit=${mostLocal}`,
    body: ids ? bodyAmong(body, ids) : body,
  }
}

/** How a source is asked a query: as it was asked here, or by URLs where it takes no body. */
export function passedTo(
  { source: { operations } }: Concerned,
  asked: Ask,
  ids?: readonly string[],
): readonly Passed[] {
  const passed = passedOn(asked, ids)
  return isObject(passed.body) && !operations.has('queryBatch') ? byUrls(passed.body, mostLocal) : [passed]
}

/** What sources know of a query, each asked in the way that it takes. */
export async function gatherFrom(
  { federation }: NgsiServices,
  asked: Ask,
  others: readonly Concerned[],
): Promise<readonly Gathered[]> {
  const passing = passingOf(asked)
  const all = others.flatMap((one) => passedTo(one, asked).map((passed) => federation.gather(passing, [one], passed)))
  return (await Promise.all(all)).flat()
}

/** Which sources a query wants, by what they are like (`csf`). @throws BadRequestData */
export function csfOf({ query, body, context }: Ask): Pick<Matter, 'csf'> {
  const given = isObject(body) ? body.csf : query.csf
  return { csf: readCsf(text(given, 'csf'), context.map) }
}

/** Which datasets a query wants. @throws BadRequestData */
function datasetsOf({ query, body }: Ask): Pick<Matter, 'datasets'> {
  const given = isObject(body) ? texts(body.datasetId, 'datasetId')?.join(',') : query.datasetId
  return { datasets: readDatasets(given) }
}

/** The sources that a query concerns, and that take it (clause 5.7.2.4): by a URL, or by a body if it came so. */
export async function sourcesOf(
  { federation }: NgsiServices,
  asked: Ask,
  filter: EntityFilter,
): Promise<readonly Concerned[]> {
  if (staysHere(asked)) return []
  const { names, geo, scopes, ...matter } = { ...matterOf(filter), ...csfOf(asked), ...datasetsOf(asked) }
  // In parts, what is asked for may be here and the rest elsewhere.
  const whole = isSplit(asked) ? matter : { ...matter, names, geo, scopes }
  const all = await federation.matching(passingOf(asked), 'queryEntity', whole)
  const isByBody = asked.request.method === 'POST'
  return all.filter(({ isWilling, source }) => isWilling || (isByBody && source.operations.has('queryBatch')))
}

/** The filter by which entities here are found, when conditions are judged once they are whole. */
const unjudged = ({ tenant, sight, selectors }: EntityFilter): EntityFilter => ({ tenant, sight, selectors })

const fitsWhole = (entity: Entity, filter: EntityFilter): boolean =>
  fitsWanted(entity, { ...filter, selectors: filter.selectors ?? [] }, filter.sight) &&
  (filter.attrs === undefined || filter.attrs.some((name) => entity.attributes[name] !== undefined))

/** A source that wants names in another context is not asked `q`: what it tells is judged here. */
const isUnjudged = ({ source }: Concerned, { q }: EntityFilter): boolean =>
  q !== undefined && source.info.jsonldContext !== undefined

/** Entities here and elsewhere become one each. */
export function joinGathered(
  local: readonly Entity[],
  gathered: readonly Gathered[],
  asked: Ask,
  filter: EntityFilter,
): readonly Entity[] {
  const judged = gathered.filter(
    ({ from, entity }) => !isUnjudged(from, filter) || isSplit(asked) || fitsWhole(entity, filter),
  )
  const foreign = Map.groupBy(judged, ({ entity }) => entity.id)
  const here = new Set(local.map(({ id }) => id))
  const all = [
    ...local.map((entity) => mergeGathered(entity, foreign.get(entity.id) ?? [])),
    ...[...foreign].filter(([id]) => !here.has(id)).map(([, parts]) => mergeGathered(undefined, parts)),
  ].filter((one) => one !== undefined)
  return isSplit(asked) ? all.filter((entity) => fitsWhole(entity, filter)) : all
}

/** Entities here that a query is about; at most a thousand unless said. @throws TooManyResults */
export async function localPart(
  services: NgsiServices,
  asked: Ask,
  filter: EntityFilter,
  most = mostLocal,
): Promise<readonly Entity[]> {
  const wanted = isSplit(asked) ? unjudged(filter) : filter
  const local = await findEntities(services.base.db, wanted, { limit: most }, services.observations)
  if (local.hasMore)
    throw ngsiErrors.make('twin.tooMany', {
      detail: `More than ${most} entities here: narrow the query, or ask with local=true`,
    })
  return local.entities
}

/**
 * Asks other sources as well (clause 5.7.2), where registrations match; `undefined` where none does. Each source is asked for its first
 * thousand; entities known in several places are one.
 */
export async function gatherQuery(
  services: NgsiServices,
  asked: Ask,
  filter: EntityFilter,
  page: Page,
): Promise<GatheredPage | undefined> {
  const others = await sourcesOf(services, asked, filter)
  if (others.length === 0) return undefined
  const [local, gathered] = await Promise.all([localPart(services, asked, filter), gatherFrom(services, asked, others)])
  const all = joinGathered(local, gathered, asked, filter)
  const { offset = 0, limit } = page
  return { entities: all.slice(offset, offset + limit), count: all.length, hasMore: all.length > offset + limit }
}
