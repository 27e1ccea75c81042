import { sql } from 'kysely'
import { Type } from 'typebox'
import { type Base, type Job, job } from '../base/index.ts'

/** Days for which things are kept; what is personal in them goes first. */
const kept = { notices: 365, texts: 90, messages: 365, deliveries: 30, told: 90 } as const

/** Every night: lets go of what is no longer needed (PIPL article 19: the shortest time that the purpose needs). */
export function housekeepingJob({ db, now }: Base): Job {
  const before = (days: number): string => new Date(now() - days * 86_400_000).toISOString()
  return job({
    name: 'notify.tidy',
    cron: '40 3 * * *',
    payload: Type.Object({}),
    run: async () => {
      await sql`delete from notify.notice where at < ${before(kept.notices)}`.execute(db)
      await sql`update notify.message set title = null, body = null, link = null, shown_to = null
        where made_at < ${before(kept.texts)} and state <> 'waiting' and body is not null`.execute(db)
      await sql`delete from notify.message where made_at < ${before(kept.messages)}`.execute(db)
      await sql`delete from notify.notice_told where at < ${before(kept.told)}`.execute(db)
      await sql`delete from notify.hook_delivery where made_at < ${before(kept.deliveries)} and state <> 'waiting'`.execute(
        db,
      )
    },
  })
}
