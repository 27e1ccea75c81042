import type { JSX, ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'
import styles from './message.module.css'

/** What a message means: `note` informs, `warning` wants care, `urgent` must not be missed, `done` went well. */
export type MessageTone = 'note' | 'warning' | 'urgent' | 'done'

const icons: Readonly<Record<MessageTone, IconName>> = {
  note: 'info',
  warning: 'warning',
  urgent: 'warning',
  done: 'check',
}

/** A message next to the thing it is about: a bar, a shape, a title and what to do. */
export function Message({
  tone = 'note',
  title,
  children,
  actions,
  live = false,
}: {
  readonly tone?: MessageTone
  readonly title?: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
  /** It appeared while the person was here: screen readers are told. */
  readonly live?: boolean
}): JSX.Element {
  return (
    <div
      className={`${styles.message} ${styles[tone]}`}
      role={live ? (tone === 'urgent' ? 'alert' : 'status') : undefined}
    >
      <Icon name={icons[tone]} />
      <div className={styles.body}>
        {title ? <p className={styles.title}>{title}</p> : null}
        {children ? <div className={styles.text}>{children}</div> : null}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
    </div>
  )
}
