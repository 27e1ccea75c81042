import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { retireComponent } from '../../api/patrol.ts'
import { Labelled } from '../../kit/form/index.ts'
import { Button, Dialog, Trouble, useSay } from '../../kit/index.ts'
import styles from '../patrol.module.css'

/** Retires a component, with the reason. */
export function RetireDialog({ code, onClose }: { readonly code: string; readonly onClose: () => void }): JSX.Element {
  const say = useSay()
  const client = useQueryClient()
  const [note, setNote] = useState('')
  const [isTried, setTried] = useState(false)
  const isLacking = note.trim().length < 2
  const retire = useMutation({
    mutationFn: () => retireComponent(code, note.trim()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['patrol'] })
      onClose()
    },
  })
  return (
    <Dialog
      open
      title={say({ zh: '停用这个部件', en: 'Retire this component' })}
      onClose={onClose}
      footer={
        <Button
          tone="danger"
          busy={retire.isPending}
          onClick={() => {
            setTried(true)
            if (!isLacking) retire.mutate()
          }}
        >
          {say({ zh: '停用', en: 'Retire' })}
        </Button>
      }
    >
      <div className={styles.stack}>
        <p>
          {say({
            zh: '它不再出现在普查和路线里；编码和经过保留，需要时可以恢复。',
            en: 'It leaves the census and the choice for routes; its code and history stay, and it can be brought back.',
          })}
        </p>
        <Labelled
          title={say({ zh: '原因', en: 'Why' })}
          look="area"
          fault={isTried && isLacking ? say({ zh: '写明原因', en: 'Say why' }) : undefined}
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
        {retire.error ? <Trouble error={retire.error} /> : null}
      </div>
    </Dialog>
  )
}
