import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { baseErrors } from '../errors.ts'

/**
 * What a page may do: only our own scripts, styles and connections. MapLibre runs its workers from a blob and draws
 * into data and blob images; charts and the map set inline styles, which is why `style-src` must allow them.
 */
const contentPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "child-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Sets the headers that every answer carries. */
export function secure(server: FastifyInstance, config: Config): void {
  const https = config.publicUrl?.startsWith('https:') ?? false
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers({
      'content-security-policy': contentPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(self), geolocation=(self), microphone=(), payment=()',
      'x-shudu-version': config.version,
      'x-request-id': request.id,
    })
    if (https) reply.header('strict-transport-security', 'max-age=31536000')
    done()
  })
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The defence of cookie sessions against other sites (beside `SameSite`): a request that may change something must
 * come from our own origin. Browsers send `Origin` or `Sec-Fetch-Site` with every such request.
 * @throws base.foreignOrigin
 */
export function guardOrigin(request: FastifyRequest, config: Config): void {
  if (safe.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return
  const origin = request.headers.origin
  const ours = config.publicUrl ?? `${request.protocol}://${request.host}`
  if (site === undefined && origin !== undefined && origin === ours) return
  throw baseErrors.make('base.foreignOrigin')
}
