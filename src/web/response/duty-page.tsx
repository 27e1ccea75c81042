import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import type { Role } from '../../kernel/access/index.ts'
import { ActButton } from '../account/act-button.tsx'
import { type Duty, dropDuty, dutiesQuery, officePeopleQuery, planDuty } from '../api/response.ts'
import { toInstant } from '../kit/form/index.ts'
import {
  Button,
  DemoMark,
  Empty,
  Loading,
  Page,
  Section,
  StateMark,
  sayInstant,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import styles from './response.module.css'

const touched = [['response']]
const planners = new Set<Role>(['duty-officer', 'dispatcher', 'supervisor', 'administrator'])

/** The roster (值班表): who is on duty in one's offices and those below; orders of an emergency name him. */
export function DutyPage(): JSX.Element {
  const say = useSay()
  const duties = useQuery(dutiesQuery)
  const own = (useSession()?.actor.posts ?? []).filter(({ role }) => planners.has(role))
  const offices = [...new Map(own.map(({ office, title }) => [office, title])).entries()]
  return (
    <Page
      title={say({ zh: '应急值班表', en: 'Roster' })}
      lead={say({
        zh: '应急指令下达时点名当班人；他在预案时限内没有确认，先找副班，再升级到上级单位。',
        en: 'An order names whoever is on duty; when he does not acknowledge it in the plan’s time, his deputy is asked, then the office above.',
      })}
      back={{ to: '/city/response', words: say({ zh: '应急', en: 'Emergencies' }) }}
      width="wide"
    >
      {duties.error ? <Trouble error={duties.error} again={() => void duties.refetch()} /> : null}
      {duties.isPending ? <Loading lines={5} /> : null}
      {duties.data?.length === 0 ? (
        <Empty icon="clock" title={say({ zh: '未来一周没有排班', en: 'Nobody is planned for the week to come' })} />
      ) : null}
      {duties.data?.length ? <Roster duties={duties.data} /> : null}
      {offices.length > 0 ? (
        <Section title={say({ zh: '排班', en: 'Plan' })}>
          <PlanForm offices={offices.map(([id, title]) => ({ id, title: say(title) }))} />
        </Section>
      ) : null}
    </Page>
  )
}

function Roster({ duties }: { readonly duties: readonly Duty[] }): JSX.Element {
  const say = useSay()
  const now = Date.now()
  return (
    <Table
      caption={say({ zh: '未来一周的值班', en: 'Who is on duty in the week to come' })}
      rows={duties}
      keyOf={({ id }) => id}
      columns={[
        { key: 'office', title: say({ zh: '单位', en: 'Office' }), head: true, cell: (row) => say(row.officeTitle) },
        {
          key: 'who',
          title: say({ zh: '值班', en: 'On duty' }),
          cell: (row) => (
            <>
              {row.personName}{' '}
              {Date.parse(row.from) <= now ? (
                <StateMark shape="working" tone="active">
                  {say({ zh: '当班', en: 'now' })}
                </StateMark>
              ) : null}
            </>
          ),
        },
        { key: 'deputy', title: say({ zh: '副班', en: 'Deputy' }), cell: (row) => row.deputyName ?? '—' },
        { key: 'from', title: say({ zh: '从', en: 'From' }), cell: (row) => sayInstant(say, row.from) },
        { key: 'until', title: say({ zh: '到', en: 'Until' }), cell: (row) => sayInstant(say, row.until) },
        {
          key: 'by',
          title: say({ zh: '排班人', en: 'Planned by' }),
          cell: (row) => (row.isDemo ? <DemoMark short /> : row.plannedByName),
        },
        {
          key: 'do',
          title: say({ zh: '操作', en: 'Do' }),
          cell: (row) =>
            row.mayPlan ? (
              <ActButton
                words={say({ zh: '删去', en: 'Take off' })}
                label={say(
                  { zh: '删去{who} {from}的值班', en: 'Take off {who}, from {from}' },
                  { who: row.personName, from: sayInstant(say, row.from) },
                )}
                run={() => dropDuty(row.id)}
                said={{ zh: '已删去', en: 'Taken off' }}
                touches={touched}
              />
            ) : null,
        },
      ]}
    />
  )
}

function PlanForm({ offices }: { readonly offices: readonly { readonly id: string; readonly title: string }[] }) {
  const say = useSay()
  const id = useId()
  const client = useQueryClient()
  const [office, setOffice] = useState(offices[0]?.id ?? '')
  const [person, setPerson] = useState('')
  const [deputy, setDeputy] = useState('')
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const people = useQuery(officePeopleQuery(office))
  const send = useMutation({
    mutationFn: () =>
      planDuty({ office, person, from: toInstant(from), until: toInstant(until), ...(deputy && { deputy }) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['response', 'duties'] }),
  })
  const options = (people.data ?? []).map((one) => (
    <option key={one.id} value={one.id}>
      {one.name}
    </option>
  ))
  const none = <option value="">{say({ zh: '请选择', en: 'Choose' })}</option>
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <label htmlFor={`${id}o`}>{say({ zh: '单位', en: 'Office' })}</label>
      <select id={`${id}o`} value={office} onChange={(event) => setOffice(event.target.value)}>
        {offices.map((one) => (
          <option key={one.id} value={one.id}>
            {one.title}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}p`}>{say({ zh: '值班人', en: 'On duty' })}</label>
      <select id={`${id}p`} required value={person} onChange={(event) => setPerson(event.target.value)}>
        {none}
        {options}
      </select>
      <label htmlFor={`${id}d`}>{say({ zh: '副班（可不填）', en: 'Deputy (may be empty)' })}</label>
      <select id={`${id}d`} value={deputy} onChange={(event) => setDeputy(event.target.value)}>
        {none}
        {options}
      </select>
      <label htmlFor={`${id}f`}>{say({ zh: '从', en: 'From' })}</label>
      <input
        id={`${id}f`}
        type="datetime-local"
        required
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <label htmlFor={`${id}u`}>{say({ zh: '到（最长七天）', en: 'Until (seven days at most)' })}</label>
      <input
        id={`${id}u`}
        type="datetime-local"
        required
        value={until}
        onChange={(event) => setUntil(event.target.value)}
      />
      <div className={styles.acts}>
        <Button type="submit" tone="primary" icon="plus" busy={send.isPending}>
          {say({ zh: '排班', en: 'Put on duty' })}
        </Button>
      </div>
      {people.error ? <Trouble error={people.error} /> : null}
      {send.error ? <Trouble error={send.error} /> : null}
    </form>
  )
}
