import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useLocation } from 'react-router'
import { type Profile, profilesQuery } from '../api/things.ts'
import { Loading, Page, saySpan, Table, Trouble, useSay } from '../kit/index.ts'
import { unitWords } from '../twin/unit-words.ts'

/** The kinds of device: what each measures with unit and range, what it can be told, how its payload is read. */
export function Profiles(): JSX.Element {
  const say = useSay()
  const { pathname } = useLocation()
  const profiles = useQuery(profilesQuery)
  const list = (words: readonly string[]): string => words.join(say({ zh: '、', en: ', ' }))
  const measured = ({ measures }: Profile): string =>
    list(
      Object.values(measures).map(({ title, unit, range }) => {
        const limits = range ? `${range[0]}–${range[1]}` : ''
        const about = `${limits} ${unitWords(unit)}`.trim()
        return about ? `${say(title)}${say({ zh: `（${about}）`, en: ` (${about})` })}` : say(title)
      }),
    )
  return (
    <Page
      title={say({ zh: '设备型号', en: 'Kinds of device' })}
      width="wide"
      back={{ to: pathname.slice(0, pathname.lastIndexOf('/')), words: say({ zh: '设备', en: 'Devices' }) }}
    >
      {profiles.error ? <Trouble error={profiles.error} again={() => void profiles.refetch()} /> : null}
      {profiles.isPending ? <Loading lines={8} /> : null}
      {profiles.data ? (
        <Table
          caption={say({ zh: '设备型号', en: 'Kinds of device' })}
          rows={profiles.data}
          keyOf={(row) => row.name}
          columns={[
            {
              key: 'title',
              title: say({ zh: '型号', en: 'Kind' }),
              head: true,
              cell: (row) => <Link to={row.name}>{say(row.title)}</Link>,
            },
            { key: 'measures', title: say({ zh: '测量什么', en: 'Measures' }), cell: measured },
            {
              key: 'period',
              title: say({ zh: '多久一次', en: 'How often' }),
              cell: (row) =>
                row.period > 0
                  ? saySpan(say, row.period * 1_000)
                  : say({ zh: '有事才报', en: 'when something happens' }),
            },
            {
              key: 'commands',
              title: say({ zh: '可下发', en: 'Can be told' }),
              cell: (row) => list(Object.values(row.commands).map(({ title }) => say(title))) || '—',
            },
            {
              key: 'keep',
              title: say({ zh: '读数保留', en: 'Kept' }),
              cell: (row) => say.count(row.keepDays, { zh: '{n} 天', en: { one: 'one day', other: '{n} days' } }),
            },
            {
              key: 'type',
              title: say({ zh: '实体类型', en: 'Entity type' }),
              cell: (row) => <code>{row.model ?? row.type}</code>,
            },
            { key: 'formats', title: say({ zh: '报文', en: 'Payloads' }), cell: (row) => row.formats.join(', ') },
          ]}
        />
      ) : null}
    </Page>
  )
}
