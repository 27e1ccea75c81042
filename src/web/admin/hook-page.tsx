import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useParams } from 'react-router'
import { ActButton } from '../account/act-button.tsx'
import { LoadedPages } from '../account/loaded.tsx'
import { hooksQuery } from '../api/admin.ts'
import { type Delivery, deliveriesQuery, renewHookSecret, retryDelivery, tryHook } from '../api/admin-notify.ts'
import { Buttons, Empty, notify, Page, StateMark, sayInstant, Table, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './admin.module.css'
import { ShownOnce } from './shown-once.tsx'

/** One subscription: what was delivered to it, what was not, and another try. */
export function HookPage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const may = hasRole(useSession(), 'administrator')
  const hooks = useQuery(hooksQuery)
  const hook = hooks.data?.items.find((one) => one.id === id)
  const deliveries = useInfiniteQuery(deliveriesQuery(id))
  const [secret, setSecret] = useState<string>()
  return (
    <Page
      title={hook?.title ?? say({ zh: '订阅', en: 'Subscription' })}
      lead={hook?.url}
      back={{ to: '/admin/interfaces', words: say({ zh: '接口', en: 'Interfaces' }) }}
      width="wide"
      actions={
        may && hook ? (
          <Buttons>
            <ActButton
              words={say({ zh: '试推送一次', en: 'Send one to try' })}
              run={() => tryHook(id)}
              onDone={({ status }) =>
                notify({ zh: `对方答复 ${status}`, en: `Answered ${status}` }, status < 300 ? 'done' : 'warning')
              }
            />
            <ActButton
              words={say({ zh: '更换密钥', en: 'New secret' })}
              ask={say({
                zh: '之后的推送都用新密钥签名。',
                en: 'What is sent from now on is signed with the new one.',
              })}
              run={() => renewHookSecret(id)}
              onDone={(made) => setSecret(made.secret)}
            />
          </Buttons>
        ) : undefined
      }
    >
      <LoadedPages query={deliveries} rowsOf={(page) => page.items}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon="link" title={say({ zh: '还没有推送过', en: 'Nothing was sent yet' })} />
          ) : (
            <Sent rows={rows} hook={id} may={may} />
          )
        }
      </LoadedPages>
      <ShownOnce
        title={say({ zh: '签名密钥', en: 'Signing secret' })}
        note={say({ zh: '只显示这一次。', en: 'Shown this once.' })}
        text={secret}
        onClose={() => setSecret(undefined)}
      />
    </Page>
  )
}

function Sent({
  rows,
  hook,
  may,
}: {
  readonly rows: readonly Delivery[]
  readonly hook: string
  readonly may: boolean
}): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '推送记录', en: 'Deliveries' })}
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        { key: 'type', title: say({ zh: '事件', en: 'Event' }), head: true, cell: (row) => row.type },
        { key: 'about', title: say({ zh: '关于', en: 'About' }), cell: (row) => <code>{row.about}</code> },
        { key: 'made', title: say({ zh: '发生', en: 'Happened' }), cell: (row) => sayInstant(say, row.madeAt) },
        { key: 'tries', title: say({ zh: '次数', en: 'Tries' }), number: true, cell: (row) => row.attempts },
        {
          key: 'state',
          title: say({ zh: '状态', en: 'State' }),
          cell: (row) =>
            row.state === 'done' ? (
              <StateMark shape="done" tone="active">
                {say({ zh: '已送达', en: 'Delivered' })}
              </StateMark>
            ) : row.state === 'waiting' ? (
              <StateMark shape="waiting">
                {say({ zh: '{at} 再送', en: 'again {at}' }, { at: sayInstant(say, row.dueAt) })}
              </StateMark>
            ) : (
              <StateMark shape="urgent" tone="urgent">
                {say({ zh: '未送达', en: 'Dead' })}
              </StateMark>
            ),
        },
        {
          key: 'fault',
          title: say({ zh: '答复', en: 'Answer' }),
          cell: (row) => (
            <span className={styles.fault}>{[row.status, row.fault].filter((part) => part).join(' · ')}</span>
          ),
        },
        {
          key: 'again',
          title: say({ zh: '处理', en: 'Mend' }),
          cell: (row) =>
            may && row.state === 'dead' ? (
              <ActButton
                words={say({ zh: '重发', en: 'Send again' })}
                label={say({ zh: '重发 {about}', en: 'Send again {about}' }, { about: row.about })}
                run={() => retryDelivery(hook, row.id)}
                said={{ zh: '已重新排队', en: 'Queued again' }}
                touches={[['notify', 'hooks']]}
              />
            ) : null,
        },
      ]}
    />
  )
}
