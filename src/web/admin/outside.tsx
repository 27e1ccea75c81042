import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { ActButton } from '../account/act-button.tsx'
import {
  actOnLetter,
  actOnLetters,
  endSubscription,
  federatedSourcesQuery,
  lettersQuery,
  setSubscription,
  twinSubscriptionsQuery,
} from '../api/outside.ts'
import { Button, Buttons, Loading, Page, Section, StateMark, sayWhen, Table, Trouble, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'

const touched = [['outside']]

/** Outside systems that are told of changes of the twin: how it goes, what was given up; and those that answer for entities of theirs. */
export function Outside(): JSX.Element {
  const say = useSay()
  const may = hasRole(useSession(), 'administrator', 'data-officer')
  return (
    <Page
      title={say({ zh: '外部系统', en: 'Outside systems' })}
      lead={say({
        zh: '谁订阅了城市孪生的变化，送达得怎样；送不到的通知留三十天，可以重发或丢弃。',
        en: 'Who is told of changes of the twin and how that goes; what could not be delivered is kept for thirty days, to be sent again or dropped.',
      })}
      width="wide"
    >
      <Subscriptions may={may} />
      <Letters may={may} />
      <Sources />
    </Page>
  )
}

/** Where something goes, without what may be secret in the address. */
function receiverOf(uri: string): string {
  if (!URL.canParse(uri)) return uri
  const { protocol, host, pathname } = new URL(uri)
  return `${protocol}//${host}${pathname}`
}

function Delivered({
  of: { status, timesSent = 0, timesFailed = 0, lastSuccess, lastFailure },
}: {
  readonly of: {
    readonly status?: 'ok' | 'failed'
    readonly timesSent?: number
    readonly timesFailed?: number
    readonly lastSuccess?: string
    readonly lastFailure?: string
  }
}): JSX.Element {
  const say = useSay()
  if (timesSent === 0) return <>{say({ zh: '还没有送过', en: 'Nothing was sent yet' })}</>
  const isWell = status !== 'failed'
  const last = isWell ? lastSuccess : lastFailure
  return (
    <StateMark shape={isWell ? 'done' : 'urgent'} tone={isWell ? 'active' : 'urgent'}>
      {say(
        { zh: '送 {sent} 次，失败 {failed} 次', en: 'sent {sent} times, failed {failed}' },
        { sent: timesSent.toLocaleString(say.tag), failed: timesFailed.toLocaleString(say.tag) },
      )}
      {last ? ` · ${sayWhen(say, last)}` : ''}
    </StateMark>
  )
}

function Subscriptions({ may }: { readonly may: boolean }): JSX.Element {
  const say = useSay()
  const found = useQuery(twinSubscriptionsQuery)
  return (
    <Section title={say({ zh: '订阅', en: 'Subscriptions' })}>
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading /> : null}
      {found.data ? (
        <Table
          caption={say({ zh: '外部系统的订阅', en: 'Subscriptions of outside systems' })}
          rows={found.data}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'receiver',
              title: say({ zh: '送到', en: 'Goes to' }),
              head: true,
              cell: ({ notification, subscriptionName }) => (
                <>
                  {subscriptionName ? `${subscriptionName} · ` : ''}
                  {receiverOf(notification.endpoint.uri)}
                </>
              ),
            },
            {
              key: 'about',
              title: say({ zh: '关于', en: 'About' }),
              cell: ({ entities = [], watchedAttributes = [] }) =>
                [...entities.map(({ type, id }) => id ?? type ?? ''), ...watchedAttributes].join(', ') || '—',
            },
            {
              key: 'status',
              title: say({ zh: '状态', en: 'State' }),
              cell: ({ status }) =>
                status === 'active' || status === undefined
                  ? say({ zh: '生效', en: 'Active' })
                  : status === 'paused'
                    ? say({ zh: '暂停', en: 'Resting' })
                    : say({ zh: '已到期', en: 'Expired' }),
            },
            {
              key: 'sent',
              title: say({ zh: '送达', en: 'Delivery' }),
              cell: ({ notification }) => <Delivered of={notification} />,
            },
            {
              key: 'acts',
              title: say({ zh: '处理', en: 'Act' }),
              cell: ({ id, status }) =>
                may ? (
                  <Buttons>
                    <ActButton
                      words={
                        status === 'paused' ? say({ zh: '继续', en: 'Go on' }) : say({ zh: '暂停', en: 'Let it rest' })
                      }
                      label={`${status === 'paused' ? say({ zh: '继续', en: 'Go on' }) : say({ zh: '暂停', en: 'Let it rest' })}: ${id}`}
                      run={() => setSubscription(id, status === 'paused')}
                      touches={touched}
                    />
                    <ActButton
                      words={say({ zh: '取消订阅', en: 'End it' })}
                      label={`${say({ zh: '取消订阅', en: 'End it' })}: ${id}`}
                      tone="danger"
                      ask={say({
                        zh: '对方不再收到通知，等着的和死信一并删去。',
                        en: 'They are told no more; what waits and what was given up goes with it.',
                      })}
                      run={() => endSubscription(id)}
                      touches={touched}
                    />
                  </Buttons>
                ) : null,
            },
          ]}
        />
      ) : null}
    </Section>
  )
}

function Letters({ may }: { readonly may: boolean }): JSX.Element {
  const say = useSay()
  const found = useInfiniteQuery(lettersQuery('dead'))
  const rows = found.data?.pages.flatMap(({ items }) => items) ?? []
  const subscriptions = [...new Set(rows.map(({ subscription }) => subscription))]
  const only = subscriptions.length === 1 ? subscriptions[0] : undefined
  return (
    <Section
      title={say({ zh: '送不到的通知（死信）', en: 'Notifications given up (dead letters)' })}
      actions={
        may && only !== undefined ? (
          <Buttons>
            <ActButton
              words={say({ zh: '全部重发', en: 'Send all again' })}
              run={() => actOnLetters(only, 'retry')}
              said={{ zh: '已排队重发', en: 'They are sent again' }}
              touches={touched}
            />
            <ActButton
              words={say({ zh: '全部丢弃', en: 'Drop all' })}
              tone="danger"
              ask={say({ zh: '丢弃后找不回来。', en: 'What is dropped is gone.' })}
              run={() => actOnLetters(only, 'drop')}
              said={{ zh: '已丢弃', en: 'Dropped' }}
              touches={touched}
            />
          </Buttons>
        ) : null
      }
    >
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading /> : null}
      {found.data ? (
        <Table
          caption={say({ zh: '死信', en: 'Dead letters' })}
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'receiver',
              title: say({ zh: '送到', en: 'Goes to' }),
              head: true,
              cell: ({ receiver }) => receiver,
            },
            { key: 'fault', title: say({ zh: '为什么送不到', en: 'Why' }), cell: ({ fault }) => fault ?? '—' },
            {
              key: 'about',
              title: say({ zh: '关于', en: 'About' }),
              cell: ({ entities }) =>
                `${entities.slice(0, 2).join(', ')}${entities.length > 2 ? ` +${entities.length - 2}` : ''}`,
            },
            { key: 'tries', title: say({ zh: '试过', en: 'Tries' }), number: true, cell: ({ attempts }) => attempts },
            { key: 'at', title: say({ zh: '时间', en: 'When' }), cell: ({ madeAt }) => sayWhen(say, madeAt) },
            {
              key: 'acts',
              title: say({ zh: '处理', en: 'Act' }),
              cell: ({ id }) =>
                may ? (
                  <Buttons>
                    <ActButton
                      words={say({ zh: '重发', en: 'Send again' })}
                      run={() => actOnLetter(id, 'retry')}
                      said={{ zh: '已排队重发', en: 'It is sent again' }}
                      touches={touched}
                    />
                    <ActButton
                      words={say({ zh: '丢弃', en: 'Drop' })}
                      tone="danger"
                      ask={say({ zh: '丢弃后找不回来。', en: 'What is dropped is gone.' })}
                      run={() => actOnLetter(id, 'drop')}
                      said={{ zh: '已丢弃', en: 'Dropped' }}
                      touches={touched}
                    />
                  </Buttons>
                ) : null,
            },
          ]}
        />
      ) : null}
      {found.hasNextPage ? (
        <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {say({ zh: '更多', en: 'More' })}
        </Button>
      ) : null}
    </Section>
  )
}

function Sources(): JSX.Element {
  const say = useSay()
  const found = useQuery(federatedSourcesQuery)
  return (
    <Section title={say({ zh: '联邦来源', en: 'Federated sources' })}>
      <p>
        {say({
          zh: '别的系统自己保管的实体，查询时一并去问。',
          en: 'Entities that other systems keep themselves, asked when somebody asks for them.',
        })}
      </p>
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading /> : null}
      {found.data ? (
        <Table
          caption={say({ zh: '联邦来源', en: 'Federated sources' })}
          rows={found.data}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'endpoint',
              title: say({ zh: '来源', en: 'Source' }),
              head: true,
              cell: ({ registrationName, endpoint }) =>
                `${registrationName ? `${registrationName} · ` : ''}${receiverOf(endpoint)}`,
            },
            {
              key: 'entities',
              title: say({ zh: '保管什么', en: 'Keeps' }),
              cell: ({ information = [] }) =>
                information
                  .flatMap(({ entities = [] }) => entities.map(({ type, id }) => id ?? type ?? ''))
                  .join(', ') || '—',
            },
            { key: 'mode', title: say({ zh: '方式', en: 'Mode' }), cell: ({ mode }) => mode ?? 'inclusive' },
            { key: 'asked', title: say({ zh: '询问', en: 'Asked' }), cell: (row) => <Delivered of={row} /> },
            {
              key: 'till',
              title: say({ zh: '有效到', en: 'Valid until' }),
              cell: ({ expiresAt }) => (expiresAt ? sayWhen(say, expiresAt) : '—'),
            },
          ]}
        />
      ) : null}
    </Section>
  )
}
