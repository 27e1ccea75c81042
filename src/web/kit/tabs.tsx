import { type JSX, useId } from 'react'
import { NavLink } from 'react-router'
import styles from './tabs.module.css'

/** Views of one thing, each with its own address; a count where it helps to decide. */
export function ViewTabs({
  label,
  views,
}: {
  readonly label: string
  readonly views: readonly {
    readonly to: string
    readonly words: string
    readonly count?: number
    readonly end?: boolean
  }[]
}): JSX.Element {
  return (
    <nav aria-label={label} className={styles.tabs}>
      {views.map((view) => (
        <NavLink key={view.to} to={view.to} end={view.end ?? false}>
          {view.words}
          {view.count === undefined ? null : <span className={styles.count}>{view.count}</span>}
        </NavLink>
      ))}
    </nav>
  )
}

/** A choice among few, seen at once: radio buttons in a row. */
export function Segments<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly words: string }[]
  readonly onChange: (value: Value) => void
}): JSX.Element {
  const name = useId()
  return (
    <fieldset className={styles.segments}>
      <legend className="heard">{label}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span>{option.words}</span>
        </label>
      ))}
    </fieldset>
  )
}
