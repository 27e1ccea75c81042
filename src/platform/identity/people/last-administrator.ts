import { sql } from 'kysely'
import type { Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'

/**
 * Called before a person loses what makes him administrator of the whole city: somebody else must be one, or nobody
 * could let anybody in again.
 * @throws identity.lastAdministrator
 */
export async function mustNotBeLastAdministrator(tx: Tx, person: string): Promise<void> {
  // Two administrators who remove each other at once are made to queue here.
  await sql`select pg_advisory_xact_lock(hashtext('identity.administrator'))`.execute(tx)
  const { rows } = await sql<{ is_one: boolean; others: number }>`
    select coalesce(bool_or(t.person = ${person}), false) as is_one, count(*) filter (where t.person <> ${person})::int as others
    from identity.post t
    join identity.office o on o.id = t.office and o.parent is null
    join identity.person p on p.id = t.person and p.status = 'active'
    where t.role = 'administrator' and t.until_at is null`.execute(tx)
  if (rows[0]?.is_one && rows[0].others === 0) throw identityErrors.make('identity.lastAdministrator')
}
