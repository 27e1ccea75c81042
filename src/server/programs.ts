import type { FastifyRequest } from 'fastify'
import type { Actor } from '../kernel/access/index.ts'
import { CityError } from '../kernel/errors/index.ts'
import type { Authenticate } from '../platform/base/index.ts'

/** Finds the program behind a bearer token that came by another way than HTTP; `undefined` when the token is not good. */
export const programsBy =
  (authenticate: Authenticate) =>
  async (token: string): Promise<Actor | undefined> => {
    if (!/^[A-Za-z0-9._~+/-]+=*$/.test(token)) return undefined
    try {
      // Of a request only the header that carries the token is looked at.
      const { actor } = await authenticate({ headers: { authorization: `Bearer ${token}` } } as FastifyRequest)
      return actor
    } catch (cause) {
      if (cause instanceof CityError && cause.kind === 'unauthenticated') return undefined
      throw cause
    }
  }
