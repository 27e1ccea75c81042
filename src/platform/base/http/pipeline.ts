import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { TObject, TSchema } from 'typebox'
import type { Decision, Permission, Resource } from '../../../kernel/access/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import { type Language, say } from '../../../kernel/words.ts'
import type { Db } from '../database/db.ts'
import { translated } from '../database/trouble.ts'
import { watched } from '../database/watched.ts'
import { baseErrors } from '../errors.ts'
import { type AuditBook, type AuditEntry, auditRow, hashAddress, writeAudit } from './audit.ts'
import { bodyCheck, type Check, textCheck } from './check.ts'
import { languageOf } from './problem.ts'
import type { RateGate } from './rate.ts'
import type { AuditNote, Before, Ctx, Decide, Identified, Raw, RawResponse, Route } from './route.ts'
import { takeForms, takesForms } from './uploads.ts'

/** A route whose particular types are no longer needed. */
export type AnyRoute = Route<TObject, TObject, TSchema, TSchema | RawResponse>

/** What the pipeline stands on. */
export type PipelineParts = {
  readonly db: Db
  readonly decide: Decide
  readonly audit: AuditBook
  readonly identify: (request: FastifyRequest) => Promise<Identified> | Identified
  readonly rate: RateGate
  /** Key of the hash that stands for a caller's address in the audit. */
  readonly addressKey: string
  /** Check answers against their schema too (tests): an answer that does not fit is our fault, status 500. */
  readonly strict: boolean
}

const permissive: Check = (value) => value

/** Is this permission's every use logged: a change, or personal data seen? */
const isLogged = (permission: Permission): boolean =>
  permission.changes || permission.grade === 'personal' || permission.grade === 'sensitive'

const isPersonal = (permission: Permission): boolean =>
  permission.grade === 'personal' || permission.grade === 'sensitive'

/** The answer of a route that is not JSON? */
export const isRawResponse = (response: TSchema | RawResponse | undefined): response is RawResponse =>
  response !== undefined && 'raw' in response

/**
 * Puts a route behind the pipeline that every request takes, once: who, how often, what (checked), may he, do it,
 * write it down, answer.
 * @throws Error at start when personal data is shown without a declared purpose
 */
export function addRoute(fastify: FastifyInstance, route: AnyRoute, parts: PipelineParts): void {
  if (isPersonal(route.access) && route.purpose === undefined)
    throw new Error(`${route.method} ${route.path} shows personal data: declare its purpose`)
  const steps = {
    params: route.params ? textCheck(route.params) : permissive,
    query: route.query ? textCheck(route.query) : permissive,
    body: route.body ? bodyCheck(route.body) : permissive,
    answer: route.response && !isRawResponse(route.response) && parts.strict ? bodyCheck(route.response) : permissive,
  }
  const options: RouteOptions = {
    method: route.method,
    url: route.path,
    bodyLimit: route.bodyLimit ?? 1024 * 1024,
    schema: responseSchema(route),
    ...(route.isTerse && { compress: false }),
    handler: (request, reply) => answer(route, steps, parts, request, reply),
  }
  if (route.uploads === undefined || takesForms(fastify)) fastify.route(options)
  else
    fastify.register(async (child) => {
      await takeForms(child)
      child.route(options)
    })
}

type Steps = Readonly<Record<'params' | 'query' | 'body' | 'answer', Check>>

// Fastify writes the answer by this schema: fields that it does not name do not leave the house.
function responseSchema(route: AnyRoute) {
  if (route.response === undefined || isRawResponse(route.response)) return undefined
  return { response: { [route.status ?? 200]: route.response } }
}

async function answer(
  route: AnyRoute,
  steps: Steps,
  parts: PipelineParts,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const language = languageOf(request.headers['accept-language'])
  const identified = await parts.identify(request)
  parts.rate.take(request, identified.actor, route.rate)
  const before: Before = {
    actor: identified.actor,
    db: parts.db,
    params: steps.params(request.params),
    query: steps.query(request.query),
    body: steps.body(request.body),
    request,
    reply,
    language,
    audit: (note) => trail.add(note),
    may: (permission, thing) => parts.decide(identified.actor, permission, thing).allowed,
  }
  const trail = new Trail(route, parts, before)
  // The permission narrows and checks: rooms' types of params, query and body follow from the same schemas.
  const thing: Resource | undefined = route.resource
    ? await route.resource(before as Before<never, never, never>)
    : undefined
  const decision = trail.decided(route.access, thing)
  const allow = (permission: Permission, other?: Resource) => trail.decided(permission, other)
  const ctx: Ctx = { ...before, decision, allow }
  const result = await trail.during(() => route.handle(ctx as Ctx<never, never, never>))
  return send(route, steps, reply, result)
}

/** The audit of one request: what is known so far, and whether it was written. */
class Trail {
  readonly #route: AnyRoute
  readonly #parts: PipelineParts
  readonly #before: Before
  #decision: Decision | undefined
  #note: AuditNote = {}
  #written = false
  /** Was something noted that no row says yet? */
  #isOpen = false

  constructor(route: AnyRoute, parts: PipelineParts, before: Before) {
    this.#route = route
    this.#parts = parts
    this.#before = before
  }

  add(note: AuditNote): void {
    this.#note = { resource: note.resource ?? this.#note.resource, facts: { ...this.#note.facts, ...note.facts } }
    this.#isOpen = true
  }

  /** Decides, and writes a denial down. */
  decided(permission: Permission, thing: Resource | undefined): Decision {
    const { actor, language } = this.#before
    const decision = this.#parts.decide(actor, permission, thing)
    if (decision.allowed) {
      this.#decision ??= decision
      return decision
    }
    this.#parts.audit.later(auditRow(this.#entry('denied', { action: permission.action, decision })))
    throw denial(actor.kind === 'anonymous', decision, language)
  }

  /** Runs the handler; its changes carry their audit row in the same transaction. */
  async during<T>(handle: () => T | Promise<T>): Promise<T> {
    const permission = this.#route.access
    const watch = {
      note: async (tx: Parameters<typeof writeAudit>[0]) => {
        await writeAudit(tx, [auditRow(this.#entry('done'))])
        this.#written = true
        this.#isOpen = false
      },
    }
    try {
      const result = await (permission.changes ? watched(watch, async () => handle()) : handle())
      // A read of personal data is on record before the first byte of it leaves; so is what was noted after the change was kept.
      if (isLogged(permission) && (!this.#written || this.#isOpen))
        await this.#parts.audit.write(auditRow(this.#entry('done')))
      return result
    } catch (cause) {
      const known = translated(cause)
      const reason = known instanceof CityError ? known.code : 'fault'
      // While the database is away nothing was seen or changed, and there is nowhere to write it.
      const away = known instanceof CityError && known.kind === 'unavailable'
      if (isLogged(permission) && !away) this.#parts.audit.later(auditRow(this.#entry('failed', { reason })))
      throw cause
    }
  }

  #entry(outcome: AuditEntry['outcome'], more: Partial<AuditEntry> = {}): AuditEntry {
    const { actor, request } = this.#before
    return {
      actor,
      action: this.#route.access.action,
      outcome,
      decision: this.#decision,
      purpose: this.#route.purpose,
      resource: this.#note.resource,
      facts: this.#note.facts,
      request: request.id,
      addressHash: hashAddress(request.ip, this.#parts.addressKey),
      ...more,
    }
  }
}

/** What somebody is told who may not: to sign in, or why not. */
export function denial(unknown: boolean, decision: Decision, language: Language): CityError {
  if (unknown) return baseErrors.make('base.unauthenticated')
  return baseErrors.make('base.forbidden', { reason: say(decision.reason, language) })
}

function send(route: AnyRoute, steps: Steps, reply: FastifyReply, result: unknown) {
  if (reply.sent) return reply
  if (isRawResponse(route.response)) return sendRaw(reply, result as Raw, route.status) // the route's type holds the handler to it
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  if (route.response === undefined) return reply.code(route.status ?? 204).send()
  try {
    steps.answer(result)
  } catch (cause) {
    throw new Error(`${route.method} ${route.path} answered what its schema does not allow`, { cause })
  }
  return reply.code(route.status ?? 200).send(result)
}

function sendRaw(reply: FastifyReply, { type, body, fileName, headers, status: own }: Raw, status = 200) {
  if (fileName !== undefined) {
    // RFC 6266 and 8187: an ASCII name for old clients, the real one encoded.
    const ascii = fileName.replace(/[^\x20-\x7e]|["\\]/g, '_')
    reply.header(
      'content-disposition',
      `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    )
  }
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  return reply
    .code(own ?? status)
    .headers(headers ?? {})
    .headers(type === '' ? {} : { 'content-type': type })
    .send(body)
}
