import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { instant, text } from '../../kernel/record/index.ts'
import { ActButton } from '../account/act-button.tsx'
import { Loaded } from '../account/loaded.tsx'
import { type Delegation, delegationsQuery, makeDelegation, revokeDelegation } from '../api/admin-people.ts'
import { roleWords, useOfficeNames } from '../case/index.ts'
import { Empty, Page, Segments, StateMark, sayInstant, Table, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './admin.module.css'
import { DialogForm } from './dialog-form.tsx'
import { PersonPicker } from './person-picker.tsx'

const touched = [['admin', 'delegations']]
const fields = {
  from: instant({ zh: '从', en: 'From' }),
  until: instant({ zh: '到', en: 'Until' }),
  reason: text({ zh: '事由', en: 'Reason' }, { max: 200 }),
}

/** Who acts for whom, from when to when, and why. */
export function Delegations(): JSX.Element {
  const say = useSay()
  const may = hasRole(useSession(), 'administrator')
  const [all, setAll] = useState<'open' | 'all'>('open')
  const delegations = useQuery(delegationsQuery(all === 'all'))
  return (
    <Page
      title={say({ zh: '代理', en: 'Delegations' })}
      lead={say({
        zh: '到时自动生效、自动结束；管理员岗位不能代理。',
        en: 'They begin and end by themselves; an administrator’s post cannot be passed on.',
      })}
      width="wide"
      actions={may ? <Make /> : undefined}
    >
      <div className={styles.find}>
        <Segments
          label={say({ zh: '显示', en: 'Show' })}
          value={all}
          onChange={setAll}
          options={[
            { value: 'open', words: say({ zh: '有效和将生效', en: 'Open' }) },
            { value: 'all', words: say({ zh: '包括已结束', en: 'Also over' }) },
          ]}
        />
      </div>
      <Loaded query={delegations}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="people" title={say({ zh: '没有代理', en: 'Nobody acts for anybody' })} />
          ) : (
            <List items={items} may={may} />
          )
        }
      </Loaded>
    </Page>
  )
}

function List({ items, may }: { readonly items: readonly Delegation[]; readonly may: boolean }): JSX.Element {
  const say = useSay()
  const nameOf = useOfficeNames()
  return (
    <Table
      caption={say({ zh: '代理', en: 'Delegations' })}
      rows={items}
      keyOf={(row) => row.id}
      columns={[
        { key: 'absent', title: say({ zh: '谁不在', en: 'Absent' }), head: true, cell: (row) => row.absent.name },
        { key: 'deputy', title: say({ zh: '谁代理', en: 'Deputy' }), cell: (row) => row.deputy.name },
        {
          key: 'posts',
          title: say({ zh: '岗位', en: 'Posts' }),
          cell: (row) =>
            row.posts
              .map((post) => `${nameOf(post.office)} · ${say(roleWords[post.role])}`)
              .join(say({ zh: '；', en: '; ' })),
        },
        { key: 'from', title: say({ zh: '从', en: 'From' }), cell: (row) => sayInstant(say, row.from) },
        { key: 'until', title: say({ zh: '到', en: 'Until' }), cell: (row) => sayInstant(say, row.until) },
        { key: 'reason', title: say({ zh: '事由', en: 'Reason' }), cell: (row) => row.reason },
        { key: 'state', title: say({ zh: '状态', en: 'State' }), cell: (row) => <State row={row} may={may} /> },
      ]}
    />
  )
}

function State({ row, may }: { readonly row: Delegation; readonly may: boolean }): JSX.Element {
  const say = useSay()
  if (row.revokedAt)
    return (
      <StateMark shape="closed" tone="still">
        {say({ zh: '已撤销', en: 'Revoked' })}
      </StateMark>
    )
  if (Date.parse(row.until) <= Date.now())
    return (
      <StateMark shape="closed" tone="still">
        {say({ zh: '已结束', en: 'Over' })}
      </StateMark>
    )
  const about = { absent: row.absent.name, deputy: row.deputy.name }
  return may ? (
    <ActButton
      words={say({ zh: '撤销', en: 'Revoke' })}
      label={say({ zh: '撤销 {deputy} 对 {absent} 的代理', en: 'Revoke {deputy} for {absent}' }, about)}
      tone="danger"
      ask={say(
        { zh: '{deputy} 立即不能再代理 {absent}。', en: '{deputy} can no longer act for {absent}, at once.' },
        about,
      )}
      run={() => revokeDelegation(row.id)}
      said={{ zh: '代理已撤销', en: 'Delegation revoked' }}
      touches={touched}
    />
  ) : (
    <StateMark shape="working" tone="active">
      {say({ zh: '有效', en: 'Open' })}
    </StateMark>
  )
}

function Make(): JSX.Element {
  const say = useSay()
  const [absent, setAbsent] = useState<string>()
  const [deputy, setDeputy] = useState<string>()
  return (
    <DialogForm
      words={say({ zh: '设立代理', en: 'Make a delegation' })}
      icon="plus"
      look="primary"
      size="m"
      fields={fields}
      before={
        <>
          <PersonPicker
            words={say({ zh: '谁不在', en: 'Who is absent' })}
            kind="official"
            value={absent}
            onChange={setAbsent}
          />
          <PersonPicker
            words={say({ zh: '谁代理', en: 'Who acts instead' })}
            kind="official"
            value={deputy}
            onChange={setDeputy}
          />
        </>
      }
      run={(values) => makeDelegation({ ...values, absent, deputy })}
      said={{ zh: '代理已设立', en: 'Delegation made' }}
      touches={touched}
      onDone={() => {
        setAbsent(undefined)
        setDeputy(undefined)
      }}
    />
  )
}
