import type { Outgoing } from './store.ts'

/** What became of sending one entry. */
export type Sent =
  /** Acknowledged; `seq` is the case's state after it. */
  | { readonly result: 'done'; readonly seq?: number }
  /** The case changed since: a person must look. */
  | { readonly result: 'conflict'; readonly problem: NonNullable<Outgoing['problem']> }
  /** The server refused it for good. */
  | { readonly result: 'refused'; readonly problem: NonNullable<Outgoing['problem']> }
  /** No connection, signed out or server busy: try the whole queue again later. */
  | { readonly result: 'later' }

/** The first entry that may be sent: in order of making, never past an entry of the same case that is stuck. */
export function nextToSend(queue: readonly Outgoing[], person: string): Outgoing | undefined {
  const stuck = new Set<string>()
  for (const entry of inOrder(queue)) {
    if (entry.person !== person) continue
    if (entry.caseId !== undefined && stuck.has(entry.caseId)) continue
    if (entry.state === 'waiting') return entry
    if (entry.caseId !== undefined) stuck.add(entry.caseId)
  }
  return undefined
}

/** Oldest first: UUIDv7 ids sort by the moment they were made. */
export const inOrder = (queue: readonly Outgoing[]): readonly Outgoing[] =>
  [...queue].sort((a, b) => (a.actionId < b.actionId ? -1 : a.actionId > b.actionId ? 1 : 0))

/**
 * The queue after one entry was sent. What was done leaves the queue, and later actions on the same case, which were
 * made in the knowledge of it, are now based on the state after it.
 */
export function afterSending(queue: readonly Outgoing[], actionId: string, sent: Sent): readonly Outgoing[] {
  const entry = queue.find((one) => one.actionId === actionId)
  if (!entry || sent.result === 'later') return queue
  if (sent.result !== 'done')
    return queue.map((one) => (one.actionId === actionId ? { ...one, state: sent.result, problem: sent.problem } : one))
  return queue
    .filter((one) => one.actionId !== actionId)
    .map((one) =>
      sent.seq !== undefined && entry.caseId !== undefined && one.caseId === entry.caseId && one.actionId > actionId
        ? { ...one, body: { ...one.body, seq: sent.seq } }
        : one,
    )
}

/** The person saw what changed and still wants it: based anew on `seq`, it waits again, under the same id. */
export const rebased = (entry: Outgoing, seq: number): Outgoing => ({
  ...entry,
  state: 'waiting',
  problem: undefined,
  body: { ...entry.body, seq },
})

/** Puts the server's ids in the place of ids of files kept on this device, wherever they stand in a body. */
export function withFiles(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return ids.get(value) ?? value
  if (Array.isArray(value)) return value.map((one) => withFiles(one, ids))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withFiles(one, ids)]))
  return value
}

/** Every id-like text in a body: candidates for kept files. */
export function idsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}$/.test(value) ? [value] : []
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(idsIn)
  return []
}
