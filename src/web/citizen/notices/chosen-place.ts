import { useSyncExternalStore } from 'react'

/** The place somebody chose to see notices of; kept on this device, told to the server only to ask what concerns it. */
export type ChosenPlace = { readonly title: string; readonly point: readonly [number, number] }

const name = 'shudu.place'
const listeners = new Set<() => void>()

function read(): ChosenPlace | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? 'null')
    return isPlace(kept) ? kept : undefined
  } catch {
    return undefined // storage may be blocked, or hold what is not ours
  }
}

const isPlace = (value: unknown): value is ChosenPlace =>
  typeof value === 'object' &&
  value !== null &&
  'title' in value &&
  typeof value.title === 'string' &&
  'point' in value &&
  Array.isArray(value.point) &&
  value.point.length === 2 &&
  value.point.every((one) => typeof one === 'number')

let current: ChosenPlace | undefined = typeof localStorage === 'undefined' ? undefined : read()

/** Chooses a place, or none. */
export function choosePlace(place: ChosenPlace | undefined): void {
  current = place
  try {
    if (place) localStorage.setItem(name, JSON.stringify(place))
    else localStorage.removeItem(name)
  } catch {
    // same as above: the choice then lasts as long as the page
  }
  for (const listener of listeners) listener()
}

const follow = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The chosen place. */
export const useChosenPlace = (): ChosenPlace | undefined =>
  useSyncExternalStore(
    follow,
    () => current,
    () => undefined,
  )
