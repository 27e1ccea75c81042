import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type Event, enqueueAll, type Tx } from '../../base/index.ts'
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

/** Writes down what each subscription is owed of these events, in the consumer's transaction, and orders its delivery. */
export async function fanOut(events: readonly Event[], tx: Tx, now: number): Promise<void> {
  const { rows: hooks } = await sql<{ id: string; types: string[]; packs: string[] }>`
    select id, types, packs from notify.hook where closed_at is null`.execute(tx)
  const owed = events.flatMap((event) => {
    const news = event.payload as CaseNews // written by the cases room
    return hooks
      .filter(({ types }) => types.includes(event.type) || types.includes('case.*'))
      .filter(({ packs }) => packs.length === 0 || packs.includes(news.pack))
      .map(({ id: hook }) => ({ id: uuidv7(), hook, event: event.id, type: event.type, body: bodyOf(event, news) }))
  })
  if (owed.length === 0) return
  const at = new Date(now).toISOString()
  const { rows: written } = await sql<{ id: string }>`
    insert into notify.hook_delivery (id, hook, event, type, body, state, due_at, made_at)
    select id, hook, event, type, body, 'waiting', ${at}, ${at}
    from jsonb_to_recordset(${JSON.stringify(owed)}::jsonb) as one (id uuid, hook uuid, event uuid, type text, body jsonb)
    on conflict (hook, event) do nothing returning id`.execute(tx)
  const isNew = new Set(written.map(({ id }) => id))
  const orders = owed.filter(({ id }) => isNew.has(id))
  await enqueueAll(
    tx,
    hookJob,
    orders.map(({ id, hook, body }) => ({
      ...{ payload: { delivery: id }, ...laneOf(hook, id, body.data.case), runAt: now },
    })),
  )
}

const bodyOf = (
  { type, at: timestamp }: Event,
  { case: id, number, pack, seq, step, office, isDemo: demo }: CaseNews,
): HookBody => ({ type, timestamp, data: { case: id, number, pack, seq, step, office, demo } })

/** Four lanes for each receiver: what is told of one case goes one after the other, and a broken one is probed gently. */
export const laneOf = (
  hook: string,
  delivery: string,
  about: string,
): { readonly key: string; readonly queue: string } => ({
  key: `hook:${delivery}`,
  queue: `hook:${hook}:${Number.parseInt(about.slice(-1), 16) % 4 || 0}`,
})
