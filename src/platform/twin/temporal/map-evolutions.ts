import { ngsiErrors } from '../../../kernel/twin/index.ts'
import { passingOf, staysHere } from '../federation/distribute.ts'
import { askEvolutions, passedEvolutions, stretchOf, timeOf } from '../federation/gather-evolutions.ts'
import { csfOf, passedQuery } from '../federation/gather-query.ts'
import { matterOf } from '../federation/matter.ts'
import { type EntityMap, hereInMap, keepMap, mapExpiry, namedMap, strikeOut } from '../maps/entity-maps.ts'
import { among, askKnowers, Entries, type MapPage, mapIn, mostInMap, questionOf } from '../maps/map-entities.ts'
import { type Chunk, walkMap } from '../maps/walk-map.ts'
import type { Ask } from '../ngsild/ask.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import type { Page } from '../query/entity-query.ts'
import { type Evolution, evolutionsHere } from './evolutions.ts'
import { joinAll, type Question, someHere } from './evolutions-everywhere.ts'

/** Makes a map of all evolutions that a query finds here and elsewhere (clause 5.14.5). @throws TooManyResults */
export async function makeTemporalMap(
  services: NgsiServices,
  asked: Ask,
  { reading, query, others }: Question,
): Promise<EntityMap> {
  const entries = new Entries()
  for await (const { entity } of evolutionsHere(services, reading)) {
    entries.add(entity.id, hereInMap)
    if (entries.size > mostInMap)
      throw ngsiErrors.make('twin.tooMany', { detail: `More than ${mostInMap} evolutions: narrow the query` })
  }
  const linked: Record<string, string> = {}
  const passing = passingOf(asked)
  const found = await Promise.all(
    others.map(async (one): Promise<readonly string[]> => {
      if (asked.request.method === 'GET' && one.source.operations.has('createEntityMapQueryTemporal')) {
        const path = `/temporal/entityMaps?${passedQuery(asked, timeOf(query))}`
        const map = mapIn(await services.federation.pass(passing, one, { method: 'GET', path }))
        if (map) {
          linked[one.id] = map.id
          return map.ids
        }
      }
      const told = await askEvolutions(services, asked, one, passedEvolutions(asked, query), reading.question)
      return (told ?? []).map(({ entity }) => entity.id)
    }),
  )
  for (const [place, ids] of found.entries()) for (const id of ids) entries.add(id, others[place]?.id ?? hereInMap)
  return keepMap(services.base, asked, {
    is_temporal: true,
    question: questionOf(asked, timeOf(query)),
    entries: entries.all,
    linked,
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
  const matter = { ...matterOf(wanted.filter), ...csfOf(asked), time: stretchOf(query) }
  const known = staysHere(asked) ? [] : await services.federation.concerned(passingOf(asked), 'queryTemporal', matter)
  const [local, { gathered, unsure }] = await Promise.all([
    someHere(services, wanted),
    askKnowers(known, some, (one, of) =>
      askEvolutions(services, asked, one, passedEvolutions(asked, query, of), reading.question),
    ),
  ])
  const all = joinAll(local, gathered, reading)
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
