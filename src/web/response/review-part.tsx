import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { date, longText, officeField } from '../../kernel/record/index.ts'
import { entrySays } from '../../kernel/response/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { actOn, doLesson, type Lesson, type LogEntry, type WholeIncident } from '../api/response.ts'
import {
  Button,
  type Moment,
  Section,
  StateMark,
  type StateShape,
  type StateTone,
  sayInstant,
  Timeline,
  Trouble,
  useSay,
} from '../kit/index.ts'
import styles from './response.module.css'

/** What turned the course of an incident, as it is drawn; the rest of the log is counted between. */
const turning: Readonly<Record<string, { readonly shape: StateShape; readonly tone: StateTone }>> = {
  started: { shape: 'urgent', tone: 'urgent' },
  raised: { shape: 'urgent', tone: 'urgent' },
  lowered: { shape: 'soon', tone: 'soon' },
  ordered: { shape: 'sent', tone: 'active' },
  nobody: { shape: 'returned', tone: 'urgent' },
  refused: { shape: 'returned', tone: 'urgent' },
  reminded: { shape: 'soon', tone: 'soon' },
  escalated: { shape: 'soon', tone: 'urgent' },
  notice: { shape: 'sent', tone: 'plain' },
  'notice-withdrawn': { shape: 'closed', tone: 'still' },
  ended: { shape: 'closed', tone: 'still' },
}

const counted = ['acknowledged', 'done', 'assigned', 'released', 'note', 'drawn'] as const

/** The review of an incident that is over: its course from the log, what was learnt, lessons as tasks of offices. */
export function ReviewPart({ whole }: { readonly whole: WholeIncident }): JSX.Element | null {
  const say = useSay()
  const { incident, log, lessons, mayReview } = whole
  if (incident.endedAt === null) return null
  return (
    <Section title={say({ zh: '复盘', en: 'Review' })}>
      <div className={styles.columns}>
        <div>
          <h3>{say({ zh: '经过（取自日志）', en: 'Course (from the log)' })}</h3>
          <Course log={log} />
        </div>
        <div className={styles.form}>
          {incident.review !== null ? (
            <>
              <h3>{say({ zh: '结论', en: 'What was found' })}</h3>
              <p className={styles.said}>{incident.review}</p>
            </>
          ) : null}
          {mayReview ? <WriteReview id={incident.id} text={incident.review ?? ''} /> : null}
          {mayReview && incident.review !== null ? <AddLesson id={incident.id} text={incident.review} /> : null}
          <h3>{say({ zh: '整改', en: 'Lessons' })}</h3>
          {lessons.length === 0 ? <p>{say({ zh: '没有', en: 'None' })}</p> : null}
          <ul className={styles.list}>
            {lessons.map((one) => (
              <li key={one.id} className={styles.item}>
                <LessonTask lesson={one} />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Section>
  )
}

/** The turning points in order, each with how much happened until the next. */
function Course({ log }: { readonly log: readonly LogEntry[] }): JSX.Element {
  const say = useSay()
  const moments: Moment[] = []
  const turns = log.flatMap((entry, at) => (turning[entry.kind] ? [at] : []))
  for (const [index, at] of turns.entries()) {
    const entry = log[at]
    const look = entry && turning[entry.kind]
    if (!entry || !look) continue
    const { what, about } = entrySays(entry, say.language)
    const until = log.slice(at + 1, turns[index + 1] ?? log.length)
    const between = counted.flatMap((kind) => {
      const some = until.filter((one) => one.kind === kind)
      return some[0] ? [`${entrySays(some[0], say.language).what} × ${some.length}`] : []
    })
    moments.push({
      ...{ key: entry.id, at: entry.at, ...look, title: [what, ...about].join(' · ') },
      who: entry.personName,
      ...(between.length > 0 && { body: between.join(say({ zh: '，', en: ', ' })) }),
    })
  }
  return <Timeline moments={moments} label={say({ zh: '事件经过', en: 'Course of the incident' })} />
}

function WriteReview({ id, text }: { readonly id: string; readonly text: string }): JSX.Element {
  const say = useSay()
  const input = useId()
  const client = useQueryClient()
  const [said, setSaid] = useState(text)
  const send = useMutation({
    mutationFn: () => actOn(id, 'review', { text: said.trim(), lessons: [] }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['response'] }),
  })
  return (
    <div className={styles.form}>
      <label htmlFor={input}>
        {say({ zh: '复盘结论（做得好的、不足、原因）', en: 'What went well, what did not, and why' })}
      </label>
      <textarea id={input} rows={5} maxLength={20_000} value={said} onChange={(event) => setSaid(event.target.value)} />
      <div className={styles.acts}>
        <Button busy={send.isPending} disabled={said.trim().length < 2 || said === text} onClick={() => send.mutate()}>
          {say({ zh: '保存结论', en: 'Save what was found' })}
        </Button>
      </div>
      {send.error ? <Trouble error={send.error} /> : null}
    </div>
  )
}

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** A lesson is a task: what, by whom, until when. */
function AddLesson({ id, text }: { readonly id: string; readonly text: string }): JSX.Element {
  const say = useSay()
  return (
    <div className={styles.acts}>
      <DialogForm
        words={say({ zh: '添加整改任务', en: 'Add a lesson as a task' })}
        icon="plus"
        fields={{
          text: longText({ zh: '要做什么', en: 'What is to be done' }, { max: 2_000 }),
          office: officeField({ zh: '责任单位', en: 'By which office' }),
          due: date({ zh: '期限', en: 'Until' }),
        }}
        start={{ due: inDays(30) }}
        run={(lesson) => actOn(id, 'review', { text, lessons: [lesson] })}
        said={{ zh: '已交责任单位', en: 'Given to the office' }}
        touches={[['response']]}
      />
    </div>
  )
}

/** One lesson with how it stands; its own office says when it is carried out. */
export function LessonTask({ lesson }: { readonly lesson: Lesson }): JSX.Element {
  const say = useSay()
  const { id, text, officeTitle, due, doneAt, doneByName, doneNote, isMine } = lesson
  const isLate = doneAt === null && due < new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  return (
    <>
      <p>
        <strong>{text}</strong>
      </p>
      <p>
        <StateMark
          shape={doneAt !== null ? 'done' : isLate ? 'urgent' : 'working'}
          tone={doneAt !== null ? 'plain' : isLate ? 'urgent' : 'active'}
        >
          {doneAt !== null
            ? say({ zh: '已落实', en: 'Carried out' })
            : isLate
              ? say({ zh: '逾期', en: 'Late' })
              : say({ zh: '整改中', en: 'To be done' })}
        </StateMark>{' '}
        <span className={styles.quiet}>
          {say(officeTitle)} · {say({ zh: '期限 {due}', en: 'by {due}' }, { due: due.slice(0, 10) })}
          {doneAt !== null ? ` · ${doneByName ?? ''} · ${sayInstant(say, doneAt)}` : ''}
        </span>
      </p>
      {doneNote !== null ? <p>{doneNote}</p> : null}
      {doneAt === null && isMine ? (
        <div className={styles.acts}>
          <DialogForm
            words={say({ zh: '已落实', en: 'Carried out' })}
            label={say({ zh: '已落实：{text}', en: 'Carried out: {text}' }, { text })}
            fields={{ note: longText({ zh: '怎样落实的', en: 'How' }, { max: 2_000 }) }}
            run={({ note }) => doLesson(id, String(note))}
            said={{ zh: '已记录', en: 'Noted' }}
            touches={[['response']]}
          />
        </div>
      ) : null}
    </>
  )
}
