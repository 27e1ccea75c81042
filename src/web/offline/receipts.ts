import { changed, deviceStore, type Receipt } from './store.ts'

/** Keeps what a report got as its answer, when it has a number and a short code. */
export async function keepReceipt(answer: Readonly<Record<string, unknown>>, title: string): Promise<void> {
  const { code, number } = answer
  if (typeof code !== 'string' || typeof number !== 'string') return
  await (await deviceStore()).put('receipts', { code, number, title, at: Date.now() })
  changed()
}

/** What this device sent, newest first. */
export async function receipts(): Promise<readonly Receipt[]> {
  const all = await (await deviceStore()).getAll('receipts')
  return all.sort((a, b) => b.at - a.at)
}

/** Forgets them: the device may belong to several people. */
export async function forgetReceipts(): Promise<void> {
  await (await deviceStore()).clear('receipts')
  changed()
}
