import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link } from 'react-router'
import { colourWords, hazardWords, levelWords } from '../../kernel/response/index.ts'
import { incidentsQuery, type Warning, warningsQuery } from '../api/response.ts'
import { Button, ButtonLink, Empty, Loading, Page, Section, StateMark, sayWhen, Trouble, useSay } from '../kit/index.ts'
import { ExerciseMark } from './exercise-mark.tsx'
import styles from './response.module.css'
import { StartDialog } from './start-dialog.tsx'

/** Emergencies: warnings that hold (foreseen) and incidents (decided), never in one list. */
export function IncidentsPage(): JSX.Element {
  const say = useSay()
  const incidents = useQuery(incidentsQuery)
  const warnings = useQuery(warningsQuery)
  const [starting, setStarting] = useState<{ readonly warning?: Warning }>()
  const mayCommand = incidents.data?.mayCommand ?? false
  return (
    <Page
      title={say({ zh: '应急', en: 'Emergencies' })}
      width="wide"
      actions={
        <>
          <ButtonLink to="/city/response/orders">{say({ zh: '我的指令', en: 'My orders' })}</ButtonLink>
          {mayCommand ? (
            <Button tone="primary" onClick={() => setStarting({})}>
              {say({ zh: '启动响应', en: 'Start a response' })}
            </Button>
          ) : null}
        </>
      }
    >
      <Section title={say({ zh: '生效中的预警', en: 'Warnings that hold' })}>
        <p className={styles.quiet}>
          {say({
            zh: '预警只作建议，不会自行启动响应。',
            en: 'A warning proposes; it never starts a response by itself.',
          })}
        </p>
        {warnings.error ? <Trouble error={warnings.error} /> : null}
        <ul className={styles.list}>
          {(warnings.data ?? []).map((one) => (
            <li key={one.id} className={styles.item}>
              <p>
                <strong>
                  {say(hazardWords[one.hazard])} · {say(colourWords[one.colour])}
                </strong>{' '}
                <span className={styles.quiet}>
                  {one.issuer} · {say({ zh: '至 {when}', en: 'until {when}' }, { when: sayWhen(say, one.until) })}
                </span>
              </p>
              <p>{one.sourceText}</p>
              {mayCommand && one.proposes.length > 0 ? (
                <div className={styles.acts}>
                  {one.proposes.map((proposal) => (
                    <Button key={proposal.plan} size="s" onClick={() => setStarting({ warning: one })}>
                      {say(
                        { zh: '建议：{plan} {level}', en: 'Proposes: {plan}, {level}' },
                        { plan: say(proposal.title), level: say(levelWords[proposal.level]) },
                      )}
                    </Button>
                  ))}
                </div>
              ) : null}
            </li>
          ))}
        </ul>
        {warnings.data?.length === 0 ? <p>{say({ zh: '没有', en: 'None' })}</p> : null}
      </Section>
      <Section title={say({ zh: '应急事件', en: 'Incidents' })}>
        {incidents.isPending ? <Loading lines={5} /> : null}
        {incidents.error ? <Trouble error={incidents.error} again={() => void incidents.refetch()} /> : null}
        {incidents.data?.items.length === 0 ? (
          <Empty icon="check" title={say({ zh: '没有与您有关的应急事件', en: 'No incident concerns you' })} />
        ) : null}
        <ul className={styles.list}>
          {(incidents.data?.items ?? []).map((one) => (
            <li key={one.id} className={styles.item}>
              <p>
                {one.isExercise ? <ExerciseMark /> : null}{' '}
                <Link to={`/city/response/${one.id}`}>
                  <strong>{one.title}</strong>
                </Link>{' '}
                <span className={styles.quiet}>{one.number}</span>
              </p>
              <p>
                <StateMark shape={one.endedAt ? 'closed' : 'urgent'} tone={one.endedAt ? 'still' : 'urgent'}>
                  {one.endedAt ? say({ zh: '已终止', en: 'Ended' }) : say(levelWords[one.level])}
                </StateMark>{' '}
                {say(hazardWords[one.hazard])} · {say(one.officeTitle)} · {sayWhen(say, one.startedAt)}
              </p>
            </li>
          ))}
        </ul>
      </Section>
      {starting ? <StartDialog {...starting} onClose={() => setStarting(undefined)} /> : null}
    </Page>
  )
}
