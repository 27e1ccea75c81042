import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useId, useState } from 'react'
import { type ViewPurpose, viewPurposes } from '../../kernel/camera/index.ts'
import { askToSee, type WholeCameraEvent } from '../api/camera.ts'
import { Button, Dialog, notify, Trouble, useSay } from '../kit/index.ts'
import styles from './camera.module.css'
import { useViewMinutes } from './view-minutes.ts'

// The keys of the table are all there is of it.
const purposes = Object.keys(viewPurposes) as ViewPurpose[]

/** Asks to see the picture in full: purpose, words, case; somebody else approves. */
export function AskDialog({
  whole,
  onClose,
}: {
  readonly whole: WholeCameraEvent
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const minutes = useViewMinutes()
  const id = useId()
  const client = useQueryClient()
  const offered = purposes.filter((one) => viewPurposes[one].needsCase || whole.event.state === 'waiting')
  const [purpose, setPurpose] = useState<ViewPurpose>()
  const [words, setWords] = useState('')
  const [number, setNumber] = useState(whole.case?.number ?? '')
  const needsCase = purpose !== undefined && viewPurposes[purpose].needsCase
  const ask = useMutation({
    mutationFn: (chosen: ViewPurpose) =>
      askToSee(whole.event.id, {
        ...{ purpose: chosen, words: words.trim() },
        ...(needsCase && { caseNumber: number.trim() }),
      }),
    onSuccess: async () => {
      notify({ zh: '申请已提交，等待他人批准', en: 'Asked: somebody else approves it' })
      onClose()
      await client.invalidateQueries({ queryKey: ['camera'] })
    },
  })
  return (
    <Dialog
      open
      title={say({ zh: '申请查看原图', en: 'Ask for a full view' })}
      onClose={onClose}
      footer={
        <Button
          tone="primary"
          busy={ask.isPending}
          disabled={!purpose || words.trim().length < 6 || (needsCase && number.trim() === '')}
          onClick={() => purpose && ask.mutate(purpose)}
        >
          {say({ zh: '提交申请', en: 'Ask' })}
        </Button>
      }
    >
      <div className={styles.form}>
        <p>
          {say(
            {
              zh: '须由区级以上督办员或值班长中的另一人批准，{n} 分钟内有效；每次查看都加水印并记入审计。',
              en: 'Another person approves it: a supervisor or duty officer of the district or city. It holds for {n} minutes; each view is marked and audited.',
            },
            { n: minutes ?? '…' },
          )}
        </p>
        <label htmlFor={`${id}-purpose`}>{say({ zh: '目的', en: 'Purpose' })}</label>
        <select
          id={`${id}-purpose`}
          value={purpose ?? ''}
          // The options are the purposes.
          onChange={(event) => setPurpose(event.target.value as ViewPurpose)}
        >
          <option value="" disabled>
            {say({ zh: '请选择', en: 'Choose one' })}
          </option>
          {offered.map((one) => (
            <option key={one} value={one}>
              {say(viewPurposes[one].title)}
            </option>
          ))}
        </select>
        {needsCase ? (
          <>
            <label htmlFor={`${id}-case`}>{say({ zh: '事项编号', en: 'Number of the case' })}</label>
            <input
              id={`${id}-case`}
              maxLength={40}
              value={number}
              onChange={(event) => setNumber(event.target.value)}
            />
          </>
        ) : null}
        <label htmlFor={`${id}-words`}>
          {say({ zh: '说明（至少 6 个字）', en: 'In your words (at least 6 characters)' })}
        </label>
        <textarea
          id={`${id}-words`}
          rows={3}
          maxLength={500}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        {ask.error ? <Trouble error={ask.error} /> : null}
      </div>
    </Dialog>
  )
}
