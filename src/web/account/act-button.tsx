import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type JSX, type ReactNode, useState } from 'react'
import type { Words } from '../../kernel/words.ts'
import { Button, Buttons, type ButtonTone, Dialog, type IconName, notify, Trouble, useSay } from '../kit/index.ts'

/** A button that does one thing on the server, after a question when it cannot simply be done again. */
export function ActButton<Result>({
  words,
  label,
  icon,
  tone = 'plain',
  ask,
  run,
  said,
  touches = [],
  onDone,
}: {
  readonly words: string
  /** What a screen reader says where many buttons have the same words. */
  readonly label?: string
  readonly icon?: IconName
  readonly tone?: ButtonTone
  /** The question before it is done; without one it is done at once. */
  readonly ask?: ReactNode
  readonly run: () => Promise<Result>
  readonly said?: Words
  readonly touches?: readonly (readonly unknown[])[]
  readonly onDone?: (result: Result) => void
}): JSX.Element {
  const say = useSay()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const act = useMutation({
    mutationFn: run,
    onSuccess: async (result) => {
      setOpen(false)
      await Promise.all(touches.map((queryKey) => queries.invalidateQueries({ queryKey })))
      if (said) notify(said)
      onDone?.(result)
    },
    // Without a question there is no other place beside the button where it could be said.
    onError: () => setOpen(true),
  })
  const press = (): void => {
    act.reset()
    if (ask === undefined) act.mutate()
    else setOpen(true)
  }
  return (
    <>
      <Button
        size="s"
        tone={tone === 'danger' ? 'quiet' : tone}
        {...(icon && { icon })}
        {...(label && { 'aria-label': label })}
        busy={act.isPending}
        onClick={press}
      >
        {words}
      </Button>
      <Dialog
        title={words}
        open={open}
        onClose={() => setOpen(false)}
        footer={
          <Buttons>
            <Button tone={tone === 'danger' ? 'danger' : 'primary'} busy={act.isPending} onClick={() => act.mutate()}>
              {act.error ? say({ zh: '再试一次', en: 'Try again' }) : words}
            </Button>
            <Button tone="quiet" onClick={() => setOpen(false)}>
              {say({ zh: '取消', en: 'Cancel' })}
            </Button>
          </Buttons>
        }
      >
        {act.error ? <Trouble error={act.error} /> : null}
        {typeof ask === 'string' ? <p>{ask}</p> : ask}
      </Dialog>
    </>
  )
}
