import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { email, phone } from '../../kernel/record/index.ts'
import type { Words } from '../../kernel/words.ts'
import { ActButton } from '../account/act-button.tsx'
import { Loaded, LoadedPages } from '../account/loaded.tsx'
import { channelWords } from '../account/notice-preference.tsx'
import {
  type ChannelState,
  channelSettingsQuery,
  dropChannel,
  messagesQuery,
  type SentMessage,
  sendAgain,
  tryChannel,
} from '../api/admin-notify.ts'
import {
  Buttons,
  DemoMark,
  Empty,
  notify,
  Page,
  Section,
  Segments,
  StateMark,
  sayInstant,
  Table,
  useSay,
} from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './admin.module.css'
import { ChannelSetUp } from './channel-set-up.tsx'
import { DialogForm } from './dialog-form.tsx'

const touched = [['notify', 'channels']]
const touchedLog = [['notify', 'messages']]

/** How the city reaches people outside: providers set up and tried, and the log of what was sent. */
export function Channels(): JSX.Element {
  const say = useSay()
  const may = hasRole(useSession(), 'administrator')
  const channels = useQuery(channelSettingsQuery)
  const [only, setOnly] = useState<'all' | 'failed' | 'waiting'>('all')
  const messages = useInfiniteQuery(messagesQuery(undefined, only === 'all' ? undefined : only))
  return (
    <Page title={say({ zh: '发送通道', en: 'Channels' })} width="wide">
      <Loaded query={channels}>
        {({ items }) => (
          <Table
            caption={say({ zh: '发送通道', en: 'Channels' })}
            rows={items}
            keyOf={(row) => row.channel}
            columns={[
              {
                key: 'name',
                title: say({ zh: '通道', en: 'Channel' }),
                head: true,
                cell: (row) => say(channelWords[row.channel]),
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
              {
                key: 'how',
                title: say({ zh: '接口', en: 'Interface' }),
                cell: (row) =>
                  row.kept ? (
                    <code>
                      {row.kept.adapter.method} {row.kept.adapter.url}
                    </code>
                  ) : row.channel === 'email' ? (
                    say({ zh: '由服务器的 SMTP_URL 设定', en: 'Set by SMTP_URL of the server' })
                  ) : (
                    ''
                  ),
              },
              {
                key: 'acts',
                title: say({ zh: '处理', en: 'Mend' }),
                cell: (row) => (may ? <Acts channel={row} /> : null),
              },
            ]}
          />
        )}
      </Loaded>
      <Section title={say({ zh: '发送记录（不含内容）', en: 'What was sent (without contents)' })}>
        <Segments
          label={say({ zh: '显示', en: 'Show' })}
          value={only}
          onChange={setOnly}
          options={[
            { value: 'all', words: say({ zh: '全部', en: 'All' }) },
            { value: 'failed', words: say({ zh: '未能发出', en: 'Failed' }) },
            { value: 'waiting', words: say({ zh: '待发', en: 'Waiting' }) },
          ]}
        />
        <LoadedPages query={messages} rowsOf={(page) => page.items}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty icon="bell" title={say({ zh: '还没有消息', en: 'No messages yet' })} />
            ) : (
              <Log rows={rows} may={may} />
            )
          }
        </LoadedPages>
      </Section>
    </Page>
  )
}

const phoneFields = { phone: phone({ zh: '发到手机号', en: 'To the telephone' }) }
const emailFields = { email: email({ zh: '发到邮箱', en: 'To the address' }) }

function Acts({ channel: { channel, goesTo, kept } }: { readonly channel: ChannelState }): JSX.Element {
  const say = useSay()
  const name = { name: say(channelWords[channel]) }
  return (
    <Buttons>
      {channel === 'email' ? null : <ChannelSetUp channel={channel} kept={kept} />}
      <DialogForm
        words={say({ zh: '试发', en: 'Try' })}
        label={say({ zh: '试发{name}', en: 'Try: {name}' }, name)}
        submit={say({ zh: '试发一条', en: 'Send one' })}
        fields={channel === 'email' ? emailFields : phoneFields}
        run={(to) => tryChannel(channel, to)}
        said={{ zh: '已交给通道', en: 'Handed over' }}
        onDone={({ goesTo: to }) => {
          if (to === 'sandbox')
            notify({ zh: '这个通道没有接通，没有真的发出', en: 'No provider: it was not really sent' }, 'warning')
        }}
      />
      {kept && goesTo === 'provider' ? (
        <ActButton
          words={say({ zh: '停用', en: 'Stop' })}
          label={say({ zh: '停用{name}', en: 'Stop: {name}' }, name)}
          tone="danger"
          ask={say({
            zh: '之后的消息进入沙箱，不再发出；密钥一并删除。',
            en: 'Messages go to the sandbox; its secrets are removed.',
          })}
          run={() => dropChannel(channel)}
          said={{ zh: '通道已停用', en: 'Channel stopped' }}
          touches={touched}
        />
      ) : null}
    </Buttons>
  )
}

const states: Readonly<Record<SentMessage['state'], Words>> = {
  waiting: { zh: '待发', en: 'Waiting' },
  sent: { zh: '已发出', en: 'Sent' },
  sandboxed: { zh: '在沙箱', en: 'In the sandbox' },
  failed: { zh: '未能发出', en: 'Failed' },
  dropped: { zh: '不再发', en: 'Dropped' },
}

function Log({ rows, may }: { readonly rows: readonly SentMessage[]; readonly may: boolean }): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '发送记录', en: 'What was sent' })}
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        { key: 'at', title: say({ zh: '时间', en: 'When' }), head: true, cell: (row) => sayInstant(say, row.madeAt) },
        { key: 'channel', title: say({ zh: '通道', en: 'Channel' }), cell: (row) => say(channelWords[row.channel]) },
        { key: 'template', title: say({ zh: '内容', en: 'Template' }), cell: (row) => <code>{row.template}</code> },
        { key: 'to', title: say({ zh: '发给（已遮盖）', en: 'To (masked)' }), cell: (row) => row.shownTo ?? '' },
        {
          key: 'state',
          title: say({ zh: '状态', en: 'State' }),
          cell: (row) => (
            <>
              <StateMark
                shape={row.state === 'sent' ? 'done' : row.state === 'failed' ? 'urgent' : 'waiting'}
                tone={row.state === 'failed' ? 'urgent' : 'plain'}
              >
                {say(states[row.state])}
              </StateMark>{' '}
              {row.isDemo ? <DemoMark short /> : null}
            </>
          ),
        },
        { key: 'tries', title: say({ zh: '次数', en: 'Tries' }), number: true, cell: (row) => row.attempts },
        {
          key: 'fault',
          title: say({ zh: '错误', en: 'Fault' }),
          cell: (row) => <span className={styles.fault}>{row.fault ?? ''}</span>,
        },
        {
          key: 'again',
          title: say({ zh: '处理', en: 'Mend' }),
          cell: (row) =>
            may && row.state === 'failed' ? (
              <ActButton
                words={say({ zh: '重发', en: 'Send again' })}
                label={say({ zh: '重发给{to}', en: 'Send again to {to}' }, { to: row.shownTo ?? '' })}
                run={() => sendAgain(row.id)}
                said={{ zh: '已排队重发', en: 'It is on its way again' }}
                touches={touchedLog}
              />
            ) : null,
        },
      ]}
    />
  )
}
