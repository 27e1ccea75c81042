import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link } from 'react-router'
import { choices, integer, text } from '../../kernel/record/index.ts'
import { ActButton } from '../account/act-button.tsx'
import { hooksQuery, tokensQuery } from '../api/admin.ts'
import { api } from '../api/client.ts'
import { QuickForm } from '../kit/form/index.ts'
import {
  Button,
  Dialog,
  Loading,
  Message,
  Page,
  Section,
  StateMark,
  sayDate,
  sayInstant,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './admin.module.css'
import { Clients } from './clients.tsx'

/** How outside programs reach the city and are told: tokens and subscriptions. */
export function Interfaces(): JSX.Element {
  const say = useSay()
  const may = hasRole(useSession(), 'administrator')
  return (
    <Page
      title={say({ zh: '接口', en: 'Interfaces' })}
      lead={
        <>
          <a href="/docs">{say({ zh: '接口说明', en: 'The interfaces described' })}</a> ·{' '}
          <a href="/open311/discovery.json">Open311</a> · <a href="/openapi.json">OpenAPI 3.1</a>
        </>
      }
      width="wide"
    >
      <Tokens may={may} />
      <Clients may={may} />
      <Hooks may={may} />
    </Page>
  )
}

function Secret({ words, secret }: { readonly words: string; readonly secret: string }): JSX.Element {
  return (
    <Message tone="done" live title={words}>
      <p className={styles.once}>{secret}</p>
    </Message>
  )
}

function Tokens({ may }: { readonly may: boolean }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const me = useSession()?.actor.id ?? ''
  const tokens = useQuery(tokensQuery)
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<string>()
  const refresh = (): void => void queries.invalidateQueries({ queryKey: tokensQuery.queryKey })
  const scopes = tokens.data?.scopes ?? []
  return (
    <Section
      title={say({ zh: '令牌', en: 'Tokens' })}
      actions={
        may ? (
          <Button size="s" icon="plus" onClick={() => setAdding(true)}>
            {say({ zh: '签发', en: 'Issue' })}
          </Button>
        ) : undefined
      }
    >
      {tokens.error ? <Trouble error={tokens.error} again={() => void tokens.refetch()} /> : null}
      {made ? (
        <Secret words={say({ zh: '令牌只显示这一次', en: 'The token is shown this once' })} secret={made} />
      ) : null}
      {tokens.isPending ? <Loading /> : null}
      {tokens.data ? (
        <Table
          caption={say({ zh: '令牌', en: 'Tokens' })}
          columns={[
            { key: 'title', title: say({ zh: '用途', en: 'For' }), head: true, cell: (row) => row.title },
            { key: 'name', title: say({ zh: '以谁的名义', en: 'In the name of' }), cell: (row) => row.name },
            { key: 'scopes', title: say({ zh: '范围', en: 'Scopes' }), cell: (row) => row.scopes.join(', ') },
            { key: 'ends', title: say({ zh: '到期', en: 'Ends' }), cell: (row) => sayDate(say, row.endsAt) },
            {
              key: 'used',
              title: say({ zh: '最近使用', en: 'Last used' }),
              cell: (row) => (row.usedAt ? sayInstant(say, row.usedAt) : ''),
            },
            {
              key: 'revoke',
              title: say({ zh: '处理', en: 'Mend' }),
              cell: (row) =>
                may ? (
                  <ActButton
                    words={say({ zh: '撤销', en: 'Revoke' })}
                    label={say({ zh: '撤销 {title}', en: 'Revoke {title}' }, { title: row.title })}
                    tone="danger"
                    ask={say({ zh: '用它的程序立即不能再调用。', en: 'Programs that use it are refused at once.' })}
                    run={() => api<void>(`/api/admin/tokens/${row.id}`, { method: 'DELETE' })}
                    said={{ zh: '令牌已撤销', en: 'Token revoked' }}
                    touches={[tokensQuery.queryKey]}
                  />
                ) : null,
            },
          ]}
          rows={tokens.data.items}
          keyOf={(row) => row.id}
        />
      ) : null}
      <Dialog side title={say({ zh: '签发令牌', en: 'Issue a token' })} open={adding} onClose={() => setAdding(false)}>
        <QuickForm
          fields={{
            title: text({ zh: '用途', en: 'What it is for' }, { max: 100 }),
            person: text(
              { zh: '程序的编号', en: 'Id of the program' },
              { optional: true, hint: { zh: '空着即以本人名义', en: 'Left empty: in your own name' } },
            ),
            scopes: choices(
              { zh: '范围', en: 'Scopes' },
              Object.fromEntries(scopes.map((scope) => [scope, { zh: scope, en: scope }])),
            ),
            days: integer({ zh: '有效天数', en: 'Days' }, { optional: true, min: 1, max: 3650 }),
          }}
          submit={say({ zh: '签发', en: 'Issue' })}
          run={({ person, ...rest }) =>
            api<{ readonly token: string }>('/api/admin/tokens', {
              method: 'POST',
              body: { ...rest, person: person ?? me },
            })
          }
          onDone={(issued) => {
            setAdding(false)
            setMade(issued.token)
            refresh()
          }}
        />
      </Dialog>
    </Section>
  )
}

function Hooks({ may }: { readonly may: boolean }): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const hooks = useQuery(hooksQuery)
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<string>()
  const refresh = (): void => void queries.invalidateQueries({ queryKey: hooksQuery.queryKey })
  const change = useMutation({
    mutationFn: ({ id, isClosed }: { readonly id: string; readonly isClosed: boolean }) =>
      api(`/api/notify/hooks/${id}`, { method: 'PATCH', body: { isClosed } }),
    onSuccess: refresh,
  })
  const types = hooks.data?.types ?? []
  return (
    <Section
      title={say({ zh: '事件订阅', en: 'Subscriptions' })}
      actions={
        may ? (
          <Button size="s" icon="plus" onClick={() => setAdding(true)}>
            {say({ zh: '新建', en: 'Add' })}
          </Button>
        ) : undefined
      }
    >
      {hooks.error ? <Trouble error={hooks.error} again={() => void hooks.refetch()} /> : null}
      {change.error ? <Trouble error={change.error} /> : null}
      {made ? (
        <Secret
          words={say({ zh: '签名密钥只显示这一次', en: 'The signing secret is shown this once' })}
          secret={made}
        />
      ) : null}
      {hooks.isPending ? <Loading /> : null}
      {hooks.data ? (
        <Table
          caption={say({ zh: '事件订阅', en: 'Subscriptions' })}
          columns={[
            {
              key: 'title',
              title: say({ zh: '名称', en: 'Name' }),
              head: true,
              cell: (row) => <Link to={`/admin/hooks/${row.id}`}>{row.title}</Link>,
            },
            { key: 'url', title: say({ zh: '地址', en: 'Address' }), cell: (row) => <code>{row.url}</code> },
            { key: 'types', title: say({ zh: '事件', en: 'Events' }), cell: (row) => row.types.join(', ') },
            {
              key: 'state',
              title: say({ zh: '状态', en: 'State' }),
              cell: (row) =>
                row.closedAt ? (
                  <StateMark shape="closed" tone="still">
                    {row.closedWhy ?? say({ zh: '停用', en: 'Closed' })}
                  </StateMark>
                ) : (
                  <StateMark shape="done" tone="active">
                    {say({ zh: '在用', en: 'Open' })}
                  </StateMark>
                ),
            },
            { key: 'waiting', title: say({ zh: '待送', en: 'Waiting' }), number: true, cell: (row) => row.waiting },
            { key: 'dead', title: say({ zh: '未送达', en: 'Dead' }), number: true, cell: (row) => row.dead },
            {
              key: 'ways',
              title: say({ zh: '处理', en: 'Mend' }),
              cell: (row) =>
                may ? (
                  <>
                    <Button
                      size="s"
                      onClick={() => change.mutate({ id: row.id, isClosed: row.closedAt === undefined })}
                    >
                      {row.closedAt ? say({ zh: '恢复', en: 'Open' }) : say({ zh: '停用', en: 'Close' })}
                    </Button>{' '}
                    <ActButton
                      words={say({ zh: '删除', en: 'Remove' })}
                      label={say({ zh: '删除 {title}', en: 'Remove {title}' }, { title: row.title })}
                      tone="danger"
                      ask={say({
                        zh: '订阅和它的推送记录一并删除，不能恢复。',
                        en: 'The subscription goes with the log of its deliveries, for good.',
                      })}
                      run={() => api<void>(`/api/notify/hooks/${row.id}`, { method: 'DELETE' })}
                      said={{ zh: '订阅已删除', en: 'Subscription removed' }}
                      touches={[hooksQuery.queryKey]}
                    />
                  </>
                ) : null,
            },
          ]}
          rows={hooks.data.items}
          keyOf={(row) => row.id}
        />
      ) : null}
      <Dialog
        side
        title={say({ zh: '新建订阅', en: 'Add a subscription' })}
        open={adding}
        onClose={() => setAdding(false)}
      >
        <QuickForm
          fields={{
            title: text({ zh: '名称', en: 'Name' }, { max: 100 }),
            url: text({ zh: '地址', en: 'Address' }, { max: 2000, hint: { zh: 'https://…', en: 'https://…' } }),
            types: choices(
              { zh: '事件', en: 'Events' },
              Object.fromEntries(types.map((type) => [type, { zh: type, en: type }])),
            ),
          }}
          submit={say({ zh: '新建', en: 'Add' })}
          run={(body) => api<{ readonly secret: string }>('/api/notify/hooks', { method: 'POST', body })}
          onDone={(added) => {
            setAdding(false)
            setMade(added.secret)
            refresh()
          }}
        />
      </Dialog>
    </Section>
  )
}
