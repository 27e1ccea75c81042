import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { type RuleView, rulesQuery } from '../../api/rules.ts'
import { profilesQuery } from '../../api/things.ts'
import { ButtonLink, Loading, Page, StateMark, sayWhen, Table, Trouble, useSay } from '../../kit/index.ts'
import { holds, useSession } from '../../shell/session.ts'
import styles from '../things.module.css'
import { ruleState, sayRule, severityWords } from './rule-words.ts'

/** The alarm rules: what each looks at, what it raised of late, which are quiet, off, or changed from what their pack says. */
export function AlarmRules(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const mayKeep = holds(session, 'administrator', []) || holds(session, 'data-officer', ['city'])
  const rules = useQuery(rulesQuery)
  const { data: profiles } = useQuery(profilesQuery)
  const profileOf = (name: string) => profiles?.find((one) => one.name === name)
  const sorted = [...(rules.data ?? [])].sort(
    (a, b) => b.seen.open - a.seen.open || (b.seen.lastRaisedAt ?? '').localeCompare(a.seen.lastRaisedAt ?? ''),
  )
  return (
    <Page
      title={say({ zh: '告警规则', en: 'Alarm rules' })}
      lead={say({
        zh: '读数满足条件够久，就成为一件事项或并入已有的。改了立即生效，不用重启。',
        en: 'When readings meet a condition for long enough, a case begins or is joined. Changes hold at once, without a restart.',
      })}
      width="wide"
      actions={
        mayKeep ? (
          <ButtonLink to="new" tone="primary" icon="plus">
            {say({ zh: '新规则', en: 'New rule' })}
          </ButtonLink>
        ) : null
      }
    >
      {rules.error ? <Trouble error={rules.error} again={() => void rules.refetch()} /> : null}
      {rules.isPending ? <Loading lines={8} /> : null}
      {rules.data ? (
        <Table
          caption={say({ zh: '告警规则', en: 'Alarm rules' })}
          rows={sorted}
          keyOf={({ name }) => name}
          columns={[
            {
              key: 'title',
              title: say({ zh: '规则', en: 'Rule' }),
              head: true,
              cell: (rule) => <Link to={rule.name}>{say(rule.title)}</Link>,
            },
            { key: 'state', title: say({ zh: '状态', en: 'State' }), cell: (rule) => <State rule={rule} /> },
            {
              key: 'severity',
              title: say({ zh: '级别', en: 'Severity' }),
              cell: (rule) => say(severityWords[rule.severity].words),
            },
            {
              key: 'says',
              title: say({ zh: '什么时候告警', en: 'When it is raised' }),
              cell: (rule) => sayRule(say, rule, profileOf(rule.profile)?.measures[rule.measure]),
            },
            {
              key: 'devices',
              title: say({ zh: '设备', en: 'Devices' }),
              number: true,
              cell: (rule) => rule.seen.devices,
            },
            {
              key: 'week',
              title: say({ zh: '7 天内', en: 'In 7 days' }),
              number: true,
              cell: (rule) => rule.seen.week,
            },
            {
              key: 'last',
              title: say({ zh: '上一次', en: 'Last' }),
              cell: (rule) => (rule.seen.lastRaisedAt ? sayWhen(say, rule.seen.lastRaisedAt) : '—'),
            },
            { key: 'source', title: say({ zh: '来自', en: 'From' }), cell: (rule) => <Source rule={rule} /> },
          ]}
        />
      ) : null}
    </Page>
  )
}

function State({ rule }: { readonly rule: RuleView }): JSX.Element {
  const say = useSay()
  const { words, shape, tone } = ruleState(rule)
  return (
    <StateMark shape={shape} tone={tone}>
      {say(words)}
      {rule.seen.open > 0 ? ` ${rule.seen.open}` : ''}
    </StateMark>
  )
}

/** Where a rule comes from; that a pack's was changed or switched off is never silent. */
function Source({ rule }: { readonly rule: RuleView }): JSX.Element {
  const say = useSay()
  if (rule.source === 'person') return <>{say({ zh: '本市自建', en: 'Made here' })}</>
  return (
    <>
      {say({ zh: '场景包', en: 'Pack' })}
      {rule.isChanged ? <span className={styles.quiet}> · {say({ zh: '本市改过', en: 'changed here' })}</span> : null}
      {rule.isOutdated ? (
        <span className={styles.quiet}> · {say({ zh: '场景包有新内容', en: 'the pack has moved on' })}</span>
      ) : null}
      {rule.isOff ? <span className={styles.quiet}> · {say({ zh: '被停用', en: 'switched off' })}</span> : null}
    </>
  )
}
