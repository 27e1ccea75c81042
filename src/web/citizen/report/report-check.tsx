import { type JSX, type ReactNode, useId, useRef } from 'react'
import type { Pack } from '../../../kernel/pack/index.ts'
import type { Field } from '../../../kernel/record/index.ts'
import { valueWords } from '../../case/index.ts'
import { FaultSummary, FieldView, type Form } from '../../kit/form/index.ts'
import { Button, Facts, useSay } from '../../kit/index.ts'
import { PageButtons } from './page-buttons.tsx'
import styles from './report.module.css'
import { pagesOf, type ReportPage } from './report-pages.ts'

/** The last look: every answer, each leading back to its page; further questions that may be answered; then send. */
export function ReportCheck({
  pack,
  page,
  form,
  onBack,
  onChange,
  onSend,
  sending,
}: {
  readonly pack: Pack
  readonly page: Extract<ReportPage, { kind: 'check' }>
  readonly form: Form
  readonly onBack: (() => void) | undefined
  readonly onChange: (page: string) => void
  readonly onSend: () => void
  readonly sending: boolean
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const summary = useRef<HTMLDivElement>(null)
  const rows = pagesOf(pack).flatMap((one) =>
    one.kind === 'fields'
      ? form.asked
          .filter(([name]) => one.fields.includes(name))
          .map(([name, field]) => ({ page: one.name, name, field }))
      : [],
  )
  const more = form.asked.filter(([name]) => page.more.includes(name))
  const send = (): void => {
    if (form.check()) onSend()
    else requestAnimationFrame(() => summary.current?.focus())
  }
  const row = ({
    page: of,
    name,
    field,
  }: {
    page: string
    name: string
    field: Field
  }): readonly [ReactNode, ReactNode] => [
    say(field.title),
    <span key={name} className={styles.answer}>
      <span>{valueWords(say, field, form.values[name]) || say({ zh: '没有填', en: 'not given' })}</span>
      <Button
        tone="quiet"
        size="s"
        aria-label={say({ zh: '修改：{title}', en: 'Change: {title}' }, { title: say(field.title) })}
        onClick={() => onChange(of)}
      >
        {say({ zh: '修改', en: 'Change' })}
      </Button>
    </span>,
  ]
  return (
    <form
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!sending) send()
      }}
    >
      <FaultSummary form={form} id={id} box={summary} />
      <Facts facts={rows.map(row)} />
      {more.length > 0 ? (
        <details className={styles.more}>
          <summary>{say({ zh: '还可以填（选填）', en: 'You may also tell (optional)' })}</summary>
          <div className={styles.form}>
            {more.map(([name, field]) => (
              <FieldView
                key={name}
                id={`${id}-${name}`}
                name={name}
                field={field}
                value={form.values[name]}
                onChange={(value) => form.set(name, value)}
                fault={form.faults.find((fault) => fault.field === name)}
                pack={pack.name}
              />
            ))}
          </div>
        </details>
      ) : null}
      <PageButtons onBack={onBack}>
        <Button type="submit" tone="primary" busy={sending}>
          {say({ zh: '提交', en: 'Send' })}
        </Button>
      </PageButtons>
    </form>
  )
}
