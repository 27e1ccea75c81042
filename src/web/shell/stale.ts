import { useSyncExternalStore } from 'react'

const built = __SHUDU_VERSION__
let stale = false
const listeners = new Set<() => void>()

/** Takes note of the version that the server named; a version other than this page's makes the page stale. */
export function seenVersion(version: string): void {
  // The development server builds as it goes: its page is never stale.
  if (stale || import.meta.env.DEV || version === built) return
  stale = true
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Was this page built for another version than the server now runs? */
export const useStale = (): boolean => useSyncExternalStore(subscribe, () => stale)
