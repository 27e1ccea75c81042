import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TObject, TSchema } from 'typebox'
import type { Actor, Decision, Permission, Resource } from '../../../kernel/access/index.ts'
import type { CityError } from '../../../kernel/errors/index.ts'
import type { Language, Words } from '../../../kernel/words.ts'
import type { Db } from '../database/db.ts'

/** Who sent a request, and how it was shown: a browser session (cookie) needs the defence against foreign sites. */
export type Identified = { readonly actor: Actor; readonly by: 'nobody' | 'cookie' | 'token' }

/** Finds out who sends a request. @throws CityError `unauthenticated` for a credential that is not valid */
export type Authenticate = (request: FastifyRequest) => Promise<Identified> | Identified

/** The decision function of kernel/access. */
export type Decide = (actor: Actor, permission: Permission | undefined, thing?: Resource) => Decision

/** What a handler may add to the audit row of its request. Never contents, only what identifies. */
export type AuditNote = {
  /** What was acted upon, `kind:id`. */
  readonly resource?: string
  /** Small facts: counts, versions, changed fields' names. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** What a handler gets. */
export type Ctx<P = unknown, Q = unknown, B = unknown> = {
  readonly actor: Actor
  readonly db: Db
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Language of the answer, from `Accept-Language` (Chinese unless English is preferred). */
  readonly language: Language
  /** The decision that let the request in. */
  readonly decision: Decision
  /** Adds to the audit row. */
  audit(note: AuditNote): void
  /**
   * A further decision on a thing that was found while handling.
   * @throws base.forbidden (base.unauthenticated for somebody not signed in)
   */
  allow(permission: Permission, thing?: Resource): Decision
  /** Like `allow`, as a question. */
  may(permission: Permission, thing?: Resource): boolean
}

/** What `resource` gets: like a handler, before the decision. */
export type Before<P = unknown, Q = unknown, B = unknown> = Omit<Ctx<P, Q, B>, 'decision' | 'allow'>

/** An answer that is not JSON: a file, a page, a stream. Handlers return it; `raw('text/csv')` declares it. */
export type Raw = {
  /** Media type; empty for an answer without a body. */
  readonly type: string
  readonly body: Buffer | string | Readable
  /** The status where it is not the route's own. */
  readonly status?: number
  /** Makes it a download under this name. */
  readonly fileName?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Declares that a route answers with something other than JSON. */
export type RawResponse = { readonly raw: readonly string[] }

/** `response: raw('image/webp')`: the handler returns a `Raw`. */
export const raw = (...types: readonly string[]): RawResponse => ({ raw: types })

/** How often one address or actor may call: `burst` at once, refilled at `perMinute`. */
export type Rate = { readonly perMinute: number; readonly burst: number }

type Answer<R> = R extends TSchema ? Static<R> : R extends RawResponse ? Raw : never

/** A route of the API: all that the pipeline, the documentation and the tests need to know of it. */
export type Route<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TSchema,
  R extends TSchema | RawResponse = TSchema | RawResponse,
> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` for parameters, e.g. `/api/cases/:id`. */
  readonly path: string
  readonly title: Words
  /** Group in the documentation; the room's name when absent. */
  readonly tag?: string
  readonly access: Permission
  /** Why personal data is shown here; required when the permission's grade is personal or higher. */
  readonly purpose?: string
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly response?: R
  /** Status of success, default 200 (204 without `response`). */
  readonly status?: number
  /** Largest body in bytes, default 1 MiB. */
  readonly bodyLimit?: number
  /** The body is `multipart/form-data` and read by the handler through `uploads(request, limits)`; the value is the largest file in bytes. */
  readonly uploads?: number
  /** Answers are some dozens of bytes: nobody asks with each whether to compress it. */
  readonly isTerse?: boolean
  readonly rate?: Rate
  /** Finds the thing to be decided upon; a missing one throws. Without it the decision is made without a thing. */
  resource?(ctx: Before<Static<P>, Static<Q>, Static<B>>): Resource | Promise<Resource>
  handle(ctx: Ctx<Static<P>, Static<Q>, Static<B>>): Promise<Answer<R>> | Answer<R>
}

/** Answers an error in the form of another protocol. */
export type Failed = (error: CityError, request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** Where rooms add what they answer to. */
export type Http = {
  route<P extends TObject, Q extends TObject, B extends TSchema, R extends TSchema | RawResponse>(
    route: Route<P, Q, B, R>,
  ): void
  /**
   * The Fastify instance below, for protocols with rules of their own (OIDC, XML of Open311): security headers, rate limits and
   * problem answers hold there too, but decision and audit do not: call `guarded` for them.
   */
  readonly fastify: FastifyInstance
  /** Who sends this request (cached for its duration). */
  identify(request: FastifyRequest): Promise<Identified> | Identified
  /**
   * Routes of another protocol behind the same pipeline: body parsers and hooks that `add` sets on its own `fastify` hold
   * for these routes alone, and `failed` answers their errors instead of RFC 9457.
   */
  inside(failed: Failed, add: (http: Http) => void | Promise<void>): void
}
