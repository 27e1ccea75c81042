import { type JSX, useEffect } from 'react'
import { Link } from 'react-router'
import type { Words } from '../../kernel/words.ts'
import { Icon, type IconName, useSay } from '../kit/index.ts'
import styles from './care.module.css'
import { NoticeBanner } from './notices/notice-banner.tsx'

const keys: readonly { readonly to: string; readonly icon: IconName; readonly words: Words }[] = [
  { to: '/report', icon: 'speak', words: { zh: '说件事', en: 'Tell us something' } },
  { to: '/find', icon: 'search', words: { zh: '查进展', en: 'Follow it' } },
  { to: '/mine', icon: 'list', words: { zh: '我说过的', en: 'What I told you' } },
  { to: '/around', icon: 'place', words: { zh: '看附近', en: 'Near me' } },
  { to: '/services', icon: 'file', words: { zh: '办事', en: 'Services' } },
  { to: 'tel:12345', icon: 'phone', words: { zh: '打 12345', en: 'Call 12345' } },
]

/** The first page in care mode: six large keys, like a telephone. */
export function CareHome(): JSX.Element {
  const say = useSay()
  useEffect(() => {
    document.title = say({ zh: '数都 · 关怀版', en: 'Shudu · large view' })
  }, [say])
  return (
    <div className={styles.home}>
      <NoticeBanner />
      <h1>{say({ zh: '您想做什么？', en: 'What would you like to do?' })}</h1>
      <nav className={styles.keys} aria-label={say({ zh: '六件事', en: 'Six things' })}>
        {keys.map(({ to, icon, words }, index) => {
          const inner = (
            <>
              <Icon name={icon} size={1.75} />
              {say(words)}
            </>
          )
          return to.startsWith('tel:') ? (
            <a key={to} href={to}>
              {inner}
            </a>
          ) : (
            <Link key={to} to={to} className={index === 0 ? styles.first : undefined}>
              {inner}
            </Link>
          )
        })}
      </nav>
    </div>
  )
}
