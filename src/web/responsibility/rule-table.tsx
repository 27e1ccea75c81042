import type { JSX } from 'react'
import { Link } from 'react-router'
import type { Rules, RuleTerms } from '../api/responsibility.ts'
import { StateMark, sayInstant, Table, useSay } from '../kit/index.ts'
import { sayMatter, sayTarget, sayTimes, sayWhere, standingWords } from './words.ts'

/** The rules of the city, one a row, with where, when and who. */
export function RuleTable({
  rules: { items },
  terms,
}: {
  readonly rules: Rules
  readonly terms: RuleTerms
}): JSX.Element {
  const say = useSay()
  const order = { inForce: 0, coming: 1, ended: 2 }
  const sorted = [...items].sort((one, other) => order[one.standing] - order[other.standing])
  return (
    <Table
      caption={say({ zh: '本市规则', en: 'Rules of the city' })}
      rows={sorted}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: say({ zh: '规则', en: 'Rule' }),
          head: true,
          cell: ({ id, rule }) => <Link to={id}>{say(rule.name)}</Link>,
        },
        {
          key: 'state',
          title: say({ zh: '状态', en: 'State' }),
          cell: ({ standing }) => (
            <StateMark shape={standingWords[standing].shape} tone={standingWords[standing].tone}>
              {say(standingWords[standing].words)}
            </StateMark>
          ),
        },
        { key: 'what', title: say({ zh: '什么事', en: 'What' }), cell: ({ rule }) => sayMatter(say, rule, terms) },
        { key: 'where', title: say({ zh: '哪里', en: 'Where' }), cell: ({ rule }) => sayWhere(say, rule, terms) },
        { key: 'when', title: say({ zh: '什么时候', en: 'When' }), cell: ({ rule }) => sayTimes(say, rule) },
        {
          key: 'who',
          title: say({ zh: '由谁负责', en: 'Who answers' }),
          cell: ({ rule, officeTitle }) => sayTarget(say, rule, officeTitle, terms),
        },
        {
          key: 'priority',
          title: say({ zh: '优先级', en: 'Priority' }),
          number: true,
          cell: ({ rule }) => rule.priority,
        },
        {
          key: 'until',
          title: say({ zh: '有效期', en: 'In force' }),
          cell: ({ from, until, standing }) =>
            standing === 'coming'
              ? say({ zh: '{from} 起', en: 'from {from}' }, { from: sayInstant(say, from) })
              : until
                ? say({ zh: '至 {until}', en: 'until {until}' }, { until: sayInstant(say, until) })
                : say({ zh: '一直', en: 'for good' }),
        },
      ]}
    />
  )
}
