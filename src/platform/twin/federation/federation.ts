import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import {
  isObject,
  type Json,
  type JsonObject,
  meetsScopes,
  meetsTypes,
  scopesOf,
  type TermMap,
  type TypeSelection,
} from '../../../kernel/twin/index.ts'
import { type Base, type Outside, type OutsideAnswer, type Query, tell } from '../../base/index.ts'
import type { Contexts } from '../contexts/contexts.ts'
import { foreignEntity, isThere } from './gathered.ts'
import { fitsPlace, fitsTime, meetsCsf, type SourceTime } from './match-source.ts'
import { limitsOf, narrowed } from './narrow.ts'
import { contextOfSource, outgoing } from './outgoing.ts'
import type { Concerned, Gathered, Matching, Matter, Passed, Passing, Reply } from './passing.ts'
import { type Info, readSource, type Source } from './registration.ts'
import { type WarningCode, warning } from './warnings.ts'

/** A row of twin.registration. */
export type RegistrationRow = {
  readonly tenant: string
  readonly id: string
  readonly body: JsonObject
  readonly context: Json
  readonly expires_at: string | null
  readonly created_at: string
  readonly modified_at: string
  readonly times_sent: number
  readonly times_failed: number
  readonly last_success: string | null
  readonly last_failure: string | null
}

/** Columns of a registration. */
export const registrationColumns = sql`tenant, id, body, context, expires_at, created_at, modified_at, times_sent, times_failed, last_success, last_failure`

/** Does a source answer for the time that is asked about? One that says nothing of time may have the past as well as the present. */
const fitsMoment = (operation: string, source: Source, body: JsonObject, time: SourceTime | undefined): boolean => {
  if (!/Temporal$/.test(operation)) return !source.isTemporal
  return !source.isTemporal || time === undefined || fitsTime(body, time)
}

const channel = 'twin_registration'
const mostBytes = 16 * 1024 * 1024

const fits = (info: Info, matter: Matter): boolean => {
  const isEntity =
    !info.entities ||
    info.entities.some(
      ({ ids, idPattern, types }) =>
        (!ids || !matter.ids || ids.some((id) => matter.ids?.includes(id))) &&
        (idPattern === undefined || !matter.ids || matter.ids.some((id) => new RegExp(idPattern).test(id))) &&
        (!ids || matter.idPattern === undefined || ids.some((id) => new RegExp(matter.idPattern ?? '').test(id))) &&
        (!types ||
          !matter.types ||
          types.some((all) =>
            matter.types?.some((wanted) => meetsTypes(all, [wanted]) || wanted.some((type) => all.includes(type))),
          )),
    )
  return isEntity && (!info.names || !matter.names || matter.names.some((name) => info.names?.has(name)))
}

/** Does a source have what is asked for where it says that its things are, and of the datasets that it says? */
function fitsWhole({ geo, scopes, datasets }: Matter, source: Source, body: JsonObject): boolean {
  if (scopes && body.scope !== undefined && !meetsScopes(scopesOf(body.scope), scopes)) return false
  if (datasets && source.datasets && ![...datasets].some((one) => source.datasets?.has(one))) return false
  return geo === undefined || fitsPlace(body, geo) !== false
}

/** A path whose request is to stay where it goes. */
const locally = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}local=true`

/** The names that a Via header lists (RFC 9110 §7.6.3). */
export const viaOf = (header: string | string[] | undefined): readonly string[] =>
  [header ?? []]
    .flat()
    .flatMap((text) => text.split(','))
    .map((one) => one.trim().split(/\s+/).at(-1) ?? '')
    .filter((one) => one !== '')

/** Other sources of context: who they are, which requests concern them, and how those are passed on. */
export class Federation {
  readonly #base: Pick<Base, 'db' | 'now' | 'log' | 'listener' | 'secret'>
  readonly #contexts: Contexts
  readonly #outside: Outside
  readonly #home: () => string
  /** Sources that did not answer, and till when they are left alone. */
  readonly #resting = new Map<string, number>()
  #sources:
    | Promise<
        ReadonlyMap<
          string,
          readonly { readonly row: RegistrationRow; readonly source: Source; readonly map: TermMap }[]
        >
      >
    | undefined

  constructor(
    base: Pick<Base, 'db' | 'now' | 'log' | 'listener' | 'secret'>,
    contexts: Contexts,
    outside: Outside,
    home: () => string,
  ) {
    this.#base = base
    this.#home = home
    this.#contexts = contexts
    this.#outside = outside
    base.listener.on(channel, () => this.forget())
  }

  /** The name by which this city is known in Via headers, one for each tenant. */
  alias(tenant: string): string {
    return `shudu-${createHash('sha256').update(this.#base.secret('ngsi-ld')).update(`${this.#home()} ${tenant}`).digest('hex').slice(0, 16)}`
  }

  forget(): void {
    this.#sources = undefined
    this.#resting.clear()
  }

  /** Tells all processes that registrations changed. */
  async changed(on: Query): Promise<void> {
    this.forget()
    await tell(on, channel, '')
  }

  async #read() {
    const { rows } = await sql<RegistrationRow>`select ${registrationColumns} from twin.registration`.execute(
      this.#base.db,
    )
    const all = await Promise.all(
      rows.map(async (row) => {
        try {
          const { map } = await this.#contexts.resolve(row.context)
          return { row, map, source: readSource(row.body, map) }
        } catch (cause) {
          this.#base.log.warn('a registration rests: its @context cannot be had', { registration: row.id, cause })
          return undefined
        }
      }),
    )
    return Map.groupBy(
      all.filter((one) => one !== undefined),
      ({ row }) => row.tenant,
    )
  }

  /** The sources that a request concerns, and that take such requests. */
  async concerned(passing: Passing, operation: string, matter: Matter): Promise<readonly Concerned[]> {
    return (await this.matching(passing, operation, matter)).filter(({ isWilling }) => isWilling)
  }

  /** The sources that a request concerns. One that came through this city already goes no further (loops, clause 4.3.6.4). */
  async matching(passing: Passing, operation: string, matter: Matter): Promise<readonly Matching[]> {
    if (passing.via.includes(this.alias(passing.tenant))) return []
    if (this.#sources === undefined) {
      const reading = this.#read()
      this.#sources = reading
      reading.catch(() => this.forget())
    }
    const all = (await this.#sources).get(passing.tenant) ?? []
    const now = new Date(this.#base.now()).toISOString()
    return all.flatMap(({ row, source, map }): Matching[] => {
      if (!fitsMoment(operation, source, row.body, matter.time) || !fitsWhole(matter, source, row.body)) return []
      if (row.expires_at !== null && row.expires_at <= now) return []
      if (!meetsCsf(row.body, map, matter.csf)) return []
      if (source.alias !== undefined && passing.via.includes(source.alias)) return []
      const found = source.information.filter((info) => fits(info, matter))
      if (found.length === 0) return []
      const isAny = found.some(({ names }) => !names)
      const names = isAny ? {} : { names: new Set(found.flatMap(({ names }) => [...(names ?? [])])) }
      const isWilling = source.operations.has(operation)
      return [{ id: row.id, source, ...names, limits: limitsOf(found), isWilling }]
    })
  }

  /** The types of entities that are here, by id: a request that says none is about these. */
  async typesHere(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, TypeSelection>> {
    const { rows } = await sql<{ id: string; types: string[] }>`select id, types from twin.entity
      where tenant = ${tenant} and id = any(${ids}::text[]) and deleted_at is null`.execute(this.#base.db)
    return new Map(rows.map(({ id, types }) => [id, types.map((type) => [type])]))
  }

  async #send(passing: Passing, { source, limits }: Concerned, passed: Passed): Promise<OutsideAnswer> {
    const { method } = passed
    const own = narrowed(passed, limits, passing.context.map)
    const { path, headers, body } = await outgoing(this.#contexts, source.info, passing, own)
    const via = [...passing.via.map((name) => `1.1 ${name}`), `1.1 ${this.alias(passing.tenant)}`].join(', ')
    const tenant: Record<string, string> = source.tenant === undefined ? {} : { 'NGSILD-Tenant': source.tenant }
    return this.#outside.call(
      {
        method,
        url: `${source.endpoint}/ngsi-ld/v1${source.localOnly ? locally(path) : path}`,
        headers: { ...headers, Via: via, ...tenant },
        ...(body !== undefined && { body }),
        mostBytes,
      },
      source.timeout / 1_000,
    )
  }

  /** Passes a request on to one source, and keeps count of how that ended. */
  async pass(passing: Passing, concerned: Concerned, passed: Passed): Promise<Reply> {
    const { source } = concerned
    const lane = `${passing.tenant} ${concerned.id}`
    if ((this.#resting.get(lane) ?? 0) > Date.now())
      return { concerned, fault: 'It did not answer, and is left alone for a while' }
    const reply = await this.#send(passing, concerned, passed).then(
      (answer): Reply => ({ concerned, answer }),
      (cause: unknown): Reply => ({
        concerned,
        fault: cause instanceof Error ? cause.message.slice(0, 300) : 'It did not get through',
      }),
    )
    if (reply.answer === undefined && source.cooldown > 0) this.#resting.set(lane, Date.now() + source.cooldown)
    const isOk =
      reply.answer !== undefined &&
      (reply.answer.status < 300 || reply.answer.status === 404 || reply.answer.status === 508)
    const now = new Date(this.#base.now()).toISOString()
    await sql`update twin.registration set times_sent = times_sent + 1, times_failed = times_failed + ${isOk ? 0 : 1},
        last_success = case when ${isOk} then ${now}::timestamptz else last_success end, last_failure = case when ${isOk} then last_failure else ${now}::timestamptz end
      where tenant = ${passing.tenant} and id = ${concerned.id}`.execute(this.#base.db)
    return reply
  }

  /** Entities that other sources know, with the mode of the source they came from. */
  async gather(passing: Passing, concerned: readonly Concerned[], passed: Passed): Promise<readonly Gathered[]> {
    const all = await Promise.all(
      concerned.map(async (one) => this.entitiesIn(passing, await this.pass(passing, one, passed))),
    )
    return all.flatMap((some) => some ?? [])
  }

  /** Tells what was wrong with what a source said to a reading (clause 6.3.17); that it knows nothing of it is nothing wrong. */
  #warn(passing: Passing, { concerned: { id }, answer }: Reply): void {
    const say = (code: WarningCode, text: string) =>
      passing.warn?.(warning(code, this.alias(passing.tenant), `${id}: ${text}`))
    if (answer === undefined) say(199, 'it does not answer')
    else if (answer.status === 508) say(199, 'a circle of registrations')
    else if (answer.status >= 300 && answer.status !== 404) say(299, `it answered ${answer.status}`)
    else if (answer.status < 300) say(111, 'what it answered is no entity')
  }

  /** The entities of an answer; `undefined` when there is none, or none that can be read. */
  async entitiesIn(passing: Passing, reply: Reply): Promise<readonly Gathered[] | undefined> {
    const { concerned: from, answer } = reply
    // What went wrong further on is told as it was told there.
    const further = answer?.headers['ngsild-warning']
    if (further !== undefined) passing.warn?.([further].flat().join(', '))
    if (answer?.status !== 200) {
      this.#warn(passing, reply)
      return undefined
    }
    try {
      const document = JSON.parse(answer.body) as Json // whatever JSON.parse gives is JSON
      const all: readonly Json[] = Array.isArray(document) ? document : [document]
      const { map } = await contextOfSource(this.#contexts, from.source.info, passing)
      const now = this.#base.now()
      const read = await Promise.all(all.map(async (one) => foreignEntity(one, await this.#mapIn(one, map), now)))
      return read.filter(isThere(now)).map(({ entity }) => ({ from, entity }))
    } catch (cause) {
      this.#base.log.warn('a source answered what is no entity', { registration: from.id, cause })
      this.#warn(passing, reply)
      return undefined
    }
  }

  /** A document that brings its context is read by it; where that cannot be had, by the one it was asked in. */
  async #mapIn(document: Json, map: TermMap): Promise<TermMap> {
    const own = isObject(document) ? document['@context'] : undefined
    if (own === undefined) return map
    return this.#contexts.resolve(own).then(
      (context) => context.map,
      () => map,
    )
  }
}
