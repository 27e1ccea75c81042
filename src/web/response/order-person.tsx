import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { nameOrder, type Order, orderPeopleQuery } from '../api/response.ts'
import { Button, Dialog, Loading, StateMark, sayWhen, Trouble, useSay } from '../kit/index.ts'
import styles from './response.module.css'

/** Who answers an order: named by the roster, by somebody, or the whole office; and whom it went to when nobody did in time. */
export function WhoAnswers({ order }: { readonly order: Order }): JSX.Element {
  const say = useSay()
  const { personName, isByRoster, deputyName, escalation, escalatedAt, aboveTitle, state } = order
  const whole = say({ zh: '本单位', en: 'The whole office' })
  const how = isByRoster ? say({ zh: '（值班）', en: ' (on duty)' }) : say({ zh: '（指定）', en: ' (named)' })
  const to = aboveTitle ? say(aboveTitle) : (deputyName ?? whole)
  const isTold = escalation === 2 ? aboveTitle !== null : escalation === 1 && personName !== null
  return (
    <>
      <span className={styles.who}>{personName === null ? whole : `${personName}${how}`}</span>{' '}
      {isTold && escalatedAt !== null ? (
        <StateMark shape="urgent" tone={state === 'issued' ? 'urgent' : 'still'}>
          {say({ zh: '{when}升级至{to}', en: 'escalated to {to} {when}' }, { when: sayWhen(say, escalatedAt), to })}
        </StateMark>
      ) : null}
    </>
  )
}

/** Names another person of its office for an order that goes on. */
export function NameDialog({ order }: { readonly order: Order }): JSX.Element | null {
  const say = useSay()
  const [isOpen, setOpen] = useState(false)
  const isOpenOrder = order.state === 'waiting' || order.state === 'issued' || order.state === 'acknowledged'
  if (!order.mayName || !isOpenOrder) return null
  const about = { title: say(order.title), office: say(order.officeTitle) }
  return (
    <>
      <Button
        size="s"
        aria-label={say({ zh: '指定责任人：{title}，{office}', en: 'Name a person: {title}, {office}' }, about)}
        onClick={() => setOpen(true)}
      >
        {say({ zh: '指定', en: 'Name' })}
      </Button>
      <Dialog
        title={say({ zh: '指定责任人：{office}', en: 'Name a person: {office}' }, about)}
        open={isOpen}
        onClose={() => setOpen(false)}
      >
        {isOpen ? <NameForm order={order} onDone={() => setOpen(false)} /> : null}
      </Dialog>
    </>
  )
}

function NameForm({ order, onDone }: { readonly order: Order; readonly onDone: () => void }): JSX.Element {
  const say = useSay()
  const id = useId()
  const client = useQueryClient()
  const people = useQuery(orderPeopleQuery(order.id))
  const [person, setPerson] = useState('')
  const send = useMutation({
    mutationFn: () => nameOrder(order.id, person || null),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['response'] })
      onDone()
    },
  })
  if (people.error) return <Trouble error={people.error} again={() => void people.refetch()} />
  if (!people.data) return <Loading lines={2} />
  return (
    <div className={styles.form}>
      <p>{say(order.title)}</p>
      <label htmlFor={id}>{say({ zh: '由谁确认', en: 'Who acknowledges it' })}</label>
      <select id={id} value={person} onChange={(event) => setPerson(event.target.value)}>
        <option value="">{say({ zh: '本单位任何人', en: 'Anybody of the office' })}</option>
        {people.data.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
      <div className={styles.acts}>
        <Button tone="primary" busy={send.isPending} onClick={() => send.mutate()}>
          {say({ zh: '指定并通知', en: 'Name and tell' })}
        </Button>
      </div>
      {send.error ? <Trouble error={send.error} /> : null}
    </div>
  )
}
