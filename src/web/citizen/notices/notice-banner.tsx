import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { publicNoticesQuery } from '../../api/public-notices.ts'
import { Message, useSay } from '../../kit/index.ts'
import { useChosenPlace } from './chosen-place.ts'
import styles from './notice-banner.module.css'

/** Most notices that stand on the first page in words; the rest are on their own. */
const most = 3

/** Notices in force at the chosen place, on the first page; without a place, that there are any. */
export function NoticeBanner(): JSX.Element | null {
  const say = useSay()
  const place = useChosenPlace()
  const notices = useQuery(publicNoticesQuery(place?.point))
  const standing = (notices.data ?? []).filter(({ endedAt }) => endedAt === null)
  const here = standing.filter(({ isHere }) => isHere === true)
  if (standing.length === 0) return null
  if (here.length === 0)
    return (
      <div className={styles.banner}>
        <Message
          tone="note"
          actions={
            <Link to="/notices">
              {place
                ? say({ zh: '查看', en: 'See them' })
                : say({ zh: '看看与我有没有关系', en: 'See whether they concern me' })}
            </Link>
          }
        >
          {say.count(standing.length, {
            zh: '全市有 {n} 条生效中的公告。',
            en: { one: '{n} notice is in force in the city.', other: '{n} notices are in force in the city.' },
          })}
        </Message>
      </div>
    )
  return (
    <section className={styles.banner} aria-label={say({ zh: '与您有关的公告', en: 'Notices where you are' })}>
      {here.slice(0, most).map((one) => (
        <Message
          key={one.id}
          tone={one.isExercise ? 'note' : 'urgent'}
          title={say(one.title)}
          actions={
            <Link to={`/notices#${encodeURIComponent(one.id)}`}>
              {say({ zh: '范围和详情：{title}', en: 'Area and more: {title}' }, { title: say(one.title) })}
            </Link>
          }
        >
          {say(one.text)}
        </Message>
      ))}
    </section>
  )
}
