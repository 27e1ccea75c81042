import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import {
  type AttributeInstance,
  draftsOf,
  type Entity,
  type EntityFragment,
  type Json,
  type JsonObject,
  meetsTypes,
  type QueryTree,
  readEntity,
  stamped,
  type TermMap,
  type TypeSelection,
} from '../../../kernel/twin/index.ts'
import { type Base, type Outside, type OutsideAnswer, type Query, tell } from '../../base/index.ts'
import { contextLink } from '../contexts/context-link.ts'
import type { Context, Contexts } from '../contexts/contexts.ts'
import { fitsTime, meetsCsf, type SourceTime } from './match-source.ts'
import { type Info, readSource, type Source } from './registration.ts'

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

/** Whose matter it is: what a request is about, as far as it says. */
export type Matter = {
  readonly ids?: readonly string[]
  readonly types?: TypeSelection
  readonly names?: readonly string[]
  /** What its source is like. */
  readonly csf?: QueryTree
  /** Of evolutions: which stretch of time. */
  readonly time?: SourceTime
}

/** Does a source answer for the time that is asked about? One that says nothing of time may have the past as well as the present. */
const fitsMoment = (operation: string, source: Source, body: JsonObject, time: SourceTime | undefined): boolean => {
  if (!/Temporal$/.test(operation)) return !source.isTemporal
  return !source.isTemporal || time === undefined || fitsTime(body, time)
}

/** A source that a request concerns, and with which attributes (all when absent). */
export type Concerned = { readonly id: string; readonly source: Source; readonly names?: ReadonlySet<string> }

/** Who asks, as it is passed on. */
export type Passing = { readonly tenant: string; readonly context: Context; readonly via: readonly string[] }

/** A request passed on. */
export type Passed = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: Json
  /** Does the body carry its own `@context`? */
  readonly isLinked?: boolean
}

/** What came back, or why nothing did. */
export type Reply = { readonly concerned: Concerned; readonly answer?: OutsideAnswer; readonly fault?: string }

const channel = 'twin_registration'
const mostBytes = 16 * 1024 * 1024

const fits = (info: Info, matter: Matter): boolean => {
  const isEntity =
    !info.entities ||
    info.entities.some(
      ({ ids, idPattern, types }) =>
        (!ids || !matter.ids || ids.some((id) => matter.ids?.includes(id))) &&
        (idPattern === undefined || !matter.ids || matter.ids.some((id) => new RegExp(idPattern).test(id))) &&
        (!types ||
          !matter.types ||
          types.some((all) =>
            matter.types?.some((wanted) => meetsTypes(all, [wanted]) || wanted.some((type) => all.includes(type))),
          )),
    )
  return isEntity && (!info.names || !matter.names || matter.names.some((name) => info.names?.has(name)))
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

  /** The sources that a request concerns. One that came through this city already goes no further (loops, clause 4.3.6.4). */
  async concerned(passing: Passing, operation: string, matter: Matter): Promise<readonly Concerned[]> {
    if (passing.via.includes(this.alias(passing.tenant))) return []
    if (this.#sources === undefined) {
      const reading = this.#read()
      this.#sources = reading
      reading.catch(() => this.forget())
    }
    const all = (await this.#sources).get(passing.tenant) ?? []
    const now = new Date(this.#base.now()).toISOString()
    return all.flatMap(({ row, source, map }): Concerned[] => {
      if (!source.operations.has(operation) || !fitsMoment(operation, source, row.body, matter.time)) return []
      if (row.expires_at !== null && row.expires_at <= now) return []
      if (!meetsCsf(row.body, map, matter.csf)) return []
      if (source.alias !== undefined && passing.via.includes(source.alias)) return []
      const found = source.information.filter((info) => fits(info, matter))
      if (found.length === 0) return []
      const isAny = found.some(({ names }) => !names)
      return [
        { id: row.id, source, ...(!isAny && { names: new Set(found.flatMap(({ names }) => [...(names ?? [])])) }) },
      ]
    })
  }

  /** Passes a request on to one source, and keeps count of how that ended. */
  async pass(passing: Passing, concerned: Concerned, passed: Passed): Promise<Reply> {
    const { source } = concerned
    const lane = `${passing.tenant} ${concerned.id}`
    if ((this.#resting.get(lane) ?? 0) > Date.now())
      return { concerned, fault: 'It did not answer, and is left alone for a while' }
    const reply = await this.#outside
      .call(
        {
          method: passed.method,
          url: `${source.endpoint}/ngsi-ld/v1${source.localOnly ? locally(passed.path) : passed.path}`,
          headers: {
            ...source.headers,
            accept: 'application/json',
            ...(passed.body !== undefined && {
              'content-type': passed.isLinked ? 'application/ld+json' : 'application/json',
            }),
            ...(!passed.isLinked && { link: contextLink(passing.context.url) }),
            via: [...passing.via.map((name) => `1.1 ${name}`), `1.1 ${this.alias(passing.tenant)}`].join(', '),
            ...(source.tenant !== undefined && { 'NGSILD-Tenant': source.tenant }),
          },
          ...(passed.body !== undefined && { body: JSON.stringify(passed.body) }),
          mostBytes,
        },
        source.timeout / 1_000,
      )
      .then(
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
    const replies = await Promise.all(concerned.map((one) => this.pass(passing, one, passed)))
    return replies.flatMap((reply) => this.entitiesIn(passing, reply) ?? [])
  }

  /** The entities of an answer; `undefined` when there is none, or none that can be read. */
  entitiesIn(passing: Passing, { concerned: from, answer }: Reply): readonly Gathered[] | undefined {
    if (answer?.status !== 200) return undefined
    try {
      const document = JSON.parse(answer.body) as Json // whatever JSON.parse gives is JSON
      const all: readonly Json[] = Array.isArray(document) ? document : [document]
      return all.map((one) => ({ from, entity: foreignEntity(one, passing, this.#base.now()) }))
    } catch (cause) {
      this.#base.log.warn('a source answered what is no entity', { registration: from.id, cause })
      return undefined
    }
  }
}

/** An entity of another source. */
export type Gathered = { readonly from: Concerned; readonly entity: Entity }

/** An entity of another source, of which its document alone is known. */
export const ofElsewhere = (fragment: EntityFragment, attributes: Entity['attributes'], at: string): Entity => ({
  id: fragment.id ?? '',
  types: fragment.types,
  scope: fragment.scope ?? [],
  attributes,
  createdAt: at,
  modifiedAt: at,
  ...{ path: null, isOpen: true, division: null, title: null, source: null, lineage: null, isDemo: false },
})

function foreignEntity(document: Json, { context }: Passing, now: number): Entity {
  const fragment = readEntity(document, context.map)
  const at = new Date(now).toISOString()
  return ofElsewhere(fragment, stamped(draftsOf(fragment.attributes), undefined, at, uuidv7), at)
}

const isNewer = (a: AttributeInstance, b: AttributeInstance): boolean => (a.observedAt ?? '') > (b.observedAt ?? '')

/**
 * Brings what other sources say into an entity (clause 4.5.5): of two instances the one observed last; what a source has exclusively or by
 * redirection is not taken from here; auxiliary ones only fill gaps.
 */
export function mergeGathered<E extends Entity>(
  local: E | undefined,
  gathered: readonly Gathered[],
): E | Entity | undefined {
  const order = { exclusive: 0, redirect: 0, inclusive: 1, auxiliary: 2 } as const
  const sorted = [...gathered].sort((a, b) => order[a.from.source.mode] - order[b.from.source.mode])
  const [first] = sorted
  if (!first) return local
  const base: Entity = local ?? { ...first.entity, attributes: {} }
  const attributes: Record<string, readonly AttributeInstance[]> = { ...base.attributes }
  const types = new Set(base.types)
  for (const { from, entity } of sorted) {
    for (const type of entity.types) types.add(type)
    const { mode } = from.source
    for (const [name, instances] of Object.entries(entity.attributes)) {
      if (from.names && !from.names.has(name)) continue
      const here = attributes[name] ?? []
      if (here.length === 0 || ((mode === 'exclusive' || mode === 'redirect') && local?.attributes[name] === here))
        attributes[name] = instances
      else if (mode === 'inclusive')
        attributes[name] = [
          ...here.map((one) => instances.find((other) => other.dataset === one.dataset && isNewer(other, one)) ?? one),
          ...instances.filter((one) => !here.some((other) => other.dataset === one.dataset)),
        ]
    }
  }
  return { ...base, types: [...types], attributes }
}
