import { useMutation } from '@tanstack/react-query'
import { type JSX, type ReactNode, useEffect, useState } from 'react'
import type { Fields } from '../../../kernel/record/index.ts'
import { Trouble } from '../states.tsx'
import { FormView } from './form-view.tsx'
import { useForm, type Values } from './use-form.ts'

/** A form that is sent as it is: fields, what sending does, what comes after. Faults that the server finds go to their fields. */
export function QuickForm<Answer>({
  fields,
  start = {},
  submit,
  tone,
  before,
  run,
  onDone,
  onCancel,
}: {
  readonly fields: Fields
  readonly start?: Values
  readonly submit: string
  readonly tone?: 'primary' | 'danger'
  readonly before?: ReactNode
  readonly run: (values: Values) => Promise<Answer>
  readonly onDone: (answer: Answer) => void
  readonly onCancel?: () => void
}): JSX.Element {
  const [values, setValues] = useState<Values>(start)
  const form = useForm(fields, values, setValues)
  const sending = useMutation({
    mutationFn: run,
    onSuccess: (answer) => {
      setValues(start)
      onDone(answer)
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new error is a reason
  useEffect(() => {
    form.refuse(sending.error)
  }, [sending.error])
  return (
    <FormView
      form={form}
      submit={submit}
      {...(tone && { tone })}
      busy={sending.isPending}
      before={
        <>
          {sending.error && form.faults.length === 0 ? <Trouble error={sending.error} /> : null}
          {before}
        </>
      }
      onSubmit={(sent) => sending.mutate(sent)}
      {...(onCancel && { onCancel })}
    />
  )
}
