import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { Link } from 'react-router'
import { actOnDuty, dutyQuery } from '../api/signs.ts'
import { Button, Dialog, IconButton, sayWhen, Trouble, useSay } from '../kit/index.ts'
import cockpit from './cockpit.module.css'
import { OpenList } from './duty-open.tsx'
import styles from './signs.module.css'

type Doing = 'take-over' | 'hand-over' | 'note' | 'relieve'

const titles = {
  'take-over': { zh: '接班', en: 'Take over' },
  'hand-over': { zh: '交班', en: 'Hand over' },
  note: { zh: '记一笔', en: 'Note' },
  relieve: { zh: '接替', en: 'Relieve' },
} as const

/** Who is on duty, and what the one at this desk may do about it: take over, hand over, note. */
export function DutyPanel({
  mayAct,
  sound,
}: {
  readonly mayAct: boolean
  readonly sound: readonly [isOn: boolean, turn: () => void]
}): JSX.Element {
  const say = useSay()
  const duty = useQuery(dutyQuery)
  const [doing, setDoing] = useState<Doing>()
  const now = duty.data
  const may = (what: Doing): boolean => {
    if (!mayAct || !now) return false
    if (what === 'take-over') return !now.officer || (now.handover !== null && !now.isMine)
    if (what === 'relieve') return now.officer !== null && now.handover === null && !now.isMine
    return now.isMine && (what === 'note' || now.handover === null)
  }
  const [isOn, turn] = sound
  return (
    <section className={`${cockpit.panel} ${styles.duty}`} aria-label={say({ zh: '值班', en: 'Duty' })}>
      <p>
        <Link to="/city/duty">{say({ zh: '值班', en: 'On duty' })}</Link>
        <strong>
          {now ? (now.officer?.name ?? say({ zh: '无人值班', en: 'nobody' })) : '…'}
          {now?.isMine ? say({ zh: '（我）', en: ' (you)' }) : ''}
        </strong>
        {now?.handover ? <span>{say({ zh: '已交班，待接班', en: 'handed over, waits for the next' })}</span> : null}
        {now?.officer && !now.handover ? (
          <span>{say({ zh: '{when}起', en: 'since {when}' }, { when: sayWhen(say, now.officer.since) })}</span>
        ) : null}
        <IconButton
          icon="sound"
          aria-pressed={isOn}
          label={
            isOn
              ? say({ zh: '危急时响铃：开', en: 'Sound when critical: on' })
              : say({ zh: '危急时响铃：关', en: 'Sound when critical: off' })
          }
          onClick={turn}
        />
      </p>
      {duty.error ? <Trouble error={duty.error} again={() => void duty.refetch()} /> : null}
      <p className={styles.acts}>
        {(['take-over', 'hand-over', 'note', 'relieve'] as const).map((what) =>
          may(what) ? (
            <Button
              key={what}
              size="s"
              tone={what === 'note' || what === 'relieve' ? 'quiet' : 'plain'}
              onClick={() => setDoing(what)}
            >
              {say(titles[what])}
            </Button>
          ) : null,
        )}
      </p>
      {doing ? <DutyDialog doing={doing} onClose={() => setDoing(undefined)} /> : null}
    </section>
  )
}

function DutyDialog({ doing, onClose }: { readonly doing: Doing; readonly onClose: () => void }): JSX.Element {
  const say = useSay()
  const id = useId()
  const client = useQueryClient()
  const { data: duty } = useQuery(dutyQuery)
  const [note, setNote] = useState('')
  const act = useMutation({
    mutationFn: () =>
      actOnDuty({
        do: doing === 'relieve' ? 'take-over' : doing,
        ...(note.trim() !== '' && { note }),
        ...(doing === 'relieve' && { isRelief: true }),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['measure', 'duty'] })
      onClose()
    },
  })
  const needsNote = doing === 'note' || doing === 'relieve'
  const words = {
    'take-over': { zh: '对交接的回应（可不填）', en: 'Answer to what was handed over (may be empty)' },
    'hand-over': { zh: '交代什么', en: 'What the next must know' },
    note: { zh: '记录', en: 'Note' },
    relieve: { zh: '为什么未经交班就接替', en: 'Why without a handing over' },
  }[doing]
  return (
    <Dialog
      open
      title={say(titles[doing])}
      onClose={onClose}
      footer={
        <Button
          tone="primary"
          busy={act.isPending}
          disabled={needsNote && note.trim() === ''}
          onClick={() => act.mutate()}
        >
          {say(titles[doing])}
        </Button>
      }
    >
      {doing === 'take-over' && duty?.handover ? (
        <div className={styles.handover}>
          <p>
            {say({ zh: '{name}交班：', en: '{name} hands over:' }, { name: duty.handover.personName })}{' '}
            {duty.handover.note || say({ zh: '（没有留言）', en: '(no note)' })}
          </p>
          <OpenList open={duty.handover.open} />
        </div>
      ) : null}
      {doing === 'hand-over' ? (
        <p>
          {say({
            zh: '此刻未消除的预警和待决定事项会一并写入日志；下一位接班前仍由您值班。',
            en: 'Warnings that stand and what waits for a decision go into the log; duty stays with you until the next takes over.',
          })}
        </p>
      ) : null}
      <label htmlFor={id} className={styles.label}>
        {say(words)}
      </label>
      <textarea
        id={id}
        rows={4}
        maxLength={4000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        className={styles.text}
      />
      {act.error ? <Trouble error={act.error} again={() => act.mutate()} /> : null}
    </Dialog>
  )
}
