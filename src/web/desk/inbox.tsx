import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { inboxQuery, markRead } from '../api/notify.ts'
import { Button, Empty, Loading, Page, StateMark, sayInstant, sayWhen, Trouble, useSay } from '../kit/index.ts'
import styles from './inbox.module.css'

/** One's messages, newest first. */
export function Inbox(): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const inbox = useQuery(inboxQuery)
  const reading = useMutation({
    mutationFn: markRead,
    onSuccess: () => queries.invalidateQueries({ queryKey: inboxQuery.queryKey }),
  })
  const items = inbox.data?.items ?? []
  return (
    <Page
      title={say({ zh: '消息', en: 'Messages' })}
      actions={
        (inbox.data?.unread ?? 0) > 0 ? (
          <Button icon="check" busy={reading.isPending} onClick={() => reading.mutate({ upTo: items[0]?.id ?? '' })}>
            {say({ zh: '全部标为已读', en: 'Mark all as read' })}
          </Button>
        ) : undefined
      }
    >
      {inbox.error ? <Trouble error={inbox.error} again={() => void inbox.refetch()} /> : null}
      {inbox.isPending ? <Loading /> : null}
      {inbox.data && items.length === 0 ? (
        <Empty icon="bell" title={say({ zh: '没有消息', en: 'No messages' })} />
      ) : null}
      <ul className={styles.list}>
        {items.map((item) => (
          <li key={item.id} className={`${styles.item} ${item.readAt ? styles.read : styles.unread}`}>
            <strong>
              {item.link ? (
                <Link to={item.link} onClick={() => reading.mutate({ ids: [item.id] })}>
                  {say(item.title)}
                </Link>
              ) : (
                say(item.title)
              )}{' '}
              {item.isUrgent ? (
                <StateMark shape="urgent" tone="urgent">
                  {say({ zh: '紧急', en: 'Urgent' })}
                </StateMark>
              ) : null}
            </strong>
            <time dateTime={item.at} title={sayInstant(say, item.at)}>
              {sayWhen(say, item.at)}
            </time>
            <p>{say(item.text)}</p>
          </li>
        ))}
      </ul>
    </Page>
  )
}
