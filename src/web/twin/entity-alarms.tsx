import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { ailmentWords } from '../../kernel/things/index.ts'
import { extentOf } from '../../kernel/twin/index.ts'
import { api } from '../api/client.ts'
import type { MapView as CasesOnMap } from '../api/measure.ts'
import { type Alarm, rulesQuery } from '../api/rules.ts'
import { deviceAlarmsQuery, deviceQuery, profilesQuery } from '../api/things.ts'
import type { TwinPage } from '../api/twin.ts'
import { CaseNumber, caseStatus, caseTitle } from '../case/index.ts'
import { ButtonLink, StateMark, sayWhen, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { seesDevices } from './alarm-layer.ts'
import { ruleWords, severities } from './alarm-words.ts'
import styles from './map-desk.module.css'
import { unitWords } from './unit-words.ts'

/** Why a sign is red: the alarms of a thing with their rules, how its device is, and the cases at its place. For those who work for the city. */
export function EntityAlarms({ page }: { readonly page: TwinPage }): JSX.Element {
  const session = useSession()
  const mayCount = hasRole(session, 'duty-officer', 'supervisor', 'dispatcher')
  const maySee = seesDevices(session)
  const device = page.attributes.find(({ term }) => term === 'deviceId')?.value
  return (
    <>
      {typeof device === 'string' && maySee ? <DeviceAlarms device={device} /> : null}
      {mayCount ? <CasesHere page={page} /> : null}
    </>
  )
}

function DeviceAlarms({ device }: { readonly device: string }): JSX.Element | null {
  const say = useSay()
  const { data: alarms } = useQuery(deviceAlarmsQuery(device))
  const { data: known } = useQuery({ ...deviceQuery(device), retry: false })
  return (
    <>
      {known ? (
        <>
          <h3>{say({ zh: '设备健康', en: 'Health of the device' })}</h3>
          <p className={styles.facts}>
            {known.ailments.length === 0 ? (
              <StateMark shape="done" tone="active">
                {say({ zh: '正常', en: 'Well' })}
              </StateMark>
            ) : (
              <StateMark shape="urgent" tone="urgent">
                {known.ailments.map((one) => say(ailmentWords[one])).join(say({ zh: '、', en: ', ' }))}
              </StateMark>
            )}
            {known.heardAt ? (
              <span>
                {say({ zh: '最近上报 {when}', en: 'last heard {when}' }, { when: sayWhen(say, known.heardAt) })}
              </span>
            ) : null}
          </p>
        </>
      ) : null}
      {alarms && alarms.length > 0 ? (
        <>
          <h3>{say({ zh: '为什么告警', en: 'Why it alarms' })}</h3>
          <ul className={styles.relations}>
            {alarms.slice(0, 5).map((one) => (
              <OneAlarm key={one.id} alarm={one} />
            ))}
          </ul>
        </>
      ) : null}
    </>
  )
}

function OneAlarm({ alarm }: { readonly alarm: Alarm }): JSX.Element {
  const say = useSay()
  const { data: rules } = useQuery(rulesQuery)
  const { data: profiles } = useQuery(profilesQuery)
  const rule = rules?.find(({ name }) => name === alarm.rule)
  const measure = profiles?.find(({ name }) => name === rule?.profile)?.measures[rule?.measure ?? '']
  const { words, shape, tone } = severities[alarm.severity]
  const unit = unitWords(measure?.unit)
  return (
    <li>
      <StateMark shape={alarm.clearedAt ? 'done' : shape} tone={alarm.clearedAt ? 'still' : tone}>
        {rule ? say(rule.title) : alarm.rule} · {alarm.clearedAt ? say({ zh: '已解除', en: 'over' }) : say(words)}
      </StateMark>
      <p>
        {alarm.value === null
          ? null
          : say(
              { zh: '{when} 值为 {value} {unit}', en: '{value} {unit} at {when}' },
              {
                when: sayWhen(say, alarm.raisedAt),
                value: alarm.value.toLocaleString(say.tag, { maximumFractionDigits: 3 }),
                unit,
              },
            )}
      </p>
      {rule ? (
        <p className={styles.quiet}>
          {say({ zh: '规则：', en: 'Rule: ' })}
          {ruleWords(say, rule, measure ? say(measure.title) : rule.measure, unit)}
        </p>
      ) : null}
    </li>
  )
}

/** Degrees of about sixty metres. */
const near = 0.0006

/** Cases at the place of the thing during the last ninety days, within what the reader may see. */
function CasesHere({ page }: { readonly page: TwinPage }): JSX.Element | null {
  const say = useSay()
  const bounds = page.place && extentOf(page.place)
  const isSmall = bounds && bounds[2] - bounds[0] < 0.01
  const bbox = bounds && [bounds[0] - near, bounds[1] - near, bounds[2] + near, bounds[3] + near].join(',')
  const { data } = useQuery({
    queryKey: ['map', 'cases-at', page.entity.id, bbox],
    queryFn: ({ signal }) => {
      const to = new Date()
      const from = new Date(to.getTime() - 90 * 86_400_000)
      const query = { as: 'points', from: from.toISOString(), to: to.toISOString(), bbox: bbox ?? '', limit: 10 }
      return api<CasesOnMap>('/api/measure/map', { query, signal })
    },
    enabled: isSmall === true,
    staleTime: 20_000,
    retry: false,
  })
  const cases = data?.points ?? []
  if (cases.length === 0) return null
  return (
    <>
      <h3>{say({ zh: '这个位置的事项', en: 'Cases at this place' })}</h3>
      <ul className={styles.relations}>
        {cases.map((item) => (
          <li key={item.id}>
            <StateMark shape={caseStatus(item.status).shape} tone={caseStatus(item.status).tone}>
              {say(caseStatus(item.status).words)}
            </StateMark>{' '}
            {caseTitle(say, item)} <CaseNumber number={item.number} />{' '}
            <ButtonLink size="s" to={`/desk/cases/${item.id}`} after="go">
              {say({ zh: '打开事项', en: 'Open the case' })}
            </ButtonLink>
          </li>
        ))}
      </ul>
    </>
  )
}
