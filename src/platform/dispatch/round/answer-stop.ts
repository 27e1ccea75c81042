import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { findCrew } from '../crews/crew.ts'
import { dispatchErrors } from '../errors.ts'
import type { DispatchParts } from '../parts.ts'
import { crewRef } from '../plan/confirm.ts'
import { findStop, type Stop } from '../plan/plan.ts'
import { endStops } from './call-back.ts'

/** What came of an answer: the errand, and where its case stands after it. */
export type Answered = { readonly stop: Stop; readonly seq: number }

const tries = 5

const seqOf = async ({ cases }: DispatchParts, id: string): Promise<number> => (await cases.engine.get(id)).state.seq

/** The crew is on the spot and begins; said twice it is said once. @throws dispatch.stopState, dispatch.missing, dispatch.busy */
export async function beginStop(parts: DispatchParts, id: string, actor: Actor): Promise<Answered> {
  const { base, cases } = parts
  for (let round = 0; round < tries; round += 1) {
    const stop = await findStop(base.db, id)
    if (stop.state === 'under-way') return { stop, seq: await seqOf(parts, stop.case) }
    if (stop.state !== 'sent' || stop.crew === null)
      throw dispatchErrors.make('dispatch.stopState', { state: stop.state })
    const crew = await findCrew(base.db, stop.crew)
    const { state } = await cases.engine.get(stop.case)
    const reason = { zh: '班组报告已到场', en: 'the crew says that it is there' }
    const change = await cases.engine.cause(
      state,
      [{ type: 'crew', step: stop.task, what: 'begun', crew: crewRef(crew), reason }],
      actor,
    )
    const at = new Date(base.now()).toISOString()
    const saved = await cases.book.saveTogether([change], async (tx) => {
      const { numAffectedRows } = await sql`update dispatch.stop set state = 'under-way', begun_at = ${at}
        where id = ${id} and state = 'sent'`.execute(tx)
      if (numAffectedRows === 0n) throw dispatchErrors.make('dispatch.stopState', { state: 'changed' })
    })
    if (saved) return { stop: await findStop(base.db, id), seq: change.row.seq }
  }
  throw dispatchErrors.make('dispatch.busy')
}

/** The crew cannot do it, and says why: the task waits at its office again. @throws dispatch.stopState, dispatch.why, dispatch.missing */
export async function cannotDo(parts: DispatchParts, id: string, why: string, actor: Actor): Promise<Answered> {
  if (why.trim() === '') throw dispatchErrors.make('dispatch.why')
  const { base } = parts
  const stop = await findStop(base.db, id)
  if (stop.state === 'cannot') return { stop, seq: await seqOf(parts, stop.case) }
  if ((stop.state !== 'sent' && stop.state !== 'under-way') || stop.crew === null)
    throw dispatchErrors.make('dispatch.stopState', { state: stop.state })
  const crew = await findCrew(base.db, stop.crew)
  const note = why.trim()
  await endStops(parts, { crew, stops: [stop], what: 'cannot', reason: { zh: note, en: note }, note, actor })
  return { stop: await findStop(base.db, id), seq: await seqOf(parts, stop.case) }
}
