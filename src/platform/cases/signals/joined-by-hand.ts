import { sql } from 'kysely'
import type { Tx } from '../../base/index.ts'
import type { Doing } from '../engine.ts'
import type { Change } from '../save.ts'
import { remakeFor, type SignalParts } from './signal-consumer.ts'

/**
 * A person joined two cases or took them apart: the sources belong where he put them, and no rule undoes it. Joining by hand what
 * was taken apart lets the rules speak again.
 */
export async function joinedByHand(
  tx: Tx,
  parts: Pick<SignalParts, 'engine' | 'shelf'>,
  changes: readonly [Change, Change],
  { name, actor }: Pick<Doing, 'name' | 'actor'>,
): Promise<void> {
  const [one = '', other = ''] = changes.map(({ row }) => row.id).sort()
  if (name === 'join') await sql`delete from cases.apart where one = ${one} and other = ${other}`.execute(tx)
  else
    await sql`insert into cases.apart (one, other, by) values (${one}, ${other}, ${actor.id})
      on conflict do nothing`.execute(tx)
  await remakeFor(
    tx,
    parts,
    [one, other],
    changes.map(({ row }) => row.state),
  )
}
