import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { useParams } from 'react-router'
import { entrySays, hazardWords, levelWords, type ResponseLevel, responseLevels } from '../../kernel/response/index.ts'
import { actOn, incidentQuery, reportAddress, type WholeIncident } from '../api/response.ts'
import {
  Button,
  DemoMark,
  Facts,
  Loading,
  Message,
  Page,
  Section,
  sayInstant,
  Trouble,
  useSay,
  useShortcuts,
} from '../kit/index.ts'
import { ExerciseMark } from './exercise-mark.tsx'
import { IncidentMap } from './incident-map.tsx'
import { NoticesPart } from './notices-part.tsx'
import { OrderAnswer } from './orders-page.tsx'
import { OrdersPart } from './orders-part.tsx'
import { ResourcesPart } from './resources-part.tsx'
import styles from './response.module.css'
import { ReviewPart } from './review-part.tsx'
import { useLive } from './use-live.ts'

/** One incident: where, who was ordered what and how it stands, resources, the log, the report at a key press. */
export function IncidentPage(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const known = useQueryClient().getQueryData(incidentQuery(id).queryKey)
  const isLive = useLive(id, known !== undefined && known.incident.endedAt === null)
  const whole = useQuery(incidentQuery(id, isLive))
  const report = (language: 'zh' | 'en') => window.open(reportAddress(id, language), '_blank', 'noopener')
  useShortcuts({ zh: '应急', en: 'Emergencies' }, [
    { keys: 'r', words: { zh: '中文情况报告', en: 'Report in Chinese' }, run: () => void report('zh') },
    { keys: 'e', words: { zh: '英文情况报告', en: 'Report in English' }, run: () => void report('en') },
  ])
  if (whole.error) return <Trouble error={whole.error} again={() => void whole.refetch()} />
  if (!whole.data) return <Loading lines={8} />
  const { incident, orders, log } = whole.data
  const mine = orders.filter((order) => order.isMine && (order.state === 'issued' || order.state === 'acknowledged'))
  return (
    <Page
      title={incident.title}
      heading={
        <>
          {incident.isExercise ? <ExerciseMark /> : null} {incident.title} {incident.isDemo ? <DemoMark short /> : null}
        </>
      }
      back={{ to: '/city/response', words: say({ zh: '应急', en: 'Emergencies' }) }}
      width="wide"
      actions={
        <>
          <Button icon="file" shortcut="r" onClick={() => report('zh')}>
            {say({ zh: '情况报告（中文）', en: 'Report (Chinese)' })}
          </Button>
          <Button icon="file" shortcut="e" onClick={() => report('en')}>
            {say({ zh: '情况报告（英文）', en: 'Report (English)' })}
          </Button>
        </>
      }
    >
      {incident.isExercise ? (
        <Message
          tone="warning"
          title={say({ zh: '这是演练，不是真实事件', en: 'This is an exercise, not the real thing' })}
        />
      ) : null}
      <div className={styles.wide}>
        <div>
          <Facts
            facts={[
              [say({ zh: '编号', en: 'Number' }), incident.number],
              [say({ zh: '灾种', en: 'Hazard' }), say(hazardWords[incident.hazard])],
              [
                say({ zh: '级别', en: 'Level' }),
                incident.endedAt ? say({ zh: '已终止', en: 'Ended' }) : say(levelWords[incident.level]),
              ],
              [say({ zh: '范围', en: 'Area' }), say(incident.where)],
              [say({ zh: '指挥单位', en: 'In command' }), say(incident.officeTitle)],
              [say({ zh: '启动', en: 'Started' }), sayInstant(say, incident.startedAt)],
            ]}
          />
          <ReviewPart whole={whole.data} />
          {mine.map((order) => (
            <div key={order.id} className={styles.item}>
              <OrderAnswer order={order} />
            </div>
          ))}
          {whole.data.mayCommand && !incident.endedAt ? <Command whole={whole.data} /> : null}
        </div>
        <div>
          <IncidentMap whole={whole.data} isLive={isLive} />
          <ResourcesPart whole={whole.data} />
        </div>
        <div>
          <OrdersPart orders={orders} />
          <NoticesPart whole={whole.data} />
          <Section title={say({ zh: '日志（不可改动）', en: 'Log (cannot be changed)' })}>
            {incident.endedAt ? null : (
              <Act id={id} what="notes" field="text" words={say({ zh: '记录', en: 'Note' })} />
            )}
            <ol className={styles.list}>
              {[...log].reverse().map((entry) => {
                const { what, about } = entrySays(entry, say.language)
                return (
                  <li key={entry.id}>
                    <span className={styles.quiet}>
                      #{entry.seq} <time dateTime={entry.at}>{sayInstant(say, entry.at)}</time>
                    </span>{' '}
                    <strong>
                      {entry.personName} · {what}
                    </strong>{' '}
                    {about.join(' · ')}
                  </li>
                )
              })}
            </ol>
          </Section>
        </div>
      </div>
    </Page>
  )
}

/** A sentence and a button that sends it. */
function Act({
  id,
  what,
  field,
  words,
  more = {},
}: {
  readonly id: string
  readonly what: string
  readonly field: string
  readonly words: string
  readonly more?: Readonly<Record<string, unknown>>
}): JSX.Element {
  const input = useId()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: () => actOn(id, what, { ...more, [field]: text }),
    onSuccess: async () => {
      setText('')
      await client.invalidateQueries({ queryKey: ['response'] })
    },
  })
  return (
    <div className={styles.form}>
      <label htmlFor={input}>{words}</label>
      <textarea id={input} rows={2} maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
      <div className={styles.acts}>
        <Button busy={send.isPending} onClick={() => send.mutate()}>
          {words}
        </Button>
      </div>
      {send.error ? <Trouble error={send.error} /> : null}
    </div>
  )
}

function Command({ whole: { incident } }: { readonly whole: WholeIncident }): JSX.Element {
  const say = useSay()
  const id = useId()
  const others = responseLevels.filter((one) => one !== incident.level)
  const [level, setLevel] = useState<ResponseLevel>()
  return (
    <Section title={say({ zh: '指挥', en: 'Command' })}>
      <label htmlFor={id}>{say({ zh: '调整到', en: 'Change to' })}</label> {/* The options are levels. */}
      <select
        className={styles.choice}
        id={id}
        value={level ?? others[0]}
        onChange={(event) => setLevel(event.target.value as ResponseLevel)}
      >
        {others.map((one) => (
          <option key={one} value={one}>
            {say(levelWords[one])}
          </option>
        ))}
      </select>
      <Act
        id={incident.id}
        what="level"
        field="reason"
        more={{ level: level ?? others[0] }}
        words={say({ zh: '调整级别（写明原因）', en: 'Change the level (say why)' })}
      />
      <Act
        id={incident.id}
        what="end"
        field="reason"
        words={say({ zh: '终止响应（有未办结指令时写明原因）', en: 'End it (say why when orders are open)' })}
      />
    </Section>
  )
}
