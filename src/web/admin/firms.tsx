import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { choice, creditCode, text } from '../../kernel/record/index.ts'
import { ActButton } from '../account/act-button.tsx'
import { Loaded } from '../account/loaded.tsx'
import { enterFirm, type Firm, firmsQuery, setAgents } from '../api/admin-people.ts'
import { Button, Empty, Page, Section, useSay } from '../kit/index.ts'
import styles from './admin.module.css'
import { DialogForm } from './dialog-form.tsx'
import { PersonPicker } from './person-picker.tsx'

const touched = [['admin', 'firms']]
const kinds = {
  'legal-representative': { zh: '法定代表人', en: 'Legal representative' },
  agent: { zh: '代理人', en: 'Agent' },
} as const
const firmFields = {
  creditCode: creditCode({ zh: '统一社会信用代码', en: 'Unified social credit code' }),
  name: text({ zh: '企业名称', en: 'Name of the firm' }, { max: 100 }),
}
const agentFields = { kind: choice({ zh: '身份', en: 'As' }, kinds) }

/** Firms and who acts for them. */
export function Firms(): JSX.Element {
  const say = useSay()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  const firms = useQuery(firmsQuery(asked))
  return (
    <Page
      title={say({ zh: '企业', en: 'Firms' })}
      lead={say({
        zh: '按名称或统一社会信用代码查找；登记企业和替它办事的人。',
        en: 'Find a firm by its name or its credit code; enter firms and who acts for them.',
      })}
      actions={
        <DialogForm
          words={say({ zh: '登记企业', en: 'Enter a firm' })}
          icon="plus"
          look="primary"
          size="m"
          fields={firmFields}
          run={(values) => enterFirm(String(values.creditCode), String(values.name))}
          said={{ zh: '企业已登记', en: 'Firm entered' }}
          touches={touched}
          onDone={(firm) => {
            setTyped(firm.name)
            setAsked(firm.name)
          }}
        />
      }
    >
      <form
        className={styles.find}
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(typed.trim())
        }}
      >
        <label>
          {say({ zh: '名称的开头或信用代码', en: 'Beginning of the name, or the code' })}
          <input type="search" maxLength={100} value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
        <Button type="submit" icon="search">
          {say({ zh: '查', en: 'Look' })}
        </Button>
      </form>
      {asked === '' ? null : (
        <Loaded query={firms}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="office" title={say({ zh: '没有找到', en: 'No firm found' })} />
            ) : (
              items.map((firm) => <OneFirm key={firm.id} firm={firm} />)
            )
          }
        </Loaded>
      )}
    </Page>
  )
}

function OneFirm({ firm }: { readonly firm: Firm }): JSX.Element {
  const say = useSay()
  const [person, setPerson] = useState<string>()
  const agents = firm.agents.map(({ person: id, kind }) => ({ person: id, kind: kind as string }))
  return (
    <Section
      title={firm.name}
      actions={
        <DialogForm
          words={say({ zh: '加一人', en: 'Add somebody' })}
          label={say({ zh: '为 {name} 加一人', en: 'Add somebody for {name}' }, { name: firm.name })}
          submit={say({ zh: '加上', en: 'Add' })}
          icon="plus"
          fields={agentFields}
          start={{ kind: 'agent' }}
          before={<PersonPicker words={say({ zh: '谁', en: 'Who' })} value={person} onChange={setPerson} />}
          run={({ kind }) => setAgents(firm.id, [...agents, { person: person ?? '', kind: String(kind) }])}
          said={{ zh: '已加上', en: 'Added' }}
          touches={touched}
          onDone={() => setPerson(undefined)}
        />
      }
    >
      <p className={styles.meta}>{firm.creditCode}</p>
      <ul className={styles.posts}>
        {firm.agents.map((agent) => (
          <li key={`${agent.person}${agent.kind}`}>
            <span>
              {agent.name} · {say(kinds[agent.kind])}
            </span>
            <ActButton
              words={say({ zh: '免去', en: 'End' })}
              label={say({ zh: '免去 {name}', en: 'End {name}' }, { name: agent.name })}
              tone="danger"
              ask={say(
                { zh: '{name} 不能再代表 {firm} 办事。', en: '{name} can no longer act for {firm}.' },
                { name: agent.name, firm: firm.name },
              )}
              run={() =>
                setAgents(
                  firm.id,
                  agents.filter((other) => other.person !== agent.person || other.kind !== agent.kind),
                )
              }
              said={{ zh: '已免去', en: 'Ended' }}
              touches={touched}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}
