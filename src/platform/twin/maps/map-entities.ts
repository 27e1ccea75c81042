import { createHash } from 'node:crypto'
import { type Entity, isObject, type Json, ngsiErrors } from '../../../kernel/twin/index.ts'
import { passingOf } from '../federation/distribute.ts'
import {
  gatherFrom,
  isSplit,
  joinGathered,
  localPart,
  passedBody,
  passedQuery,
  passedTo,
  sourcesOf,
} from '../federation/gather-query.ts'
import type { Concerned, Gathered, Reply } from '../federation/passing.ts'
import type { Answer, Ask } from '../ngsild/ask.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { type EntityFilter, findEntities, type Page } from '../query/entity-query.ts'
import {
  type EntityMap,
  hereInMap,
  keepMap,
  type MapEntry,
  mapExpiry,
  mapPath,
  namedMap,
  strikeOut,
  wantsMap,
} from './entity-maps.ts'
import { type Chunk, walkMap } from './walk-map.ts'

/** Most entities of a map. */
export const mostInMap = 10_000

/** What a request asks, in short, so that the same question is known again. */
export function questionOf(asked: Ask, more: Readonly<Record<string, string | undefined>> = {}): string {
  const text = [asked.request.method === 'POST' ? JSON.stringify(passedBody(asked)) : String(passedQuery(asked)), more]
  return createHash('sha256').update(JSON.stringify(text)).digest('hex')
}

/** Only these entities of a filter. */
export function among<F extends EntityFilter>(filter: F, ids: readonly string[]): F {
  const { selectors = [] } = filter
  const all = selectors.length === 0 ? [{}] : selectors
  return {
    ...filter,
    selectors: all.map((one) => ({
      ...one,
      ids: 'ids' in one && one.ids ? one.ids.filter((id) => ids.includes(id)) : ids,
    })),
  }
}

/** Who knows an entity, by entity. */
export class Entries {
  readonly #sources = new Map<string, string[]>()

  add(id: string, source: string): void {
    const known = this.#sources.get(id)
    if (known === undefined) this.#sources.set(id, [source])
    else if (!known.includes(source)) known.push(source)
  }

  get size(): number {
    return this.#sources.size
  }

  get all(): readonly MapEntry[] {
    return [...this.#sources].map(([id, sources]) => ({ id, sources }))
  }
}

/** The ids in a map that a source made, and its id. */
export function mapIn({ answer }: Reply): { readonly id: string; readonly ids: readonly string[] } | undefined {
  if (answer === undefined || answer.status > 201) return undefined
  try {
    const map = JSON.parse(answer.body) as Json // whatever JSON.parse gives is JSON
    return isObject(map) && typeof map.id === 'string' && isObject(map.entityMap)
      ? { id: map.id, ids: Object.keys(map.entityMap) }
      : undefined
  } catch {
    // What is no map is no map: the source is asked for its entities instead.
    return undefined
  }
}

type Foreign = {
  readonly gathered: readonly Gathered[]
  readonly ids: ReadonlyMap<string, readonly string[]>
  readonly linked: Record<string, string>
}

/** What sources know: by maps of their own where they make them and judge by themselves, else by their entities. */
async function foreignParts(
  services: NgsiServices,
  asked: Ask,
  others: readonly Concerned[],
  isWhole: boolean,
): Promise<Foreign> {
  const { federation } = services
  const passing = passingOf(asked)
  const linked: Record<string, string> = {}
  const ids = new Map<string, readonly string[]>()
  const gathered = await Promise.all(
    others.map(async (one): Promise<readonly Gathered[]> => {
      if (isWhole && one.source.operations.has('createEntityMapQueryEntity')) {
        const reply = await federation.pass(passing, one, { method: 'GET', path: `/entityMaps?${passedQuery(asked)}` })
        const map = mapIn(reply)
        if (map) {
          linked[one.id] = map.id
          ids.set(one.id, map.ids)
          return []
        }
      }
      return gatherFrom(services, asked, [one])
    }),
  )
  return { gathered: gathered.flat(), ids, linked }
}

/** Makes a map of all that a query finds here and elsewhere (clause 5.14.4). @throws TooManyResults */
export async function makeMap(
  services: NgsiServices,
  asked: Ask,
  filter: EntityFilter,
  order: Partial<Page> = {},
): Promise<EntityMap> {
  const others = await sourcesOf(services, asked, filter)
  const entries = new Entries()
  const isInParts = isSplit(asked)
  const { gathered, ids, linked } = await foreignParts(
    services,
    asked,
    others,
    asked.request.method === 'GET' && !isInParts,
  )
  if (isInParts && others.length > 0) {
    const local = await localPart(services, asked, filter)
    const here = new Set(local.map(({ id }) => id))
    for (const { id } of joinGathered(local, gathered, asked, filter)) {
      if (here.has(id)) entries.add(id, hereInMap)
      for (const { from, entity } of gathered) if (entity.id === id) entries.add(id, from.id)
    }
  } else {
    const page = { limit: mostInMap, ...order }
    const { entities, hasMore } = await findEntities(services.base.db, filter, page)
    if (hasMore) throw ngsiErrors.make('twin.tooMany', { detail: `More than ${mostInMap} entities: narrow the query` })
    for (const { id } of entities) entries.add(id, hereInMap)
    for (const { from, entity } of gathered) entries.add(entity.id, from.id)
    for (const [source, all] of ids) for (const id of all) entries.add(id, source)
  }
  const now = services.base.now()
  return keepMap(services.base, asked, {
    is_temporal: false,
    question: questionOf(asked),
    entries: entries.all,
    linked,
    expires_at: mapExpiry(now, asked.query.entityMapLifetime),
  })
}

/** Asks those sources of a map that know some of these entities for them; which of the entities a silent source leaves open. */
export async function askKnowers<T>(
  known: readonly Concerned[],
  some: EntityMap['entries'],
  ask: (one: Concerned, ids: readonly string[]) => Promise<readonly T[] | undefined>,
): Promise<{ readonly gathered: readonly T[]; readonly unsure: ReadonlySet<string> }> {
  const unsure = new Set<string>()
  const all = await Promise.all(
    known.map(async (one) => {
      const ids = some.filter(({ sources }) => sources.includes(one.id)).map(({ id }) => id)
      const answered = ids.length === 0 ? [] : await ask(one, ids)
      if (answered === undefined) for (const id of ids) unsure.add(id)
      return answered ?? []
    }),
  )
  return { gathered: all.flat(), unsure }
}

async function readChunk(
  services: NgsiServices,
  asked: Ask,
  filter: EntityFilter,
  some: EntityMap['entries'],
): Promise<Chunk<Entity>> {
  const { federation } = services
  const passing = passingOf(asked)
  const ids = some.map(({ id }) => id)
  const wanted = among(filter, ids)
  const known = await sourcesOf(services, asked, wanted)
  const [local, { gathered, unsure }] = await Promise.all([
    localPart(services, asked, wanted),
    askKnowers(known, some, async (one, of) => {
      const told = passedTo(one, asked, of).map(async (passed) =>
        federation.entitiesIn(passing, await federation.pass(passing, one, passed)),
      )
      const parts = await Promise.all(told)
      return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? [])
    }),
  ])
  const all = joinGathered(local, gathered, asked, filter)
  return { there: new Map(all.filter(({ id }) => ids.includes(id)).map((one) => [one.id, one])), unsure }
}

/** A page by a map: the map that the request names, or a new one (clause 5.7.2.4). */
export type MapPage<T> = {
  readonly found: readonly T[]
  readonly count: number
  readonly hasMore: boolean
  readonly map: EntityMap
  readonly isNew: boolean
}

/** Entities of a page by a map, each looked at anew. */
export async function pageOfMap(
  services: NgsiServices,
  asked: Ask,
  filter: EntityFilter,
  page: Page,
  isCounted: boolean,
): Promise<MapPage<Entity>> {
  const named = await namedMap(services.base, asked)
  const map =
    named && !named.is_temporal
      ? named
      : await makeMap(services, asked, filter, { orderBy: page.orderBy, collation: page.collation })
  const isSame = map.question === questionOf(asked)
  const { found, gone, count, hasMore } = await walkMap(
    map,
    { offset: page.offset ?? 0, limit: page.limit, fromStart: isCounted || !isSame },
    (some) => readChunk(services, asked, filter, some),
  )
  if (isSame) await strikeOut(services.base, asked.tenant, map, gone)
  return { found, count, hasMore, map, isNew: map !== named }
}

/** An entity that was retrieved, and who knows it. */
export type Retrieved = {
  readonly id: string
  readonly sources: readonly string[]
  readonly isTemporal: boolean
  readonly isNew: boolean
}

/** Status and header of an entity that was retrieved: its map is made when it is wanted and none is named (clause 5.7.1.4). */
export async function tellMap(
  services: NgsiServices,
  asked: Ask,
  { id, sources, isTemporal, isNew }: Retrieved,
): Promise<Pick<Answer, 'status' | 'headers'>> {
  if (!wantsMap(asked)) return { status: 200 }
  if (!isNew) return { status: 200, headers: { 'NGSILD-EntityMap': String(asked.request.headers['ngsild-entitymap']) } }
  const map = await keepMap(services.base, asked, {
    is_temporal: isTemporal,
    question: questionOf(asked, { id }),
    entries: [{ id, sources }],
    linked: {},
    expires_at: mapExpiry(services.base.now(), asked.query.entityMapLifetime),
  })
  return { status: 200, headers: { 'NGSILD-EntityMap': mapPath(map.id) } }
}
