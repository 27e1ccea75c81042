import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Http } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { hashSecret } from '../secret.ts'
import type { Services } from '../services.ts'
import { cookieNames } from '../sign-in/cookie.ts'
import { revokeSessions } from '../sign-in/sessions.ts'
import { readSession } from '../who/actor-store.ts'
import { makeProvider } from './provider.ts'
import { signingKeys } from './signing-keys.ts'

/** Where the provider answers. */
export const mount = '/oidc'

const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'"
const mostProviders = 4
const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The providers of this process, one for each address under which the city is reached. */
export type OidcDoor = {
  /** The provider for the address of a request. @throws identity.oidcNeedsPublicUrl */
  providerFor(request: FastifyRequest): Promise<Provider>
}

/**
 * Makes providers when they are first asked for: the scopes of all rooms and the port are known only then. Without
 * `SHUDU_PUBLIC_URL` the issuer is the address of this machine itself, never a name that a caller made up.
 */
export function oidcDoor(services: Services): OidcDoor {
  const { base } = services
  const providers = new Map<string, Promise<Provider>>()
  const make = async (origin: string): Promise<Provider> =>
    makeProvider({
      base,
      issuer: `${origin}${mount}`,
      keys: await signingKeys(base),
      scopes: services.scopes(),
      signedIn: (ctx) => signedIn(services, ctx),
      signOut: (ctx) => signOut(services, ctx),
    })
  return {
    providerFor: (request) => {
      const origin = originOf(services, request)
      const known = providers.get(origin)
      if (known) return known
      if (providers.size >= mostProviders) providers.clear()
      const made = make(origin)
      providers.set(origin, made)
      made.catch(() => providers.delete(origin)) // The caller gets the failure; the next one tries again.
      return made
    },
  }
}

function originOf({ base }: Services, request: FastifyRequest): string {
  if (base.config.publicUrl !== undefined) return base.config.publicUrl
  const { hostname } = new URL(`http://${request.host}`)
  if (thisMachine.has(hostname) || hostname === base.config.host) return `${request.protocol}://${request.host}`
  throw identityErrors.make('identity.oidcNeedsPublicUrl')
}

const cookieOf = (ctx: KoaContextWithOIDC): string | undefined =>
  ctx.cookies.get(cookieNames.secure, { signed: false }) ?? ctx.cookies.get(cookieNames.plain, { signed: false })

async function signedIn({ base, actors }: Services, ctx: KoaContextWithOIDC): Promise<string | undefined> {
  const token = cookieOf(ctx)
  if (token === undefined) return undefined
  const hash = hashSecret(token)
  const known = await actors.get(hash.toString('hex'), () => readSession(base.db, hash, base.now()))
  return known?.actor.id
}

async function signOut({ base, actors }: Services, ctx: KoaContextWithOIDC): Promise<void> {
  const token = cookieOf(ctx)
  if (token === undefined) return
  for (const key of await revokeSessions(base.db, { token }, base.now())) actors.forgetKey(key)
}

/** Adds the provider's own routes. Bodies are left to it: it reads the stream itself. */
export async function oidcRoutes(http: Http, door: OidcDoor): Promise<void> {
  await http.fastify.register(async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.route({
      method: ['GET', 'POST', 'OPTIONS', 'HEAD'],
      url: `${mount}/*`,
      handler: (request, reply) => handOver(door, request, reply),
    })
  })
  // OpenID Connect Discovery 4.1: below the issuer; here also for those who look at the root.
  http.fastify.get('/.well-known/openid-configuration', (_request, reply) =>
    reply.redirect(`${mount}/.well-known/openid-configuration`, 308),
  )
}

async function handOver(door: OidcDoor, request: FastifyRequest, reply: FastifyReply) {
  const provider = await door.providerFor(request)
  reply.header('content-security-policy', contentPolicy)
  reply.hijack()
  const { raw } = reply
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
  asTheIssuerSees(request, new URL(provider.issuer))
  await provider.callback()(request.raw, raw)
}

/**
 * The library takes its own address from the request. Whatever proxies said of it, it is the issuer's: so no caller
 * can make it write another host into its answers, and a proxy that forgets to pass the host on does no harm.
 */
function asTheIssuerSees({ raw, ip }: FastifyRequest, issuer: URL): void {
  const whole = raw.url ?? ''
  // Where it is mounted, as Express and Koa tell it: `originalUrl` has the mount, `url` has not.
  Object.assign(raw, { originalUrl: whole, url: whole.slice(mount.length) })
  raw.headers.host = issuer.host
  raw.headers['x-forwarded-host'] = issuer.host
  raw.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1)
  raw.headers['x-forwarded-for'] = ip
}
