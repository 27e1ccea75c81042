import { useCallback, useEffect, useRef, useState } from 'react'
import { type Draft, deviceStore } from './store.ts'

/** A value that is kept on the device while it is being worked on. */
export type Drafting<Value> = {
  readonly value: Value
  readonly set: (value: Value) => void
  /** When the draft that was found was last touched, epoch milliseconds; nothing when the start value is used. */
  readonly restoredAt: number | undefined
  /** The store was asked; before that, typing would be overwritten by what it finds. */
  readonly ready: boolean
  readonly clear: () => void
}

/** Writes a draft and says at once that this is all: a page that goes away does not wait for a transaction to find that out. */
async function writeNow(draft: Draft): Promise<void> {
  const writing = (await deviceStore()).transaction('drafts', 'readwrite')
  void writing.store.put(draft)
  writing.commit()
  await writing.done
}

const asideKey = (key: string) => `shudu.draft.${key}`

/** A copy that is there at once: of a page that goes away some browsers finish no transaction. */
function keepAside(draft: Draft): void {
  try {
    localStorage.setItem(asideKey(draft.key), JSON.stringify(draft))
  } catch {
    // Storage is full or forbidden: the transaction is what is left.
  }
}

/** The newest of a draft: the copy kept aside is put where drafts belong, unless that holds a newer one. */
async function findDraft(key: string): Promise<Draft | undefined> {
  const stored = await (await deviceStore()).get('drafts', key)
  const kept = localStorage.getItem(asideKey(key))
  if (kept === null) return stored
  const aside = JSON.parse(kept) as Draft // written by `keepAside` alone
  const isNewer = aside.at >= (stored?.at ?? 0)
  if (isNewer) await writeNow(aside)
  localStorage.removeItem(asideKey(key))
  return isNewer ? aside : stored
}

/** Removes a draft. */
export async function dropDraft(key: string): Promise<void> {
  localStorage.removeItem(asideKey(key))
  await (await deviceStore()).delete('drafts', key)
}

/**
 * State that survives closing the page: written half a second after the last change, found again under its key. `start`
 * makes the value to begin with, anew each time the draft is cleared.
 */
export function useDraft<Value>(key: string, start: () => Value): Drafting<Value> {
  const [value, setValue] = useState<Value>(start)
  const [restoredAt, setRestoredAt] = useState<number>()
  const [ready, setReady] = useState(false)
  const first = useRef(start)
  first.current = start
  const timer = useRef<number>(undefined)
  const unwritten = useRef<Draft>(undefined)

  useEffect(() => {
    let here = true
    setReady(false)
    const find = async (): Promise<void> => {
      const found = await findDraft(key)
      if (!here) return
      // Only this hook writes under this key, with the same shape.
      setValue((found?.values as Value | undefined) ?? first.current())
      setRestoredAt(found?.at)
      setReady(true)
    }
    // A private window without IndexedDB still lets the person work; the draft then lasts as long as the page.
    find().catch(() => here && setReady(true))
    return () => {
      here = false
    }
  }, [key])

  const write = useCallback(() => {
    window.clearTimeout(timer.current)
    const draft = unwritten.current
    unwritten.current = undefined
    if (draft) void writeNow(draft)
  }, [])
  const leave = useCallback(() => {
    if (unwritten.current) keepAside(unwritten.current)
    write()
  }, [write])
  // The page may be gone before the half second is over: closed, reloaded, or put away on a phone.
  useEffect(() => {
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') leave()
    }
    window.addEventListener('pagehide', leave)
    document.addEventListener('visibilitychange', hidden)
    return () => {
      window.removeEventListener('pagehide', leave)
      document.removeEventListener('visibilitychange', hidden)
      write()
    }
  }, [write, leave])
  const set = useCallback(
    (next: Value) => {
      setValue(next)
      unwritten.current = { key, values: next, at: Date.now() }
      window.clearTimeout(timer.current)
      timer.current = window.setTimeout(write, 500)
    },
    [key, write],
  )
  const clear = useCallback(() => {
    window.clearTimeout(timer.current)
    unwritten.current = undefined
    setValue(first.current())
    setRestoredAt(undefined)
    void dropDraft(key)
  }, [key])
  return { value, set, restoredAt, ready, clear }
}
