import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type JSX, type KeyboardEvent, useState } from 'react'
import { Link } from 'react-router'
import { casesQuery } from '../api/cases.ts'
import { topicsQuery } from '../api/insight.ts'
import { casesAddress, type Repeat, type Situation } from '../api/measure.ts'
import { caseTitle } from '../case/index.ts'
import { DemoMark, Empty, Loading, StateMark, sayWhen, Trouble, useMedia, useSay } from '../kit/index.ts'
import styles from './cockpit.module.css'

const names = ['new', 'repeated', 'topics'] as const
type Tab = (typeof names)[number]

/** What just happened, what is said again and again, what becomes a topic. */
export function LivePanel({
  situation,
  from,
  to,
}: {
  readonly situation: Situation | undefined
  readonly from: string
  readonly to: string
}): JSX.Element {
  const say = useSay()
  const [tab, setTab] = useState<Tab>('new')
  const words: Readonly<Record<Tab, string>> = {
    new: say({ zh: '刚刚', en: 'Just now' }),
    repeated: say({ zh: '重复', en: 'Repeated' }),
    topics: say({ zh: '热点', en: 'Topics' }),
  }
  if (useMedia('(min-width: 160rem)'))
    return (
      <div className={styles.wall}>
        <section>
          <h2>{words.new}</h2>
          <Newest from={from} to={to} />
        </section>
        <section>
          <h2>{words.repeated}</h2>
          <Repeated repeats={situation?.repeated} />
          <h2>{words.topics}</h2>
          <Topics from={from} to={to} />
        </section>
      </div>
    )
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const next = names[(names.indexOf(tab) + step + names.length) % names.length] ?? 'new'
    setTab(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <>
      <div
        role="tablist"
        className={styles.tabs}
        aria-label={say({ zh: '正在发生', en: 'Happening' })}
        onKeyDown={move}
      >
        {names.map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={tab === name}
            aria-controls="live-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {words[name]}
          </button>
        ))}
      </div>
      <div id="live-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'new' ? <Newest from={from} to={to} /> : null}
        {tab === 'repeated' ? <Repeated repeats={situation?.repeated} /> : null}
        {tab === 'topics' ? <Topics from={from} to={to} /> : null}
      </div>
    </>
  )
}

function Newest({ from, to }: { readonly from: string; readonly to: string }): JSX.Element {
  const say = useSay()
  const cases = useInfiniteQuery({ ...casesQuery({ view: 'cases', from, to, limit: 40 }), refetchInterval: 60_000 })
  if (cases.isPending) return <Loading />
  if (cases.error) return <Trouble error={cases.error} again={() => void cases.refetch()} />
  const newest = cases.data.pages[0]?.items ?? []
  if (newest.length === 0)
    return <Empty icon="check" title={say({ zh: '这段时间没有新的', en: 'Nothing new in this time' })} />
  return (
    <ul className={styles.events}>
      {newest.map((item) => (
        <li key={item.id}>
          <Link to={`/desk/cases/${item.id}`}>
            <strong>{caseTitle(say, item)}</strong>
            <span className={styles.meta}>
              {item.urgency > 0 ? (
                <StateMark shape="urgent" tone="urgent">
                  {item.urgency > 1 ? say({ zh: '特急', en: 'Emergency' }) : say({ zh: '紧急', en: 'Urgent' })}
                </StateMark>
              ) : null}
              {item.isOverdue ? (
                <StateMark shape="urgent" tone="urgent">
                  {say({ zh: '超期', en: 'Overdue' })}
                </StateMark>
              ) : null}
              <span>{sayWhen(say, item.openedAt)}</span>
              {/* Where it is, unless its title says so already. */}
              {item.address && !item.title.includes(item.address) ? <span>{item.address}</span> : null}
              {item.reports > 1 ? (
                <span>
                  {say.count(item.reports, { zh: '{n} 人', en: { one: '{n} report', other: '{n} reports' } })}
                </span>
              ) : null}
              {item.demo ? <DemoMark short /> : null}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Repeated({ repeats }: { readonly repeats: readonly Repeat[] | undefined }): JSX.Element {
  const say = useSay()
  if (!repeats) return <Loading />
  if (repeats.length === 0)
    return (
      <Empty icon="check" title={say({ zh: '三天内没有重复反映', en: 'Nothing was reported twice in three days' })} />
    )
  return (
    <ul className={styles.events}>
      {repeats.map((repeat) => (
        <li key={`${repeat.newest.id}`}>
          <Link to={casesAddress(repeat.filter)}>
            <strong>{caseTitle(say, repeat.newest)}</strong>
            <span className={styles.meta}>
              <span className={styles.growth}>
                {say.count(repeat.reports, { zh: '{n} 次反映', en: { one: '{n} report', other: '{n} reports' } })}
              </span>
              <span>{say.count(repeat.cases, { zh: '{n} 件', en: { one: '{n} case', other: '{n} cases' } })}</span>
              <span>{say(repeat.title)}</span>
              <span>{sayWhen(say, repeat.last)}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Topics({ from, to }: { readonly from: string; readonly to: string }): JSX.Element {
  const say = useSay()
  const topics = useQuery(topicsQuery(from, to))
  if (topics.isPending) return <Loading />
  if (topics.error) return <Trouble error={topics.error} again={() => void topics.refetch()} />
  if (topics.data.items.length === 0)
    return <Empty icon="check" title={say({ zh: '没有成形的热点', en: 'No topic has formed' })} />
  return (
    <ul className={styles.events}>
      {topics.data.items.map((topic) => (
        <li key={topic.id}>
          <Link to={`/city/topics/${topic.id}`}>
            <strong>{topic.title}</strong>
            <span className={styles.meta}>
              <span>{say.count(topic.cases, { zh: '{n} 件', en: { one: '{n} case', other: '{n} cases' } })}</span>
              {topic.growth > 1.05 ? (
                <span className={styles.growth}>
                  {say({ zh: '近一天 ×{growth}', en: '×{growth} in a day' }, { growth: topic.growth.toFixed(1) })}
                </span>
              ) : null}
              {topic.place ? <span>{topic.place}</span> : null}
              <span>
                {sayWhen(say, topic.from)} – {sayWhen(say, topic.to)}
              </span>
              {topic.demo ? <DemoMark short /> : null}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
