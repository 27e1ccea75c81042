import { sql } from 'kysely'
import { Type } from 'typebox'
import { type Base, type Db, enqueue, gentlePace, type Job, job } from '../../base/index.ts'
import { attributeColumn, entityColumns } from './read.ts'
import { type EntityRow, entityOf } from './rows.ts'
import { toldOf } from './told.ts'

const name = 'twin.tellOld'

/**
 * Gathers what maps tell of the next things that were written before that was kept with them (0124-told-before.sql). What was written meanwhile, and
 * what would be long, stays as it is.
 * @returns whether more of them wait
 */
export function tellSome(db: Db, most: number): Promise<boolean> {
  return db.tx(async (tx) => {
    const { rows: waiting } = await sql<{
      upto: number
      till: number
    }>`select upto, till from twin.told_waiting for update`.execute(tx)
    const [range] = waiting
    if (!range) return false
    const { rows: seen } = await sql<{ last: number | null }>`select max(key) as last from (
      select key from twin.entity where key > ${range.upto} and key <= ${range.till} order by key limit ${most}) next`.execute(
      tx,
    )
    const last = seen[0]?.last ?? range.till
    // In order of key, as whoever writes entities locks them.
    const { rows } = await sql<EntityRow>`with e as materialized (
        select * from twin.entity where key > ${range.upto} and key <= ${last} and told is null and deleted_at is null
        order by key for no key update
      ) select ${entityColumns}, ${attributeColumn} from e`.execute(tx)
    const told = rows.map((row) => ({ key: row.key, told: toldOf(entityOf(row).attributes) }))
    await sql`update twin.entity e set told = t.told from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as t (key bigint, told jsonb)
      where e.key = t.key and t.told is not null`.execute(tx)
    if (last < range.till) await sql`update twin.told_waiting set upto = ${last}`.execute(tx)
    else await sql`delete from twin.told_waiting`.execute(tx)
    return last < range.till
  })
}

/** Gathers for all of them, giving way to people; ends and goes on where it was when the process does. */
export const tellOldJob = ({ db }: Pick<Base, 'db'>): Job => {
  const pace = gentlePace({ batch: 500, wait: 50 }, { batch: 50, wait: 500 })
  return job({
    name,
    payload: Type.Object({}),
    run: async (_, { signal }) => {
      while (await tellSome(db, await pace(signal)));
    },
  })
}

/** Asks for the job where something waits for it. */
export async function askToTellOld(base: Pick<Base, 'db'>): Promise<void> {
  const { rows } = await sql`select from twin.told_waiting`.execute(base.db)
  if (rows.length > 0) await enqueue(base.db, name, {}, { key: name })
}
