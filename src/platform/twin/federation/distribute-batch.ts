import { isObject, type Json, type TermMap } from '../../../kernel/twin/index.ts'
import type { Ask } from '../ngsild/ask.ts'
import { inPath } from '../ngsild/paths.ts'
import type { NgsiProblem } from '../ngsild/problem.ts'
import { listOf } from '../ngsild/read-parts.ts'
import { isInTheWay, isProxy, passingOf, problem, staysHere, withQuery } from './distribute.ts'
import type { Federation } from './federation.ts'
import type { Matching, Matter, Passed } from './passing.ts'

/** One item of a batch, read: what it is about, and in which context. */
export type BatchItem = {
  readonly item: Json
  readonly id: string
  readonly map: TermMap
  readonly matter: Matter
}

/** What other sources did of a batch, and what is left for this city. */
export type Spread = {
  /** Items to be done here, without what sources with exclusive or redirecting registrations took. */
  readonly here: readonly BatchItem[]
  /** Ids that at least one source did. */
  readonly done: ReadonlySet<string>
  /** Ids that a source created. */
  readonly created: ReadonlySet<string>
  readonly errors: readonly {
    readonly entityId: string
    readonly registrationId: string
    readonly error: NgsiProblem
  }[]
}

const members = new Set(['id', '@id', 'type', '@type', 'scope', '@context', 'expiresAt'])

const isOnlyHead = (item: Json): boolean => isObject(item) && Object.keys(item).every((name) => members.has(name))

/** An item with some of its attributes. */
const part = ({ item, map }: BatchItem, keeps: (name: string) => boolean): Json =>
  isObject(item)
    ? Object.fromEntries(Object.entries(item).filter(([term]) => members.has(term) || keeps(map.expand(term))))
    : item

const fault = (status: number, detail: string): NgsiProblem => problem(status, 'A source did not do it', detail)

/** What a source says of each item that it did not do (clause 5.2.16). */
function faultsIn(body: string): ReadonlyMap<string, NgsiProblem> {
  try {
    const said = JSON.parse(body) as Json // whatever JSON.parse gives is JSON
    const errors: readonly Json[] = isObject(said) && Array.isArray(said.errors) ? said.errors : []
    return new Map(
      errors.flatMap((one): (readonly [string, NgsiProblem])[] => {
        if (!isObject(one) || typeof one.entityId !== 'string') return []
        const { detail = 'It was not done', status = 500 } = isObject(one.error) ? one.error : {}
        return [[one.entityId, fault(Number(status), String(detail))]]
      }),
    )
  } catch {
    // A source that says 207 without a word of why is believed to have done the rest.
    return new Map()
  }
}

type Share = { readonly one: Matching; readonly items: BatchItem[]; readonly sent: Json[] }

/** What a batch asks, and how it is meant. */
type Batch = { readonly operation: string; readonly path: string; readonly options: readonly string[] }

/** The sources of an item; one that says no type is about what is here. */
async function sourcesOf(
  federation: Federation,
  asked: Ask,
  batch: Batch,
  items: readonly BatchItem[],
): Promise<readonly (readonly Matching[])[]> {
  const passing = passingOf(asked)
  const { operation } = batch
  const hasAny = (await federation.matching(passing, operation, {})).length > 0
  const untyped = hasAny ? items.filter(({ matter }) => !matter.types).map(({ id }) => id) : []
  const here = untyped.length === 0 ? new Map() : await federation.typesHere(asked.tenant, untyped)
  return Promise.all(
    items.map(async ({ id, matter }) => {
      const types = matter.types ?? here.get(id)
      const whose = { ...matter, ...(types && { types }) }
      const all = await federation.matching(passing, operation, whose)
      return all.filter(
        (one) =>
          one.source.mode !== 'auxiliary' &&
          !one.source.isTemporal &&
          (waysOf(one, batch).length > 0 || isInTheWay(whose, one)),
      )
    }),
  )
}

/** Passes the parts of a batch on to the sources they concern, each in one request (clauses 4.3.6, 5.6.7 to 5.6.10, 5.6.20). */
export async function spreadBatch(
  federation: Federation,
  asked: Ask,
  operation: string,
  path: string,
  items: readonly BatchItem[],
): Promise<Spread> {
  const nothing = { done: new Set<string>(), created: new Set<string>(), errors: [] }
  if (staysHere(asked) || items.length === 0) return { here: items, ...nothing }
  const batch: Batch = { operation, path: withQuery(asked, path), options: listOf(asked.query.options) ?? [] }
  const shares = new Map<string, Share>()
  const here: BatchItem[] = []
  const sources = await sourcesOf(federation, asked, batch, items)
  for (const [place, one] of items.entries()) {
    const all = sources[place] ?? []
    const exclusive = namesOf(all.filter(({ source }) => source.mode === 'exclusive'))
    const takers = all.filter(isProxy)
    const taken = namesOf(takers)
    for (const source of all) {
      const others = source.source.mode === 'exclusive' ? none : isProxy(source) ? exclusive : taken
      const own = part(one, (name) => (source.names?.has(name) ?? true) && !others.has(name))
      const isEmptied = isOnlyHead(own) && !isOnlyHead(one.item)
      if (isEmptied && (others.size > 0 || !makes(operation))) continue
      const share = shares.get(source.id) ?? { one: source, items: [], sent: [] }
      shares.set(source.id, share)
      share.items.push(one)
      share.sent.push(own)
    }
    if (takers.some(({ names }) => !names)) continue
    const item = taken.size === 0 ? one.item : part(one, (name) => !taken.has(name))
    if (taken.size > 0 && isOnlyHead(item) && !makes(operation)) continue
    here.push({ ...one, item })
  }
  if (shares.size === 0) return { here: items, ...nothing }
  return { here, ...(await pass(federation, asked, batch, [...shares.values()])) }
}

const none: ReadonlySet<string> = new Set()
const namesOf = (all: readonly Matching[]): ReadonlySet<string> =>
  new Set(all.flatMap(({ names }) => [...(names ?? [])]))
const makes = (operation: string): boolean => operation === 'createBatch' || operation === 'upsertBatch'

async function pass(
  federation: Federation,
  asked: Ask,
  batch: Batch,
  shares: readonly Share[],
): Promise<Omit<Spread, 'here'>> {
  const done = new Set<string>()
  const created = new Set<string>()
  const errors: Spread['errors'][number][] = []
  await Promise.all(
    shares.map(async (share) => {
      for (const { id, error, isNew } of await passShare(federation, asked, batch, share)) {
        if (error) errors.push({ entityId: id, registrationId: share.one.id, error })
        else done.add(id)
        if (!error && isNew) created.add(id)
      }
    }),
  )
  return { done, created, errors }
}

type Ended = { readonly id: string; readonly error?: NgsiProblem; readonly isNew: boolean }

const isLinked = (asked: Ask): boolean =>
  asked.request.headers['content-type']?.startsWith('application/ld+json') ?? false

/** Passes on what concerns one source: as a batch where it takes one, else item by item where it takes those. */
async function passShare(federation: Federation, asked: Ask, batch: Batch, share: Share): Promise<readonly Ended[]> {
  const { one, items, sent } = share
  const [way] = waysOf(one, batch)
  if (way === undefined)
    return items.map(({ id }) => ({ id, isNew: false, error: fault(409, 'Its source does not take such requests') }))
  if (way !== 'batch') {
    const passing = items.map(({ id }, place) => passItem(federation, asked, batch, one, id, sent[place] ?? null))
    return (await Promise.all(passing)).flatMap((ended) => ended ?? [])
  }
  const passed = { method: 'POST', path: batch.path, body: sent, isLinked: isLinked(asked) } as const
  const { answer, fault: why } = await federation.pass(passingOf(asked), one, passed)
  const status = answer?.status ?? 504
  if (status === 508) return []
  const faults = answer?.status === 207 ? faultsIn(answer.body) : new Map<string, NgsiProblem>()
  return items.map(({ id }) => {
    const error = faults.get(id) ?? (status < 300 ? undefined : fault(status, why ?? `It answered ${status}`))
    return { id, isNew: status === 201, ...(error && { error }) }
  })
}

/** The ways in which a source takes a batch, best first: whole, or each item by an operation of its own (clauses 5.6.7.4 to 5.6.20.4). */
function waysOf({ source: { operations } }: Matching, { operation, options }: Batch): readonly string[] {
  if (operations.has(operation)) return ['batch']
  const singles: Readonly<Record<string, readonly string[]>> = {
    createBatch: ['createEntity'],
    upsertBatch: ['createEntity', options.includes('update') ? 'updateEntity' : 'replaceEntity'],
    updateBatch: [options.includes('noOverwrite') ? 'appendAttrs' : 'updateEntity'],
    deleteBatch: ['deleteEntity'],
    mergeBatch: ['mergeEntity'],
  }
  return (singles[operation] ?? []).filter((one) => operations.has(one))
}

const requests: Readonly<Record<string, readonly [Passed['method'], (id: string) => string]>> = {
  createEntity: ['POST', () => '/entities'],
  replaceEntity: ['PUT', (id) => `/entities/${inPath(id)}`],
  updateEntity: ['PATCH', (id) => `/entities/${inPath(id)}/attrs/`],
  appendAttrs: ['POST', (id) => `/entities/${inPath(id)}/attrs/?options=noOverwrite`],
  deleteEntity: ['DELETE', (id) => `/entities/${inPath(id)}`],
  mergeEntity: ['PATCH', (id) => `/entities/${inPath(id)}`],
}

/** Passes one item on by itself; one that is there already is replaced or updated where its source takes that. */
async function passItem(
  federation: Federation,
  asked: Ask,
  batch: Batch,
  one: Matching,
  id: string,
  item: Json,
): Promise<Ended | undefined> {
  let status = 422
  let why: string | undefined
  for (const way of waysOf(one, batch)) {
    const [method, path] = requests[way] ?? []
    if (method === undefined || path === undefined) continue
    const body = method === 'DELETE' ? {} : { body: item, isLinked: isLinked(asked) }
    const { answer, fault: said } = await federation.pass(passingOf(asked), one, { method, path: path(id), ...body })
    status = answer?.status ?? 504
    why = said
    if (status !== 409) break
  }
  if (status === 508) return undefined
  const error = status < 300 ? undefined : fault(status, why ?? `It answered ${status}`)
  return { id, isNew: status === 201, ...(error && { error }) }
}
