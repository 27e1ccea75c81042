import { useSyncExternalStore } from 'react'

const built = __SHUDU_VERSION__
let stale = false
let offered = ''
const tried = 'shudu.reloaded'
const listeners = new Set<() => void>()

/** Takes note of the version that the server named; a version other than this page's makes the page stale. */
export function seenVersion(version: string): void {
  // The development server builds as it goes: its page is never stale.
  if (stale || import.meta.env.DEV || version === built) return
  // Loading it again did not help a moment ago (the server is still the older one): it is not offered twice.
  if (sessionStorage.getItem(tried) === `${built} ${version}`) return
  offered = version
  stale = true
  for (const listener of listeners) listener()
}

/** Notes that the page is being loaded again for the version that was offered. */
export const noteReload = (): void => sessionStorage.setItem(tried, `${built} ${offered}`)

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Was this page built for another version than the server now runs? */
export const useStale = (): boolean => useSyncExternalStore(subscribe, () => stale)
