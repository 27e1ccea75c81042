import { useQueryClient } from '@tanstack/react-query'
import { type JSX, useEffect } from 'react'
import { Link } from 'react-router'
import { Icon, useSay } from '../kit/index.ts'
import { syncOutbox, tidyKept, useOutbox } from '../offline/index.ts'
import { onBack, useOnline } from './connection.ts'
import styles from './frame.module.css'
import { useSession } from './session.ts'

const minute = 60_000

/** Sends what waits, whenever there may be a chance: at start, back online, when the city answers again, back in sight, and every minute while anything waits. */
function useSync(person: string | undefined, waiting: number): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!person) return
    const sync = async (): Promise<void> => {
      if (!navigator.onLine) return
      const before = waiting
      await syncOutbox(person)
      if (before > 0)
        void queries.invalidateQueries({
          predicate: ({ queryKey }) => queryKey[0] === 'case' || queryKey[0] === 'cases',
        })
    }
    const seen = (): void => {
      if (document.visibilityState === 'visible') void sync()
    }
    void sync()
    addEventListener('online', sync)
    const quiet = onBack(() => void sync())
    document.addEventListener('visibilitychange', seen)
    const timer = waiting > 0 ? window.setInterval(sync, minute) : undefined
    return () => {
      removeEventListener('online', sync)
      quiet()
      document.removeEventListener('visibilitychange', seen)
      window.clearInterval(timer)
    }
  }, [person, waiting, queries])
}

/** Says that there is no signal, what waits to be sent, and what needs a decision. Nothing when all is well. */
export function ConnectionBar(): JSX.Element | null {
  const say = useSay()
  const online = useOnline()
  const person = useSession()?.actor.id
  const queue = useOutbox(person ?? '')
  useSync(person, queue.length)
  useEffect(() => {
    void tidyKept().catch(() => undefined) // no IndexedDB: nothing to tidy
  }, [])
  const stuck = queue.filter((entry) => entry.state !== 'waiting').length
  const waiting = queue.length - stuck
  if (online && queue.length === 0) return null
  return (
    <aside className={styles.bar} aria-label={say({ zh: '连接', en: 'Connection' })} data-print="no">
      <Icon name={online ? 'sync' : 'offline'} />
      <span className={styles.grow} role="status">
        {online
          ? null
          : say({
              zh: '没有信号。可以继续工作，有信号后自动发送。',
              en: 'No signal. Go on working: it is sent when there is one.',
            })}{' '}
        {waiting > 0
          ? say.count(waiting, {
              zh: '{n} 项待发送。',
              en: { one: '{n} action waits to be sent.', other: '{n} actions wait to be sent.' },
            })
          : null}{' '}
        {stuck > 0
          ? say.count(stuck, {
              zh: '{n} 项需要您决定。',
              en: { one: '{n} needs your decision.', other: '{n} need your decision.' },
            })
          : null}
      </span>
      {queue.length > 0 ? <Link to="/outbox">{say({ zh: '查看', en: 'See them' })}</Link> : null}
    </aside>
  )
}
