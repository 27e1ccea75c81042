import type { JSX, ReactNode } from 'react'
import { instantOf, sayInstant, sayWhen } from './dates.ts'
import type { StateShape, StateTone } from './state-mark.tsx'
import { StateMark } from './state-mark.tsx'
import styles from './timeline.module.css'
import { useSay } from './use-say.ts'

/** One thing that happened, or (with `ahead`) one that is to come. */
export type Moment = {
  readonly key: string
  readonly at?: string | number
  readonly shape: StateShape
  readonly tone?: StateTone
  readonly title: ReactNode
  readonly who?: ReactNode
  readonly body?: ReactNode
  readonly ahead?: boolean
}

/** What happened, in order, on one line; what is to come is drawn open. */
export function Timeline({
  moments,
  label,
}: {
  readonly moments: readonly Moment[]
  readonly label: string
}): JSX.Element {
  const say = useSay()
  return (
    <ol className={styles.timeline} aria-label={label}>
      {moments.map((moment) => (
        <li key={moment.key} className={moment.ahead ? styles.ahead : undefined}>
          <div className={styles.head}>
            <StateMark shape={moment.shape} tone={moment.tone ?? (moment.ahead ? 'still' : 'plain')}>
              <span className={styles.title}>{moment.title}</span>
            </StateMark>
            {moment.at === undefined ? null : (
              <time dateTime={new Date(instantOf(moment.at)).toISOString()} title={sayInstant(say, moment.at)}>
                {sayWhen(say, moment.at)}
              </time>
            )}
          </div>
          {moment.who ? <p className={styles.who}>{moment.who}</p> : null}
          {moment.body ? <div className={styles.body}>{moment.body}</div> : null}
        </li>
      ))}
    </ol>
  )
}
