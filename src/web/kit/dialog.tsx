import { type JSX, type ReactNode, useEffect, useId, useRef } from 'react'
import { IconButton } from './button.tsx'
import styles from './dialog.module.css'
import { useSay } from './use-say.ts'

/**
 * A dialog on the browser's own <dialog>: focus stays inside and returns where it was, Escape closes.
 * `side` slides from the edge (a sheet from below on a phone), for things that belong to the page behind.
 */
export function Dialog({
  title,
  open,
  onClose,
  side = false,
  wide = false,
  footer,
  children,
}: {
  readonly title: ReactNode
  readonly open: boolean
  readonly onClose: () => void
  readonly side?: boolean
  readonly wide?: boolean
  readonly footer?: ReactNode
  readonly children: ReactNode
}): JSX.Element | null {
  const say = useSay()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (!element) return
    if (open && !element.open) element.showModal()
    if (!open && element.open) element.close()
  }, [open])
  return (
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${side ? styles.side : ''} ${wide ? styles.wide : ''}`}
      aria-labelledby={id}
      onClose={onClose}
      // A click on the veil is a click on the dialog element itself; keyboard people have Escape.
      onClick={(event) => {
        if (event.target === dialog.current) onClose()
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      {open ? (
        <div className={styles.sheet}>
          <header className={styles.header}>
            <h2 id={id}>{title}</h2>
            <IconButton icon="cross" label={say({ zh: '关闭', en: 'Close' })} onClick={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {footer ? <footer className={styles.footer}>{footer}</footer> : null}
        </div>
      ) : null}
    </dialog>
  )
}
