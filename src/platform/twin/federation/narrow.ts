import { isObject, type Json, type JsonObject, type TermMap } from '../../../kernel/twin/index.ts'
import type { Limits, Passed } from './passing.ts'
import type { Info } from './registration.ts'

const all = <T, R>(of: readonly T[], read: (one: T) => readonly R[] | undefined): ReadonlySet<R> | undefined => {
  const found = of.map(read)
  return found.some((one) => one === undefined) ? undefined : new Set(found.flatMap((one) => one ?? []))
}

/** The limits of the parts of a registration that a request concerns. */
export function limitsOf(information: readonly Info[]): Limits {
  const selectors = all(information, ({ entities }) => entities)
  const own = selectors && [...selectors]
  return {
    ids: own && all(own, ({ ids }) => ids),
    // A group of several types is one type of entity: it narrows nothing to a list of names.
    types: own && all(own, ({ types }) => (types?.every((group) => group.length === 1) ? types.flat() : undefined)),
    names: all(information, ({ names }) => names && [...names]),
    knows: (id) =>
      own?.some(
        ({ ids, idPattern }) => ids?.includes(id) ?? (idPattern === undefined || new RegExp(idPattern).test(id)),
      ) ?? true,
  }
}

/** A query as clients write it: colons, commas and slashes stay as they are. */
export const queryText = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%(3A|2C|2F|3B)/g, decodeURIComponent)}`)
    .join('&')

const isList = (text: string): boolean => !/[;&()|]/.test(text)

/** Types asked for that a source answers for; `undefined` where they are asked for as they are. */
function typesFor(asked: string | undefined, { types }: Limits, map: TermMap): string | undefined {
  if (types === undefined || types.size === 0 || asked === '*') return undefined
  if (asked === undefined) return [...types].map((type) => map.compact(type)).join(',')
  if (!isList(asked)) return undefined
  const names = asked.split(',').filter((name) => types.has(map.expand(name.trim())))
  return names.length === 0 ? undefined : names.join(',')
}

function namesFor(
  asked: readonly string[] | undefined,
  { names }: Limits,
  map: TermMap,
): readonly string[] | undefined {
  if (names === undefined) return undefined
  if (asked === undefined) return [...names].map((name) => map.compact(name))
  const own = asked.filter((name) => names.has(map.expand(name)))
  return own.length === 0 ? undefined : own
}

function idsFor(asked: readonly string[] | undefined, pattern: string | undefined, limits: Limits) {
  if (asked !== undefined) {
    const own = asked.filter((id) => limits.knows(id))
    return own.length === 0 ? undefined : own
  }
  if (limits.ids === undefined) return undefined
  const own = [...limits.ids].filter((id) => pattern === undefined || new RegExp(pattern).test(id))
  return own.length === 0 ? undefined : own
}

function narrowedUrl(path: string, limits: Limits, map: TermMap): string {
  const [where = '', text = ''] = path.split('?')
  const query = new URLSearchParams(text)
  const isOfOne = /^(\/temporal)?\/entities\/[^/]+$/.test(where)
  if (!isOfOne) {
    const ids = idsFor(query.get('id')?.split(','), query.get('idPattern') ?? undefined, limits)
    if (ids) query.set('id', ids.join(','))
    if (ids) query.delete('idPattern')
    const types = typesFor(query.get('type') ?? undefined, limits, map)
    if (types !== undefined) query.set('type', types)
  }
  const names = namesFor(query.get('attrs')?.split(','), limits, map)
  if (names) query.set('attrs', names.join(','))
  const told = queryText(query)
  return told === '' ? where : `${where}?${told}`
}

const textsIn = (given: Json | undefined): string[] | undefined =>
  given === undefined ? undefined : [given].flat().map(String)

function narrowedBody(body: JsonObject, limits: Limits, map: TermMap): JsonObject {
  const names = namesFor(textsIn(body.attrs), limits, map)
  const entities = Array.isArray(body.entities)
    ? body.entities.map((one: Json) => {
        if (!isObject(one)) return one
        const pattern = typeof one.idPattern === 'string' ? one.idPattern : undefined
        const ids = idsFor(textsIn(one.id), pattern, limits)
        const type = typesFor(typeof one.type === 'string' ? one.type : undefined, limits, map)
        const { idPattern: _, ...rest } = one
        return { ...(ids ? rest : one), ...(ids && { id: ids }), ...(type !== undefined && { type }) }
      })
    : undefined
  return { ...body, ...(entities && { entities }), ...(names && { attrs: [...names] }) }
}

/** A reading of entities, narrowed to what the registration of a source says (clause 4.3.6.1). A purge goes as it is (5.6.21.4). */
export function narrowed(passed: Passed, limits: Limits, map: TermMap): Passed {
  const { method, path, body } = passed
  if (method === 'POST' && /^(\/temporal)?\/entityOperations\/query(\?|$)/.test(path) && isObject(body))
    return { ...passed, body: narrowedBody(body, limits, map) }
  const isRead = method === 'GET' && /^(\/temporal)?\/(entities([/?]|$)|entityMaps(\?|$))/.test(path)
  return isRead ? { ...passed, path: narrowedUrl(path, limits, map) } : passed
}
