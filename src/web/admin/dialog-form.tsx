import { type ComponentProps, type JSX, useState } from 'react'
import { ActForm } from '../account/act-form.tsx'
import { Button, type ButtonTone, Dialog, type IconName } from '../kit/index.ts'

/** A button that opens a form in a dialog; the dialog closes when the server has done it. */
export function DialogForm<Result>({
  words,
  label,
  icon,
  look = 'plain',
  size = 's',
  onDone,
  ...form
}: {
  readonly words: string
  /** What a screen reader says where many buttons have the same words. */
  readonly label?: string
  readonly icon?: IconName
  readonly look?: ButtonTone
  readonly size?: 's' | 'm'
} & Omit<ComponentProps<typeof ActForm<Result>>, 'submit' | 'onCancel'> & { readonly submit?: string }): JSX.Element {
  const [open, setOpen] = useState(false)
  const close = (): void => setOpen(false)
  return (
    <>
      <Button
        size={size}
        tone={look}
        {...(icon && { icon })}
        {...(label && { 'aria-label': label })}
        onClick={() => setOpen(true)}
      >
        {words}
      </Button>
      <Dialog title={label ?? words} open={open} onClose={close}>
        <ActForm
          {...form}
          submit={form.submit ?? words}
          onCancel={close}
          onDone={(result) => {
            close()
            onDone?.(result)
          }}
        />
      </Dialog>
    </>
  )
}
