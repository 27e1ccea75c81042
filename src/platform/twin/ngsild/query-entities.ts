import { badData, type Entity, isObject } from '../../../kernel/twin/index.ts'
import { gatherQuery } from '../federation/gather-query.ts'
import { mapPath, wantsMap } from '../maps/entity-maps.ts'
import { pageOfMap } from '../maps/map-entities.ts'
import { countEntities, type EntityFilter, findEntities, type Page } from '../query/entity-query.ts'
import { type Answer, type Ask, flag } from './ask.ts'
import { listLinks, pageLinks } from './page-links.ts'
import { collectionOf, present, readPresentation } from './presentation.ts'
import {
  checkDepth,
  checkWidth,
  partsOfBody,
  partsOfUrl,
  type QueryParts,
  readFilter,
  readOrder,
  readPage,
} from './read-query.ts'
import type { NgsiServices } from './services.ts'

/** A page of entities, wherever they are. */
type Found = {
  readonly entities: readonly Entity[]
  readonly count?: number
  readonly links: readonly string[]
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

async function findByMap(
  services: NgsiServices,
  asked: Ask,
  filter: EntityFilter,
  page: Page,
  isCounted: boolean,
): Promise<Found> {
  const { found, count, hasMore, map, isNew } = await pageOfMap(services, asked, filter, page, isCounted)
  return {
    entities: found,
    count,
    links: listLinks(asked, page, hasMore),
    status: isNew ? 201 : 200,
    headers: { 'NGSILD-EntityMap': mapPath(map.id) },
  }
}

async function find(
  services: NgsiServices,
  asked: Ask,
  filter: EntityFilter,
  page: Page,
  isCounted: boolean,
): Promise<Found> {
  const isLocal = flag(asked, 'local') || asked.query.type === '*'
  const elsewhere = isLocal ? undefined : await gatherQuery(services, asked, filter, page)
  if (elsewhere) {
    if (page.orderBy) throw badData('orderBy goes with local=true where other sources are asked (clause 5.7.2.4)')
    return { ...elsewhere, links: listLinks(asked, page, elsewhere.hasMore) }
  }
  const count = isCounted ? await countEntities(services.base.db, filter) : undefined
  const found =
    page.limit === 0
      ? { entities: [], hasMore: false }
      : await findEntities(services.base.db, filter, page, services.observations)
  return { entities: found.entities, count, links: pageLinks(asked, page, found) }
}

/** Which entities a query wants. @throws BadRequestData for one that is too wide, or goes too deep */
export function wantedOf(asked: Ask, parts: QueryParts, join: Parameters<typeof checkDepth>[1]): EntityFilter {
  const { map } = asked.context
  const filter = readFilter(asked, parts)
  checkWidth(filter, parts, flag(asked, 'local') || asked.query.type === '*')
  checkDepth(filter.q, join)
  const picked = attributesPicked(parts, map)
  return { ...filter, ...(picked && { attrs: [...(filter.attrs ?? []), ...picked] }) }
}

/** The order that a query wants. @throws BadRequestData */
export function orderOf(
  query: Readonly<Record<string, string>>,
  map: Ask['context']['map'],
): ReturnType<typeof readOrder> {
  const { orderBy, orderFrom: from, orderGeometry: geometry, collation } = query
  return readOrder({ orderBy, from, geometry, collation }, map)
}

/** Queries entities (clause 5.7.2). */
export async function queryWith(
  services: NgsiServices,
  asked: Ask,
  parts: QueryParts,
  query: Readonly<Record<string, string>>,
): Promise<Answer> {
  const shown = readPresentation(query, asked.context.map, asked.accept)
  const wanted = wantedOf(asked, parts, shown)
  const { page, isCounted } = readPage(asked)
  const whole = { ...page, ...orderOf(query, asked.context.map) }
  const by = wantsMap(asked) ? findByMap : find
  const { entities, count, links, status = 200, headers } = await by(services, asked, wanted, whole, isCounted)
  const documents = await present(services, asked, entities, shown)
  return {
    status,
    json: asked.accept === 'application/geo+json' ? collectionOf(documents) : documents,
    headers: { ...headers, ...(isCounted && { 'NGSILD-Results-Count': String(count) }) },
    links: asked.request.method === 'GET' ? links : [],
  }
}

/** Entities must have one of the attributes picked, when any attribute is (clause 5.7.2.4). */
function attributesPicked({ pick }: QueryParts, map: Ask['context']['map']): string[] | undefined {
  const names = pick?.map((name) => name.split('{')[0] ?? '').filter((name) => !/^(id|type|scope|.*\})$/.test(name))
  const isMixed = pick?.some((name) => name === 'id' || name === 'type' || name === 'scope')
  return names && names.length > 0 && !isMixed
    ? names.flatMap((name) => name.split('|')).map((name) => map.expand(name))
    : undefined
}

/** The same by a body (clause 5.2.23). */
export async function queryByBody(services: NgsiServices, asked: Ask): Promise<Answer> {
  if (isObject(asked.body) && asked.body.temporalQ !== undefined)
    throw badData('temporalQ belongs into a query of evolutions (clause 5.2.23)')
  const { parts, query } = partsOfBody(asked.body, asked.context.map)
  return queryWith(services, asked, parts, { ...asked.query, ...query })
}

/** The parts of a query and how it is shown, by URL or by body. */
export function partsOf(asked: Ask): { readonly parts: QueryParts; readonly query: Readonly<Record<string, string>> } {
  if (asked.request.method !== 'POST') return { parts: partsOfUrl(asked), query: asked.query }
  const { parts, query } = partsOfBody(asked.body, asked.context.map)
  return { parts, query: { ...asked.query, ...query } }
}
