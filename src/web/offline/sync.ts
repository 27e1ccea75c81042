import { api } from '../api/client.ts'
import { ApiProblem, NoConnection } from '../api/problem.ts'
import { findKept, sendKept } from './kept-files.ts'
import { afterSending, idsIn, nextToSend, type Sent, withFiles } from './outbox.ts'
import { keepReceipt } from './receipts.ts'
import { changed, deviceStore, type Outgoing, written } from './store.ts'

/** What the server answers to an action or a report. */
export type Acknowledged = { readonly seq?: number; readonly case?: { readonly seq?: number } } & Readonly<
  Record<string, unknown>
>

/**
 * Sends one action now, its files first.
 * @throws ApiProblem, NoConnection
 */
export async function sendNow(path: string, body: Readonly<Record<string, unknown>>): Promise<Acknowledged> {
  const ids = new Map<string, string>()
  for (const id of idsIn(body)) if (await findKept(id)) ids.set(id, await sendKept(id))
  return api<Acknowledged>(path, { method: 'POST', body: withFiles(body, ids) })
}

/** Puts an action into the queue; it survives closing the page and the device. @throws NoRoom */
export async function enqueue(entry: Omit<Outgoing, 'state' | 'at'>): Promise<void> {
  const store = await deviceStore()
  await written(store.put('outbox', { ...entry, at: Date.now(), state: 'waiting' }))
  // What waits here is nowhere else: the browser is asked not to clear it when the device runs short.
  void navigator.storage?.persist?.()
  changed()
}

/** Everything in the queue of this device. */
export const queued = async (): Promise<readonly Outgoing[]> => (await deviceStore()).getAll('outbox')

/** How many actions on a case wait on this device. Without IndexedDB none can wait. */
export async function queuedFor(caseId: string): Promise<number> {
  const all = await queued().catch(() => [])
  return all.filter((entry) => entry.caseId === caseId).length
}

/** Takes an entry out of the queue for good: the person decided that it shall not happen. */
export async function discard(actionId: string): Promise<void> {
  await (await deviceStore()).delete('outbox', actionId)
  changed()
}

/** Writes an entry back, changed. */
export async function keepEntry(entry: Outgoing): Promise<void> {
  await (await deviceStore()).put('outbox', entry)
  changed()
}

const problemOf = (error: ApiProblem): NonNullable<Outgoing['problem']> => ({
  title: error.title,
  detail: error.detail,
  todo: error.todo,
  facts: error.facts,
})

async function attempt(entry: Outgoing): Promise<Sent> {
  try {
    const answer = await sendNow(entry.path, { ...entry.body, actionId: entry.actionId })
    if (entry.caseId === undefined) await keepReceipt(answer, entry.about)
    const seq = answer.case?.seq ?? answer.seq
    return seq === undefined ? { result: 'done' } : { result: 'done', seq }
  } catch (error) {
    if (error instanceof NoConnection) return { result: 'later' }
    if (!(error instanceof ApiProblem)) throw error
    if (error.status === 401 || error.status === 429 || error.status >= 500) return { result: 'later' }
    return { result: error.status === 409 ? 'conflict' : 'refused', problem: problemOf(error) }
  }
}

async function drain(person: string): Promise<void> {
  const store = await deviceStore()
  for (;;) {
    const queue = await store.getAll('outbox')
    const next = nextToSend(queue, person)
    if (!next) return
    const sent = await attempt(next)
    if (sent.result === 'later') return
    const after = afterSending(queue, next.actionId, sent)
    const write = store.transaction('outbox', 'readwrite')
    if (!after.some((entry) => entry.actionId === next.actionId)) await write.store.delete(next.actionId)
    for (const entry of after) if (!queue.includes(entry)) await write.store.put(entry)
    await write.done
    changed()
  }
}

/**
 * Sends what waits, in order, by one tab (or the service worker) at a time. Safe to call at any moment: an action that
 * the server already has is acknowledged by its id and not done twice.
 */
export async function syncOutbox(person: string): Promise<void> {
  if (!('locks' in navigator)) return drain(person)
  await navigator.locks.request('shudu.outbox', { ifAvailable: true }, async (lock) => {
    if (lock) await drain(person)
  })
}
