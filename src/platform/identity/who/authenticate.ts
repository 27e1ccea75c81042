import type { FastifyRequest } from 'fastify'
import { anonymous } from '../../../kernel/access/index.ts'
import type { Authenticate, Base } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { hashSecret, tokenPrefix } from '../secret.ts'
import { tokenInCookie } from '../sign-in/cookie.ts'
import type { ActorCache } from './actor-cache.ts'
import { type Known, readSession, readToken } from './actor-store.ts'

/** Reads the actor behind an access token of OpenID Connect. */
export type ReadAccessToken = (token: string, hash: Buffer) => Promise<Known | undefined>

const bearer = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i

/** The hash of the session's token that this request carries, as hex: the key under which its actor is kept. */
export const cookieKey = (base: Base, request: FastifyRequest): string | undefined => {
  const token = tokenInCookie(base.config, request)
  return token === undefined ? undefined : hashSecret(token).toString('hex')
}

/**
 * Says who sends a request: by bearer token (`shudu_…` or an OpenID Connect access token), else by session cookie,
 * else nobody known. A cookie that no longer holds is nobody: the browser is asked to sign in where that is needed.
 */
export function makeAuthenticate(base: Base, actors: ActorCache, readAccessToken: ReadAccessToken): Authenticate {
  const byToken = async (token: string): Promise<Known> => {
    const hash = hashSecret(token)
    const read = token.startsWith(tokenPrefix)
      ? () => readToken(base.db, hash, base.now())
      : () => readAccessToken(token, hash)
    const known = await actors.get(hash.toString('hex'), read)
    if (known === undefined) throw identityErrors.make('identity.badToken')
    return known
  }
  const byCookie = (token: string): Promise<Known | undefined> => {
    const hash = hashSecret(token)
    return actors.get(hash.toString('hex'), () => readSession(base.db, hash, base.now()))
  }
  return async (request) => {
    const header = request.headers.authorization
    if (header !== undefined) {
      const token = bearer.exec(header)?.[1]
      if (token === undefined) throw identityErrors.make('identity.badToken')
      return { actor: (await byToken(token)).actor, by: 'token' }
    }
    const cookie = tokenInCookie(base.config, request)
    const known = cookie === undefined ? undefined : await byCookie(cookie)
    return known ? { actor: known.actor, by: 'cookie' } : { actor: anonymous, by: 'nobody' }
  }
}
