import { type JSX, type ReactNode, useId, useRef } from 'react'
import { Button } from '../button.tsx'
import { useSay } from '../use-say.ts'
import { FieldView } from './field-view.tsx'
import styles from './form.module.css'
import type { Form, Values } from './use-form.ts'

/** A whole form from its declaration: fields in order, a summary of faults that leads to them, one way to send. */
export function FormView({
  form,
  pack,
  submit,
  tone = 'primary',
  busy = false,
  onSubmit,
  onCancel,
  before,
  extra,
}: {
  readonly form: Form
  readonly pack?: string | undefined
  /** The words on the button that sends. */
  readonly submit: string
  readonly tone?: 'primary' | 'danger'
  readonly busy?: boolean
  readonly onSubmit: (values: Values) => void
  readonly onCancel?: () => void
  readonly before?: ReactNode
  /** More under a field, by its name: a suggestion, a template. */
  readonly extra?: Readonly<Record<string, ReactNode>>
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const summary = useRef<HTMLDivElement>(null)
  const send = (): void => {
    const values = form.check()
    if (values) onSubmit(values)
    else requestAnimationFrame(() => summary.current?.focus())
  }
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) send()
      }}
    >
      <FaultSummary form={form} id={id} box={summary} />
      {before}
      {form.asked.map(([name, field]) => (
        <div key={name}>
          <FieldView
            id={`${id}-${name}`}
            name={name}
            field={field}
            value={form.values[name]}
            onChange={(value) => form.set(name, value)}
            fault={form.faults.find((fault) => fault.field === name)}
            pack={pack}
          />
          {extra?.[name]}
        </div>
      ))}
      <div className={styles.buttons}>
        <Button type="submit" tone={tone} busy={busy}>
          {submit}
        </Button>
        {onCancel ? (
          <Button tone="quiet" onClick={onCancel}>
            {say({ zh: '取消', en: 'Cancel' })}
          </Button>
        ) : null}
      </div>
    </form>
  )
}

/** All that is wrong, at the top, each line leading to its field; focused when sending failed. */
export function FaultSummary({
  form,
  id,
  box,
}: {
  readonly form: Form
  readonly id: string
  readonly box: { readonly current: HTMLDivElement | null }
}): JSX.Element | null {
  const say = useSay()
  if (form.faults.length === 0) return null
  return (
    <div ref={box} className={styles.summary} role="alert" tabIndex={-1}>
      <h2>
        {say.count(form.faults.length, {
          zh: '有 {n} 处需要修改',
          en: { one: 'One answer needs mending', other: '{n} answers need mending' },
        })}
      </h2>
      <ul>
        {form.faults.map((fault) => (
          <li key={fault.field}>
            <a
              href={`#${id}-${fault.field}`}
              onClick={(event) => {
                event.preventDefault()
                document.getElementById(`${id}-${fault.field}`)?.focus()
              }}
            >
              {typeof fault.says === 'string' ? fault.says : say(fault.says)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
