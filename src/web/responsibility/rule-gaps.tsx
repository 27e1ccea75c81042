import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { gapsQuery } from '../api/responsibility.ts'
import { Loading, Section, Table, Trouble, useSay } from '../kit/index.ts'

/** What no office answers for, by scenario and district. */
export function Gaps(): JSX.Element {
  const say = useSay()
  const gaps = useQuery(gapsQuery)
  return (
    <Section title={say({ zh: '没有单位负责的', en: 'What nobody answers for' })}>
      {gaps.error ? <Trouble error={gaps.error} again={() => void gaps.refetch()} /> : null}
      {gaps.isPending ? <Loading lines={3} /> : null}
      {gaps.data?.length === 0 ? (
        <p>
          {say({
            zh: '没有发现空缺',
            en: 'No gap was found',
          })}
        </p>
      ) : null}
      {gaps.data && gaps.data.length > 0 ? (
        <Table
          caption={say({ zh: '没有单位负责的', en: 'What nobody answers for' })}
          rows={gaps.data}
          keyOf={({ pack, code, districts }) => `${pack} ${code} ${districts.length}`}
          columns={[
            { key: 'pack', title: say({ zh: '场景', en: 'Scenario' }), cell: ({ packTitle }) => say(packTitle) },
            {
              key: 'code',
              title: say({ zh: '类别', en: 'Class' }),
              head: true,
              cell: ({ code, title }) => (title ? say(title) : (code ?? say({ zh: '全部', en: 'all' }))),
            },
            {
              key: 'where',
              title: say({ zh: '哪里', en: 'Where' }),
              cell: ({ districts }) =>
                districts.length === 0
                  ? say({ zh: '全市', en: 'the whole city' })
                  : districts.map((one) => say(one)).join(say({ zh: '、', en: ', ' })),
            },
            {
              key: 'make',
              title: say({ zh: '操作', en: 'Act' }),
              cell: ({ pack, code }) => (
                <Link to={`new?${new URLSearchParams({ pack, ...(code && { code }) })}`}>
                  {say({ zh: '制定规则', en: 'Make a rule' })}
                </Link>
              ),
            },
          ]}
        />
      ) : null}
    </Section>
  )
}
