import { ngsiErrors } from '../../../kernel/twin/index.ts'
import { passingOf, staysHere } from '../federation/distribute.ts'
import {
  askEvolutions,
  type ForeignEvolution,
  passedEvolutions,
  stretchOf,
  timeOf,
} from '../federation/gather-evolutions.ts'
import { csfOf, isSplit, passedQuery } from '../federation/gather-query.ts'
import type { Concerned } from '../federation/passing.ts'
import { type EntityMap, hereInMap, keepMap, mapExpiry, namedMap, strikeOut } from '../maps/entity-maps.ts'
import { among, askKnowers, Entries, type MapPage, mapIn, mostInMap, questionOf } from '../maps/map-entities.ts'
import { type Chunk, walkMap } from '../maps/walk-map.ts'
import type { Ask } from '../ngsild/ask.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import type { Page } from '../query/entity-query.ts'
import { type Evolution, evolutionsHere, type Reading } from './evolutions.ts'
import { joinAll, matterIn, partlyAsked, type Question, someHere } from './evolutions-everywhere.ts'

/** What a source knows: by a map of its own where it makes them and judges by itself, else by its evolutions. */
type Told = { readonly ids: readonly string[]; readonly all: readonly ForeignEvolution[]; readonly linked?: string }

async function toldBy(services: NgsiServices, asked: Ask, { reading, query }: Question, one: Concerned): Promise<Told> {
  const mayMap = asked.request.method === 'GET' && !isSplit(asked)
  if (mayMap && one.source.operations.has('createEntityMapQueryTemporal')) {
    const path = `/temporal/entityMaps?${passedQuery(asked, timeOf(query))}`
    const map = mapIn(await services.federation.pass(passingOf(asked), one, { method: 'GET', path }))
    if (map) return { ids: map.ids, all: [], linked: map.id }
  }
  const all = (await askEvolutions(services, asked, one, passedEvolutions(asked, query), reading.question)) ?? []
  return { ids: all.map(({ entity }) => entity.id), all }
}

/** The evolutions here that belong into a map; where parts of them are elsewhere, judged with these. @throws TooManyResults */
async function idsHere(services: NgsiServices, reading: Reading): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const { entity } of evolutionsHere(services, reading)) {
    ids.push(entity.id)
    if (ids.length > mostInMap)
      throw ngsiErrors.make('twin.tooMany', { detail: `More than ${mostInMap} evolutions: narrow the query` })
  }
  return ids
}

/** Makes a map of all evolutions that a query finds here and elsewhere (clause 5.14.5). @throws TooManyResults */
export async function makeTemporalMap(services: NgsiServices, asked: Ask, question: Question): Promise<EntityMap> {
  const { reading, query, others } = question
  const isInParts = isSplit(asked) && others.length > 0
  const [here, told] = await Promise.all([
    isInParts ? someHere(services, partlyAsked(asked, reading)) : idsHere(services, reading),
    Promise.all(others.map((one) => toldBy(services, asked, question, one))),
  ])
  const ids = here.map((one) => (typeof one === 'string' ? one : one.entity.id))
  const local = here.filter((one) => typeof one !== 'string')
  const foreign = told.flatMap(({ all }) => all)
  const whole = isInParts && new Set(joinAll(asked, local, foreign, reading).map(({ entity }) => entity.id))
  const entries = new Entries()
  const add = (id: string, source: string) => {
    if (!whole || whole.has(id)) entries.add(id, source)
  }
  for (const id of ids) add(id, hereInMap)
  for (const [place, one] of told.entries()) for (const id of one.ids) add(id, others[place]?.id ?? hereInMap)
  const linked = told.flatMap(({ linked: map }, place) => (map ? [[others[place]?.id ?? hereInMap, map] as const] : []))
  return keepMap(services.base, asked, {
    is_temporal: true,
    question: questionOf(asked, timeOf(query)),
    entries: entries.all,
    linked: Object.fromEntries(linked),
    expires_at: mapExpiry(services.base.now(), asked.query.entityMapLifetime),
  })
}

async function readChunk(
  services: NgsiServices,
  asked: Ask,
  { reading, query }: Question,
  some: EntityMap['entries'],
): Promise<Chunk<Evolution>> {
  const ids = some.map(({ id }) => id)
  const wanted = { ...reading, filter: among(reading.filter, ids) }
  const matter = { ...matterIn(asked, wanted.filter), ...csfOf(asked), time: stretchOf(query) }
  const known = staysHere(asked) ? [] : await services.federation.concerned(passingOf(asked), 'queryTemporal', matter)
  const [local, { gathered, unsure }] = await Promise.all([
    someHere(services, partlyAsked(asked, wanted)),
    askKnowers(known, some, (one, of) =>
      askEvolutions(services, asked, one, passedEvolutions(asked, query, of), reading.question),
    ),
  ])
  const all = joinAll(asked, local, gathered, wanted)
  return {
    there: new Map(all.filter(({ entity }) => ids.includes(entity.id)).map((one) => [one.entity.id, one])),
    unsure,
  }
}

/** Evolutions of a page by a map: the map that the request names, or a new one (clause 5.7.4.4). */
export async function pageOfTemporalMap(
  services: NgsiServices,
  asked: Ask,
  question: Question,
  page: Page,
  isCounted: boolean,
): Promise<MapPage<Evolution>> {
  const named = await namedMap(services.base, asked)
  const map = named?.is_temporal ? named : await makeTemporalMap(services, asked, question)
  const isSame = map.question === questionOf(asked, timeOf(question.query))
  const { found, gone, count, hasMore } = await walkMap(
    map,
    { offset: page.offset ?? 0, limit: page.limit, fromStart: isCounted || !isSame },
    (some) => readChunk(services, asked, question, some),
  )
  if (isSame) await strikeOut(services.base, asked.tenant, map, gone)
  return { found, count, hasMore, map, isNew: map !== named }
}
