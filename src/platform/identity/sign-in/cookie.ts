import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../base/index.ts'

/**
 * Behind https the name carries `__Host-`: the browser then takes the cookie only when it is Secure, for this host
 * alone and for every path (RFC 6265bis 4.1.3.2), so that no sister domain can plant one.
 */
export const cookieNames = { secure: '__Host-shudu', plain: 'shudu' } as const

const isSecure = (config: Config, request: FastifyRequest) =>
  config.publicUrl?.startsWith('https:') ?? request.protocol === 'https'

/** The session's token that a request carries. */
export function tokenInCookie(config: Config, request: FastifyRequest): string | undefined {
  const { cookie } = request.headers
  if (cookie === undefined) return undefined
  return request.server.parseCookie(cookie)[isSecure(config, request) ? cookieNames.secure : cookieNames.plain]
}

/** Puts the token into the browser: not readable by scripts, not sent by other sites' forms, gone when the session ends. */
export function setCookie(
  config: Config,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  endsAt: string,
): void {
  const secure = isSecure(config, request)
  reply.setCookie(secure ? cookieNames.secure : cookieNames.plain, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    expires: new Date(endsAt),
  })
}

/** Takes the token out of the browser. */
export function clearCookie(config: Config, request: FastifyRequest, reply: FastifyReply): void {
  const secure = isSecure(config, request)
  reply.clearCookie(secure ? cookieNames.secure : cookieNames.plain, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
  })
}
