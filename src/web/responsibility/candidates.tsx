import type { JSX, ReactNode } from 'react'
import { Link } from 'react-router'
import type { Candidate } from '../api/responsibility.ts'
import { Message, useSay } from '../kit/index.ts'
import styles from './responsibility.module.css'

/** Who would answer and why, and who else comes into question, in their order. */
export function Candidates({
  answers,
  isNamed,
}: {
  readonly answers: readonly Candidate[]
  /** Where no rule says, the table of conditions or whoever told names the office. */
  readonly isNamed: boolean
}): JSX.Element {
  const say = useSay()
  const nameOf = ({ office, officeTitle }: Candidate): string => (officeTitle ? say(officeTitle) : office)
  const whyOf = ({ because, rule }: Candidate): ReactNode =>
    rule && rule.version > 0 ? <Link to={`/desk/responsibility/${rule.id}`}>{say(because)}</Link> : say(because)
  const [first, ...others] = answers
  if (!first && isNamed)
    return (
      <Message tone="note" title={say({ zh: '没有规则说到', en: 'No rule speaks of it' })}>
        {say({
          zh: '由立案标准中的责任单位，或告知者所属单位负责',
          en: 'The office that the table of conditions names answers, or the one behind whoever tells',
        })}
      </Message>
    )
  if (!first)
    return (
      <Message tone="warning" title={say({ zh: '没有单位负责', en: 'Nobody answers for it' })}>
        {say({ zh: '本市规则和场景包都没有说', en: 'Neither the city’s rules nor the pack name an office' })}
      </Message>
    )
  return (
    <div role="status" className={styles.answers}>
      <p>
        <strong>{nameOf(first)}</strong>
        <br />
        {whyOf(first)}
      </p>
      {others.length > 0 ? (
        <>
          <p>{say({ zh: '否则依次为', en: 'Otherwise, in this order' })}</p>
          <ol>
            {others.map((one) => (
              <li key={one.office}>
                {nameOf(one)} — {whyOf(one)}
              </li>
            ))}
          </ol>
        </>
      ) : (
        <p className={styles.quiet}>{say({ zh: '没有其他备选', en: 'Nobody else comes into question' })}</p>
      )}
    </div>
  )
}
