import { sql } from 'kysely'
import { type Actor, decide } from '../../../kernel/access/index.ts'
import type { CaseState, CrewRef } from '../../../kernel/flow/index.ts'
import type { Tx } from '../../base/index.ts'
import type { Change } from '../../cases/index.ts'
import { type Crew, crewsBelow } from '../crews/crew.ts'
import { dispatchErrors } from '../errors.ts'
import type { DispatchParts } from '../parts.ts'
import { permissions } from '../permissions.ts'
import { findPlan, lockProposed, type Plan, type Stop, stopsOf } from './plan.ts'
import { reasonWords } from './reason-words.ts'

/** How often it is tried again when cases change meanwhile. */
const tries = 5

/** What came of confirming: what was sent, and what was not because it had been done or moved meanwhile. */
export type Confirmed = { readonly plan: Plan; readonly sent: number; readonly skipped: number }

/** The crew as the case's log names it. */
export const crewRef = ({ id, office, path, title, lead }: Crew): CrewRef => ({ id, office, path, title, lead })

/** Does the task still wait as it did when the plan was made, with nobody sent? */
const stillWaits = (state: CaseState, { task, errand }: Stop): boolean => {
  const now = state.tasks[task]
  return (
    state.status === 'open' &&
    (now?.status === 'open' || now?.status === 'accepted') &&
    now.holder?.path === errand.path &&
    now.crew === undefined
  )
}

/**
 * Confirms a plan, or the round of one crew in it: every errand goes to its crew, with a line in its case's log that says why; what has
 * been done or moved since is left out and told. All of it happens, or nothing. The plan waits until its last round is sent.
 * @throws dispatch.changed, dispatch.busy, dispatch.missing
 */
export async function confirm(
  parts: DispatchParts,
  id: string,
  { seq, crew }: { readonly seq: number; readonly crew?: string },
  actor: Actor,
): Promise<Confirmed> {
  const { base, cases } = parts
  for (let round = 0; round < tries; round += 1) {
    const plan = await findPlan(base.db, id)
    if (plan.state !== 'proposed' || plan.seq !== seq) throw dispatchErrors.make('dispatch.changed')
    const stops = (await stopsOf(base.db, id)).filter(
      (stop) => stop.state === 'proposed' && (crew === undefined || stop.crew === crew),
    )
    if (crew !== undefined && stops.length === 0) throw dispatchErrors.make('dispatch.changed')
    const crews = new Map((await crewsBelow(base.db, plan.path)).map((crew) => [crew.id, crew]))
    const { changes, sent } = await changesOf(parts, stops, crews, actor)
    const also = async (tx: Tx) => {
      // Locked last: whoever changes the plan meanwhile waits for this, or this for him, and then is refused.
      await lockProposed(tx, id, seq)
      const all = stops.map((stop) => stop.id)
      await write(tx, id, { all, sent }, { at: new Date(base.now()).toISOString(), name: actor.name })
    }
    if (await cases.book.saveTogether(changes, also))
      return { plan: await findPlan(base.db, id), sent: sent.length, skipped: stops.length - sent.length }
  }
  throw dispatchErrors.make('dispatch.busy')
}

type Going = { readonly changes: readonly Change[]; readonly sent: readonly string[] }

/** What each case's log is to say. Two tasks of one case make one change. */
async function changesOf(
  { cases }: DispatchParts,
  stops: readonly Stop[],
  crews: ReadonlyMap<string, Crew>,
  actor: Actor,
): Promise<Going> {
  const changes: Change[] = []
  const sent: string[] = []
  for (const [caseId, of] of Map.groupBy(stops, (stop) => stop.case)) {
    const loaded = await cases.book.find(caseId)
    if (!loaded) continue
    const { state } = loaded
    const going = of.flatMap((stop) => {
      const crew = stop.crew === null ? undefined : crews.get(stop.crew)
      const isAllowed = decide(actor, permissions.plan, { holders: [stop.errand.path] }).allowed
      return crew && isAllowed && stillWaits(state, stop) ? [{ stop, crew }] : []
    })
    if (going.length === 0) continue
    const happenings = going.map(({ stop, crew }) => ({
      ...({ type: 'crew', step: stop.task, what: 'sent', crew: crewRef(crew) } as const),
      reason: reasonWords(stop, (other) => crews.get(other)?.title),
    }))
    changes.push(await cases.engine.cause(state, happenings, actor))
    sent.push(...going.map(({ stop }) => stop.id))
  }
  return { changes, sent }
}

async function write(
  tx: Tx,
  plan: string,
  { all, sent }: { readonly all: readonly string[]; readonly sent: readonly string[] },
  { at, name }: { readonly at: string; readonly name: string },
): Promise<void> {
  const { rows } = await sql<{ isGone: boolean }>`select c.closed_at is not null as "isGone" from dispatch.crew c
    where c.id in (select s.crew from dispatch.stop s where s.id = any(${[...sent]}::uuid[])) for share`.execute(tx)
  // A crew was retired while this was on its way.
  if (rows.some(({ isGone }) => isGone)) throw dispatchErrors.make('dispatch.changed')
  await sql`update dispatch.stop set
      state = case when id = any(${[...sent]}::uuid[]) then 'sent' else 'skipped' end,
      sent_at = case when id = any(${[...sent]}::uuid[]) then ${at}::timestamptz end
    where id = any(${[...all]}::uuid[])`.execute(tx)
  await sql`update dispatch.plan set seq = seq + 1 where id = ${plan}`.execute(tx)
  await sql`update dispatch.plan set state = 'confirmed', confirmed_at = ${at}, confirmed_by_name = ${name}
    where id = ${plan} and not exists (select from dispatch.stop where plan = ${plan} and state = 'proposed')`.execute(
    tx,
  )
}
