import type { JSX } from 'react'
import type { FilingRule } from '../../kernel/patrol/index.ts'
import { useSay } from '../kit/index.ts'
import styles from './patrol.module.css'
import { limitWords } from './words.ts'

/** The conditions of a class: when it is filed, in what time it is to be handled, when it may be closed. */
export function RulePart({ rule }: { readonly rule: FilingRule }): JSX.Element {
  const say = useSay()
  return (
    <section className={styles.rule} aria-label={say({ zh: '立案结案标准', en: 'Conditions' })}>
      <p>
        <strong>{say({ zh: '立案条件：', en: 'Filed when: ' })}</strong>
        {say(rule.filing)}
      </p>
      <p>
        <strong>{say({ zh: '结案条件：', en: 'Closed when: ' })}</strong>
        {say(rule.closing)}
      </p>
      <p className={styles.quiet}>
        {say({ zh: '处置时限 {limit}', en: 'To be handled within {limit}' }, { limit: say(limitWords(rule.limit)) })}
      </p>
    </section>
  )
}
