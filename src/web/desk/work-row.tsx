import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import type { CaseRow, ListView } from '../api/cases.ts'
import { packQuery } from '../api/packs.ts'
import { caseStatus, caseTitle, className, taskStatus, urgencyLook, useOfficeNames } from '../case/index.ts'
import { DemoMark, Due, StateMark, sayWhen, useSay } from '../kit/index.ts'
import styles from './work.module.css'

/** One line of a list: what, how urgent, where it stands, until when. */
export function WorkRow({
  row,
  view,
  chosen,
  search,
}: {
  readonly row: CaseRow
  readonly view: ListView
  readonly chosen: boolean
  readonly search: string
}): JSX.Element {
  const say = useSay()
  const { data: pack } = useQuery(packQuery(row.pack))
  const nameOf = useOfficeNames(row.office && row.officePath ? [{ office: row.office, path: row.officePath }] : [])
  const look = row.taskStatus ? taskStatus(row.taskStatus) : caseStatus(row.status)
  const urgent = urgencyLook(row.urgency)
  const step = pack?.flow.steps.find((one) => one.name === row.step)
  const title = caseTitle(say, row)
  return (
    <li id={`row-${row.id}`} className={chosen ? styles.chosenRow : undefined}>
      <Link
        to={{ pathname: `/desk/${view}/${row.id}`, search }}
        className={styles.row}
        aria-current={chosen ? 'true' : undefined}
        preventScrollReset
      >
        <span className={styles.title} title={title}>
          {title}
        </span>
        <span className={styles.due}>{view === 'cases' ? sayWhen(say, row.openedAt) : <Due at={row.dueAt} />}</span>
        <span className={styles.facts}>
          {urgent ? (
            <StateMark shape={urgent.shape} tone={urgent.tone}>
              {say(urgent.words)}
            </StateMark>
          ) : null}
          <StateMark shape={look.shape} tone={look.tone}>
            {step && row.status === 'open' ? `${say(step.title)} · ${say(look.words)}` : say(look.words)}
          </StateMark>
          {row.demo ? <DemoMark short /> : null}
          {row.class ? <span>{className(say, pack, row.class)}</span> : null}
          {view !== 'mine' && row.office ? <span className={styles.holder}>{nameOf(row.office)}</span> : null}
          {row.returns > 0 ? (
            <span>
              {say.count(row.returns, { zh: '退 {n}', en: { one: 'returned', other: 'returned {n} times' } })}
            </span>
          ) : null}
          {row.nudges > 0 ? (
            <span>{say.count(row.nudges, { zh: '催 {n}', en: { one: 'nudged', other: 'nudged {n} times' } })}</span>
          ) : null}
          {row.reports > 1 ? (
            <span>{say.count(row.reports, { zh: '{n} 个来源', en: { one: '{n} source', other: '{n} sources' } })}</span>
          ) : null}
          {row.address ? (
            <span className={styles.place} title={row.address}>
              {row.address}
            </span>
          ) : null}
        </span>
      </Link>
    </li>
  )
}
