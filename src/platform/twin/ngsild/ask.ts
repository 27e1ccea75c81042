import type { FastifyRequest } from 'fastify'
import type { Actor, Permission } from '../../../kernel/access/index.ts'
import { badData, isObject, type Json, ngsiErrors } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type Ctx, type Http, type Raw, raw } from '../../base/index.ts'
import { contextLink } from '../contexts/context-link.ts'
import type { Context } from '../contexts/contexts.ts'
import { viaOf } from '../federation/federation.ts'
import { warningsOf } from '../federation/warnings.ts'
import { type Sight, sightOf } from '../sight.ts'
import { snapshotOfTenant } from '../snapshots/snapshot-tenant.ts'
import { useSnapshot } from '../snapshots/snapshots.ts'
import { asPreferred } from './as-preferred.ts'
import { forAnyone, openActor } from './open-city.ts'
import { root } from './paths.ts'
import { type Accepted, acceptedOf, linkedContext } from './read-headers.ts'
import type { NgsiServices } from './services.ts'

/** A request of the interface, read and checked as clause 6.3 asks. */
export type Ask = {
  readonly actor: Actor
  readonly sight: Sight
  readonly tenant: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** The body without its `@context`. */
  readonly body: Json | undefined
  readonly context: Context
  /** The context as the request named it. */
  readonly givenContext: Json | undefined
  readonly accept: Accepted
  readonly request: FastifyRequest
}

/** What a handler answers: `json` is a document of the model, written with its context; `plain` is JSON as it stands. */
export type Answer = {
  readonly status: number
  readonly json?: Json
  readonly plain?: Json
  readonly headers?: Readonly<Record<string, string>>
  /** Links beside the one to the context. */
  readonly links?: readonly string[]
}

/** A route of the interface. */
export type NgsiRoute = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly title: Words
  readonly access: Permission
  /** URL parameters it knows; others are refused (clause 6.3.20). */
  readonly query?: readonly string[]
  readonly body?: boolean
  /** Is the body itself a @context? */
  readonly isContext?: boolean
  /** Can it answer GeoJSON? */
  readonly geo?: boolean
  /** Does it answer entities, or evolutions of them, which earlier versions of the standard wrote in another way? */
  readonly tellsEntities?: boolean
  /** Does it make a tenant that is not there? */
  readonly makesTenant?: boolean
  /** Does it answer for tenants that are not there yet, too? */
  readonly anyTenant?: boolean
  /** Is one that came in a circle taken, and stays here, instead of being refused? */
  readonly endsCircles?: boolean
  /** Is it about snapshots themselves, and so never inside one? */
  readonly isOfSnapshots?: boolean
  /** Largest body in bytes. */
  readonly bodyLimit?: number
  handle(ask: Ask): Promise<Answer>
}

/** URL parameters that every operation knows. */
const always = ['local', 'via'] as const

const jsonTypes = new Set(['application/json', 'application/ld+json'])

function mediaType(request: FastifyRequest): string {
  const header = request.headers['content-type'] ?? ''
  const type = header.split(';')[0]?.trim().toLowerCase() ?? ''
  return type === 'application/merge-patch+json' && request.method === 'PATCH' ? 'application/json' : type
}

function parse(request: FastifyRequest): Json {
  const given = request.body
  const text = Buffer.isBuffer(given) ? given.toString('utf8') : ''
  try {
    return JSON.parse(text) as Json // whatever JSON.parse gives is JSON
  } catch (cause) {
    throw ngsiErrors.make('twin.invalidRequest', { detail: 'The body is not valid JSON' }, { cause })
  }
}

/** The body and its context (clause 6.3.5): in the body for JSON-LD, in the Link header for JSON, never both. */
function readBody(
  request: FastifyRequest,
  isContext: boolean,
): { readonly body: Json; readonly context: Json | undefined } {
  const { headers } = request
  if (headers['content-length'] === undefined)
    throw ngsiErrors.make('twin.lengthRequired', { detail: 'Content-Length is missing' })
  const type = mediaType(request)
  if (!jsonTypes.has(type)) throw ngsiErrors.make('twin.unsupportedMedia', { detail: `${type} is not read here` })
  const document = parse(request)
  if (isContext) return { body: document, context: undefined }
  const linked = linkedContext(headers.link)
  if (type === 'application/json') {
    const items: readonly Json[] = Array.isArray(document) ? document : [document]
    if (items.some((item) => isObject(item) && item['@context'] !== undefined))
      throw badData(
        'A body of type application/json has no @context: name it in a Link header, or send application/ld+json',
      )
    return { body: document, context: linked }
  }
  if (linked !== undefined)
    throw badData('A body of type application/ld+json carries its own @context: leave the Link header out')
  if (Array.isArray(document)) return { body: document, context: undefined }
  if (!isObject(document) || document['@context'] === undefined)
    throw badData('A body of type application/ld+json must have an @context')
  const { '@context': context, ...body } = document
  return { body, context }
}

function readQuery(request: FastifyRequest, known: readonly string[]): Record<string, string> {
  const given = request.query as Readonly<Record<string, string | string[]>> // Fastify's own reading of the URL
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    if (!known.includes(name) && !always.some((one) => one === name))
      throw ngsiErrors.make('twin.invalidRequest', { detail: `There is no URL parameter "${name}" here` })
    query[name] = Array.isArray(value) ? value.join(',') : value
  }
  return query
}

async function ask(ctx: Ctx, route: NgsiRoute, services: NgsiServices): Promise<Ask> {
  const { request } = ctx
  // A body is read first: what is wrong with its form is told whatever it is meant for.
  const read = route.body ? readBody(request, route.isContext ?? false) : undefined
  const accept = acceptedOf(request.headers.accept, route.geo ?? false)
  if (accept === undefined)
    throw ngsiErrors.make('twin.notAcceptable', {
      detail: `Available: application/json, application/ld+json${route.geo ? ', application/geo+json' : ''}`,
    })
  const query = readQuery(request, route.query ?? [])
  const tenant = services.tenants.read(request.headers['ngsild-tenant'])
  // Clause 6.3.18: what went through this city already went in a circle.
  if (!route.endsCircles && viaOf(request.headers.via).includes(services.federation.alias(tenant)))
    throw ngsiErrors.make('twin.loop', { detail: 'its Via header names this source' })
  if (!route.makesTenant && !route.anyTenant) await services.tenants.check(tenant)
  const inside = route.isOfSnapshots ? undefined : request.headers['ngsild-snapshot']
  const given = read ? read.context : linkedContext(request.headers.link)
  const [context, sight] = await Promise.all([services.contexts.resolve(given), sightOf(services.base.db, ctx.actor)])
  if (route.makesTenant) await services.tenants.make(tenant)
  const asking = { actor: ctx.actor, sight, tenant }
  return {
    ...asking,
    // What is done in a snapshot stays in it (clause 5.5.15).
    ...(typeof inside === 'string' && { tenant: await useSnapshot(services.base, asking, inside) }),
    params: ctx.params as Readonly<Record<string, string>>, // named by the route's path
    query: inside === undefined ? query : { ...query, local: 'true' },
    body: read?.body,
    context,
    givenContext: given,
    accept,
    request,
  }
}

/** Adds `@context` to a document, or to each of several. */
export const withContext = (json: Json, context: Json): Json => {
  if (Array.isArray(json)) return json.map((one: Json) => withContext(one, context))
  return isObject(json) ? { ...json, '@context': context } : json
}

function written(asked: Ask, answer: Answer, tellsEntities: boolean): Raw {
  const { accept, context } = asked
  const { json, status, headers } = asPreferred(asked, answer, tellsEntities)
  const snapshot = snapshotOfTenant(asked.tenant)
  const { tenant } = snapshot ?? asked
  const links = [...(answer.links ?? [])]
  const warnings = asked.request.method === 'GET' ? warningsOf(asked.request) : undefined
  let type: string = answer.plain === undefined ? '' : 'application/json'
  let body = ''
  if (answer.plain !== undefined) body = JSON.stringify(answer.plain)
  else if (json !== undefined) {
    type = accept
    const isBare =
      accept === 'application/json' || /\bbody\s*=\s*json\b/.test(String(asked.request.headers.prefer ?? ''))
    if (isBare) links.unshift(contextLink(context.url))
    body = JSON.stringify(isBare ? json : withContext(json, context.body))
  }
  return {
    type,
    // As bytes: to a text Fastify would add a charset, which these media types do not have.
    body: Buffer.from(body),
    status,
    headers: {
      ...answer.headers,
      ...headers,
      ...(warnings !== undefined && { 'NGSILD-Warning': warnings }),
      ...(links.length > 0 && { Link: links.join(', ') }),
      ...(tenant !== '' && { 'NGSILD-Tenant': tenant }),
      ...(snapshot && { 'NGSILD-Snapshot': snapshot.id }),
    },
  }
}

/** Adds a route of the interface behind the city's pipeline. */
export function ngsiRoute(http: Http, services: NgsiServices, route: NgsiRoute): void {
  const isOpen = services.base.config.openTwin
  http.route({
    method: route.method,
    path: root + route.path,
    title: route.title,
    tag: 'ngsi-ld',
    access: isOpen ? forAnyone(route.access) : route.access,
    response: raw('application/json', 'application/ld+json', 'application/geo+json'),
    bodyLimit: route.bodyLimit,
    handle: async (ctx) => {
      const actor = isOpen ? openActor(ctx.request, ctx.actor) : ctx.actor
      if (isOpen && actor === ctx.actor) ctx.allow(route.access)
      const asked = await ask({ ...ctx, actor }, route, services)
      ctx.audit({ resource: asked.params.id === undefined ? undefined : `entity:${asked.params.id}` })
      return written(asked, await route.handle(asked), route.tellsEntities ?? false)
    },
  })
}

/** A yes-or-no URL parameter. @throws InvalidRequest */
export function flag(asked: Pick<Ask, 'query'>, name: string): boolean {
  // Python's and others' way of writing them is understood as well.
  const text = asked.query[name]?.toLowerCase()
  if (text === undefined || text === 'false') return false
  if (text === 'true') return true
  throw ngsiErrors.make('twin.invalidRequest', { detail: `${name} is true or false, not "${text.slice(0, 40)}"` })
}
