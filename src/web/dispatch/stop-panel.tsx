import type { JSX } from 'react'
import { Link } from 'react-router'
import { caseNumber } from '../../kernel/codes/index.ts'
import { detour } from '../../kernel/dispatch/index.ts'
import type { Board, Stop, Terms } from '../api/dispatch.ts'
import { caseTitle } from '../case/index.ts'
import { Button, Buttons, DemoMark, Due, Message, sayTime, Table, useSay } from '../kit/index.ts'
import styles from './dispatch.module.css'
import { crewOf, leftWords, signed, skillWords, spanWords } from './words.ts'

/** One errand of the plan: why this crew, who else could go and what that would cost, and the way to overrule it. */
export function StopPanel({
  board,
  stop,
  terms,
  mayPlan,
  onOverrule,
}: {
  readonly board: Board
  readonly stop: Stop
  readonly terms: Terms | undefined
  readonly mayPlan: boolean
  /** Opens the form, with a crew chosen already where one was. */
  readonly onOverrule: (crew?: string) => void
}): JSX.Element {
  const say = useSay()
  const { errand, why } = stop
  const crew = crewOf(board.crews, stop.crew)
  return (
    <section className={styles.panel} aria-label={say({ zh: '为什么这样派', en: 'Why so' })}>
      <h2>
        {caseTitle(say, errand)} {errand.demo ? <DemoMark short /> : null}
      </h2>
      <p className={styles.facts}>
        <Link to={`/desk/cases/${stop.case}`}>{caseNumber.format(errand.number)}</Link>
        <span>{errand.address ?? `${errand.lng.toFixed(5)}, ${errand.lat.toFixed(5)}`}</span>
        <span>
          {say(
            { zh: '{kind}，约 {work} 分钟，需要{skills}', en: '{kind}, about {work} min, needs {skills}' },
            { kind: say(errand.kindTitle), work: errand.work, skills: skillWords(say, terms, errand.skills) },
          )}
        </span>
        <Due at={errand.dueAt} />
      </p>
      <h3>{say({ zh: '为什么这样派', en: 'Why so' })}</h3>
      <p>
        {crew && stop.nth !== null
          ? say(
              {
                zh: '{crew}第 {nth} 站，路上 {way} 分钟，{span} 办完，{late}；有 {able} 个班组可去。',
                en: '{crew}, stop {nth}: {way} min on the way, {span}, {late}; {able} crews could go.',
              },
              {
                ...{ crew: say(crew.title), nth: stop.nth, way: stop.way ?? 0, span: spanWords(say, stop) },
                late: lateWords(say, stop.late ?? 0),
                able: why?.able ?? 0,
              },
            )
          : why?.left
            ? say(leftWords[why.left])
            : ''}
        {why?.learned
          ? say(
              { zh: ' 从以往改派学到：{m} 分钟。', en: ' Learned from overruling: {m} min.' },
              { m: signed(why.learned) },
            )
          : ''}
      </p>
      <p className={styles.quiet}>
        {say(
          {
            zh: '路上时间按直线距离 × {n} 估算，不看实际道路和拥堵。',
            en: 'Times on the way are straight lines × {n}; roads and traffic are not looked at.',
          },
          { n: detour },
        )}
      </p>
      {why?.lacks ? (
        <Message tone="warning" title={say({ zh: '人工指定的班组缺少技能', en: 'The chosen crew lacks a skill' })}>
          {skillWords(say, terms, why.lacks)}
        </Message>
      ) : null}
      {why && why.others.length > 0 ? (
        <Table
          caption={say({ zh: '还有谁能去，要多花多少', en: 'Who else could go, and what it would cost' })}
          showCaption
          keyOf={(other) => other.crew}
          rows={why.others}
          columns={[
            {
              ...{ key: 'crew', head: true, title: say({ zh: '班组', en: 'Crew' }) },
              cell: (other) => {
                const one = crewOf(board.crews, other.crew)
                const nth = why.others.indexOf(other) + 1
                return one ? (
                  <>
                    <kbd>{nth}</kbd> {say(one.title)}
                  </>
                ) : null
              },
            },
            {
              ...{ key: 'more', number: true, title: say({ zh: '多花（分钟）', en: 'More (min)' }) },
              cell: (other) => signed(other.more),
            },
            {
              ...{ key: 'learned', number: true, title: say({ zh: '学到的', en: 'Learned' }) },
              cell: (other) => (other.learned ? signed(other.learned) : '–'),
            },
            {
              ...{ key: 'ends', title: say({ zh: '办完', en: 'Done by' }) },
              cell: (other) => `${sayTime(say, other.endsAt)} ${lateWords(say, other.late)}`,
            },
            {
              ...{ key: 'act', title: <span className="heard">{say({ zh: '改派', en: 'Overrule' })}</span> },
              cell: (other) =>
                mayPlan ? (
                  <Button size="s" onClick={() => onOverrule(other.crew)}>
                    {say({ zh: '改派', en: 'Send' })}
                  </Button>
                ) : null,
            },
          ]}
        />
      ) : null}
      {mayPlan ? (
        <Buttons>
          <Button icon="pencil" shortcut="m" onClick={() => onOverrule()}>
            {say({ zh: '改派或调次序', en: 'Overrule' })}
          </Button>
        </Buttons>
      ) : null}
    </section>
  )
}

const lateWords = (say: ReturnType<typeof useSay>, late: number): string =>
  late > 0
    ? say.count(late, { zh: '超时 {n} 分钟', en: { one: '1 min late', other: '{n} min late' } })
    : say({ zh: '在时限内', en: 'in time' })
