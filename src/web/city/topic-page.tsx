import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useParams } from 'react-router'
import { topicsQuery } from '../api/insight.ts'
import { ButtonLink, Empty, Facts, Loading, Page, Section, sayInstant, Trouble, useSay } from '../kit/index.ts'

/** One topic: what it is about, where, since when, how fast it grows, and the messages that make it. */
export function TopicPage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const topics = useQuery(topicsQuery())
  const topic = topics.data?.items.find((one) => one.id === id)
  return (
    <Page
      title={topic?.title ?? say({ zh: '热点', en: 'Topic' })}
      back={{ to: '/city', words: say({ zh: '城市此刻', en: 'The city now' }) }}
      width="wide"
    >
      {topics.error ? <Trouble error={topics.error} again={() => void topics.refetch()} /> : null}
      {topics.isPending ? <Loading /> : null}
      {topics.data && !topic ? <Empty title={say({ zh: '这个热点已经散去', en: 'This topic has gone' })} /> : null}
      {topic ? (
        <>
          <Facts
            facts={[
              [say({ zh: '事项', en: 'Cases' }), topic.cases],
              [say({ zh: '时间', en: 'Time' }), `${sayInstant(say, topic.from)} – ${sayInstant(say, topic.to)}`],
              ...(topic.place ? [[say({ zh: '地点', en: 'Place' }), topic.place] as const] : []),
              ...(topic.words
                ? [[say({ zh: '关键词', en: 'Words' }), topic.words.join(say({ zh: '、', en: ', ' }))] as const]
                : []),
            ]}
          />
          <Section title={say({ zh: '由这些事项组成', en: 'Made of these cases' })}>
            <ul>
              {(topic.samples ?? []).map((sample) => (
                <li key={sample.id}>
                  <Link to={`/desk/cases/${sample.id}`}>{sample.title}</Link>
                </li>
              ))}
            </ul>
            <ButtonLink to={`/desk/cases?ids=${(topic.samples ?? []).map((sample) => sample.id).join(',')}`}>
              {say({ zh: '在工作台打开', en: 'Open in the workbench' })}
            </ButtonLink>
          </Section>
        </>
      ) : null}
    </Page>
  )
}
