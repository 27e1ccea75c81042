import { ngsiErrors } from '../../../kernel/twin/index.ts'
import { passingOf, staysHere } from '../federation/distribute.ts'
import {
  askEvolutions,
  type ForeignEvolution,
  joinEvolutions,
  passedEvolutions,
  passedRetrieval,
  stretchOf,
} from '../federation/gather-evolutions.ts'
import { isSplit } from '../federation/gather-query.ts'
import { matterOf } from '../federation/matter.ts'
import type { Concerned, Matter } from '../federation/passing.ts'
import { hereInMap } from '../maps/entity-maps.ts'
import type { Ask } from '../ngsild/ask.ts'
import { inPath } from '../ngsild/paths.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { type Evolution, evolutionHere, evolutionsHere, judged, type Reading, unjudged } from './evolutions.ts'

const mostHere = 1_000

/** A question about evolutions with the sources it concerns. */
export type Question = {
  readonly reading: Reading
  readonly query: Readonly<Record<string, string>>
  readonly others: readonly Concerned[]
}

/** Evolutions here; at most a thousand where others are asked as well. @throws TooManyResults */
export async function someHere(services: NgsiServices, reading: Reading): Promise<readonly Evolution[]> {
  const all: Evolution[] = []
  for await (const one of evolutionsHere(services, reading)) {
    if (all.length === mostHere)
      throw ngsiErrors.make('twin.tooMany', {
        detail: `More than ${mostHere} evolutions here: narrow the query, or ask with local=true`,
      })
    all.push(one)
  }
  return all
}

/** What of a query is asked of each place where parts of entities may be: all of it, or (`splitEntities`) which entities alone. */
export const partlyAsked = (asked: Ask, reading: Reading): Reading => (isSplit(asked) ? unjudged(reading) : reading)

/** Whose matter evolutions are; in parts, the attribute that is asked for may be here and the rest elsewhere. */
export function matterIn(asked: Ask, filter: Reading['filter']): Matter {
  const { names, ...matter } = matterOf(filter)
  return isSplit(asked) ? matter : { ...matter, names }
}

/** Evolutions told here and elsewhere become one for each entity; where parts of them were asked for, they are judged now. */
export function joinAll(
  asked: Ask,
  local: readonly Evolution[],
  foreign: readonly ForeignEvolution[],
  { question, names, filter }: Reading,
): readonly Evolution[] {
  const byId = Map.groupBy(foreign, ({ entity }) => entity.id)
  const here = new Map(local.map((one) => [one.entity.id, one]))
  const isShown = ({ all }: Evolution) => all.some(({ name }) => names?.includes(name) ?? true)
  return [...new Set([...here.keys(), ...byId.keys()])]
    .map((id) => joinEvolutions(here.get(id), byId.get(id) ?? [], question))
    .map((one) => (one && isSplit(asked) ? judged(one, filter) : one))
    .filter((one) => one !== undefined)
    .filter(isShown)
}

/** Evolutions here and of the sources a query concerns (clause 5.7.4). Each source judges what it has. */
export async function evolutionsEverywhere(
  services: NgsiServices,
  asked: Ask,
  { reading, query, others }: Question,
): Promise<readonly Evolution[]> {
  const passed = passedEvolutions(asked, query)
  const [local, ...foreign] = await Promise.all([
    someHere(services, partlyAsked(asked, reading)),
    ...others.map((one) => askEvolutions(services, asked, one, passed, reading.question)),
  ])
  const told = foreign.flatMap((some) => some ?? [])
  return joinAll(asked, local, told, reading)
}

/** The evolution of one entity, here and in the sources that know it; of those in its map alone, when there is one (clause 5.7.3). */
export async function retrieveEverywhere(
  services: NgsiServices,
  asked: Ask,
  id: string,
  reading: Reading,
  among: readonly string[] | undefined,
): Promise<{ readonly evolution: Evolution | undefined; readonly sources: readonly string[] }> {
  const matter = { ids: [id], names: reading.names, time: stretchOf(asked.query) }
  const concerned = staysHere(asked)
    ? []
    : await services.federation.concerned(passingOf(asked), 'retrieveTemporal', matter)
  const passed = passedRetrieval(inPath(id), asked.query)
  const [local, ...foreign] = await Promise.all([
    evolutionHere(services, reading),
    ...concerned
      .filter((one) => among?.includes(one.id) ?? true)
      .map((one) => askEvolutions(services, asked, one, passed, reading.question)),
  ])
  const told = foreign.flatMap((some) => some ?? [])
  return {
    evolution: joinEvolutions(local, told, reading.question),
    sources: [...(local ? [hereInMap] : []), ...told.map(({ from }) => from.id)],
  }
}
