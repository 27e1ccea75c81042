import { type JSX, useState } from 'react'
import type { OrderState } from '../../kernel/response/index.ts'
import type { Order } from '../api/response.ts'
import { Button, Section, StateMark, sayWhen, Table, useSay } from '../kit/index.ts'
import { NameDialog, WhoAnswers } from './order-person.tsx'
import styles from './response.module.css'
import { stateLook } from './words.ts'

/** What the command must look at first. */
const byUrgency: readonly OrderState[] = ['refused', 'issued', 'acknowledged', 'waiting', 'done', 'withdrawn']

/** How many are listed until somebody asks for all. */
const few = 25

/** Every order with its state: how many stand how, those that want care first. */
export function OrdersPart({ orders }: { readonly orders: readonly Order[] }): JSX.Element {
  const say = useSay()
  const [isAll, setAll] = useState(false)
  const [only, setOnly] = useState<OrderState>()
  const wanted = orders
    .filter(({ state }) => only === undefined || state === only)
    .toSorted(
      (a, b) =>
        byUrgency.indexOf(a.state) - byUrgency.indexOf(b.state) || (a.doneDue ?? '').localeCompare(b.doneDue ?? ''),
    )
  const shown = isAll ? wanted : wanted.slice(0, few)
  return (
    <Section title={say({ zh: '指令', en: 'Orders' })}>
      <div className={styles.acts}>
        {byUrgency.map((state) => {
          const count = orders.filter((order) => order.state === state).length
          if (count === 0) return null
          return (
            <Button
              key={state}
              size="s"
              tone={only === state ? 'plain' : 'quiet'}
              aria-pressed={only === state}
              onClick={() => setOnly(only === state ? undefined : state)}
            >
              {say(stateLook[state].words)} {count}
            </Button>
          )
        })}
      </div>
      <Table
        caption={say({ zh: '指令', en: 'Orders' })}
        columns={[
          { key: 'task', title: say({ zh: '任务', en: 'Task' }), head: true, cell: (row) => say(row.title) },
          { key: 'office', title: say({ zh: '单位', en: 'Office' }), cell: (row) => say(row.officeTitle) },
          {
            key: 'who',
            title: say({ zh: '责任人', en: 'Answers' }),
            cell: (row) => <WhoAnswers order={row} />,
          },
          {
            key: 'state',
            title: say({ zh: '状态', en: 'State' }),
            cell: ({ state }) => (
              <StateMark shape={stateLook[state].shape} tone={stateLook[state].tone}>
                {say(stateLook[state].words)}
              </StateMark>
            ),
          },
          {
            key: 'due',
            title: say({ zh: '时限', en: 'Due' }),
            cell: (row) => (row.doneDue ? sayWhen(say, row.doneDue) : '—'),
          },
          { key: 'reminders', title: say({ zh: '催办', en: 'Reminded' }), number: true, cell: (row) => row.reminders },
          { key: 'note', title: say({ zh: '说明', en: 'Note' }), cell: (row) => row.note },
          ...(orders.some(({ mayName }) => mayName)
            ? [{ key: 'name', title: say({ zh: '操作', en: 'Do' }), cell: (row: Order) => <NameDialog order={row} /> }]
            : []),
        ]}
        rows={shown}
        keyOf={(row) => row.id}
      />
      {wanted.length > few ? (
        <Button aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll
            ? say({ zh: '只看前 {n} 条', en: 'Only the first {n}' }, { n: few })
            : say({ zh: '全部 {n} 条', en: 'All {n}' }, { n: wanted.length })}
        </Button>
      ) : null}
    </Section>
  )
}
