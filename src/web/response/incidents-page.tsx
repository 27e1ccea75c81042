import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { hazardWords, levelWords, responseLevels } from '../../kernel/response/index.ts'
import { incidentsQuery, type Warning } from '../api/response.ts'
import {
  Button,
  ButtonLink,
  DemoMark,
  Empty,
  Loading,
  Page,
  Section,
  StateMark,
  sayWhen,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { ExerciseMark } from './exercise-mark.tsx'
import styles from './response.module.css'
import { StartDialog } from './start-dialog.tsx'
import { WarningsPart } from './warnings-part.tsx'

/** Emergencies: warnings that hold (foreseen) and incidents (decided), never in one list. */
export function IncidentsPage(): JSX.Element {
  const say = useSay()
  const incidents = useQuery(incidentsQuery)
  const [asked, ask] = useSearchParams()
  const level = responseLevels.find((one) => one === asked.get('level'))
  const plan = asked.get('plan')
  // What a sign's page proposes comes by the address; the person still decides.
  const proposal =
    plan && level ? { plan, level, place: asked.get('place') ?? '', why: asked.get('why') ?? '' } : undefined
  const [starting, setStarting] = useState<{ readonly warning?: Warning }>()
  const mayCommand = incidents.data?.mayCommand ?? false
  return (
    <Page
      title={say({ zh: '应急', en: 'Emergencies' })}
      width="wide"
      actions={
        <>
          <ButtonLink to="/city/response/resources">{say({ zh: '应急资源', en: 'Resources' })}</ButtonLink>
          <ButtonLink to="/city/response/duty">{say({ zh: '值班表', en: 'Roster' })}</ButtonLink>
          <ButtonLink to="/city/response/orders">
            {say({ zh: '我的指令和整改', en: 'My orders and lessons' })}
          </ButtonLink>
          {mayCommand ? (
            <Button tone="primary" onClick={() => setStarting({})}>
              {say({ zh: '启动响应', en: 'Start a response' })}
            </Button>
          ) : null}
        </>
      }
    >
      <WarningsPart mayCommand={mayCommand} onStart={(warning) => setStarting({ warning })} />
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
                <span className={styles.quiet}>{one.number}</span> {one.isDemo ? <DemoMark short /> : null}
              </p>
              <p>
                <StateMark shape={one.endedAt ? 'closed' : 'urgent'} tone={one.endedAt ? 'still' : 'urgent'}>
                  {one.endedAt ? say({ zh: '已终止', en: 'Ended' }) : say(levelWords[one.level])}
                </StateMark>{' '}
                {say(hazardWords[one.hazard])} · {say(one.where)} · {say(one.officeTitle)} ·{' '}
                {sayWhen(say, one.startedAt)}
              </p>
            </li>
          ))}
        </ul>
      </Section>
      {starting ? <StartDialog {...starting} onClose={() => setStarting(undefined)} /> : null}
      {proposal && mayCommand && !starting ? (
        <StartDialog proposal={proposal} onClose={() => ask({}, { replace: true })} />
      ) : null}
    </Page>
  )
}
