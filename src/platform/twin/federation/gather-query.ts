import { type Entity, isObject, type Json, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Ask } from '../ngsild/ask.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { type EntityFilter, findEntities, type Page } from '../query/entity-query.ts'
import { passingOf, staysHere } from './distribute.ts'
import { type Matter, mergeGathered, type Passed } from './federation.ts'

// Parameters that say which entities; how they are shown and paged is settled here.
const passedOn = [
  'id',
  'idPattern',
  'type',
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
])

const wholeQuery = (body: Json | undefined): Json =>
  isObject(body) ? Object.fromEntries(Object.entries(body).filter(([name]) => !shownHere.has(name))) : null

/** Whose matter a query is: of every selector what they have in common. */
export function matterOf({ selectors = [], attrs }: Pick<EntityFilter, 'selectors' | 'attrs'>): Matter {
  const all = <T>(of: readonly (readonly T[] | undefined)[]): readonly T[] | undefined =>
    of.length === 0 || of.includes(undefined) ? undefined : of.flatMap((one) => one ?? [])
  return { ids: all(selectors.map(({ ids }) => ids)), types: all(selectors.map(({ types }) => types)), names: attrs }
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
  if (staysHere(asked)) return undefined
  const isByBody = asked.request.method === 'POST'
  const passing = passingOf(asked)
  const others = await services.federation.concerned(passing, isByBody ? 'queryBatch' : 'queryEntity', matterOf(filter))
  if (others.length === 0) return undefined
  const query = new URLSearchParams({ limit: String(mostLocal) })
  for (const name of passedOn) if (asked.query[name] !== undefined) query.set(name, asked.query[name])
  // A body is passed on as it came: how its entities are shown and paged is settled here.
  const passed: Passed = isByBody
    ? { method: 'POST', path: `/entityOperations/query?limit=${mostLocal}`, body: wholeQuery(asked.body) }
    : { method: 'GET', path: `/entities?${query}` }
  const [local, gathered] = await Promise.all([
    findEntities(services.base.db, filter, { limit: mostLocal }, services.observations),
    services.federation.gather(passing, others, passed),
  ])
  if (local.hasMore)
    throw ngsiErrors.make('twin.tooMany', {
      detail: `More than ${mostLocal} entities here: narrow the query, or ask with local=true`,
    })
  const foreign = Map.groupBy(gathered, ({ entity }) => entity.id)
  const here = new Set(local.entities.map(({ id }) => id))
  const all = [
    ...local.entities.map((entity) => mergeGathered(entity, foreign.get(entity.id) ?? [])),
    ...[...foreign].filter(([id]) => !here.has(id)).map(([, parts]) => mergeGathered(undefined, parts)),
  ].filter((one) => one !== undefined)
  const { offset = 0, limit } = page
  return { entities: all.slice(offset, offset + limit), count: all.length, hasMore: all.length > offset + limit }
}
