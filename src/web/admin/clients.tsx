import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { choices, longText, text, yesNo } from '../../kernel/record/index.ts'
import { ActButton } from '../account/act-button.tsx'
import { Loaded } from '../account/loaded.tsx'
import { addClient, type Client, clientsQuery, closeClient, renewClientSecret } from '../api/admin-keys.ts'
import { Buttons, Empty, Section, StateMark, sayDate, Table, useSay } from '../kit/index.ts'
import { DialogForm } from './dialog-form.tsx'
import { ShownOnce } from './shown-once.tsx'

const touched = [clientsQuery.queryKey]
const lines = (typed: unknown): readonly string[] =>
  String(typed ?? '')
    .split(/\s+/)
    .filter(Boolean)

const fieldsFor = (scopes: readonly string[]) => ({
  id: text(
    { zh: '编号', en: 'Id' },
    { max: 63, hint: { zh: '小写字母、数字和短横', en: 'Lower case, digits and hyphens' } },
  ),
  zh: text({ zh: '中文名', en: 'Chinese name' }, { max: 200 }),
  en: text({ zh: '英文名', en: 'English name' }, { max: 200 }),
  redirectUris: longText({ zh: '回调地址，一行一个', en: 'Redirect addresses, one a line' }, { max: 5000 }),
  isConfidential: yesNo({ zh: '能保守密钥（有自己的服务器）', en: 'Keeps a secret (has a server of its own)' }),
  isTrusted: yesNo({ zh: '本市自己的应用，登录时不再征求同意', en: 'The city’s own: consent is not asked' }),
  scopes: choices(
    { zh: '可以请求的范围', en: 'Scopes it may ask for' },
    Object.fromEntries(scopes.filter((scope) => scope !== '*').map((scope) => [scope, { zh: scope, en: scope }])),
    { optional: true },
  ),
})

/** Applications that sign people in here (OpenID Connect). */
export function Clients({ may }: { readonly may: boolean }): JSX.Element {
  const say = useSay()
  const clients = useQuery(clientsQuery)
  const [secret, setSecret] = useState<string>()
  return (
    <Section
      title={say({ zh: '接入应用', en: 'Applications that sign people in' })}
      actions={
        may ? (
          <DialogForm
            words={say({ zh: '登记', en: 'Register' })}
            label={say({ zh: '登记接入应用', en: 'Register an application' })}
            submit={say({ zh: '登记', en: 'Register' })}
            icon="plus"
            fields={fieldsFor(clients.data?.scopes ?? [])}
            start={{ isConfidential: true, isTrusted: false }}
            run={({ id, zh, en, redirectUris, isConfidential, isTrusted, scopes }) =>
              addClient({
                ...{ id, title: { zh, en }, redirectUris: lines(redirectUris), isConfidential, isTrusted },
                ...(scopes !== undefined && { scopes }),
              })
            }
            said={{ zh: '应用已登记', en: 'Application registered' }}
            touches={touched}
            onDone={(made) => setSecret(made.secret)}
          />
        ) : undefined
      }
    >
      <Loaded query={clients}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="link" title={say({ zh: '没有接入应用', en: 'No application' })} />
          ) : (
            <List items={items} may={may} onSecret={setSecret} />
          )
        }
      </Loaded>
      <ShownOnce
        title={say({ zh: '应用密钥', en: 'Secret of the application' })}
        note={say({
          zh: '只显示这一次，请交给应用的管理者。',
          en: 'Shown this once; hand it to who runs the application.',
        })}
        text={secret}
        onClose={() => setSecret(undefined)}
      />
    </Section>
  )
}

function List({
  items,
  may,
  onSecret,
}: {
  readonly items: readonly Client[]
  readonly may: boolean
  readonly onSecret: (secret: string | undefined) => void
}): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '接入应用', en: 'Applications' })}
      rows={items}
      keyOf={(row) => row.id}
      columns={[
        { key: 'title', title: say({ zh: '名称', en: 'Name' }), head: true, cell: (row) => say(row.title) },
        { key: 'id', title: say({ zh: '编号', en: 'Id' }), cell: (row) => <code>{row.id}</code> },
        {
          key: 'to',
          title: say({ zh: '回调地址', en: 'Redirects to' }),
          cell: (row) => <code>{row.redirectUris.join(' ')}</code>,
        },
        { key: 'scopes', title: say({ zh: '范围', en: 'Scopes' }), cell: (row) => row.scopes.join(', ') },
        { key: 'at', title: say({ zh: '登记', en: 'Registered' }), cell: (row) => sayDate(say, row.madeAt) },
        {
          key: 'state',
          title: say({ zh: '状态', en: 'State' }),
          cell: (row) =>
            row.closedAt ? (
              <StateMark shape="closed" tone="still">
                {say({ zh: '停用', en: 'Closed' })}
              </StateMark>
            ) : may ? (
              <Buttons>
                {row.isConfidential ? (
                  <ActButton
                    words={say({ zh: '换密钥', en: 'New secret' })}
                    label={say({ zh: '换 {id} 的密钥', en: 'New secret for {id}' }, { id: row.id })}
                    ask={say({ zh: '旧密钥立即失效。', en: 'The old secret is void at once.' })}
                    run={() => renewClientSecret(row.id)}
                    onDone={(made) => onSecret(made.secret)}
                  />
                ) : null}
                <ActButton
                  words={say({ zh: '停用', en: 'Close' })}
                  label={say({ zh: '停用 {id}', en: 'Close {id}' }, { id: row.id })}
                  tone="danger"
                  ask={say({
                    zh: '它不能再登录任何人，已登录的立即失效。',
                    en: 'It can sign nobody in any more, at once.',
                  })}
                  run={() => closeClient(row.id)}
                  said={{ zh: '应用已停用', en: 'Application closed' }}
                  touches={touched}
                />
              </Buttons>
            ) : (
              <StateMark shape="done" tone="active">
                {say({ zh: '在用', en: 'Open' })}
              </StateMark>
            ),
        },
      ]}
    />
  )
}
