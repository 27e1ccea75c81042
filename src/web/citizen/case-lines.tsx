import type { JSX, ReactNode } from 'react'
import { Link } from 'react-router'
import { caseStatus } from '../case/index.ts'
import { DemoMark, StateMark, useSay } from '../kit/index.ts'
import styles from './case-lines.module.css'

/** Reports one under another: what, where it stands, a little more; the whole line leads to it. */
export function CaseLines({ children }: { readonly children: ReactNode }): JSX.Element {
  return <ul className={styles.lines}>{children}</ul>
}

/** One line. */
export function CaseLine({
  to,
  title,
  status,
  demo = false,
  children,
}: {
  /** Where it leads; a line without it only tells. */
  readonly to?: string
  readonly title: ReactNode
  readonly status?: string
  readonly demo?: boolean
  readonly children?: ReactNode
}): JSX.Element {
  const say = useSay()
  const look = status === undefined ? undefined : caseStatus(status)
  return (
    <li>
      <div className={styles.title}>
        {to ? <Link to={to}>{title}</Link> : <strong>{title}</strong>}
        {demo ? <DemoMark short /> : null}
      </div>
      <p>
        {look ? (
          <StateMark shape={look.shape} tone={look.tone}>
            {say(look.words)}
          </StateMark>
        ) : null}
        {children}
      </p>
    </li>
  )
}
