import { useSyncExternalStore } from 'react'

let online = navigator.onLine
const listeners = new Set<() => void>()
const back = new Set<() => void>()

/** Milliseconds before the city is asked whether it is back: from the shortest, longer each time, from the start after a quiet minute. */
const pauses = { shortest: 1_000, longest: 15_000, quiet: 60_000 }
const asking = { timer: 0, pause: pauses.shortest, since: 0 }

function set(now: boolean): void {
  if (now === online) return
  online = now
  for (const listener of listeners) listener()
  if (now) lost()
}
addEventListener('online', () => set(true))
addEventListener('offline', () => set(false))

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Does the device believe it has a connection? */
export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => online)

/** Hears when the city answers again after it did not. @returns ends the hearing */
export function onBack(listener: () => void): () => void {
  back.add(listener)
  return () => back.delete(listener)
}

/** Told that the city did not answer: asks it, every few seconds and never together with everybody else, until it does. */
export function lost(): void {
  if (asking.timer !== 0) return
  const now = Date.now()
  asking.pause = now - asking.since > pauses.quiet ? pauses.shortest : Math.min(pauses.longest, asking.pause * 1.5)
  asking.since = now
  asking.timer = window.setTimeout(ask, asking.pause * (1 + Math.random()))
}

async function ask(): Promise<void> {
  asking.timer = 0
  // Without a signal there is nobody to ask; the device tells when there is one.
  if (!navigator.onLine) return
  const answer = await fetch('/healthz', { cache: 'no-store' }).catch(() => undefined)
  if (!answer?.ok) return lost()
  for (const listener of back) listener()
}
