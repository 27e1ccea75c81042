import type { JSX } from 'react'
import { Button, Dialog, notify, useSay } from '../kit/index.ts'
import styles from './admin.module.css'

/** A secret or a one-time link that the server gives once: to be copied now. */
export function ShownOnce({
  title,
  note,
  text,
  onClose,
}: {
  readonly title: string
  readonly note: string
  /** Nothing: closed. */
  readonly text: string | undefined
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text ?? '')
    notify({ zh: '已复制', en: 'Copied' })
  }
  return (
    <Dialog title={title} open={text !== undefined} onClose={onClose}>
      <p>{note}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls sideways must be reachable by keyboard */}
      <pre className={styles.once} tabIndex={0}>
        {text}
      </pre>
      {/* Without a secure connection browsers keep the clipboard closed; the text can be selected. */}
      {navigator.clipboard ? (
        <Button tone="primary" onClick={() => void copy()}>
          {say({ zh: '复制', en: 'Copy' })}
        </Button>
      ) : null}
    </Dialog>
  )
}
