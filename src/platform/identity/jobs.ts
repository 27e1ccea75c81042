import { sql } from 'kysely'
import { Type } from 'typebox'
import { type Base, type Job, job } from '../base/index.ts'

/** How long what is over stays to be looked at, days. */
const keptDays = { session: 30, token: 366, throttle: 2 } as const

/**
 * Clears away what is over: sessions and tokens some time after their end, one-time secrets and what OpenID Connect
 * kept at once. Holding it longer would serve nobody (PIPL article 19).
 */
export const sweep = (base: Base): Job =>
  job({
    name: 'identity.sweep',
    payload: Type.Object({}),
    cron: '17 3 * * *',
    run: async () => {
      const before = (days: number) => new Date(base.now() - days * 86_400_000).toISOString()
      await sql`delete from identity.session where least(ends_at, revoked_at,
        seen_at + idle_minutes * interval '1 minute') < ${before(keptDays.session)}`.execute(base.db)
      await sql`delete from identity.api_token where least(ends_at, revoked_at) < ${before(keptDays.token)}`.execute(
        base.db,
      )
      await sql`delete from identity.once where ends_at < ${before(0)}`.execute(base.db)
      await sql`delete from identity.oidc_item where ends_at < ${before(0)}`.execute(base.db)
      await sql`delete from identity.throttle where failed_at < ${before(keptDays.throttle)}`.execute(base.db)
    },
  })
