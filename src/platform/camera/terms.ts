import { sql } from 'kysely'
import {
  type CameraTerm,
  type CameraTermValues,
  cameraTerms,
  isCameraTerm,
  usualCameraTerms,
} from '../../kernel/camera/index.ts'
import type { Query, Tx } from '../base/index.ts'
import { cameraErrors } from './errors.ts'

/** One change of a term; the instant ISO. */
export type TermChange = {
  readonly term: CameraTerm
  readonly value: number
  readonly was: number
  readonly why: string
  readonly changedByName: string
  readonly at: string
}

const iso = (at: number) => new Date(at).toISOString()

/** How long things are kept and hold in this city now. */
export async function readTerms(on: Query): Promise<CameraTermValues> {
  const { rows } = await sql<{ term: CameraTerm; value: number }>`select distinct on (term) term, value
    from camera.term_change order by term, seq desc`.execute(on)
  return { ...usualCameraTerms, ...Object.fromEntries(rows.map(({ term, value }) => [term, value])) }
}

/** Every change, the last first. */
export async function termChanges(on: Query): Promise<readonly TermChange[]> {
  const { rows } = await sql<TermChange>`select term, value, was, why, changed_by_name as "changedByName", at
    from camera.term_change order by seq desc limit 200`.execute(on)
  return rows
}

/**
 * Changes a term from now on. What is kept already is destroyed by the new time where that is earlier; a time that was promised is never
 * made longer.
 * @throws camera.term outside of its bounds
 */
export async function changeTerm(
  tx: Tx,
  term: CameraTerm,
  { value, why }: { readonly value: number; readonly why: string },
  by: { readonly id: string; readonly name: string },
  now: number,
): Promise<void> {
  const { least, most } = cameraTerms[term]
  if (!isCameraTerm(term, value)) throw cameraErrors.make('camera.term', { least, most })
  // One after the other, so that each says what it changed.
  await sql`lock table camera.term_change in share row exclusive mode`.execute(tx)
  const was = (await readTerms(tx))[term]
  if (was === value) return
  await sql`insert into camera.term_change (term, value, was, why, changed_by, changed_by_name, at)
    values (${term}, ${value}, ${was}, ${why}, ${by.id}, ${by.name}, ${iso(now)})`.execute(tx)
  await shorten(tx, term, value)
}

/** Originals whose time is counted by a term, from when. */
const counted: Readonly<
  Partial<Record<CameraTerm, { readonly states: readonly string[]; readonly from: 'decided_at' | 'due_at' }>>
> = {
  provedDays: { states: ['confirmed'], from: 'decided_at' },
  rejectedDays: { states: ['rejected'], from: 'decided_at' },
  unprovedDays: { states: ['waiting', 'expired'], from: 'due_at' },
}

async function shorten(tx: Tx, term: CameraTerm, days: number): Promise<void> {
  const of = counted[term]
  if (!of) return
  await sql`update camera.original o
    set destroy_at = least(o.destroy_at, e.${sql.ref(of.from)} + ${days} * interval '1 day')
    from camera.event e where e.id = o.event and o.destroyed_at is null and e.state = any(${[...of.states]}::text[])`.execute(
    tx,
  )
}
