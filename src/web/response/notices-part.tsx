import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { longText } from '../../kernel/record/index.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { actOn, type IncidentNotice, type WholeIncident } from '../api/response.ts'
import { Button, Dialog, Section, StateMark, sayInstant, sayWhen, Trouble, useSay } from '../kit/index.ts'
import { CityMap, MapDrawings, MapLabels, MapShapes } from '../kit/map/index.ts'
import { useDraft } from './draft.ts'
import { DrawBar } from './draw-bar.tsx'
import { ExerciseMark } from './exercise-mark.tsx'
import { useAreaShapes } from './incident-shapes.ts'
import styles from './response.module.css'

/** What the people inside the area were told: by the plan, or written by the command; published and withdrawn. */
export function NoticesPart({ whole }: { readonly whole: WholeIncident }): JSX.Element {
  const say = useSay()
  const { incident, notices, mayCommand } = whole
  const isRunning = mayCommand && incident.endedAt === null
  const [isWriting, setWriting] = useState(false)
  return (
    <Section
      title={say({ zh: '公告', en: 'Public notices' })}
      actions={
        isRunning ? (
          <Button icon="speak" onClick={() => setWriting(true)}>
            {say({ zh: '写公告', en: 'Write a notice' })}
          </Button>
        ) : null
      }
    >
      {notices.length === 0 ? <p>{say({ zh: '没有发布过', en: 'None was published' })}</p> : null}
      <ul className={styles.list}>
        {notices.map((one) => (
          <NoticeItem key={one.id} notice={one} incident={incident.id} isRunning={isRunning} />
        ))}
      </ul>
      {isWriting ? <WriteNotice whole={whole} onClose={() => setWriting(false)} /> : null}
    </Section>
  )
}

function NoticeItem({
  notice: { id, title, text, area, isOfPlan, publishedAt, publishedByName, untilAt, withdrawnAt },
  incident,
  isRunning,
}: {
  readonly notice: IncidentNotice
  readonly incident: string
  readonly isRunning: boolean
}): JSX.Element {
  const say = useSay()
  const isOver = withdrawnAt !== null || (untilAt !== null && Date.parse(untilAt) <= Date.now())
  return (
    <li className={styles.item}>
      <p>
        <strong>{say(title)}</strong>{' '}
        <StateMark shape={isOver ? 'closed' : 'sent'} tone={isOver ? 'still' : 'active'}>
          {withdrawnAt !== null
            ? say({ zh: '{when}撤回', en: 'withdrawn {when}' }, { when: sayWhen(say, withdrawnAt) })
            : isOver
              ? say({ zh: '已到期', en: 'expired' })
              : say({ zh: '生效中', en: 'in force' })}
        </StateMark>
      </p>
      <p>{say(text)}</p>
      <p className={styles.quiet}>
        {isOfPlan ? say({ zh: '预案', en: 'By the plan' }) : publishedByName} · {sayInstant(say, publishedAt)} ·{' '}
        {area ? say({ zh: '画定的范围', en: 'a drawn area' }) : say({ zh: '事件全部范围', en: 'the whole area' })}
        {untilAt !== null
          ? say({ zh: ' · 至 {when}', en: ' · until {when}' }, { when: sayInstant(say, untilAt) })
          : null}
      </p>
      {isRunning && !isOver ? (
        <div className={styles.acts}>
          <DialogForm
            words={say({ zh: '撤回', en: 'Withdraw' })}
            label={say({ zh: '撤回公告：{title}', en: 'Withdraw the notice: {title}' }, { title: say(title) })}
            fields={withdrawFields}
            run={({ reason, saidZh = '', saidEn = '' }) =>
              actOn(incident, `notices/${id}/withdraw`, {
                reason,
                ...(saidZh || saidEn ? { said: { zh: saidZh, en: saidEn } } : {}),
              })
            }
            said={{ zh: '公告已撤回', en: 'The notice was withdrawn' }}
            touches={[['response']]}
          />
        </div>
      ) : null}
    </li>
  )
}

const withdrawFields = {
  reason: longText({ zh: '原因（记入日志）', en: 'Why (for the log)' }, { max: 2_000 }),
  saidZh: longText(
    {
      zh: '更正内容（中文，发给收到公告的人；两种都不填则只告知已撤回）',
      en: 'Correction in Chinese (told to whoever was told; both empty: only that it was withdrawn)',
    },
    { max: 1_000, optional: true },
  ),
  saidEn: longText({ zh: '更正内容（英文）', en: 'Correction in English' }, { max: 1_000, optional: true }),
}

const empty = { titleZh: '', titleEn: '', textZh: '', textEn: '' }

/** A notice in both languages, to the whole area or to what is drawn, until a moment or until it is withdrawn. */
function WriteNotice({
  whole: { incident },
  onClose,
}: {
  readonly whole: WholeIncident
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const client = useQueryClient()
  const [words, setWords] = useState(empty)
  const [isDrawn, setDrawn] = useState(false)
  const [hours, setHours] = useState('')
  const [middle, setMiddle] = useState<readonly [number, number]>()
  const draft = useDraft('Polygon')
  const shapes = useAreaShapes(incident)
  const send = useMutation({
    mutationFn: () =>
      actOn(incident.id, 'notices', {
        title: { zh: words.titleZh, en: words.titleEn },
        text: { zh: words.textZh, en: words.textEn },
        ...(isDrawn && { area: draft.shape }),
        ...(hours !== '' && { until: new Date(Date.now() + Number(hours) * 3_600_000).toISOString() }),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['response'] })
      onClose()
    },
  })
  const isReady = Object.values(words).every((one) => one.trim().length >= 2) && (!isDrawn || draft.shape !== undefined)
  const line = (name: keyof typeof empty, title: string, lang: string, isLong: boolean) => {
    const common = {
      ...{ id: `${id}-${name}`, lang, value: words[name], maxLength: isLong ? 1_000 : 80 },
      onChange: (event: { readonly target: { readonly value: string } }) =>
        setWords((all) => ({ ...all, [name]: event.target.value })),
    }
    return (
      <>
        <label htmlFor={common.id}>{title}</label>
        {isLong ? <textarea rows={3} {...common} /> : <input {...common} />}
      </>
    )
  }
  return (
    <Dialog
      open
      wide
      title={
        <>
          {incident.isExercise ? <ExerciseMark /> : null} {say({ zh: '写公告', en: 'Write a notice' })}
        </>
      }
      onClose={onClose}
      footer={
        <Button tone="danger" busy={send.isPending} disabled={!isReady} onClick={() => send.mutate()}>
          {say({ zh: '向公众发布', en: 'Publish to everybody there' })}
        </Button>
      }
    >
      <div className={styles.form}>
        {line('titleZh', say({ zh: '标题（中文）', en: 'Title in Chinese' }), 'zh-CN', false)}
        {line('titleEn', say({ zh: '标题（英文）', en: 'Title in English' }), 'en', false)}
        {line('textZh', say({ zh: '正文（中文）', en: 'Text in Chinese' }), 'zh-CN', true)}
        {line('textEn', say({ zh: '正文（英文）', en: 'Text in English' }), 'en', true)}
        <label htmlFor={`${id}-hours`}>
          {say({
            zh: '几小时后自动结束（不填：到撤回或响应终止）',
            en: 'Hours until it ends (empty: until withdrawn)',
          })}
        </label>
        <input
          id={`${id}-hours`}
          type="number"
          min={1}
          max={240}
          value={hours}
          onChange={(event) => setHours(event.target.value)}
        />
        <label>
          <input type="checkbox" checked={isDrawn} onChange={(event) => setDrawn(event.target.checked)} />{' '}
          {say(
            {
              zh: '只给画定的范围（否则是事件全部范围：{where}）',
              en: 'Only to a drawn area (otherwise the whole area: {where})',
            },
            { where: say(incident.where) },
          )}
        </label>
        {isDrawn && shapes ? (
          <>
            <div className={`${styles.map} ${styles.drawing}`}>
              <CityMap
                {...(shapes.bounds && { bounds: shapes.bounds })}
                label={say({ zh: '画出公告的范围', en: 'Draw the area of the notice' })}
                onMove={({ centre }) => setMiddle(centre)}
              >
                <MapLabels />
                <MapShapes shapes={shapes.shapes} />
                <MapDrawings name="notice" drawings={draft.shown} isDraft onPlace={draft.add} />
              </CityMap>
            </div>
            <DrawBar draft={draft} kinds={['Polygon']} middle={middle} />
          </>
        ) : null}
        {send.error ? <Trouble error={send.error} /> : null}
      </div>
    </Dialog>
  )
}
