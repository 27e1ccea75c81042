import { useSyncExternalStore } from 'react'

let online = navigator.onLine
const listeners = new Set<() => void>()

function set(now: boolean): void {
  if (now === online) return
  online = now
  for (const listener of listeners) listener()
}
addEventListener('online', () => set(true))
addEventListener('offline', () => set(false))

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Does the device believe it has a connection? */
export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => online)
