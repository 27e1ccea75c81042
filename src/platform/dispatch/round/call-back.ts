import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Tx } from '../../base/index.ts'
import type { Change } from '../../cases/index.ts'
import type { Crew } from '../crews/crew.ts'
import { dispatchErrors } from '../errors.ts'
import type { DispatchParts } from '../parts.ts'
import { crewRef } from '../plan/confirm.ts'
import type { Stop } from '../plan/plan.ts'

const tries = 5

/**
 * Ends what a crew was sent to before it was done: called back, or the crew cannot. The case's log says so, its office has the task
 * as before, and the next plan takes it up again. `also` is done in the same transaction.
 * @throws dispatch.busy
 */
export async function endStops(
  { base, cases }: DispatchParts,
  given: {
    readonly crew: Crew
    readonly stops: readonly Stop[]
    readonly what: 'called-back' | 'cannot'
    readonly reason: Words
    readonly note: string
    readonly actor: Actor
    readonly also?: (tx: Tx) => Promise<void>
  },
): Promise<number> {
  const { crew, stops, what, reason, note, actor } = given
  for (let round = 0; round < tries; round += 1) {
    const changes: Change[] = []
    for (const [caseId, of] of Map.groupBy(stops, (stop) => stop.case)) {
      const loaded = await cases.book.find(caseId)
      const tasks = of.filter(({ task }) => loaded?.state.tasks[task]?.crew?.id === crew.id)
      if (!loaded || tasks.length === 0) continue
      const happenings = tasks.map(
        ({ task }) => ({ type: 'crew', step: task, what, crew: crewRef(crew), reason }) as const,
      )
      changes.push(await cases.engine.cause(loaded.state, happenings, actor))
    }
    const saved = await cases.book.saveTogether(changes, async (tx) => {
      await sql`update dispatch.stop set state = ${what}, ended_at = ${new Date(base.now()).toISOString()}, note = ${note}
        where id = any(${stops.map(({ id }) => id)}::uuid[]) and state in ('sent', 'under-way')`.execute(tx)
      await given.also?.(tx)
    })
    if (saved) return stops.length
  }
  throw dispatchErrors.make('dispatch.busy')
}
