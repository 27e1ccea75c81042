import { useQuery } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'
import { Link } from 'react-router'
import { casesAddress } from '../api/measure.ts'
import { type Diagnosis, diagnosisQuery, type SignName } from '../api/signs.ts'
import { DemoMark, Loading, Section, saySpan, sayWhen, Table, Trouble, useSay } from '../kit/index.ts'
import styles from './signs.module.css'
import { SignValue, StandingMark, saySources, sayValue } from './standing.tsx'

/** Why a sign stands where it stands: parts, places, since when, what else moved, what depends on it. */
export function SignDiagnosis({ sign, place }: { readonly sign: SignName; readonly place: string }): JSX.Element {
  const say = useSay()
  const diagnosis = useQuery(diagnosisQuery(sign.code, place))
  if (diagnosis.isPending) return <Loading lines={6} />
  if (diagnosis.error) return <Trouble error={diagnosis.error} again={() => void diagnosis.refetch()} />
  const found = diagnosis.data
  return (
    <>
      <Section title={say({ zh: '诊断', en: 'Diagnosis' })}>
        <dl className={styles.answers}>
          <Since found={found} sign={sign} />
          <Moved found={found} />
          <Depends found={found} />
        </dl>
      </Section>
      <Parts found={found} sign={sign} />
      <Places found={found} sign={sign} />
    </>
  )
}

const Answer = ({ title, children }: { readonly title: string; readonly children: ReactNode }): JSX.Element => (
  <div>
    <dt>{title}</dt>
    <dd>{children}</dd>
  </div>
)

function Since({ found: { since }, sign }: { readonly found: Diagnosis; readonly sign: SignName }): JSX.Element {
  const say = useSay()
  return (
    <Answer title={say({ zh: '从何时起', en: 'Since when' })}>
      {since
        ? say(
            { zh: '{when}起由约 {before} 变为约 {after}', en: '{when}: from about {before} to about {after}' },
            {
              when: sayWhen(say, since.at),
              before: sayValue(say, since.before, sign.digits),
              after: sayValue(say, since.after, sign.digits),
            },
          )
        : say({ zh: '近期没有明显的台阶式变化，或历史还不够', en: 'No clear step of late, or too little history' })}
    </Answer>
  )
}

function Moved({
  found: { together, place },
}: {
  readonly found: Diagnosis & { readonly place?: string }
}): JSX.Element {
  const say = useSay()
  return (
    <Answer title={say({ zh: '同时还有什么在变（同时不等于原因）', en: 'What else moved (together is not because)' })}>
      {together && together.moved.length > 0 ? (
        <ul>
          {together.moved.map((one) => (
            <li key={one.code}>
              <Link to={`/city/signs/${one.code}${place ? `?place=${place}` : ''}`}>{say(one.title)}</Link>{' '}
              <small>
                {say(
                  { zh: '秩相关 {r}，{pairs} 段', en: 'rank correlation {r} over {pairs} steps' },
                  { r: one.correlation.toFixed(2), pairs: one.pairs },
                )}
                {one.leadMs === 0
                  ? ''
                  : one.leadMs > 0
                    ? say({ zh: '，先于本体征 {span}', en: ', {span} ahead' }, { span: saySpan(say, one.leadMs) })
                    : say({ zh: '，后于本体征 {span}', en: ', {span} after' }, { span: saySpan(say, -one.leadMs) })}
              </small>
            </li>
          ))}
        </ul>
      ) : together ? (
        say(
          {
            zh: '比对了 {n} 项体征，没有可信的同步变化（或历史还不够）',
            en: 'None of {n} signs credibly (or too little history)',
          },
          { n: together.tried },
        )
      ) : (
        say({ zh: '这里没有历史序列可比', en: 'There is no series here to compare' })
      )}
    </Answer>
  )
}

function Depends({ found: { depends } }: { readonly found: Diagnosis }): JSX.Element {
  const say = useSay()
  return (
    <Answer title={say({ zh: '牵涉什么', en: 'What depends on it' })}>
      {depends.length > 0 ? (
        <ul>
          {depends.slice(0, 12).map((one) => (
            <li key={`${one.entity} ${one.on}`}>{one.title ? say(one.title) : one.entity}</li>
          ))}
          {depends.length > 12 ? (
            <li>{say.count(depends.length - 12, { zh: '另有 {n} 个', en: { one: 'one more', other: '{n} more' } })}</li>
          ) : null}
        </ul>
      ) : (
        say({ zh: '孪生体中没有登记与这些设备相连的事物', en: 'The twin knows of nothing bound up with these devices' })
      )}
    </Answer>
  )
}

function Parts({
  found: { parts, cases },
  sign,
}: {
  readonly found: Diagnosis
  readonly sign: SignName
}): JSX.Element | null {
  const say = useSay()
  if (cases)
    return (
      <Section title={say({ zh: '由哪些事项构成', en: 'Which cases it is made of' })}>
        <p>
          <Link to={casesAddress(cases.filter)}>{say({ zh: '打开全部事项', en: 'Open all the cases' })}</Link>
        </p>
        {cases.groups.length > 0 ? (
          <Table
            caption={say({ zh: '按类别', en: 'By class' })}
            columns={[
              {
                key: 'title',
                title: say({ zh: '类别', en: 'Class' }),
                head: true,
                cell: (row) => <Link to={casesAddress(row.filter)}>{say(row.title)}</Link>,
              },
              { key: 'count', title: say({ zh: '件', en: 'Cases' }), number: true, cell: (row) => row.count },
            ]}
            rows={cases.groups}
            keyOf={(row) => row.key}
          />
        ) : null}
      </Section>
    )
  if (parts.length === 0) return null
  return (
    <Section title={say({ zh: '哪些设备最要紧', en: 'Which devices weigh most' })}>
      <Table
        caption={say({ zh: '设备', en: 'Devices' })}
        columns={[
          {
            key: 'title',
            title: say({ zh: '设备', en: 'Device' }),
            head: true,
            cell: (row) => (
              <>
                <Link to={`/desk/devices/${row.id}`}>{say(row.title)}</Link> {row.isDemo ? <DemoMark short /> : null}
              </>
            ),
          },
          {
            key: 'value',
            title: say({ zh: '值', en: 'Value' }),
            number: true,
            cell: (row) => sayValue(say, row.value, sign.digits),
          },
          {
            key: 'share',
            title: say({ zh: '占比', en: 'Part' }),
            number: true,
            cell: (row) => (row.share === null ? '—' : `${(100 * row.share).toFixed(0)}%`),
          },
          {
            key: 'map',
            title: say({ zh: '地图', en: 'Map' }),
            cell: (row) => (
              <Link to={`/city/map?thing=${encodeURIComponent(row.entity)}`}>
                {say({ zh: '在地图上看', en: 'On the map' })}
              </Link>
            ),
          },
        ]}
        rows={parts}
        keyOf={(row) => row.id}
      />
    </Section>
  )
}

function Places({
  found: { places },
  sign,
}: {
  readonly found: Diagnosis
  readonly sign: SignName
}): JSX.Element | null {
  const say = useSay()
  if (places.length === 0) return null
  return (
    <Section title={say({ zh: '哪里最重', en: 'Where it is worst' })}>
      <Table
        caption={say({ zh: '各区划', en: 'By division' })}
        columns={[
          {
            key: 'title',
            title: say({ zh: '区划', en: 'Division' }),
            head: true,
            cell: (row) => <Link to={`/city/signs/${sign.code}?place=${row.place}`}>{say(row.title)}</Link>,
          },
          {
            key: 'value',
            title: say({ zh: '值', en: 'Value' }),
            number: true,
            cell: (row) => <SignValue sign={sign} value={row.value} />,
          },
          {
            key: 'standing',
            title: say({ zh: '状态', en: 'Standing' }),
            cell: (row) => <StandingMark standing={row.standing} />,
          },
          {
            key: 'sources',
            title: say({ zh: '来源', en: 'Sources' }),
            cell: (row) => `${saySources(say, row)}${row.isSure ? '' : say({ zh: '，来源不足', en: ', too few' })}`,
          },
        ]}
        rows={places}
        keyOf={(row) => row.place}
      />
    </Section>
  )
}
