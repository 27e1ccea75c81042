import { type JSX, useSyncExternalStore } from 'react'
import type { Words } from '../../kernel/words.ts'
import { Icon } from './icon.tsx'
import styles from './notices.module.css'
import { useSay } from './use-say.ts'

/** A short word at the edge of the screen about something that just happened; never the only place where it is said. */
type Notice = { readonly id: number; readonly words: Words; readonly tone: 'done' | 'warning' }

let notices: readonly Notice[] = []
let next = 1
const listeners = new Set<() => void>()

function set(now: readonly Notice[]): void {
  notices = now
  for (const listener of listeners) listener()
}

/** Shows a notice for six seconds. */
export function notify(words: Words, tone: Notice['tone'] = 'done'): void {
  const notice = { id: next++, words, tone }
  set([...notices, notice])
  setTimeout(() => set(notices.filter((other) => other.id !== notice.id)), 6_000)
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The place where notices appear; once in the shell. */
export function Notices(): JSX.Element {
  const say = useSay()
  const shown = useSyncExternalStore(subscribe, () => notices)
  return (
    <div className={styles.notices} role="status" aria-live="polite" data-print="no">
      {shown.map((notice) => (
        <p key={notice.id} className={`${styles.notice} ${styles[notice.tone]}`}>
          <Icon name={notice.tone === 'done' ? 'check' : 'warning'} />
          {say(notice.words)}
        </p>
      ))}
    </div>
  )
}
