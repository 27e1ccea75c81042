import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type MissReason, missReasons, missWords, roundWords } from '../../kernel/patrol/index.ts'
import { explainRound, type Round } from '../api/patrol.ts'
import { Labelled } from '../kit/form/index.ts'
import { Button, Dialog, Facts, sayDay, sayInstant, Trouble, useSay } from '../kit/index.ts'
import { sayNamed } from './named-title.tsx'
import styles from './patrol.module.css'
import { roundTime } from './words.ts'

/** Says why a round was missed or not finished: what the city knows of it stands above, the reason goes into the figures. */
export function ExplainDialog({
  round,
  onClose,
}: {
  readonly round: Round
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const [reason, setReason] = useState<MissReason | ''>(round.reason?.reason ?? '')
  const [note, setNote] = useState(round.reason?.note ?? '')
  const [isTried, setTried] = useState(false)
  const lacksNote = reason === 'other' && note.trim() === ''
  const explain = useMutation({
    mutationFn: (why: MissReason) => explainRound(round.route, { from: round.from, reason: why, note: note.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['patrol', 'coverage'] })
      onClose()
    },
  })
  const planned = round.planned ?? []
  return (
    <Dialog
      open
      title={say({ zh: '为什么没有走完', en: 'Why it was not walked' })}
      onClose={onClose}
      footer={
        <Button
          tone="primary"
          busy={explain.isPending}
          onClick={() => {
            setTried(true)
            if (reason !== '' && !lacksNote) explain.mutate(reason)
          }}
        >
          {say({ zh: '记下原因', en: 'Note the reason' })}
        </Button>
      }
    >
      <div className={styles.stack}>
        <Facts
          facts={[
            [
              say({ zh: '轮次', en: 'Round' }),
              `${sayNamed(say, round)} · ${sayDay(say, round.from)} ${roundTime(say, round)}`,
            ],
            [
              say({ zh: '状态', en: 'State' }),
              `${say(roundWords[round.state])} ${round.visited.length} / ${round.stops}`,
            ],
            [
              say({ zh: '当时排班', en: 'Planned then' }),
              planned.length === 0
                ? say({ zh: '没有人', en: 'nobody' })
                : planned
                    .map(({ name, isTaken }) => name + (isTaken ? '' : say({ zh: '（未接班）', en: ' (not taken)' })))
                    .join(say({ zh: '、', en: ', ' })),
            ],
            ...(round.reason
              ? [
                  [
                    say({ zh: '已说明', en: 'Said before' }),
                    `${round.reason.byName} ${sayInstant(say, round.reason.at)}`,
                  ] as const,
                ]
              : []),
          ]}
        />
        <Labelled
          title={say({ zh: '原因', en: 'Reason' })}
          look="select"
          fault={isTried && reason === '' ? say({ zh: '请选择原因', en: 'Choose a reason' }) : undefined}
        >
          {(labels) => (
            <select
              {...labels}
              value={reason}
              onChange={({ target: { value } }) => setReason(missReasons.find((one) => one === value) ?? '')}
            >
              <option value="">{say({ zh: '请选择', en: 'Choose one' })}</option>
              {missReasons.map((one) => (
                <option key={one} value={one}>
                  {say(missWords[one])}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Labelled
          title={say({ zh: '说明', en: 'Note' })}
          optional={reason !== 'other'}
          look="area"
          fault={isTried && lacksNote ? say({ zh: '写明是什么原因', en: 'Say what it was' }) : undefined}
        >
          {(labels) => (
            <textarea
              {...labels}
              rows={3}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Labelled>
        {explain.error ? <Trouble error={explain.error} /> : null}
      </div>
    </Dialog>
  )
}
