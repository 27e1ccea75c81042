import { type JSX, useEffect, useId, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { Button, Icon, type IconName, usePreferences, useSay } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import { CareHome } from './care-home.tsx'
import styles from './home.module.css'
import { NoticeBanner } from './notices/notice-banner.tsx'
import { RecentReports } from './recent-reports.tsx'

/** The first page: one question, and the few ways that most people want. */
export function Home(): JSX.Element {
  const { care } = usePreferences()
  return care ? <CareHome /> : <OrdinaryHome />
}

function OrdinaryHome(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const city = session ? say(session.city.title) : ''
  useEffect(() => {
    document.title = city
      ? say({ zh: '数都 · {city}', en: 'Shudu · {city}' }, { city })
      : say({ zh: '数都', en: 'Shudu' })
  }, [city, say])
  return (
    <div className={styles.home}>
      <NoticeBanner />
      <section className={styles.ask}>
        <h1>{say({ zh: '想办什么事？', en: 'What would you like to do?' })}</h1>
        <SearchForm />
        <p className={styles.try}>
          {say({ zh: '例如', en: 'For example' })}
          {examples.map((example) => (
            <Link key={example.en} to={`/search?q=${encodeURIComponent(say(example))}`}>
              {say(example)}
            </Link>
          ))}
        </p>
      </section>
      <nav className={styles.ways} aria-label={say({ zh: '常用', en: 'Often used' })}>
        <Way to="/report" icon="speak" title={say({ zh: '反映一件事', en: 'Report something' })}>
          {say({
            zh: '路坏了、灯灭了、太吵了、想问政策，都可以说。不登录也行。',
            en: 'A broken road, a dark lamp, noise, a question about a rule. No account needed.',
          })}
        </Way>
        <Way to="/find" icon="search" title={say({ zh: '查办理进展', en: 'Follow a report' })}>
          {say({
            zh: '看谁在办、什么时候办好，回答提问，评价结果。',
            en: 'Who has it, until when; answer, add, rate the result.',
          })}
        </Way>
        <Way to="/around" icon="place" title={say({ zh: '看看附近', en: 'What is near by' })}>
          {say({
            zh: '邻居反映了什么，办到哪一步，可以一起附议。',
            en: 'What neighbours reported and how far it is; join in.',
          })}
        </Way>
      </nav>
      <RecentReports />
    </div>
  )
}

const examples = [
  { zh: '路灯不亮', en: 'street light out' },
  { zh: '半夜施工吵', en: 'night-time construction noise' },
  { zh: '居住证怎么办', en: 'residence permit' },
]

/** The page is there before its program is: what was typed into it by then is not lost. */
const early = typeof document === 'undefined' ? null : document.querySelector<HTMLInputElement>('#root input[name=q]')
const earlyWords = early?.value ?? ''
const wasTyping = early !== null && document.activeElement === early

/** The search box of the first page; works as a plain form. */
export function SearchForm({ start = '' }: { readonly start?: string }): JSX.Element {
  const say = useSay()
  const navigate = useNavigate()
  const id = useId()
  const [words, setWords] = useState(start || earlyWords)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (wasTyping) input.current?.focus()
  }, [])
  return (
    <search>
      <form
        action="/search"
        className={styles.search}
        onSubmit={(event) => {
          event.preventDefault()
          if (words.trim()) void navigate(`/search?q=${encodeURIComponent(words.trim())}`)
        }}
      >
        <label htmlFor={id} className="heard">
          {say({ zh: '用自己的话说想办什么事', en: 'Say in your own words what you want' })}
        </label>
        <input
          ref={input}
          id={id}
          name="q"
          type="search"
          enterKeyHint="search"
          autoComplete="off"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder={say({ zh: '用自己的话说就行', en: 'In your own words' })}
        />
        <Button type="submit" tone="primary" size="l" icon="search">
          {say({ zh: '查找', en: 'Search' })}
        </Button>
      </form>
    </search>
  )
}

function Way({
  to,
  icon,
  title,
  children,
}: {
  readonly to: string
  readonly icon: IconName
  readonly title: string
  readonly children: string
}): JSX.Element {
  return (
    <Link to={to} className={styles.way}>
      <Icon name={icon} size={1.75} />
      <span>
        <strong>{title}</strong>
        <span>{children}</span>
      </span>
      <Icon name="go" />
    </Link>
  )
}
