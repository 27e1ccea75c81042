import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { channelsQuery, sandboxQuery } from '../api/admin.ts'
import {
  Button,
  DemoMark,
  Empty,
  Loading,
  Page,
  Section,
  Segments,
  StateMark,
  sayInstant,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import styles from './admin.module.css'

const names: Readonly<Record<string, { zh: string; en: string }>> = {
  email: { zh: '电子邮件', en: 'E-mail' },
  sms: { zh: '短信', en: 'SMS' },
  webhook: { zh: '网络回调', en: 'Webhook' },
}

/** What would be sent to people outside, and whether it really is. */
export function Sandbox(): JSX.Element {
  const say = useSay()
  const channels = useQuery(channelsQuery)
  const [channel, setChannel] = useState<'' | 'email' | 'sms' | 'webhook'>('')
  const sandbox = useInfiniteQuery(sandboxQuery(channel || undefined))
  const items = sandbox.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page
      title={say({ zh: '通知沙箱', en: 'Notices' })}
      lead={say({
        zh: '没有接通服务商的通道，消息留在这里，不会发出。',
        en: 'Channels without a provider leave their messages here; nothing goes out.',
      })}
      width="wide"
    >
      {channels.error ? <Trouble error={channels.error} again={() => void channels.refetch()} /> : null}
      {channels.data ? (
        <Table
          caption={say({ zh: '通道', en: 'Channels' })}
          columns={[
            {
              key: 'name',
              title: say({ zh: '通道', en: 'Channel' }),
              head: true,
              cell: (row) => say(names[row.channel] ?? { zh: row.channel, en: row.channel }),
            },
            {
              key: 'to',
              title: say({ zh: '去向', en: 'Goes to' }),
              cell: (row) =>
                row.goesTo === 'provider' ? (
                  <StateMark shape="done" tone="active">
                    {say({ zh: '服务商，真实发出', en: 'A provider: really sent' })}
                  </StateMark>
                ) : (
                  <StateMark shape="waiting">{say({ zh: '沙箱，不发出', en: 'The sandbox: not sent' })}</StateMark>
                ),
            },
          ]}
          rows={channels.data.items}
          keyOf={(row) => row.channel}
        />
      ) : null}
      <Section
        title={say({ zh: '会发出的消息', en: 'What would be sent' })}
        actions={
          <Segments
            label={say({ zh: '通道', en: 'Channel' })}
            value={channel}
            onChange={setChannel}
            options={[
              { value: '', words: say({ zh: '全部', en: 'All' }) },
              { value: 'sms', words: say({ zh: '短信', en: 'SMS' }) },
              { value: 'email', words: say({ zh: '邮件', en: 'E-mail' }) },
              { value: 'webhook', words: say({ zh: '回调', en: 'Webhook' }) },
            ]}
          />
        }
      >
        {sandbox.error ? <Trouble error={sandbox.error} again={() => void sandbox.refetch()} /> : null}
        {sandbox.isPending ? <Loading /> : null}
        {sandbox.data && items.length === 0 ? (
          <Empty icon="bell" title={say({ zh: '还没有消息', en: 'No messages yet' })} />
        ) : null}
        <ul className={styles.messages}>
          {items.map((item) => (
            <li key={item.id}>
              <strong>{item.title ?? item.template}</strong>
              <p>{item.text}</p>
              <span className={styles.meta}>
                <span>{say(names[item.channel] ?? { zh: item.channel, en: item.channel })}</span>
                <span>{item.shownTo ?? ''}</span>
                <span>{item.about}</span>
                <span>{sayInstant(say, item.madeAt)}</span>
                {item.isDemo ? <DemoMark short /> : null}
              </span>
            </li>
          ))}
        </ul>
        {sandbox.hasNextPage ? (
          <Button busy={sandbox.isFetchingNextPage} onClick={() => void sandbox.fetchNextPage()}>
            {say({ zh: '更早的', en: 'Earlier' })}
          </Button>
        ) : null}
      </Section>
    </Page>
  )
}
