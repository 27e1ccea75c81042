import type { IncomingHttpHeaders } from 'node:http'
import { amended, isObject, type Json, type TermMap, type Version } from '../../../kernel/twin/index.ts'
import type { OutsideCall } from '../../base/index.ts'
import { contextLink } from '../contexts/context-link.ts'
import type { Context, Contexts } from '../contexts/contexts.ts'
import { joinedHeaders } from '../ngsild/joined-headers.ts'
import { queryText } from './narrow.ts'
import type { Passed, Passing } from './passing.ts'
import { type Rename, renamedAlone, renamedEntity, renamedQuery, renamedSelection } from './renamed.ts'
import type { SourceInfo } from './source-info.ts'

const ofEntities = /^(\/temporal)?\/(entities|entityOperations|types|attributes)([/?]|$)/
const ofAttribute = /\/attrs\/[^/?]+/

/** May the names of a request be told in another context? Not where a condition would be lost by which things are deleted. */
const isTranslated = ({ method, path }: Passed): boolean =>
  ofEntities.test(path) && !(method === 'DELETE' && /[?&]q=/.test(path))

function renamedPath(path: string, rename: Rename): string {
  const [where = '', text] = path.split('?')
  const named = where
    .replace(/\/attrs\/([^/]+)/, (_, name: string) => `/attrs/${encodeURIComponent(rename(decodeURIComponent(name)))}`)
    .replace(
      /^\/(types|attributes)\/([^/]+)/,
      (_, kind: string, name: string) => `/${kind}/${encodeURIComponent(rename(decodeURIComponent(name)))}`,
    )
  if (text === undefined) return named
  const query = new URLSearchParams(text)
  for (const name of ['q', 'expandValues', 'jsonKeys']) query.delete(name)
  const type = query.get('type')
  if (type !== null) query.set('type', renamedSelection(type, rename))
  for (const name of ['attrs', 'geoproperty', 'keep', 'drop']) {
    const own = query.get(name)
    if (own !== null) query.set(name, own.split(',').map(rename).join(','))
  }
  const told = queryText(query)
  return told === '' ? named : `${named}?${told}`
}

function renamedBody(path: string, body: Json, rename: Rename): Json {
  if (ofAttribute.test(path)) return renamedAlone(body, rename)
  if (isObject(body)) return body.type === 'Query' ? renamedQuery(body, rename) : renamedEntity(body, rename)
  return Array.isArray(body) ? body.map((one: Json) => (isObject(one) ? renamedEntity(one, rename) : one)) : body
}

/** The context in which a source tells its entities: its own where its registration names one. */
export async function contextOfSource(contexts: Contexts, info: SourceInfo, passing: Passing): Promise<Context> {
  return info.jsonldContext === undefined ? passing.context : contexts.resolve(info.jsonldContext)
}

/** The items of a linked body in one context; each brought its own. */
async function unlinked(contexts: Contexts, body: Json, to: TermMap): Promise<Json> {
  if (!Array.isArray(body)) return body
  return Promise.all(
    body.map(async (one: Json): Promise<Json> => {
      if (!isObject(one)) return one
      const { '@context': own, ...rest } = one
      const { map } = await contexts.resolve(own)
      return renamedEntity(rest, (name) => to.compact(map.expand(name)))
    }),
  )
}

const linked = (body: Json, context: Json): Json => {
  if (Array.isArray(body)) return body.map((one: Json) => linked(one, context))
  return isObject(body) ? { ...body, '@context': context } : body
}

const inVersion = (body: Json, version: Version): Json => {
  if (Array.isArray(body)) return body.map((one: Json) => inVersion(one, version))
  return isObject(body) && body.type !== 'Query' ? amended(body, version) : body
}

type Told = { readonly path: string; readonly body?: Json; readonly isLinked: boolean; readonly context: Context }

/** A request in the context and the version that a source wants (clause 4.3.6.6). */
async function told(contexts: Contexts, info: SourceInfo, passing: Passing, passed: Passed): Promise<Told> {
  const { path, isLinked = false } = passed
  let { body } = passed
  const isOfEntities = ofEntities.test(path)
  if (body !== undefined && info.version !== undefined && isOfEntities && !ofAttribute.test(path))
    body = inVersion(body, info.version)
  if (info.jsonldContext !== undefined && isTranslated(passed)) {
    const context = await contexts.resolve(info.jsonldContext)
    const rename: Rename = (name) => context.map.compact(passing.context.map.expand(name))
    const own =
      body === undefined
        ? {}
        : { body: isLinked ? await unlinked(contexts, body, context.map) : renamedBody(path, body, rename) }
    return { path: renamedPath(path, rename), ...own, isLinked: false, context }
  }
  const wantsLinked = info.contentType === 'application/ld+json' && isOfEntities && !isLinked && isObject(body)
  return {
    path,
    ...(body !== undefined && { body: wantsLinked ? linked(body, passing.context.body) : body }),
    isLinked: isLinked || wantsLinked,
    context: passing.context,
  }
}

const taken = (names: readonly string[], given: IncomingHttpHeaders | undefined): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = given?.[name.toLowerCase()]
      return value === undefined ? [] : [[name, [value].flat().join(', ')]]
    }),
  )

/** A request to a source as it goes out, but for its address and its way so far. */
export async function outgoing(
  contexts: Contexts,
  info: SourceInfo,
  passing: Passing,
  passed: Passed,
): Promise<{ readonly path: string } & Pick<OutsideCall, 'headers' | 'body'>> {
  const { path, body, isLinked, context } = await told(contexts, info, passing, passed)
  return {
    path,
    headers: joinedHeaders(
      info.headers,
      taken(info.fromRequest, passing.headers),
      { Accept: info.accept ?? 'application/json' },
      body === undefined ? {} : { 'Content-Type': isLinked ? 'application/ld+json' : 'application/json' },
      isLinked ? {} : { Link: contextLink(context.url) },
    ),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
}
