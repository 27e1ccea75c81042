import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { type AlarmBehind, type Diagnosis, diagnosisQuery, type SignWhole } from '../api/signs.ts'
import { DemoMark, Facts, Section, sayInstant, sayWhen, useSay } from '../kit/index.ts'
import { SignWays } from './sign-ways.tsx'
import styles from './signs.module.css'

/** Of a sign that left its bounds: what rules saw at which device and what they foresee, and the plans to choose from. */
export function SignBehind({ sign }: { readonly sign: SignWhole }): JSX.Element | null {
  const say = useSay()
  const found = useQuery(diagnosisQuery(sign.code, sign.place)).data
  if (!found || sign.now === null || sign.now.standing === 'calm') return null
  return (
    <>
      {found.alarms.length > 0 ? (
        <Section title={say({ zh: '起因与预计', en: 'Cause and forecast' })}>
          <ul className={styles.causes}>
            {found.alarms.slice(0, most).map((alarm) => (
              <Cause key={alarm.id} alarm={alarm} part={found.parts.find(({ id }) => id === alarm.device)} />
            ))}
          </ul>
          {found.alarms.length > most ? (
            <p className={styles.quiet}>
              {say.count(found.alarms.length - most, {
                zh: '另有 {n} 条告警',
                en: { one: 'One more alarm', other: '{n} more alarms' },
              })}
            </p>
          ) : null}
        </Section>
      ) : null}
      <SignWays sign={sign} found={found} standing={sign.now.standing} />
    </>
  )
}

/** Most alarms that are told in full. */
const most = 6

function Cause({
  alarm,
  part,
}: {
  readonly alarm: AlarmBehind
  readonly part: Diagnosis['parts'][number] | undefined
}): JSX.Element {
  const say = useSay()
  const { foresees } = alarm
  const value = (of: { readonly value: number | null; readonly unit: { zh: string; en: string } }) =>
    `${of.value ?? '—'} ${say(of.unit)}`
  return (
    <li>
      <p>
        <strong>{say(alarm.title)}</strong> · <Link to={`/desk/devices/${alarm.device}`}>{say(alarm.deviceTitle)}</Link>{' '}
        <span className={styles.quiet}>
          {say({ zh: '{when}起', en: 'since {when}' }, { when: sayWhen(say, alarm.raisedAt) })}
        </span>{' '}
        {part?.isDemo ? <DemoMark short /> : null}{' '}
        {part ? (
          <Link to={`/city/map?thing=${encodeURIComponent(part.entity)}`}>
            {say({ zh: '在地图上看', en: 'On the map' })}
          </Link>
        ) : null}
      </p>
      <Facts
        facts={[
          ...alarm.figures.map((figure) => [say(figure.title), value(figure)] as const),
          ...(foresees
            ? ([
                [
                  say({ zh: '预计：{what}', en: 'Foreseen: {what}' }, { what: say(foresees.title) }),
                  <strong key="foreseen">
                    {say(
                      { zh: '{value}（{at}）', en: '{value} ({at})' },
                      { value: value(foresees), at: sayInstant(say, foresees.at) },
                    )}
                  </strong>,
                ],
              ] as const)
            : []),
          ...(alarm.figures.length === 0 && alarm.value !== null
            ? ([[say({ zh: '值', en: 'Value' }), String(alarm.value)]] as const)
            : []),
        ]}
      />
    </li>
  )
}
