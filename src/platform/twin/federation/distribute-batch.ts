import { isObject, type Json, type TermMap } from '../../../kernel/twin/index.ts'
import type { Ask } from '../ngsild/ask.ts'
import type { NgsiProblem } from '../ngsild/problem.ts'
import { passingOf, staysHere, withQuery } from './distribute.ts'
import type { Concerned, Federation, Matter } from './federation.ts'

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

const fault = (status: number, detail: string): NgsiProblem => ({
  type: `https://uri.etsi.org/ngsi-ld/errors/${status === 404 ? 'ResourceNotFound' : 'InternalError'}`,
  title: 'A source did not do it',
  detail,
  status,
})

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

type Share = { readonly one: Concerned; readonly items: BatchItem[]; readonly sent: Json[] }

/** Passes the parts of a batch on to the sources they concern, each in one request (clauses 4.3.6, 5.6.7 to 5.6.10, 5.6.20). */
export async function spreadBatch(
  federation: Federation,
  asked: Ask,
  operation: string,
  path: string,
  items: readonly BatchItem[],
): Promise<Spread> {
  const nothing = { done: new Set<string>(), created: new Set<string>(), errors: [] }
  if (staysHere(asked)) return { here: items, ...nothing }
  const passing = passingOf(asked)
  const shares = new Map<string, Share>()
  const here: BatchItem[] = []
  for (const one of items) {
    const all = (await federation.concerned(passing, operation, one.matter)).filter(
      ({ source }) => source.mode !== 'auxiliary',
    )
    for (const source of all) {
      const share = shares.get(source.id) ?? { one: source, items: [], sent: [] }
      shares.set(source.id, share)
      share.items.push(one)
      share.sent.push(source.names ? part(one, (name) => source.names?.has(name) ?? true) : one.item)
    }
    const takers = all.filter(({ source }) => source.mode === 'exclusive' || source.mode === 'redirect')
    if (takers.some(({ names }) => !names)) continue
    const taken = new Set(takers.flatMap(({ names }) => [...(names ?? [])]))
    const item = taken.size === 0 ? one.item : part(one, (name) => !taken.has(name))
    if (taken.size > 0 && isOnlyHead(item) && operation !== 'createBatch' && operation !== 'upsertBatch') continue
    here.push({ ...one, item })
  }
  if (shares.size === 0) return { here: items, ...nothing }
  return { here, ...(await pass(federation, asked, path, [...shares.values()])) }
}

async function pass(
  federation: Federation,
  asked: Ask,
  path: string,
  shares: readonly Share[],
): Promise<Omit<Spread, 'here'>> {
  const passing = passingOf(asked)
  const isLinked = asked.request.headers['content-type']?.startsWith('application/ld+json') ?? false
  const done = new Set<string>()
  const created = new Set<string>()
  const errors: Spread['errors'][number][] = []
  await Promise.all(
    shares.map(async ({ one, items, sent }) => {
      const passed = { method: 'POST', path: withQuery(asked, path), body: sent, isLinked } as const
      const { answer, fault: why } = await federation.pass(passing, one, passed)
      const status = answer?.status ?? 504
      if (status === 508) return
      const isWell = status < 300
      const faults = answer?.status === 207 ? faultsIn(answer.body) : new Map<string, NgsiProblem>()
      for (const { id } of items) {
        const error = faults.get(id) ?? (isWell ? undefined : fault(status, why ?? `It answered ${status}`))
        if (error) errors.push({ entityId: id, registrationId: one.id, error })
        else done.add(id)
        if (!error && status === 201) created.add(id)
      }
    }),
  )
  return { done, created, errors }
}
