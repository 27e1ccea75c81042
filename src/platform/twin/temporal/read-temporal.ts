import { badData, type JsonObject, linkDepth, ngsiErrors } from '../../../kernel/twin/index.ts'
import { passingOf, staysHere } from '../federation/distribute.ts'
import { stretchOf } from '../federation/gather-evolutions.ts'
import { csfOf } from '../federation/gather-query.ts'
import type { Concerned } from '../federation/passing.ts'
import { mapPath, namedMap, wantsMap } from '../maps/entity-maps.ts'
import { tellMap } from '../maps/map-entities.ts'
import { type Answer, type Ask, flag } from '../ngsild/ask.ts'
import { listLinks } from '../ngsild/page-links.ts'
import { type Presentation, readPresentation } from '../ngsild/presentation.ts'
import {
  checkWidth,
  partsOfBody,
  partsOfUrl,
  type QueryParts,
  readFilter,
  readOrder,
  readPage,
} from '../ngsild/read-query.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import type { EntityFilter, Page } from '../query/entity-query.ts'
import { type Evolution, evolutionsHere, type Reading } from './evolutions.ts'
import { evolutionsEverywhere, matterIn, retrieveEverywhere } from './evolutions-everywhere.ts'
import type { Dated } from './instances.ts'
import { pageOfTemporalMap } from './map-evolutions.ts'
import { readTemporal, type TemporalQuestion } from './question.ts'
import { writeTemporal } from './write-temporal.ts'

type Query = Readonly<Record<string, string>>

const presentationOf = (asked: Ask, query: Query): Presentation => {
  const { format: _, options: __, ...rest } = query
  // Evolutions join nothing (clauses 5.7.3.4, 5.7.4.4).
  if ([rest.pick, rest.omit].some((text) => text?.includes('{')))
    throw badData('An evolution shows nothing of linked entities: pick and omit cannot go into them')
  return readPresentation(rest, asked.context.map, asked.accept)
}

/** Names of attributes that an answer shows, when it does not show all. */
function namesShown({ attrs, pick }: Presentation): readonly string[] | undefined {
  if (attrs) return [...attrs]
  const picked = pick && [...pick.keys()].filter((name) => name !== 'id' && name !== 'type' && name !== 'scope')
  // Picked for its id alone, it is there for whatever it has in the stretch.
  return picked && picked.length > 0 ? picked : undefined
}

/** What was shown of a stretch, when not all of it was (clause 6.3.10). */
function rangeHeader(all: readonly Dated[], asked: TemporalQuestion): Record<string, string> {
  const times = all.map(({ at }) => at).filter((at) => !Number.isNaN(at))
  const text = (at: number) => new Date(at).toISOString()
  const [first, last] = [Math.min(...times), Math.max(...times)]
  if (asked.lastN === undefined) return { 'Content-Range': `date-time ${text(asked.from ?? first)}-${text(last)}/*` }
  return { 'Content-Range': `date-time ${text(asked.till ?? last)}-${text(first)}/${asked.lastN}` }
}

const has = (document: JsonObject): boolean =>
  Object.entries(document).some(
    ([name, value]) =>
      !['id', 'type', 'scope', 'createdAt', 'modifiedAt', 'expiresAt'].includes(name) &&
      !(Array.isArray(value) && value.length === 0),
  )

/** Retrieves the evolution of one entity (clause 5.7.3). */
export async function retrieveTemporal(services: NgsiServices, asked: Ask, id: string): Promise<Answer> {
  const question = readTemporal(asked)
  const shown = presentationOf(asked, asked.query)
  const filter = { tenant: asked.tenant, sight: asked.sight, selectors: [{ ids: [id] }] }
  const entry = (await namedMap(services.base, asked))?.entries.find((one) => one.id === id)
  const reading = { filter, question, names: namesShown(shown) }
  const { evolution, sources } = await retrieveEverywhere(services, asked, id, reading, entry?.sources)
  if (!evolution) throw ngsiErrors.make('twin.notFound', { detail: `There is no evolution of an entity ${id}` })
  const { cut } = evolution
  const document = writeTemporal(evolution, asked.context.map, question, shown)
  if (Object.keys(document).length === 0)
    throw ngsiErrors.make('twin.notFound', { detail: `Of the evolution of ${id} nothing is left that is to be shown` })
  if (shown.attrs && !has(document) && !question.isAsked)
    throw ngsiErrors.make('twin.notFound', { detail: `There is no evolution of these attributes of ${id}` })
  const told = await tellMap(services, asked, { id, sources, isTemporal: true, isNew: entry === undefined })
  return cut
    ? { status: 206, json: document, headers: { ...told.headers, ...rangeHeader(cut, question) } }
    : { ...told, json: document }
}

/** What a query of evolutions asks, read and checked (clause 5.7.4.4). @throws BadRequestData */
export function readEvolutionQuery(
  asked: Ask,
  parts: QueryParts,
  query: Query,
): { readonly reading: Reading; readonly shown: Presentation } {
  const question = readTemporal({ query })
  if (!question.isAsked) throw badData('timerel is missing')
  const shown = presentationOf(asked, query)
  const filter: EntityFilter = readFilter(asked, parts)
  checkWidth(filter, parts, flag(asked, 'local') || asked.query.type === '*')
  if (filter.q && linkDepth(filter.q) > 0)
    throw badData('q of an evolution cannot follow relationships (clause 5.7.4.4)')
  const { orderBy } = query
  readOrder({ collation: query.collation }, asked.context.map)
  if (orderBy !== undefined && !/^id(;(asc|desc))?$/.test(orderBy))
    throw badData('Evolutions are put in order by id alone (clause 5.7.4.4)')
  return { shown, reading: { filter, question, names: namesShown(shown), ...(orderBy !== undefined && { orderBy }) } }
}

/** A page of evolutions as they are shown. */
type Shown = {
  readonly documents: JsonObject[]
  readonly cut: readonly (readonly Dated[])[]
  readonly count: number
  readonly hasMore: boolean
}

/** Shows evolutions one after the other until the page is full; those that would show nothing of what was asked for are no results. */
async function showPage(
  asked: Ask,
  all: AsyncIterable<Evolution> | Iterable<Evolution>,
  { reading, shown }: ReturnType<typeof readEvolutionQuery>,
  { offset = 0, limit }: Page,
  isCounted: boolean,
): Promise<Shown> {
  const documents: JsonObject[] = []
  const cut: (readonly Dated[])[] = []
  let count = 0
  for await (const one of all) {
    const document = writeTemporal(one, asked.context.map, reading.question, shown)
    if (!has(document) && reading.names !== undefined) continue
    count++
    if (count > offset && documents.length < limit) {
      documents.push(document)
      if (one.cut) cut.push(one.cut)
    }
    if (!isCounted && count > offset + limit) break
  }
  return { documents, cut, count, hasMore: count > offset + limit }
}

/** The sources that a query of evolutions concerns. */
export async function temporalSources(
  services: NgsiServices,
  asked: Ask,
  { filter }: Reading,
  query: Query,
): Promise<readonly Concerned[]> {
  if (staysHere(asked) || asked.query.type === '*') return []
  const matter = { ...matterIn(asked, filter), ...csfOf(asked), time: stretchOf(query) }
  return services.federation.concerned(passingOf(asked), 'queryTemporal', matter)
}

async function queryWith(services: NgsiServices, asked: Ask, parts: QueryParts, query: Query): Promise<Answer> {
  const read = readEvolutionQuery(asked, parts, query)
  const { reading } = read
  const { page, isCounted } = readPage(asked)
  const others = await temporalSources(services, asked, reading, query)
  if (reading.orderBy !== undefined && others.length > 0)
    throw badData('orderBy goes with local=true where other sources are asked (clause 5.7.4.4)')
  if (wantsMap(asked)) {
    const by = await pageOfTemporalMap(services, asked, { reading, query, others }, page, isCounted)
    const { documents, cut } = await showPage(asked, by.found, read, { limit: page.limit }, false)
    const headers = { 'NGSILD-EntityMap': mapPath(by.map.id) }
    return answered(asked, reading.question, page, { ...by, documents, cut }, isCounted, {
      status: by.isNew ? 201 : 200,
      headers,
    })
  }
  const all =
    others.length === 0
      ? evolutionsHere(services, reading)
      : await evolutionsEverywhere(services, asked, { reading, query, others })
  return answered(asked, reading.question, page, await showPage(asked, all, read, page, isCounted), isCounted)
}

function answered(
  asked: Ask,
  question: TemporalQuestion,
  page: Page,
  { documents, cut: [first], count, hasMore }: Shown,
  isCounted: boolean,
  more: Pick<Answer, 'status' | 'headers'> = { status: 200 },
): Answer {
  return {
    status: first ? 206 : more.status,
    json: documents,
    headers: {
      ...more.headers,
      ...(isCounted && { 'NGSILD-Results-Count': String(count) }),
      ...(first && rangeHeader(first, question)),
    },
    links: asked.request.method === 'GET' ? listLinks(asked, page, hasMore) : [],
  }
}

/** The parts of a question about evolutions; of a body the temporal part is `temporalQ` (clause 5.2.21). */
export function evolutionParts(asked: Ask): { readonly parts: QueryParts; readonly query: Query } {
  if (asked.request.method !== 'POST') return { parts: partsOfUrl(asked), query: asked.query }
  const { parts, query } = partsOfBody(asked.body, asked.context.map)
  const body = asked.body as { readonly [name: string]: unknown } // an object by the line above
  const temporal = (typeof body.temporalQ === 'object' && body.temporalQ !== null ? body.temporalQ : {}) as Readonly<
    Record<string, unknown>
  >
  const aggregation = (
    typeof body.aggrParams === 'object' && body.aggrParams !== null ? body.aggrParams : {}
  ) as Readonly<Record<string, unknown>>
  const named = { ...temporal, ...aggregation }
  const told: Record<string, string> = Object.fromEntries(
    Object.entries(named)
      .filter(([name]) => name !== 'type')
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
  )
  // A body that names methods wants their figures, unless the URL asks for another form.
  const isFormed = asked.query.format !== undefined || /temporalValues|aggregatedValues/.test(asked.query.options ?? '')
  if (told.aggrMethods !== undefined && !isFormed) told.format = 'aggregatedValues'
  return { parts, query: { ...asked.query, ...query, ...told } }
}

/** Queries evolutions (clause 5.7.4), by URL or by body. */
export function queryTemporal(services: NgsiServices, asked: Ask): Promise<Answer> {
  const { parts, query } = evolutionParts(asked)
  return queryWith(services, asked, parts, query)
}
