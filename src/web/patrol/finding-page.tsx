import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useParams } from 'react-router'
import { filingTableQuery, findingQuery, type PatrolFinding, patrolPhoto } from '../api/patrol.ts'
import { CaseNumber, caseTitle } from '../case/index.ts'
import {
  DemoMark,
  Due,
  Facts,
  Loading,
  Message,
  Page,
  type Say,
  Section,
  StateMark,
  sayInstant,
  saySpan,
  sayWhen,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import styles from './patrol.module.css'
import { RulePart } from './rule-part.tsx'
import { doubtsOf } from './words.ts'

/** What became of a finding, in one word. */
function Outcome({ finding }: { readonly finding: PatrolFinding }): JSX.Element {
  const say = useSay()
  const { outcome, case: own } = finding
  if (own?.status === 'closed') return <StateMark shape="done">{say({ zh: '已结案', en: 'Closed' })}</StateMark>
  if (own)
    return (
      <StateMark shape="working" tone="active">
        {outcome === 'joined'
          ? say({ zh: '并入已有事项', en: 'Joined to a case' })
          : say({ zh: '已立案', en: 'Filed' })}
      </StateMark>
    )
  return outcome === null ? (
    <StateMark shape="waiting">{say({ zh: '正在立案', en: 'Being filed' })}</StateMark>
  ) : (
    <StateMark shape="soon" tone="soon">
      {say({ zh: '没有立案', en: 'Not filed' })}
    </StateMark>
  )
}

/** A finding in a list. */
export function FindingRow({ finding }: { readonly finding: PatrolFinding }): JSX.Element {
  const say = useSay()
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <h3>
          <Link to={`/desk/patrol/findings/${finding.id}`}>{say(finding.title)}</Link>
        </h3>
        <Outcome finding={finding} />
      </div>
      <p>{finding.text}</p>
      <p className={styles.quiet}>
        {finding.number} · {sayWhen(say, finding.at)} · {finding.address ?? ''}{' '}
        {finding.isDemo ? <DemoMark short /> : null}
      </p>
    </li>
  )
}

/** How far the time of it can be trusted, in words. */
function timeWords(say: Say, { at, receivedAt, skewMs }: PatrolFinding): string {
  const parts = [
    sayInstant(say, at),
    say({ zh: '{when} 收到', en: 'received {when}' }, { when: sayWhen(say, receivedAt) }),
    skewMs === null
      ? say({ zh: '手机没有说明其时钟', en: 'the phone did not tell its clock' })
      : Math.abs(skewMs) < 60_000
        ? say({ zh: '手机时钟准确', en: 'the phone’s clock is right' })
        : say(
            { zh: '手机时钟偏差 {n}，已校正', en: 'the phone’s clock was {n} off, corrected' },
            { n: saySpan(say, skewMs) },
          ),
  ]
  return parts.join(say({ zh: '；', en: '; ' }))
}

/** One finding: what, where, when by which clock, the conditions of its class, and its case. */
export function FindingPage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const walks = hasRole(useSession(), 'grid-member', 'clerk')
  const finding = useQuery(findingQuery(id))
  const table = useQuery(filingTableQuery).data
  const { data } = finding
  const rule = table?.rows.find(({ kind }) => kind === data?.kind)
  return (
    <Page
      title={data ? say(data.title) : say({ zh: '发现', en: 'Finding' })}
      back={
        walks
          ? { to: '/desk/patrol', words: say({ zh: '今天的巡查', en: 'Today’s patrol' }) }
          : { to: '/desk/patrol/coverage', words: say({ zh: '巡查覆盖', en: 'Coverage of rounds' }) }
      }
      {...(data && { lead: data.text })}
    >
      {finding.isPending ? <Loading /> : null}
      {finding.error ? <Trouble error={finding.error} again={() => void finding.refetch()} /> : null}
      {data ? (
        <div className={styles.stack}>
          <p>
            <Outcome finding={data} /> {data.isDemo ? <DemoMark /> : null}
          </p>
          {data.case ? (
            <section className={styles.item} aria-label={say({ zh: '所属事项', en: 'Its case' })}>
              <div className={styles.head}>
                <h2>
                  {data.case.mayOpen ? (
                    <Link to={`/desk/cases/${data.case.id}`}>{caseTitle(say, data.case)}</Link>
                  ) : (
                    caseTitle(say, data.case)
                  )}
                </h2>
                <CaseNumber number={data.case.number} />
              </div>
              <p>
                {data.case.officeTitle ? say(data.case.officeTitle) : ''}{' '}
                {data.case.closedAt === null ? <Due at={data.case.dueAt} /> : sayWhen(say, data.case.closedAt)}
              </p>
              {data.case.reply ? (
                <p>
                  <strong>{say({ zh: '处置情况：', en: 'What was done: ' })}</strong>
                  {data.case.reply}
                </p>
              ) : null}
            </section>
          ) : null}
          {data.outcome === 'nobody' || data.outcome === 'unheard' ? (
            <Message
              tone="warning"
              title={say({ zh: '没有单位受理，请告诉街镇', en: 'Nobody takes it up: tell your street' })}
            />
          ) : null}
          {rule ? <RulePart rule={rule} /> : null}
          {data.photos.length > 0 ? (
            <div className={styles.photos}>
              {data.photos.map((photo, index) => (
                <a key={photo} href={patrolPhoto(photo, 'display')}>
                  <img
                    src={patrolPhoto(photo, 'thumb')}
                    alt={say({ zh: '第 {n} 张照片', en: 'Photo {n}' }, { n: index + 1 })}
                  />
                </a>
              ))}
            </div>
          ) : null}
          <Section title={say({ zh: '记录', en: 'Record' })}>
            <Facts
              facts={[
                [say({ zh: '编号', en: 'Number' }), data.number],
                [say({ zh: '类别', en: 'Class' }), data.kind],
                [say({ zh: '发现人', en: 'Found by' }), data.personName],
                [say({ zh: '时间', en: 'Time' }), timeWords(say, data)],
                [
                  say({ zh: '位置', en: 'Place' }),
                  `${data.address ?? ''} ${data.lat.toFixed(5)}, ${data.lng.toFixed(5)}`.trim(),
                ],
                [
                  say({ zh: '定位误差', en: 'Accuracy' }),
                  data.accuracy === null
                    ? '—'
                    : say({ zh: '约 {n} 米', en: 'about {n} m' }, { n: Math.round(data.accuracy) }),
                ],
                ...(data.component === null ? [] : [[say({ zh: '部件', en: 'Component' }), data.component] as const]),
                ...(data.doubts.length === 0
                  ? []
                  : [[say({ zh: '存疑', en: 'Doubts' }), doubtsOf(say, data.doubts)] as const]),
              ]}
            />
          </Section>
        </div>
      ) : null}
    </Page>
  )
}
