import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type RejectReason, rejectReasons } from '../../kernel/camera/index.ts'
import { type CameraEventRow, confirmEvent, rejectEvent } from '../api/camera.ts'
import { Button, Dialog, notify, Trouble, useSay, useShortcuts } from '../kit/index.ts'
import styles from './camera.module.css'

// The keys of the table are all there is of it.
const reasons = Object.keys(rejectReasons) as RejectReason[]

/** The decision on an event that waits: `y` it is true, `n` and a figure it is not. */
export function Decide({
  event,
  onDone,
}: {
  readonly event: CameraEventRow
  readonly onDone?: () => void
}): JSX.Element | null {
  const say = useSay()
  const client = useQueryClient()
  const [isRejecting, setRejecting] = useState(false)
  const done = async (words: { zh: string; en: string }) => {
    setRejecting(false)
    notify(words)
    onDone?.()
    await client.invalidateQueries({ queryKey: ['camera'] })
  }
  const confirm = useMutation({
    mutationFn: () => confirmEvent(event.id, ''),
    onSuccess: () => done({ zh: '已确认，将形成事项', en: 'Confirmed: it becomes a case' }),
  })
  const reject = useMutation({
    mutationFn: (reason: RejectReason) => rejectEvent(event.id, reason),
    onSuccess: () => done({ zh: '已驳回', en: 'Rejected' }),
  })
  const isBusy = confirm.isPending || reject.isPending
  useShortcuts({ zh: '视频事件', en: 'Camera event' }, [
    {
      keys: 'y',
      words: { zh: '确认属实', en: 'It is true' },
      run: () => confirm.mutate(),
      off: !event.mayDecide || isBusy,
    },
    {
      keys: 'n',
      words: { zh: '驳回', en: 'Reject' },
      run: () => setRejecting(true),
      off: !event.mayDecide || isBusy,
    },
  ])
  if (!event.mayDecide) return null
  return (
    <>
      <div className={styles.acts}>
        <Button tone="primary" icon="check" shortcut="y" busy={confirm.isPending} onClick={() => confirm.mutate()}>
          {say({ zh: '确认属实', en: 'It is true' })}
        </Button>
        <Button icon="cross" shortcut="n" disabled={isBusy} onClick={() => setRejecting(true)}>
          {say({ zh: '驳回', en: 'Reject' })}
        </Button>
      </div>
      {confirm.error ? <Trouble error={confirm.error} /> : null}
      <Dialog
        open={isRejecting}
        title={say({ zh: '为什么驳回', en: 'Why it is not true' })}
        onClose={() => setRejecting(false)}
      >
        <div className={styles.reasons}>
          {reasons.map((reason) => (
            <Button key={reason} wide busy={reject.isPending} onClick={() => reject.mutate(reason)}>
              {say(rejectReasons[reason])}
            </Button>
          ))}
          {reject.error ? <Trouble error={reject.error} /> : null}
        </div>
      </Dialog>
    </>
  )
}
