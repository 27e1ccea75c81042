import { useMutation } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link } from 'react-router'
import type { CityRule } from '../../kernel/responsibility/index.ts'
import { rehearseRule } from '../api/responsibility.ts'
import { Button, Buttons, Message, Segments, sayWhen, Table, Trouble, useSay } from '../kit/index.ts'
import styles from './responsibility.module.css'

const spans = ['7', '30', '90'] as const
type Span = (typeof spans)[number]

/** Which cases of late would have gone elsewhere by the rule that is being written. */
export function RehearsePart({
  rule,
}: {
  readonly rule: () => { readonly rule: CityRule; readonly id?: string } | undefined
}): JSX.Element {
  const say = useSay()
  const [days, setDays] = useState<Span>('7')
  const run = useMutation({
    mutationFn: ({ rule: one, id }: { readonly rule: CityRule; readonly id?: string }) =>
      rehearseRule(one, Number(days), id),
  })
  const [isLacking, setLacking] = useState(false)
  const none = say({ zh: '无人', en: 'nobody' })
  return (
    <div className={styles.panel}>
      <Buttons>
        <Segments<Span>
          label={say({ zh: '看多少天', en: 'How many days' })}
          value={days}
          onChange={setDays}
          options={spans.map((value) => ({ value, words: say({ zh: '{n} 天', en: '{n} days' }, { n: value }) }))}
        />
        <Button
          busy={run.isPending}
          onClick={() => {
            const draft = rule()
            setLacking(draft === undefined)
            if (draft) run.mutate(draft)
          }}
        >
          {say({ zh: '演练', en: 'Rehearse' })}
        </Button>
      </Buttons>
      {isLacking ? (
        <Message tone="warning" title={say({ zh: '请先把上面的规则填完整', en: 'Complete the rule above first' })} />
      ) : null}
      {run.error ? <Trouble error={run.error} /> : null}
      {run.data ? (
        <>
          <p role="status">
            {say(
              {
                zh: '{looked} 件中有 {moved} 件会去别处{cut}',
                en: '{moved} of {looked} would have gone elsewhere{cut}',
              },
              {
                ...{ looked: run.data.looked, moved: run.data.moved },
                cut: run.data.isCut ? say({ zh: '（只看了最近的这些）', en: ' (only the newest were looked at)' }) : '',
              },
            )}
          </p>
          {run.data.cases.length > 0 ? (
            <Table
              caption={say({ zh: '会去别处的事项', en: 'What would have gone elsewhere' })}
              rows={run.data.cases}
              keyOf={({ id }) => id}
              columns={[
                {
                  key: 'number',
                  title: say({ zh: '事项', en: 'Case' }),
                  head: true,
                  cell: ({ id, number, title }) => <Link to={`/desk/cases/${id}`}>{`${number} ${title}`}</Link>,
                },
                { key: 'at', title: say({ zh: '时间', en: 'When' }), cell: ({ openedAt }) => sayWhen(say, openedAt) },
                {
                  key: 'from',
                  title: say({ zh: '按现行规则', en: 'As the rules are' }),
                  cell: ({ from }) => (from ? say(from) : none),
                },
                {
                  key: 'to',
                  title: say({ zh: '按这条规则', en: 'By this rule' }),
                  cell: ({ to }) => (to ? say(to) : none),
                },
              ]}
            />
          ) : null}
        </>
      ) : null}
    </div>
  )
}
