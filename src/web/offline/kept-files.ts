import { uuidv7 } from '../../kernel/codes/index.ts'
import { type StoredFile, uploadFile } from '../api/files.ts'
import { NoRoom } from '../api/problem.ts'
import { changed, deviceStore, type KeptFile, written } from './store.ts'

/** Keeps a file on the device at once, before anything is sent; its id stands for it in forms and queued actions. @throws NoRoom */
export async function keepFile(file: Blob, name: string): Promise<KeptFile> {
  const kept: KeptFile = { id: uuidv7(), blob: file, name, at: Date.now() }
  await written((await deviceStore()).put('files', kept))
  changed()
  return kept
}

/** The kept file of that id, if this device has it. */
export const findKept = async (id: string): Promise<KeptFile | undefined> => (await deviceStore()).get('files', id)

/** Forgets a kept file. */
export async function dropKept(id: string): Promise<void> {
  await (await deviceStore()).delete('files', id)
  changed()
}

/**
 * Brings a kept file to the server, once; gives what the server knows of it. An id that is not kept here is the
 * server's own already.
 * @throws ApiProblem when the server refuses the file; NoConnection
 */
export async function sendKept(id: string, onProgress?: (share: number) => void): Promise<string> {
  const kept = await findKept(id)
  if (!kept) return id
  if (kept.serverId) return kept.serverId
  const stored: StoredFile = await uploadFile(kept.blob, kept.name, onProgress)
  try {
    await written((await deviceStore()).put('files', { ...kept, serverId: stored.id }))
  } catch (error) {
    // It is on the server, whether or not a full device can note so.
    if (!(error instanceof NoRoom)) throw error
  }
  changed()
  return stored.id
}

const day = 86_400_000

/** Clears files that the server has, and those that no draft or action has claimed for 30 days. */
export async function tidyKept(now: number = Date.now()): Promise<void> {
  const store = await deviceStore()
  const outbox = JSON.stringify(await store.getAll('outbox'))
  const drafts = JSON.stringify(await store.getAll('drafts'))
  for (const file of await store.getAll('files')) {
    const claimed = outbox.includes(file.id) || drafts.includes(file.id)
    const age = now - file.at
    if (!claimed && (age > 30 * day || (file.serverId !== undefined && age > day))) await store.delete('files', file.id)
  }
}
