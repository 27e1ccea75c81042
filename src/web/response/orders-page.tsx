import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useEffect, useId, useState } from 'react'
import { useLocation } from 'react-router'
import { answerOrder, incidentsQuery, myLessonsQuery, myOrdersQuery, type Order, takeOrder } from '../api/response.ts'
import { Button, Empty, Loading, Page, Section, StateMark, sayWhen, Trouble, useSay } from '../kit/index.ts'
import { ExerciseMark } from './exercise-mark.tsx'
import { WhoAnswers } from './order-person.tsx'
import styles from './response.module.css'
import { LessonTask } from './review-part.tsx'
import { stateLook } from './words.ts'

/** Orders that wait for one's office, made for a phone: one under the other, large buttons. */
export function OrdersPage(): JSX.Element {
  const say = useSay()
  const orders = useQuery(myOrdersQuery)
  const incidents = useQuery(incidentsQuery)
  const lessons = useQuery(myLessonsQuery)
  useArrival(orders.isSuccess)
  const of = (id: string) => incidents.data?.items.find((one) => one.id === id)
  return (
    <Page
      title={say({ zh: '我的应急指令', en: 'Orders to my office' })}
      back={{ to: '/city/response', words: say({ zh: '应急', en: 'Emergencies' }) }}
    >
      {orders.isPending ? <Loading lines={5} /> : null}
      {orders.error ? <Trouble error={orders.error} again={() => void orders.refetch()} /> : null}
      {orders.data?.length === 0 ? (
        <Empty icon="check" title={say({ zh: '没有等待办理的指令', en: 'No orders wait for you' })} />
      ) : null}
      <ul className={styles.list}>
        {(orders.data ?? []).map((order) => (
          <li key={order.id} id={`order-${order.id}`} className={styles.item}>
            <p className={styles.quiet}>
              {of(order.incident)?.isExercise ? <ExerciseMark /> : null} {of(order.incident)?.title}
            </p>
            <OrderAnswer order={order} />
          </li>
        ))}
      </ul>
      {lessons.data?.length ? (
        <Section title={say({ zh: '等待落实的整改', en: 'Lessons to be carried out' })}>
          <ul className={styles.list}>
            {lessons.data.map((one) => (
              <li key={one.id} className={styles.item}>
                <LessonTask lesson={one} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </Page>
  )
}

/** The link of a message brings its order into sight once it is there. */
function useArrival(isThere: boolean): void {
  const { hash } = useLocation()
  useEffect(() => {
    if (isThere && hash) document.getElementById(hash.slice(1))?.scrollIntoView()
  }, [isThere, hash])
}

/** One order with what its office may answer. */
export function OrderAnswer({ order }: { readonly order: Order }): JSX.Element {
  const say = useSay()
  const id = useId()
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const send = useMutation({
    mutationFn: (answer: 'acknowledge' | 'done' | 'refuse') => answerOrder(order.id, answer, note),
    onSuccess: () => client.invalidateQueries({ queryKey: ['response'] }),
  })
  const take = useMutation({
    mutationFn: () => takeOrder(order.id),
    onSuccess: () => client.invalidateQueries({ queryKey: ['response'] }),
  })
  const look = stateLook[order.state]
  const due = order.state === 'issued' ? order.acknowledgeDue : order.doneDue
  return (
    <>
      <h2>{say(order.title)}</h2>
      <p>{say(order.text)}</p>
      <p>
        <StateMark shape={look.shape} tone={look.tone}>
          {say(look.words)}
        </StateMark>{' '}
        {say(order.officeTitle)}
        {due ? (
          <span className={styles.quiet}>
            {' '}
            {say({ zh: '时限 {when}', en: 'by {when}' }, { when: sayWhen(say, due) })}
          </span>
        ) : null}
      </p>
      <WhoAnswers order={order} />
      {order.isForMe ? null : (
        <div className={styles.acts}>
          <Button busy={take.isPending} onClick={() => take.mutate()}>
            {say({ zh: '由我接手', en: 'Take it over' })}
          </Button>
          {take.error ? <Trouble error={take.error} /> : null}
        </div>
      )}
      {order.isForMe ? (
        <>
          <label htmlFor={id}>{say({ zh: '说明（拒绝时必填）', en: 'Note (needed when you refuse)' })}</label>
          <textarea id={id} rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
          <div className={styles.acts}>
            {order.state === 'issued' ? (
              <Button tone="primary" icon="check" busy={send.isPending} onClick={() => send.mutate('acknowledge')}>
                {say({ zh: '确认收到', en: 'Acknowledge' })}
              </Button>
            ) : null}
            <Button
              tone={order.state === 'issued' ? 'plain' : 'primary'}
              busy={send.isPending}
              onClick={() => send.mutate('done')}
            >
              {say({ zh: '已完成', en: 'Done' })}
            </Button>
            <Button
              tone="quiet"
              disabled={note.trim() === ''}
              busy={send.isPending}
              onClick={() => send.mutate('refuse')}
            >
              {say({ zh: '拒绝', en: 'Refuse' })}
            </Button>
          </div>
          {send.error ? <Trouble error={send.error} /> : null}
        </>
      ) : null}
    </>
  )
}
