import { type JSX, type ReactNode, useId } from 'react'
import { Icon } from '../icon.tsx'
import { useSay } from '../use-say.ts'
import styles from './form.module.css'

/** What a control is given so that its label, its hint and its fault belong to it. */
export type Labels = {
  readonly id: string
  readonly className: string | undefined
  readonly 'aria-invalid'?: true
  readonly 'aria-describedby'?: string
}

/** A control of one's own with its label above and, next to it, what helps and what is wrong. For forms without declared fields. */
export function Labelled({
  title,
  hint,
  fault,
  optional = false,
  look = 'input',
  children,
}: {
  readonly title: ReactNode
  readonly hint?: ReactNode
  readonly fault?: ReactNode
  readonly optional?: boolean
  readonly look?: 'input' | 'area' | 'select'
  readonly children: (labels: Labels) => ReactNode
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const describedBy = [hint ? `${id}-hint` : '', fault ? `${id}-fault` : ''].filter(Boolean).join(' ')
  return (
    <div className={`${styles.field} ${fault ? styles.invalid : ''}`}>
      <label htmlFor={id} className={styles.label}>
        {title}
        {optional ? <span className={styles.optional}>{say({ zh: '选填', en: 'optional' })}</span> : null}
      </label>
      {hint ? (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      ) : null}
      {fault ? (
        <span id={`${id}-fault`} className={styles.fault}>
          <Icon name="warning" size={1.1} />
          {fault}
        </span>
      ) : null}
      {children({
        id,
        className: styles[look],
        ...(fault ? { 'aria-invalid': true as const } : {}),
        ...(describedBy !== '' && { 'aria-describedby': describedBy }),
      })}
    </div>
  )
}
