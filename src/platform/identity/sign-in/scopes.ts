import { sql } from 'kysely'
import type { Query, Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'

/** Everything: what a browser session has. */
const allScopes = '*'

/** @throws identity.unknownScope for one that no permission names */
export function mustBeScopes(wanted: readonly string[], known: readonly string[]): void {
  const unknown = wanted.find((scope) => scope !== allScopes && !known.includes(scope))
  if (unknown !== undefined)
    throw identityErrors.make('identity.unknownScope', { scope: unknown, scopes: known.toSorted().join(', ') })
}

/** Writes down the scopes of this version of the city. */
export async function keepScopes(tx: Tx, scopes: readonly string[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('identity.scope'))`.execute(tx)
  await sql`delete from identity.scope where name <> all (${scopes}::text[])`.execute(tx)
  await sql`insert into identity.scope select unnest(${scopes}::text[]) on conflict do nothing`.execute(tx)
}

/** The scopes of the version that started last. */
export async function readScopes(on: Query): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from identity.scope order by name`.execute(on)
  return rows.map(({ name }) => name)
}
