import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { dispatchErrors } from '../errors.ts'
import type { DispatchParts } from '../parts.ts'
import { liveStops } from '../plan/plan.ts'
import { endStops } from '../round/call-back.ts'
import { findCrew } from './crew.ts'

/**
 * A crew is away for a time: what it was sent to and has not begun, and would have done in that time, is called back and waits for
 * the next plan; what it has begun it ends. Gives how many were called back.
 * @throws dispatch.missing, dispatch.why, dispatch.badCrew
 */
export async function setAway(
  parts: DispatchParts,
  crewId: string,
  away: { readonly from: string; readonly until: string; readonly reason: string },
  actor: Actor,
): Promise<number> {
  const reason = away.reason.trim()
  if (reason === '') throw dispatchErrors.make('dispatch.why')
  if (Date.parse(away.until) <= Date.parse(away.from)) throw dispatchErrors.make('dispatch.badCrew', { what: 'until' })
  const { base } = parts
  const crew = await findCrew(base.db, crewId)
  const live = (await liveStops(base.db, [crewId])).get(crewId) ?? []
  const stops = live.filter(
    ({ state, endsAt }) => state === 'sent' && (endsAt === null || Date.parse(endsAt) > Date.parse(away.from)),
  )
  return endStops(parts, {
    ...{ crew, stops, what: 'called-back', note: reason, actor },
    reason: { zh: `班组离岗：${reason}`, en: `the crew is away: ${reason}` },
    also: async (tx) => {
      await sql`insert into dispatch.off (id, crew, from_at, until_at, reason, by_name, made_at)
        values (${uuidv7()}, ${crewId}, ${away.from}, ${away.until}, ${reason}, ${actor.name}, ${new Date(base.now()).toISOString()})`.execute(
        tx,
      )
    },
  })
}

/** The crew is back: its absences end now. */
export const setBack = ({ base }: DispatchParts, crewId: string): Promise<void> =>
  base.db.tx(async (tx) => {
    const at = new Date(base.now()).toISOString()
    await sql`update dispatch.off set withdrawn_at = ${at} where crew = ${crewId} and withdrawn_at is null and until_at > ${at}`.execute(
      tx,
    )
  })
