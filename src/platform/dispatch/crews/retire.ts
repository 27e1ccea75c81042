import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { dispatchErrors } from '../errors.ts'
import type { DispatchParts } from '../parts.ts'
import { liveStops } from '../plan/plan.ts'
import { endStops } from '../round/call-back.ts'
import { findCrew } from './crew.ts'

/**
 * A crew is no more: what it was sent to and has not begun is called back and waits for the next plan; its past stays. Gives how many
 * were called back.
 * @throws dispatch.missing, dispatch.why, dispatch.stillBusy
 */
export async function retireCrew(parts: DispatchParts, crewId: string, why: string, actor: Actor): Promise<number> {
  const reason = why.trim()
  if (reason === '') throw dispatchErrors.make('dispatch.why')
  const { base } = parts
  const crew = await findCrew(base.db, crewId)
  const stops = (await liveStops(base.db, [crewId])).get(crewId) ?? []
  const busy = () => dispatchErrors.make('dispatch.stillBusy', { crew: crew.title.zh })
  if (stops.some(({ state }) => state === 'under-way')) throw busy()
  return endStops(parts, {
    ...{ crew, stops, what: 'called-back', note: reason, actor },
    reason: { zh: `班组停用：${reason}`, en: `the crew was retired: ${reason}` },
    also: async (tx) => {
      // Sending holds the crew's row: what was sent meanwhile is seen after this, and what is sent later finds the crew gone.
      await sql`update dispatch.crew set closed_at = ${new Date(base.now()).toISOString()} where id = ${crewId}`.execute(
        tx,
      )
      const { rows } =
        await sql`select from dispatch.stop where crew = ${crewId} and state in ('sent', 'under-way')`.execute(tx)
      if (rows.length > 0) throw busy()
    },
  })
}
