import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Words } from '../../kernel/words.ts'
import { NoRoom } from '../api/problem.ts'

/** Something a person did that the server has not yet acknowledged. */
export type Outgoing = {
  /** UUIDv7 made on this device: the server does an action of one id once, however often it arrives. Orders the queue. */
  readonly actionId: string
  /** Who did it; it is sent only while this person is signed in. */
  readonly person: string
  /** The case it acts on; absent for a new report. Entries of one case are sent strictly in order. */
  readonly caseId?: string
  readonly path: string
  /** What is sent. `seq` is the state of the case it was based on. Ids of files kept here stand for the files. */
  readonly body: Readonly<Record<string, unknown>>
  readonly title: Words
  /** The case's own title or number, to show it by. */
  readonly about: string
  /** Epoch milliseconds on this device's clock. */
  readonly at: number
  /** `waiting` for a connection; `conflict`: the case changed meanwhile; `refused`: the server said no, with its words. */
  readonly state: 'waiting' | 'conflict' | 'refused'
  readonly problem?: OutgoingProblem
}

/** Why an entry stopped, in the words of the server. */
export type OutgoingProblem = {
  readonly title: string
  readonly detail: string
  readonly todo: string
  readonly facts: Readonly<Record<string, unknown>>
}

/** A photo or file kept on the device until the server has it. */
export type KeptFile = {
  readonly id: string
  readonly blob: Blob
  readonly name: string
  readonly at: number
  /** The server's id, once it has it. */
  readonly serverId?: string
}

/** A form left half filled. */
export type Draft = { readonly key: string; readonly values: unknown; readonly at: number }

/** What this device sent and may want to find again without signing in: the secret short code opens the public view. */
export type Receipt = { readonly code: string; readonly number: string; readonly title: string; readonly at: number }

interface Schema extends DBSchema {
  outbox: { key: string; value: Outgoing }
  files: { key: string; value: KeptFile }
  drafts: { key: string; value: Draft }
  receipts: { key: string; value: Receipt }
}

let opened: Promise<IDBPDatabase<Schema>> | undefined

/** The device's own small database; opened once. */
export function deviceStore(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('shudu', 1, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: 'actionId' })
      db.createObjectStore('files', { keyPath: 'id' })
      db.createObjectStore('drafts', { keyPath: 'key' })
      db.createObjectStore('receipts', { keyPath: 'code' })
    },
    // A newer page wants to upgrade the database: let it, and open again when next needed.
    blocking: (_current, _wanted, event) => {
      opened = undefined
      ;(event.target as IDBDatabase).close() // the event of an open connection has it as its target
    },
  })
  return opened
}

/** Waits until something is written. @throws NoRoom when the device is full */
export async function written<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') throw new NoRoom(error)
    throw error
  }
}

const listeners = new Set<() => void>()
let line: BroadcastChannel | undefined

/** The line between the tabs of this device, opened when it is first needed. */
function channel(): BroadcastChannel | undefined {
  if (line === undefined && typeof BroadcastChannel !== 'undefined') {
    line = new BroadcastChannel('shudu.device')
    line.onmessage = () => {
      for (const listener of listeners) listener()
    }
  }
  return line
}

/** Tells every tab and the service worker that the device's store changed. */
export function changed(): void {
  for (const listener of listeners) listener()
  channel()?.postMessage('changed')
}

/** Hears of changes of the device's store, in this tab and the others. */
export function onChanged(listener: () => void): () => void {
  channel()
  listeners.add(listener)
  return () => listeners.delete(listener)
}
