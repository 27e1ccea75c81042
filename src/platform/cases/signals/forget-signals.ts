import { sql } from 'kysely'
import { Type } from 'typebox'
import { type Db, type Job, job } from '../../base/index.ts'

/** Days that single tellings are kept; what a case heard stays in its log. */
const keptDays = 400

/** Every night: forgets tellings that are long past, none of an open case. */
export const forgetSignalsJob = (db: Db): Job =>
  job({
    name: 'cases.forgetSignals',
    cron: '20 3 * * *',
    payload: Type.Object({}),
    run: async (_, { log }) => {
      const { numAffectedRows = 0n } = await sql`delete from cases.signal s
        where heard_at < now() - make_interval(days => ${keptDays})
          and not exists (select from cases.case c where c.id = s.case_id and c.status = 'open')`.execute(db)
      await sql`delete from cases.unanswered where heard_at < now() - make_interval(days => ${keptDays})`.execute(db)
      if (numAffectedRows > 0n) log.info('old signals were forgotten', { signals: Number(numAffectedRows) })
    },
  })
