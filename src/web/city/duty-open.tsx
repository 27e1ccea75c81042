import type { JSX } from 'react'
import { Link } from 'react-router'
import type { DutyEntry } from '../api/signs.ts'
import { useSay } from '../kit/index.ts'
import styles from './signs.module.css'
import { StandingMark } from './standing.tsx'

const waits = {
  extension: { zh: '申请延期待审批', en: 'more time asked for' },
  returned: { zh: '退回待重新派单', en: 'returned, to be dispatched anew' },
  supervised: { zh: '督办中', en: 'under supervision' },
} as const

const isKnown = (name: string): name is keyof typeof waits => Object.hasOwn(waits, name)

/** What was open when duty changed hands: warnings and what waited for a decision. */
export function OpenList({ open }: { readonly open: DutyEntry['open'] }): JSX.Element | null {
  const say = useSay()
  if (!open) return null
  const waiting = Object.entries(open.waiting)
  if (open.breaches.length === 0 && waiting.length === 0)
    return (
      <p className={styles.quiet}>
        {say({ zh: '没有未消除的预警，也没有待决定事项', en: 'No warning stood, nothing waited' })}
      </p>
    )
  return (
    <ul className={styles.open}>
      {open.breaches.slice(0, 12).map((one) => (
        <li key={one.id}>
          <StandingMark standing={one.level} />{' '}
          <Link to={`/city/signs/${one.sign}?place=${one.place}`}>
            {say(one.title)} · {say(one.placeTitle)}
          </Link>
          {one.isSeen ? null : <small> {say({ zh: '未确认', en: 'not seen' })}</small>}
        </li>
      ))}
      {open.breaches.length > 12 ? (
        <li>
          {say.count(open.breaches.length - 12, {
            zh: '另有 {n} 条预警',
            en: { one: 'one more warning', other: '{n} more warnings' },
          })}
        </li>
      ) : null}
      {waiting.map(([name, count]) => (
        <li key={name}>
          {isKnown(name) ? say(waits[name]) : name} {count}
        </li>
      ))}
    </ul>
  )
}
