import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type Event, enqueue, type Tx } from '../../base/index.ts'
import type { CaseNews } from '../../cases/index.ts'

/** Name of the job that makes one delivery. */
export const hookJob = 'notify.hook'

/** What a receiver gets (Standard Webhooks 1.0): which case and what happened; the rest by the API, where rights hold. */
export type HookBody = {
  readonly type: string
  readonly timestamp: string
  readonly data: {
    readonly case: string
    readonly number: string
    readonly pack: string
    readonly seq: number
    readonly step?: string
    readonly office?: string
    readonly demo: boolean
  }
}

/** Writes down what each subscription is owed of an event, in the consumer's transaction. */
export async function fanOut(event: Event, tx: Tx, now: number): Promise<void> {
  const { isDemo, ...news } = event.payload as CaseNews // written by the cases room
  const { rows } = await sql<{ id: string }>`
    select id from notify.hook where closed_at is null and (${event.type} = any(types) or 'case.*' = any(types))
      and (cardinality(packs) = 0 or ${news.pack} = any(packs))`.execute(tx)
  if (rows.length === 0) return
  const { case: id, number, pack, seq, step, office } = news
  const body: HookBody = {
    type: event.type,
    timestamp: event.at,
    data: { case: id, number, pack, seq, step, office, demo: isDemo },
  }
  for (const hook of rows) await owe(tx, { hook: hook.id, event: event.id, type: event.type, body }, now)
}

/** What a subscription is owed: kept, and given to a job. */
export async function owe(
  tx: Tx,
  owed: { readonly hook: string; readonly event: string; readonly type: string; readonly body: HookBody },
  now: number,
): Promise<void> {
  const delivery = uuidv7()
  const at = new Date(now).toISOString()
  const done = await sql`insert into notify.hook_delivery (id, hook, event, type, body, state, due_at, made_at)
    values (${delivery}, ${owed.hook}, ${owed.event}, ${owed.type}, ${JSON.stringify(owed.body)}::jsonb, 'waiting', ${at}, ${at})
    on conflict (hook, event) do nothing`.execute(tx)
  if (done.numAffectedRows === 1n)
    await enqueue(tx, hookJob, { delivery }, { ...laneOf(owed.hook, delivery, owed.body.data.case), runAt: now })
}

/** Four lanes for each receiver: what is told of one case goes one after the other, and a broken one is probed gently. */
export const laneOf = (
  hook: string,
  delivery: string,
  about: string,
): { readonly key: string; readonly queue: string } => ({
  key: `hook:${delivery}`,
  queue: `hook:${hook}:${Number.parseInt(about.slice(-1), 16) % 4 || 0}`,
})
