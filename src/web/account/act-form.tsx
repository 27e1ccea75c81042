import { useQueryClient } from '@tanstack/react-query'
import type { ComponentProps, JSX } from 'react'
import type { Words } from '../../kernel/words.ts'
import { QuickForm } from '../kit/form/index.ts'
import { notify } from '../kit/index.ts'

/** A form that does one thing on the server: what it touched is read anew, and it is said that it was done. */
export function ActForm<Result>({
  said,
  touches = [],
  onDone,
  ...form
}: Omit<ComponentProps<typeof QuickForm<Result>>, 'onDone'> & {
  /** Shown when it is done. */
  readonly said: Words
  /** Query keys to be read anew. */
  readonly touches?: readonly (readonly unknown[])[]
  readonly onDone?: (result: Result) => void
}): JSX.Element {
  const queries = useQueryClient()
  return (
    <QuickForm
      {...form}
      onDone={(result) => {
        for (const queryKey of touches) void queries.invalidateQueries({ queryKey })
        notify(said)
        onDone?.(result)
      }}
    />
  )
}
