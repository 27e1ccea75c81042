import { sql } from 'kysely'
import type { Db } from '../../base/index.ts'
import { dispatchErrors } from '../errors.ts'

/** Where an overruling was made. @throws dispatch.missing */
export async function pathOfOverruling(db: Db, id: string): Promise<string> {
  const { rows } = await sql<{ path: string }>`select path from dispatch.overruling where id = ${id}`.execute(db)
  if (!rows[0]) throw dispatchErrors.make('dispatch.missing')
  return rows[0].path
}

/** Nothing is learned from these any more; they stay in the list with who said so and why. @throws dispatch.why */
export async function revoke(
  db: Db,
  id: string,
  by: { readonly name: string; readonly why: string; readonly now: number },
): Promise<void> {
  if (by.why.trim() === '') throw dispatchErrors.make('dispatch.why')
  await db.tx((tx) =>
    sql`update dispatch.overruling set revoked_at = ${new Date(by.now).toISOString()}, revoked_by_name = ${by.name},
      revoked_why = ${by.why.trim()} where id = ${id} and revoked_at is null`.execute(tx),
  )
}
