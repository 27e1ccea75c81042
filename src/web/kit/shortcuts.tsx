import { type JSX, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { Words } from '../../kernel/words.ts'
import { Dialog } from './dialog.tsx'
import styles from './shortcuts.module.css'
import { useSay } from './use-say.ts'

/** One key (or two in a row, `g m`) and what it does on this page. */
export type Shortcut = {
  readonly keys: string
  readonly words: Words
  readonly run: (event: KeyboardEvent) => void
  /** Not offered now; still listed in the help. */
  readonly off?: boolean
}

type Group = { readonly title: Words; readonly shortcuts: readonly Shortcut[] }

let groups: readonly Group[] = []
const listeners = new Set<() => void>()
const tell = (): void => {
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Offers shortcuts while the component is there. The newest group wins where two want one key. */
export function useShortcuts(title: Words, shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  const keys = shortcuts.map((each) => each.keys).join(' · ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the group is renewed when the set of keys changes; what they do is read through `latest`
  useEffect(() => {
    const group: Group = {
      title,
      get shortcuts() {
        return latest.current
      },
    }
    groups = [...groups, group]
    tell()
    return () => {
      groups = groups.filter((other) => other !== group)
      tell()
    }
  }, [keys])
}

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Finds the shortcut for the keys typed; `undefined` while they are only the beginning of one. */
function find(typed: string): Shortcut | undefined {
  for (const group of [...groups].reverse()) {
    const hit = group.shortcuts.find((each) => each.keys === typed && !each.off)
    if (hit) return hit
  }
  return undefined
}

/** Listens for the keys, and shows the help on `?`. Once in the shell of a desk. */
export function ShortcutKeys(): JSX.Element {
  const say = useSay()
  const [help, setHelp] = useState(false)
  const shown = useSyncExternalStore(subscribe, () => groups)
  useEffect(() => {
    let before = ''
    let beforeAt = 0
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writes(event.target)) return
      if (document.querySelector('dialog[open]')) return
      if (event.key === '?') {
        setHelp(true)
        return
      }
      const typed = before && event.timeStamp - beforeAt < 1_200 ? `${before} ${event.key}` : event.key
      const hit = find(typed) ?? find(event.key)
      before = hit ? '' : event.key
      beforeAt = event.timeStamp
      if (!hit) return
      event.preventDefault()
      hit.run(event)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
  return (
    <Dialog title={say({ zh: '键盘', en: 'Keyboard' })} open={help} onClose={() => setHelp(false)} wide>
      <div className={styles.groups}>
        {shown.map((group) => (
          <section key={group.title.en}>
            <h3>{say(group.title)}</h3>
            <dl className={styles.list}>
              {group.shortcuts.map((each) => (
                <div key={each.keys}>
                  <dt>
                    {each.keys.split(' ').map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{say(each.words)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
