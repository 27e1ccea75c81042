import { sql } from 'kysely'
import type { CaseState } from '../../../kernel/flow/index.ts'
import type { Tx } from '../../base/index.ts'

/** A case as this transaction sees it, what it wrote itself included; whoever else would save it waits. */
export async function lockedState(tx: Tx, id: string): Promise<CaseState | undefined> {
  const { rows } = await sql<{ state: CaseState }>`select state from cases.case where id = ${id} for update`.execute(tx)
  return rows[0]?.state
}
