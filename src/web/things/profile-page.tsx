import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useLocation, useParams } from 'react-router'
import type { Measure } from '../../kernel/things/index.ts'
import { type Profile, profilesQuery } from '../api/things.ts'
import { Facts, Loading, Page, Section, saySpan, Table, Trouble, useSay } from '../kit/index.ts'
import { unitWords } from '../twin/unit-words.ts'
import styles from './things.module.css'

const path = (pathname: string): string => pathname.slice(0, pathname.lastIndexOf('/'))

/** One kind of device, whole: what it measures and within which bounds, what it is told, how it is read and how long kept. */
export function ProfilePage(): JSX.Element {
  const say = useSay()
  const { name = '' } = useParams()
  const { pathname } = useLocation()
  const profiles = useQuery(profilesQuery)
  const profile = profiles.data?.find((one) => one.name === name)
  return (
    <Page
      title={profile ? say(profile.title) : name}
      width="wide"
      back={{ to: path(pathname), words: say({ zh: '设备型号', en: 'Kinds of device' }) }}
    >
      {profiles.error ? <Trouble error={profiles.error} again={() => void profiles.refetch()} /> : null}
      {profiles.isPending ? <Loading lines={8} /> : null}
      {profile ? <Whole profile={profile} devices={path(path(pathname))} /> : null}
      {profiles.data && !profile ? <p>{say({ zh: '没有这种型号。', en: 'There is no such kind.' })}</p> : null}
    </Page>
  )
}

function Whole({ profile, devices }: { readonly profile: Profile; readonly devices: string }): JSX.Element {
  const say = useSay()
  const days = (n: number): string => say.count(n, { zh: '{n} 天', en: { one: 'One day', other: '{n} days' } })
  return (
    <>
      <p>{say(profile.about)}</p>
      <Facts
        facts={[
          [say({ zh: '名称', en: 'Name' }), <code key="name">{profile.name}</code>],
          [say({ zh: '实体类型', en: 'Entity type' }), <code key="type">{profile.model ?? profile.type}</code>],
          [
            say({ zh: '多久一次', en: 'How often' }),
            profile.period > 0
              ? saySpan(say, profile.period * 1_000)
              : say({ zh: '有事才报', en: 'when something happens' }),
          ],
          [say({ zh: '多久没有上报算失联', en: 'Silent after' }), saySpan(say, profile.silentAfter * 1_000)],
          [
            say({ zh: '每秒最多', en: 'At most a second' }),
            say.count(profile.most, { zh: '{n} 条读数', en: { one: 'one reading', other: '{n} readings' } }),
          ],
          [
            say({ zh: '时钟', en: 'Clock' }),
            say(
              profile.clock.otherwise === 'refuse'
                ? {
                    zh: '早于 {ahead} 或迟于 {behind} 的拒收',
                    en: 'Refused when more than {ahead} early or {behind} late',
                  }
                : {
                    zh: '早于 {ahead} 或迟于 {behind} 的按收到时刻记',
                    en: 'Taken as of its receipt when more than {ahead} early or {behind} late',
                  },
              {
                ahead: saySpan(say, profile.clock.ahead * 1_000),
                behind: saySpan(say, profile.clock.behind * 1_000),
              },
            ),
          ],
          [
            say({ zh: '逐条读数保留', en: 'Single readings are kept' }),
            `${days(profile.keepDays)}${say({ zh: '；小时和日的汇总长期保留', en: '; figures of hours and days stay' })}`,
          ],
        ]}
      />
      <p>
        <Link to={`${devices}?profile=${profile.name}`}>
          {say({ zh: '看这种型号的设备', en: 'See the devices of this kind' })}
        </Link>
      </p>
      <Measures measures={profile.measures} />
      <Told commands={profile.commands} />
      <Payloads profile={profile} />
    </>
  )
}

function Measures({ measures }: Pick<Profile, 'measures'>): JSX.Element {
  const say = useSay()
  const title = say({ zh: '测量什么', en: 'What it measures' })
  const bounds = ({ range, choices }: Measure): string =>
    range
      ? `${range[0]}–${range[1]}`
      : Object.values(choices ?? {})
          .map((one) => say(one.title))
          .join(say({ zh: '、', en: ', ' })) || '—'
  return (
    <Section title={title}>
      <Table
        caption={title}
        rows={Object.entries(measures)}
        keyOf={([name]) => name}
        columns={[
          { key: 'title', title: say({ zh: '测量', en: 'Measure' }), head: true, cell: ([, one]) => say(one.title) },
          { key: 'name', title: say({ zh: '报文里', en: 'In payloads' }), cell: ([name]) => <code>{name}</code> },
          {
            key: 'attribute',
            title: say({ zh: '实体属性', en: 'Attribute' }),
            cell: ([name, one]) => <code>{one.attribute ?? name}</code>,
          },
          { key: 'unit', title: say({ zh: '单位', en: 'Unit' }), cell: ([, one]) => unitWords(one.unit) || '—' },
          { key: 'range', title: say({ zh: '量程或取值', en: 'Range or values' }), cell: ([, one]) => bounds(one) },
          {
            key: 'jump',
            title: say({ zh: '一分钟最多变化', en: 'Most in a minute' }),
            cell: ([, one]) => one.jump ?? '—',
          },
          {
            key: 'stuck',
            title: say({ zh: '多久不变算卡死', en: 'Stuck after' }),
            cell: ([, one]) => (one.stuckAfter ? saySpan(say, one.stuckAfter * 1_000) : '—'),
          },
        ]}
      />
    </Section>
  )
}

function Told({ commands }: Pick<Profile, 'commands'>): JSX.Element {
  const say = useSay()
  const title = say({ zh: '可下发的指令', en: 'What it can be told' })
  return (
    <Section title={title}>
      <Table
        caption={title}
        rows={Object.entries(commands)}
        keyOf={([name]) => name}
        columns={[
          { key: 'title', title: say({ zh: '指令', en: 'Command' }), head: true, cell: ([, one]) => say(one.title) },
          { key: 'name', title: say({ zh: '报文里', en: 'In payloads' }), cell: ([name]) => <code>{name}</code> },
          {
            key: 'fields',
            title: say({ zh: '参数', en: 'With' }),
            cell: ([, one]) =>
              Object.values(one.fields)
                .map((field) =>
                  `${say(field.title)}${field.range ? ` ${field.range[0]}–${field.range[1]}` : ''} ${unitWords(field.unit)}`.trim(),
                )
                .join(say({ zh: '、', en: ', ' })) || '—',
          },
          {
            key: 'expires',
            title: say({ zh: '多久未送达作废', en: 'Void after' }),
            cell: ([, one]) => saySpan(say, one.expiresAfter * 1_000),
          },
        ]}
      />
    </Section>
  )
}

/** How its payloads are read: an example of the plain form, the others as they are declared. */
function Payloads({ profile }: { readonly profile: Profile }): JSX.Element {
  const say = useSay()
  const example = Object.fromEntries(
    Object.entries(profile.measures).map(([name, { kind, range, choices }]) => [
      name,
      kind === 'yes-no'
        ? true
        : kind === 'choice'
          ? (Object.keys(choices ?? {})[0] ?? 0)
          : range
            ? Math.min(Math.max(0, range[0]), range[1])
            : 0,
    ]),
  )
  const shown: readonly (readonly [name: string, text: string])[] = [
    ['plain', JSON.stringify(example)],
    ...Object.entries(profile.payloads).map(([name, format]) => [name, JSON.stringify(format, null, 2)] as const),
  ]
  return (
    <Section title={say({ zh: '报文怎么读', en: 'How its payloads are read' })}>
      {shown.map(([name, text]) => (
        <div key={name} className={styles.stack}>
          <h3>
            <code>{name}</code>
          </h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls sideways must be reachable by keyboard */}
          <pre className={styles.payload} tabIndex={0}>
            {text}
          </pre>
        </div>
      ))}
    </Section>
  )
}
