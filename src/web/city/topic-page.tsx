import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useParams } from 'react-router'
import { type TopicWhole, topicQuery } from '../api/insight.ts'
import { CaseNumber, caseStatus } from '../case/index.ts'
import { Chart, type ChartSpec } from '../kit/chart/index.ts'
import {
  ButtonLink,
  DemoMark,
  Facts,
  Loading,
  Page,
  Section,
  StateMark,
  sayDay,
  sayWhen,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'

/** One topic: what it is about, where, since when, how it grows, and the messages that make it. */
export function TopicPage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const topic = useQuery(topicQuery(id))
  return (
    <Page
      title={topic.data?.title ?? say({ zh: '热点', en: 'Topic' })}
      back={{ to: '/city', words: say({ zh: '城市此刻', en: 'The city now' }) }}
      width="wide"
    >
      {topic.error ? <Trouble error={topic.error} again={() => void topic.refetch()} /> : null}
      {topic.isPending ? <Loading /> : null}
      {topic.data ? <TopicBody topic={topic.data} /> : null}
    </Page>
  )
}

function TopicBody({ topic }: { readonly topic: TopicWhole }): JSX.Element {
  const say = useSay()
  const comma = say({ zh: '、', en: ', ' })
  const growth: ChartSpec = {
    kind: 'bar',
    x: say({ zh: '日', en: 'Day' }),
    unit: say({ zh: '件', en: 'cases' }),
    series: [
      {
        name: say({ zh: '诉求', en: 'Messages' }),
        tone: 1,
        points: topic.days.map((one) => ({ x: sayDay(say, `${one.day}T12:00:00+08:00`), y: one.messages })),
      },
    ],
  }
  return (
    <>
      <Facts
        facts={[
          [
            say({ zh: '诉求', en: 'Messages' }),
            say.count(topic.cases, { zh: '{n} 件', en: { one: '{n} case', other: '{n} cases' } }),
          ],
          [say({ zh: '时间', en: 'Time' }), `${sayWhen(say, topic.from)} – ${sayWhen(say, topic.to)}`],
          [
            say({ zh: '增长', en: 'Growth' }),
            say(
              {
                zh: '近一天 {day} 件，是前六天日均的 {growth} 倍；本周 {this}，上周 {last}',
                en: '{day} in the last day, {growth} times the mean of six days before; {this} this week, {last} last week',
              },
              { day: topic.lastDay, growth: topic.growth.toFixed(1), this: topic.thisWeek, last: topic.lastWeek },
            ),
          ],
          ...(topic.places.length > 0
            ? [
                [
                  say({ zh: '地点', en: 'Places' }),
                  topic.places.map((place) => `${place.name} ${place.messages}`).join(comma),
                ] as const,
              ]
            : []),
          [say({ zh: '关键词', en: 'Words' }), topic.words.join(comma)],
        ]}
      />
      <Section title={say({ zh: '还在变热吗？', en: 'Is it still growing?' })}>
        <Chart
          question={say({ zh: '每天多少件', en: 'How many a day' })}
          spec={growth}
          source={say({
            zh: '按受理时间，合并同一件事的诉求',
            en: 'By time of opening, messages about the same thing',
          })}
          file={`topic-${topic.id.slice(0, 8)}`}
          demo={topic.demo}
          height={200}
        />
      </Section>
      <Section
        title={say({ zh: '由这些诉求组成', en: 'Made of these messages' })}
        actions={
          <ButtonLink
            size="s"
            to={`/desk/cases?ids=${topic.list
              .slice(0, 200)
              .map((one) => one.id)
              .join(',')}`}
          >
            {say({ zh: '在工作台打开', en: 'Open in the workbench' })}
          </ButtonLink>
        }
      >
        <Table
          caption={say({ zh: '诉求', en: 'Messages' })}
          columns={[
            {
              key: 'title',
              title: say({ zh: '诉求', en: 'Message' }),
              head: true,
              cell: (row) => (
                <>
                  <Link to={`/desk/cases/${row.id}`}>{row.title}</Link> {row.demo ? <DemoMark short /> : null}
                </>
              ),
            },
            {
              key: 'number',
              title: say({ zh: '编号', en: 'Number' }),
              cell: (row) => <CaseNumber number={row.number} />,
            },
            {
              key: 'status',
              title: say({ zh: '状态', en: 'State' }),
              cell: (row) => {
                const look = caseStatus(row.status)
                return (
                  <StateMark shape={look.shape} tone={look.tone}>
                    {say(look.words)}
                  </StateMark>
                )
              },
            },
            { key: 'at', title: say({ zh: '受理', en: 'Opened' }), cell: (row) => sayWhen(say, row.openedAt) },
          ]}
          rows={topic.list}
          keyOf={(row) => row.id}
        />
      </Section>
    </>
  )
}
