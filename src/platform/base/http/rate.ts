import type { FastifyRequest } from 'fastify'
import type { Actor } from '../../../kernel/access/index.ts'
import { baseErrors } from '../errors.ts'
import type { Rate } from './route.ts'

/** Tokens of one caller. */
type Bucket = { tokens: number; at: number }

/** Lets callers through or throws `base.tooOften`. Kept in memory: each process counts for itself. */
export type RateGate = {
  /** By address, before anything else is done for the request. */
  admit(request: FastifyRequest): void
  /** By actor (by address for somebody unknown), with the route's own rate when it has one. */
  take(request: FastifyRequest, actor: Actor, own: Rate | undefined): void
}

// Ordinary work stays far below: a workbench asks some dozens of times a minute. A whole office may share an address.
const perAddress: Rate = { perMinute: 12_000, burst: 2_000 }
const perActor: Rate = { perMinute: 1_200, burst: 300 }
const mostBuckets = 50_000

/** A gate of token buckets; `now` in epoch ms. `scale` multiplies all limits; 0 lets everybody through. */
export function rateGate(scale = 1, now: () => number = Date.now): RateGate {
  const buckets = new Map<string, Bucket>()

  function spend(key: string, rate: Rate): void {
    if (scale === 0) return
    const at = now()
    const burst = rate.burst * scale
    const perMs = (rate.perMinute * scale) / 60_000
    const bucket = buckets.get(key) ?? { tokens: burst, at }
    bucket.tokens = Math.min(burst, bucket.tokens + (at - bucket.at) * perMs)
    bucket.at = at
    // Reinserting keeps the map in order of use, so that the longest unused go first.
    buckets.delete(key)
    buckets.set(key, bucket)
    if (buckets.size > mostBuckets) for (const oldest of buckets.keys()) return void buckets.delete(oldest)
    if (bucket.tokens < 1) {
      const seconds = Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1_000))
      throw baseErrors.make('base.tooOften', { seconds }, { facts: { seconds } })
    }
    bucket.tokens -= 1
  }

  return {
    admit: (request) => spend(`address ${request.ip}`, perAddress),
    take: (request, actor, own) => {
      const who = actor.kind === 'anonymous' ? `address ${request.ip}` : `actor ${actor.id}`
      if (actor.kind !== 'anonymous') spend(who, perActor)
      if (own) spend(`${request.routeOptions.method} ${request.routeOptions.url} ${who}`, own)
    },
  }
}
