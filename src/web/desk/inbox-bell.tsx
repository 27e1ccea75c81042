import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { unreadQuery } from '../api/notify.ts'
import { Icon, useSay } from '../kit/index.ts'
import styles from './inbox.module.css'

/** The way to one's messages, with how many are unread. */
export function InboxBell(): JSX.Element {
  const say = useSay()
  const { data } = useQuery({ ...unreadQuery, refetchInterval: 60_000 })
  const unread = data?.unread ?? 0
  const words = say.count(unread, {
    zh: '消息，{n} 条未读',
    en: { one: 'Messages, {n} unread', other: 'Messages, {n} unread' },
  })
  return (
    <Link to="/desk/inbox" className={styles.bell} aria-label={words} title={words}>
      <Icon name="bell" />
      {unread > 0 ? <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span> : null}
    </Link>
  )
}
