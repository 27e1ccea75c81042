import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import fastifyCompress from '@fastify/compress'
import fastifyCookie from '@fastify/cookie'
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Permission } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { ErrorTable } from '../../../kernel/errors/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import type { Config } from '../config.ts'
import { isAway, translated } from '../database/trouble.ts'
import { baseErrors } from '../errors.ts'
import type { DiskWatch } from '../process/disk-watch.ts'
import type { Log } from '../process/log.ts'
import type { Metrics } from '../process/metrics.ts'
import { addOwnPages } from './own-pages.ts'
import { type AnyRoute, addRoute, denial, type PipelineParts } from './pipeline.ts'
import { languageOf, sendProblem } from './problem.ts'
import type { Authenticate, Http, Identified } from './route.ts'
import { guardOrigin, secure } from './security.ts'
import { addWebFiles } from './web-files.ts'

/** What the edge stands on. */
export type EdgeParts = Omit<PipelineParts, 'identify'> & {
  readonly config: Config
  readonly log: Log
  readonly authenticate: Authenticate
  readonly metrics: Metrics
  /** Errors of all rooms, for the page of errors. */
  readonly errors: readonly ErrorTable<string>[]
  isReady(): boolean
  readonly disk: Pick<DiskWatch, 'isFull'>
}

/** The HTTP edge: the Fastify instance, where rooms add routes, and what was added. */
export type Edge = { readonly fastify: FastifyInstance; readonly http: Http; readonly routes: readonly AnyRoute[] }

/** Builds the edge; nothing listens yet. */
export async function makeEdge(parts: EdgeParts): Promise<Edge> {
  const { config, log } = parts
  const server = fastify({
    logger: false,
    // Only so many proxies nearest to us are believed; whatever a caller writes into the header beyond them is not.
    trustProxy: (_address, hop) => hop < config.proxies,
    genReqId: () => uuidv7(),
    bodyLimit: 1024 * 1024,
    // Half an hour for a large file over a slow line; a header must still come within a minute (Node's own limit).
    requestTimeout: 1_800_000,
    keepAliveTimeout: 65_000,
    // A long search in Chinese takes nine bytes a letter: what is too long is said by the route, in words.
    http: { maxHeaderSize: 64 * 1024 },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 400 },
    // A URL that Fastify itself refuses gets the same sort of answer.
    frameworkErrors: (error, request, reply) =>
      sendProblem(
        reply,
        baseErrors.make('base.malformed', {}, { cause: error }),
        languageOf(request.headers['accept-language']),
      ),
    // Closing waits for requests in flight, but not for idle keep-alive connections.
    forceCloseConnections: 'idle',
  })
  dropUnused(server)
  // Our pipeline checks what comes in; Fastify only writes by the schema what goes out.
  server.setValidatorCompiler(() => () => true)
  server.decorateRequest(sender, undefined)
  // Cookies are read by whoever asks for them: devices and programs have none.
  await server.register(fastifyCookie, { secret: undefined, hook: false })
  // Answers are made once and read once: quick beats small. Files of the screens are compressed well when they are built.
  await server.register(fastifyCompress, {
    threshold: 1_024,
    encodings: ['gzip', 'br'],
    zlibOptions: { level: 3 },
  })
  secure(server, config)
  // Hooks of every request are plain functions: a promise for each would cost a small request as much as its work.
  server.addHook('onRequest', (request, _reply, done) => {
    try {
      parts.rate.admit(request)
    } catch (cause) {
      return done(cause as Error) // the gate throws city errors
    }
    done()
  })
  server.setErrorHandler((error, request, reply) => {
    const known = asCityError(error, request, log)
    return sendProblem(reply, known, languageOf(request.headers['accept-language']))
  })
  measure(server, parts.metrics)
  const identify = identifier(parts.authenticate, config)
  const routes: AnyRoute[] = []
  const httpOn = (instance: FastifyInstance): Http => ({
    fastify: instance,
    identify,
    route: (route) => {
      // Inside, the parts of a request are typed by the checks themselves; outside, by the route's schemas.
      const plain = route as unknown as AnyRoute
      routes.push(plain)
      addRoute(instance, plain, { ...parts, identify })
    },
    inside: (failed, add) => {
      instance.register(async (child) => {
        child.setErrorHandler((error, request, reply) => failed(asCityError(error, request, log), request, reply))
        await add(httpOn(child))
      })
    },
  })
  const http = httpOn(server)
  const admit = async (request: FastifyRequest, permission: Permission): Promise<void> => {
    const { actor } = await identify(request)
    const decision = parts.decide(actor, permission)
    if (!decision.allowed)
      throw denial(actor.kind === 'anonymous', decision, languageOf(request.headers['accept-language']))
  }
  addOwnPages(server, { ...parts, version: config.version, routes, admit })
  await addWebFiles(server, config.web)
  return { fastify: server, http, routes }
}

/** Times every request under the pattern of its route: a path with a number in it would make one line a case. */
function measure(server: FastifyInstance, metrics: Metrics): void {
  server.addHook('onResponse', (request, reply, done) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: String(reply.statusCode),
    }
    metrics.requests.observe(labels, reply.elapsedTime / 1_000)
    done()
  })
}

/** Where a request carries who sent it, once that is asked: on the request itself, which costs the collector nothing. */
const sender = Symbol('sender')
type Asked = FastifyRequest & { [sender]?: Promise<Identified> | Identified }

const identifier =
  (authenticate: Authenticate, config: Config) =>
  (request: Asked): Promise<Identified> | Identified => {
    const before = request[sender]
    if (before) return before
    const guarded = (identified: Identified) => {
      if (identified.by === 'cookie') guardOrigin(request, config)
      return identified
    }
    const found = authenticate(request)
    const asked = found instanceof Promise ? found.then(guarded) : guarded(found)
    request[sender] = asked
    return asked
  }

/** Key for the hash of addresses in the audit when none is kept (tests). */
export const newAddressKey = (): string => randomBytes(16).toString('hex')

// Codes of Fastify for what a caller did wrong.
function callersFault(error: FastifyError, request: FastifyRequest): CityError | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return baseErrors.make('base.unsupportedType', { type: request.headers['content-type'] ?? '' })
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return baseErrors.make('base.tooLarge', { limit: bytes(request.routeOptions.bodyLimit) })
    default:
      return (error.statusCode ?? 500) < 500 ? baseErrors.make('base.malformed', {}, { cause: error }) : undefined
  }
}

const bytes = (count: number): string =>
  count >= 1024 * 1024 ? `${Math.floor(count / 1024 / 1024)} MiB` : `${Math.floor(count / 1024)} KiB`

/** What a failure means for the caller; what is nobody's known fault is logged with its whole cause. */
function asCityError(error: unknown, request: FastifyRequest, log: Log): CityError {
  const cause = translated(error)
  if (cause instanceof CityError) {
    if (cause.kind === 'unavailable' && !isAway(cause.cause))
      log.error('request failed', { request: request.id, cause })
    return cause
  }
  // Anything thrown has perhaps Fastify's `code` and `statusCode`; both are optional in this view of it.
  const fault = callersFault(error as FastifyError, request)
  if (fault) return fault
  log.error('request failed', { request: request.id, method: request.method, url: request.routeOptions.url, cause })
  return baseErrors.make('base.failed', { request: request.id }, { cause })
}

/** Connections that were opened ahead and never used are not idle to Node: closing would wait a minute for their first request. */
function dropUnused(server: FastifyInstance): void {
  const unused = new Set<Socket>()
  server.server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.server.on('request', ({ socket }) => unused.delete(socket))
  server.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy()
  })
}
