import {
  isObject,
  type Json,
  type JsonObject,
  readEntity,
  readInstant,
  type TermMap,
} from '../../../kernel/twin/index.ts'
import type { Ask } from '../ngsild/ask.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import type { Evolution } from '../temporal/evolutions.ts'
import type { Dated } from '../temporal/instances.ts'
import { instanceFrom } from '../temporal/provide-temporal.ts'
import type { TemporalQuestion } from '../temporal/question.ts'
import { joinScopes, lastScope, scopesOfFragment } from '../temporal/scopes.ts'
import { passingOf } from './distribute.ts'
import { bodyAmong, passedBody, passedQuery } from './gather-query.ts'
import { ofElsewhere } from './gathered.ts'
import { type SourceTime, sourceTime } from './match-source.ts'
import { contextOfSource } from './outgoing.ts'
import type { Concerned, Passed } from './passing.ts'

/** An evolution that a source told. */
export type ForeignEvolution = Evolution & { readonly from: Concerned }

const asIt = ['timerel', 'timeAt', 'endTimeAt', 'timeproperty', 'lastN'] as const

/** The temporal part of a request, as URL parameters: of its URL, or of its body (clause 5.2.21). */
export function timeOf(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(asIt.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])))
}

/** Which intervals of sources a temporal question is about; of everything when it says nothing of time. */
export const stretchOf = (query: Readonly<Record<string, string>>): SourceTime | undefined => sourceTime(timeOf(query))

/** How sources are asked for one evolution. */
export function passedRetrieval(id: string, query: Readonly<Record<string, string>>): Passed {
  return {
    method: 'GET',
    path: `/temporal/entities/${id}?${new URLSearchParams({ ...timeOf(query), options: 'sysAttrs' })}`,
  }
}

/** How sources are asked for evolutions; of some entities only when `ids` are named. */
export function passedEvolutions(asked: Ask, query: Readonly<Record<string, string>>, ids?: readonly string[]): Passed {
  const more = { limit: '1000', options: 'sysAttrs' }
  if (asked.request.method !== 'POST') {
    const named = ids && { id: ids.join(',') }
    return { method: 'GET', path: `/temporal/entities?${passedQuery(asked, { ...timeOf(query), ...more, ...named })}` }
  }
  // How they are aggregated is settled here.
  const { aggrParams: _, ...body } = passedBody(asked) ?? {}
  return {
    method: 'POST',
    path: `/temporal/entityOperations/query?${new URLSearchParams(more)}`,
    body: ids ? bodyAmong(body, ids) : body,
  }
}

const instant = (raw: JsonObject | undefined, name: string): string | undefined => readInstant(raw?.[name])

/** Instances of an attribute as a source told them, with the moments that only its document has. */
function instancesOf(
  name: string,
  raw: Json | undefined,
  fragments: Parameters<typeof instanceFrom>[1][],
  question: TemporalQuestion,
  now: string,
): Dated[] {
  const told = [raw ?? []].flat()
  return fragments.map((fragment, place) => {
    const document = told[place]
    const own = isObject(document) ? document : undefined
    const [createdAt, modifiedAt, deletedAt] = ['createdAt', 'modifiedAt', 'deletedAt'].map((one) => instant(own, one))
    const instance = instanceFrom(name, fragment, now)
    const at = { observedAt: instance.observedAt, createdAt, modifiedAt, deletedAt }[question.property]
    return {
      entity: -1,
      name,
      instance: { ...instance, createdAt: createdAt ?? now, modifiedAt: modifiedAt ?? createdAt ?? now },
      ...(deletedAt !== undefined && { deletedAt }),
      at: Date.parse(at ?? (question.isAsked ? '' : (modifiedAt ?? ''))),
    }
  })
}

function foreignEvolution(document: Json, map: TermMap, question: TemporalQuestion, now: string): Evolution {
  const fragment = readEntity(document, map, { isTemporal: true })
  const raw = new Map(
    Object.entries(isObject(document) ? document : {}).map(([term, given]) => [map.expand(term), given]),
  )
  const scopes = scopesOfFragment(fragment, now)
  const entity = { ...ofElsewhere(fragment, {}, now), scope: lastScope(scopes) }
  const all = Object.entries(fragment.attributes).flatMap(([name, fragments]) =>
    instancesOf(name, raw.get(name), [...fragments], question, now),
  )
  return { entity, all, scopes }
}

/** What one source tells of evolutions; `undefined` when it does not answer, or with what is none. */
export async function askEvolutions(
  services: NgsiServices,
  asked: Ask,
  one: Concerned,
  passed: Passed,
  question: TemporalQuestion,
): Promise<readonly ForeignEvolution[] | undefined> {
  const passing = passingOf(asked)
  const { answer } = await services.federation.pass(passing, one, passed)
  if (answer?.status === 404) return []
  if (answer?.status !== 200 && answer?.status !== 206) return undefined
  const now = new Date(services.base.now()).toISOString()
  try {
    const document = JSON.parse(answer.body) as Json // whatever JSON.parse gives is JSON
    const all: readonly Json[] = Array.isArray(document) ? document : [document]
    const isCut = answer.status === 206
    const { map } = await contextOfSource(services.contexts, one.source.info, passing)
    return all.map((each) => {
      const told = foreignEvolution(each, map, question, now)
      return { ...told, ...(isCut && { cut: told.all }), from: one }
    })
  } catch (cause) {
    services.base.log.warn('a source answered what is no evolution', { registration: one.id, cause })
    return undefined
  }
}

const saidBy = ({ instance, name, at }: Dated): string => JSON.stringify([name, instance.dataset, at, instance.value])

/**
 * One evolution of what is told here and elsewhere: what a source has exclusively or by redirection is taken from it alone; the same
 * instance told twice is one; of the last ones asked for, the last of all.
 */
export function joinEvolutions(
  local: Evolution | undefined,
  foreign: readonly ForeignEvolution[],
  question: TemporalQuestion,
): Evolution | undefined {
  const [first] = foreign
  const entity = local?.entity ?? first?.entity
  if (entity === undefined) return undefined
  const takers = foreign.filter(({ from }) => from.source.mode === 'exclusive' || from.source.mode === 'redirect')
  const isTaken = (name: string) => takers.some(({ from }) => from.names?.has(name) ?? true)
  const known = new Map<string, Dated>()
  const add = (one: Dated) => {
    if (!known.has(saidBy(one))) known.set(saidBy(one), one)
  }
  for (const one of local?.all ?? []) if (!isTaken(one.name)) add(one)
  for (const { from, all } of foreign)
    for (const one of all) {
      const isOwn = from.names?.has(one.name) ?? true
      const isTaker = from.source.mode === 'exclusive' || from.source.mode === 'redirect'
      if (isOwn && (isTaker || !isTaken(one.name))) add(one)
    }
  const sorted = [...known.values()].sort((a, b) => a.at - b.at)
  const { lastN } = question
  const all =
    lastN === undefined
      ? sorted
      : [...Map.groupBy(sorted, ({ name }) => name).values()].flatMap((one) => one.slice(-lastN))
  const cut = local?.cut ?? foreign.find((one) => one.cut)?.cut
  const types = [...new Set([...entity.types, ...foreign.flatMap((one) => one.entity.types)])]
  const scopes = joinScopes(
    local?.scopes ?? [],
    foreign.flatMap((one) => one.scopes),
  )
  const told = new Set(all.map(({ name }) => name))
  const beyond = local?.beyond?.filter(({ name }) => !told.has(name))
  return { entity: { ...entity, types }, all, scopes, ...(cut && { cut, ...(beyond && { beyond }) }) }
}
