import type { JSX, ReactNode } from 'react'
import styles from './state-mark.module.css'

/**
 * The shape that stands beside every state word, so that colour is never alone.
 * `new` hollow · `sent` dotted · `working` half · `waiting` bars · `returned` arrow · `done` tick · `closed` filled ·
 * `soon` diamond · `urgent` triangle
 */
export type StateShape = 'new' | 'sent' | 'working' | 'waiting' | 'returned' | 'done' | 'closed' | 'soon' | 'urgent'

const drawings: Readonly<Record<StateShape, JSX.Element>> = {
  new: <circle cx="8" cy="8" r="5.5" strokeDasharray="2.4 2.1" />,
  sent: (
    <>
      <circle cx="8" cy="8" r="5.500" />
      <circle cx="8" cy="8" r="1.700" fill="currentColor" stroke="none" />
    </>
  ),
  working: (
    <>
      <circle cx="8" cy="8" r="5.500" />
      <path d="M8 2.500a5.500 5.500 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  waiting: (
    <>
      <circle cx="8" cy="8" r="5.500" />
      <path d="M6.500 6v4M9.500 6v4" />
    </>
  ),
  returned: <path d="M6 4.500 2.500 8 6 11.500M2.500 8h7a4 4 0 0 1 4 4" />,
  done: (
    <>
      <circle cx="8" cy="8" r="5.500" />
      <path d="m5.500 8.200 1.800 1.800 3.300-3.700" />
    </>
  ),
  closed: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  soon: <path d="M8 2 14 8l-6 6-6-6z" />,
  urgent: <path d="M8 2.500 14.500 13.500h-13z" fill="currentColor" />,
}

/** How the state reads: `plain` ink, `active` the city's teal, `soon` ochre, `urgent` vermilion, `still` grey. */
export type StateTone = 'plain' | 'active' | 'soon' | 'urgent' | 'still'

/** A state: shape, colour and word together. */
export function StateMark({
  shape,
  tone = 'plain',
  children,
}: {
  readonly shape: StateShape
  readonly tone?: StateTone
  readonly children: ReactNode
}): JSX.Element {
  return (
    <span className={`${styles.state} ${styles[tone]}`}>
      <svg
        viewBox="0 0 16 16"
        width="1em"
        height="1em"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {drawings[shape]}
      </svg>
      {children}
    </span>
  )
}
