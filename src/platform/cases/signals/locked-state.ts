import { sql } from 'kysely'
import type { CaseState } from '../../../kernel/flow/index.ts'
import type { Tx } from '../../base/index.ts'

/**
 * Whoever writes many cases for signals waits for the others who do, in the whole city: two that tell of the same never open two, and
 * none waits for cases that the other has locked.
 */
export async function oneAtATime(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('cases.signals'))`.execute(tx)
}

/** A case as this transaction sees it, what it wrote itself included; whoever else would save it waits. */
export async function lockedState(tx: Tx, id: string): Promise<CaseState | undefined> {
  const { rows } = await sql<{ state: CaseState }>`select state from cases.case where id = ${id} for update`.execute(tx)
  return rows[0]?.state
}
