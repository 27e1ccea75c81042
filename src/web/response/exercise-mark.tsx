import type { JSX } from 'react'
import { useSay } from '../kit/index.ts'
import styles from './response.module.css'

/** Marks an exercise wherever it is shown: it is never taken for the real thing. */
export function ExerciseMark(): JSX.Element {
  const say = useSay()
  return <span className={styles.exercise}>{say({ zh: '演练', en: 'EXERCISE' })}</span>
}
