import type { JSX } from 'react'
import styles from './steps.module.css'
import { useSay } from './use-say.ts'

/** Where one is in a task of several pages: the number and a line that fills; the page's heading names the step. */
export function Steps({ at, names }: { readonly at: number; readonly names: readonly string[] }): JSX.Element {
  const say = useSay()
  return (
    <div className={styles.steps}>
      <p>{say({ zh: '第 {at} 步，共 {all} 步', en: 'Step {at} of {all}' }, { at: at + 1, all: names.length })}</p>
      <div className={styles.line} aria-hidden="true">
        {names.map((name, index) => (
          <span key={name} className={index <= at ? styles.done : undefined} />
        ))}
      </div>
    </div>
  )
}

/** Long work: how far it is, in words and as a bar. */
export function Progress({
  done,
  all,
  words,
}: {
  readonly done: number
  /** Not yet known: the bar runs without an end. */
  readonly all?: number | undefined
  readonly words: string
}): JSX.Element {
  return (
    <div className={styles.progress}>
      <progress max={all ?? 1} {...(all === undefined ? {} : { value: done })} aria-label={words} />
      <span role="status">{words}</span>
    </div>
  )
}
