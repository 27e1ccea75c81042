import { useSyncExternalStore } from 'react'
import type { Language } from '../../kernel/words.ts'

/** What a person chose for the whole application; kept on this device, never sent anywhere. */
export type Preferences = {
  readonly language: Language
  /** `auto` follows the device. */
  readonly theme: 'auto' | 'light' | 'dark'
  /** Care mode 关怀版: 22 px scale, one task a screen, read aloud. */
  readonly care: boolean
}

const listeners = new Set<() => void>()
/** The first page is also drawn once while building, where there is no device: then as nobody has chosen anything. */
const hasDevice = typeof document !== 'undefined'
const darkDevice = hasDevice ? matchMedia('(prefers-color-scheme: dark)') : undefined

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`shudu.${name}`)
  } catch {
    return null // storage may be blocked (embedded browsers); the choice then lasts as long as the page
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(`shudu.${name}`, value)
  } catch {
    // same as above: nothing to do, the choice still holds for this page
  }
}

const asTheme = (text: string | null): Preferences['theme'] => (text === 'light' || text === 'dark' ? text : 'auto')

const unchosen: Preferences = { language: 'zh', theme: 'auto', care: false }

/** `boot.js` has already put the start values on <html>; read them back so that both agree. */
let current: Preferences = hasDevice
  ? {
      language: document.documentElement.lang.startsWith('en') ? 'en' : 'zh',
      theme: asTheme(new URLSearchParams(location.search).get('theme') ?? stored('theme')),
      care: document.documentElement.dataset.care === 'on',
    }
  : unchosen

/** A desk that is dark by nature (the cockpit on its wall) is open; a choice of the person goes before it. */
let isDim = false

/** Is the page dark now, by choice, by the desk or by the device? */
export const isDark = (preferences: Preferences): boolean =>
  preferences.theme === 'dark' || (preferences.theme === 'auto' && (isDim || darkDevice?.matches === true))

/** Says whether a desk that is dark by nature is open. */
export function dim(on: boolean): void {
  isDim = on
  // A new object tells those who follow that the look changed.
  current = { ...current }
  show()
  for (const listener of listeners) listener()
}

function show(): void {
  const root = document.documentElement
  root.lang = current.language === 'en' ? 'en' : 'zh-CN'
  root.dataset.theme = isDark(current) ? 'dark' : 'light'
  root.dataset.care = current.care ? 'on' : 'off'
}

darkDevice?.addEventListener('change', () => {
  show()
  for (const listener of listeners) listener()
})

/** Changes some preferences, shows them at once and keeps them. */
export function choose(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  store('language', current.language)
  store('theme', current.theme)
  store('care', current.care ? 'on' : 'off')
  show()
  for (const listener of listeners) listener()
}

/** The preferences outside React (for formatting in stores and the API's Accept-Language). */
export const preferencesNow = (): Preferences => current

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The preferences inside React; the component follows them. */
export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, preferencesNow, preferencesNow)
