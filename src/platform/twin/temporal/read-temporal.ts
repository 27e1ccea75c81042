import { sql } from 'kysely'
import {
  type AttributeInstance,
  badData,
  type Entity,
  type JsonObject,
  linkDepth,
  meetsQuery,
  ngsiErrors,
} from '../../../kernel/twin/index.ts'
import type { Answer, Ask } from '../ngsild/ask.ts'
import { listLinks } from '../ngsild/page-links.ts'
import { type Presentation, readPresentation } from '../ngsild/presentation.ts'
import { checkWidth, partsOfBody, partsOfUrl, type QueryParts, readFilter, readPage } from '../ngsild/read-query.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { asked as answeredBy, type EntityFilter, evolvingSql } from '../query/entity-query.ts'
import { entityColumns } from '../store/read.ts'
import { type EntityRow, entityOf, type StoredEntity } from '../store/rows.ts'
import { type Dated, type Instances, readInstances } from './instances.ts'
import { readTemporal, type TemporalQuestion } from './question.ts'
import { writeTemporal } from './write-temporal.ts'

const presentationOf = (asked: Ask, query: Readonly<Record<string, string>>): Presentation => {
  const { format: _, options: __, ...rest } = query
  // Evolutions join nothing (clauses 5.7.3.4, 5.7.4.4).
  if ([rest.pick, rest.omit].some((text) => text?.includes('{')))
    throw badData('An evolution shows nothing of linked entities: pick and omit cannot go into them')
  return readPresentation(rest, asked.context.map, asked.accept)
}

/** Names of attributes that an answer shows, when it does not show all. */
function namesShown({ attrs, pick }: Presentation): readonly string[] | undefined {
  const all = [
    ...(attrs ?? []),
    ...(pick ? [...pick.keys()].filter((name) => name !== 'id' && name !== 'type' && name !== 'scope') : []),
  ]
  return attrs || pick ? all : undefined
}

const entityRows = async (
  services: NgsiServices,
  filter: EntityFilter,
  limit: number,
  offset: number,
  orderBy?: string,
): Promise<readonly StoredEntity[]> => {
  const where = await evolvingSql(services.base.db, filter)
  const order =
    orderBy === undefined ? sql`e.key` : orderBy.endsWith(';desc') ? sql`e.id collate "C" desc` : sql`e.id collate "C"`
  const { rows } = await answeredBy(() =>
    sql<EntityRow>`select ${entityColumns}, null as attributes from twin.entity e where ${where} order by ${order} limit ${limit} offset ${offset}`.execute(
      services.base.db,
    ),
  )
  return rows.map((row) => entityOf(row))
}

/** Does the entity meet the query in the stretch: with any of its instances there? */
function meets(entity: Entity, all: readonly Dated[], filter: EntityFilter): boolean {
  if (!filter.q) return true
  const attributes: Record<string, AttributeInstance[]> = {}
  for (const { name, instance } of all) attributes[name] = [...(attributes[name] ?? []), instance]
  return meetsQuery({ ...entity, attributes }, filter.q)
}

/** What was shown of a stretch, when not all of it was (clause 6.3.10). */
function rangeHeader({ all }: Instances, asked: TemporalQuestion): Record<string, string> {
  const times = all.map(({ at }) => at).filter((at) => !Number.isNaN(at))
  const text = (at: number) => new Date(at).toISOString()
  const [first, last] = [Math.min(...times), Math.max(...times)]
  if (asked.lastN === undefined) return { 'Content-Range': `date-time ${text(asked.from ?? first)}-${text(last)}/*` }
  return { 'Content-Range': `date-time ${text(asked.till ?? last)}-${text(first)}/${asked.lastN}` }
}

const has = (document: JsonObject): boolean =>
  Object.keys(document).some((name) => !['id', 'type', 'scope', 'createdAt', 'modifiedAt', 'expiresAt'].includes(name))

/** Retrieves the evolution of one entity (clause 5.7.3). */
export async function retrieveTemporal(services: NgsiServices, asked: Ask, id: string): Promise<Answer> {
  const question = readTemporal(asked)
  const shown = presentationOf(asked, asked.query)
  const filter = { tenant: asked.tenant, sight: asked.sight, selectors: [{ ids: [id] }] }
  const [entity] = await entityRows(services, filter, 1, 0)
  if (!entity) throw ngsiErrors.make('twin.notFound', { detail: `There is no evolution of an entity ${id}` })
  const found = await readInstances(
    services.base.db,
    services.observations,
    [entity.key],
    namesShown(shown),
    question,
    services.base.config.temporalPage,
  )
  const document = writeTemporal(entity, found.all, asked.context.map, question, shown)
  if (shown.attrs && !has(document) && !question.isAsked)
    throw ngsiErrors.make('twin.notFound', { detail: `There is no evolution of these attributes of ${id}` })
  return found.isCut
    ? { status: 206, json: document, headers: rangeHeader(found, question) }
    : { status: 200, json: document }
}

async function queryWith(
  services: NgsiServices,
  asked: Ask,
  parts: QueryParts,
  query: Readonly<Record<string, string>>,
): Promise<Answer> {
  const question = readTemporal({ query })
  const isLocal = asked.query.local === 'true'
  if (!question.isAsked) throw badData('timerel is missing')
  const shown = presentationOf(asked, query)
  const filter = readFilter(asked, parts)
  checkWidth(filter, parts, isLocal || asked.query.type === '*')
  if (filter.q && linkDepth(filter.q) > 0)
    throw badData('q of an evolution cannot follow relationships (clause 5.7.4.4)')
  if (query.orderBy !== undefined && !/^id(;(asc|desc))?$/.test(query.orderBy))
    throw badData('Evolutions are put in order by id alone (clause 5.7.4.4)')
  const { page, isCounted } = readPage(asked)
  // Whether the entities meet the query in that stretch is seen by their instances: they are read in order until the page is full.
  const documents: JsonObject[] = []
  const cut: Instances[] = []
  let matched = 0
  const wanted = (page.offset ?? 0) + page.limit + 1
  for (let at = 0; isCounted || matched < wanted; at += 100) {
    const entities = await entityRows(services, filter, 100, at, query.orderBy)
    if (entities.length === 0) break
    const names = filter.q ? undefined : namesShown(shown)
    const found = await readInstances(
      services.base.db,
      services.observations,
      entities.map(({ key }) => key),
      names,
      question,
      services.base.config.temporalPage,
    )
    const byEntity = Map.groupBy(found.all, (one) => one.entity)
    for (const entity of entities) {
      const all = byEntity.get(entity.key) ?? []
      if (all.length === 0 || !meets(entity, all, filter)) continue
      const document = writeTemporal(entity, all, asked.context.map, question, shown)
      if (!has(document) && namesShown(shown) !== undefined) continue
      matched++
      if (matched > (page.offset ?? 0) && documents.length < page.limit) documents.push(document)
    }
    if (found.isCut && documents.length > 0) cut.push(found)
  }
  const [first] = cut
  return {
    status: first ? 206 : 200,
    json: documents,
    headers: {
      ...(isCounted && { 'NGSILD-Results-Count': String(matched) }),
      ...(first && rangeHeader(first, question)),
    },
    links: asked.request.method === 'GET' ? listLinks(asked, page, matched > (page.offset ?? 0) + page.limit) : [],
  }
}

/** Queries evolutions (clause 5.7.4). */
export const queryTemporal = (services: NgsiServices, asked: Ask): Promise<Answer> =>
  queryWith(services, asked, partsOfUrl(asked), asked.query)

/** The same by a body; its temporal part is `temporalQ` (clause 5.2.21). */
export async function queryTemporalByBody(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { parts, query } = partsOfBody(asked.body, asked.context.map)
  const body = asked.body as { readonly [name: string]: unknown } // an object by the line above
  const temporal = (typeof body.temporalQ === 'object' && body.temporalQ !== null ? body.temporalQ : {}) as Readonly<
    Record<string, unknown>
  >
  const aggregation = (
    typeof body.aggrParams === 'object' && body.aggrParams !== null ? body.aggrParams : {}
  ) as Readonly<Record<string, unknown>>
  const named = { ...temporal, ...aggregation }
  const told = Object.fromEntries(
    Object.entries(named)
      .filter(([name]) => name !== 'type')
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
  )
  return queryWith(services, asked, parts, { ...asked.query, ...query, ...told })
}
