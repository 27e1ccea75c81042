import type { JSX } from 'react'
import type { ImportChoices, ImportKind, ImportView } from '../../api/imports.ts'
import { Message, Section, Table, useSay } from '../../kit/index.ts'
import styles from './imports.module.css'

/** Which column fills which field: guessed from the headings, to be corrected; with examples, so that a wrong one is seen. */
export function ImportColumns({
  view,
  kind,
  busy,
  onChange,
}: {
  readonly view: ImportView
  readonly kind: ImportKind
  readonly busy: boolean
  readonly onChange: (choices: ImportChoices) => void
}): JSX.Element {
  const say = useSay()
  const chosen = view.settings.columns
  const matches = new Map(view.preview.matches.map((match) => [match.field, match]))
  const set = (field: string, column: string): void => {
    const { [field]: _, ...rest } = chosen
    onChange({ columns: column ? { ...rest, [field]: column } : rest })
  }
  return (
    <Section title={say({ zh: '哪一列是什么', en: 'What the columns are' })}>
      {view.preview.missing.length > 0 ? (
        <Message tone="warning" title={say({ zh: '还缺必需的列', en: 'A column is needed' })}>
          {view.preview.missing
            .map((key) => {
              const field = kind.fields.find((one) => one.key === key)
              return field ? say(field.title) : key
            })
            .join(say({ zh: '、', en: ', ' }))}
        </Message>
      ) : null}
      {view.preview.ambiguous.map((one) => (
        <Message
          key={one.field}
          tone="warning"
          title={say(
            { zh: '“{column}”里的日期，哪个是月？', en: 'In “{column}”, which part is the month?' },
            { column: one.column },
          )}
          actions={
            <span className={styles.habits}>
              <button type="button" onClick={() => onChange({ habits: { [one.field]: { order: 'mdy' } } })}>
                {say({ zh: '月在前', en: 'Month first' })}
              </button>
              <button type="button" onClick={() => onChange({ habits: { [one.field]: { order: 'dmy' } } })}>
                {say({ zh: '日在前', en: 'Day first' })}
              </button>
            </span>
          }
        >
          {one.examples.join(' · ')}
        </Message>
      ))}
      <Table
        caption={say({ zh: '字段与列', en: 'Fields and columns' })}
        columns={[
          {
            key: 'field',
            title: say({ zh: '字段', en: 'Field' }),
            head: true,
            cell: (field) => (
              <>
                {say(field.title)}
                {field.required ? <small className={styles.must}> {say({ zh: '必需', en: 'needed' })}</small> : null}
              </>
            ),
          },
          {
            key: 'column',
            title: say({ zh: '文件里的列', en: 'Column of the file' }),
            cell: (field) => (
              <select
                className={styles.column}
                aria-label={say({ zh: '{field} 取自哪一列', en: 'Column for {field}' }, { field: say(field.title) })}
                value={chosen[field.key] ?? ''}
                disabled={busy}
                onChange={(event) => set(field.key, event.target.value)}
              >
                <option value="">{say({ zh: '没有这一列', en: 'Not in the file' })}</option>
                {view.columns.map((column) => (
                  <option key={column.name}>{column.name}</option>
                ))}
              </select>
            ),
          },
          {
            key: 'examples',
            title: say({ zh: '例子', en: 'Examples' }),
            cell: (field) =>
              view.columns
                .find((column) => column.name === chosen[field.key])
                ?.examples.slice(0, 2)
                .join(' · ') ?? '',
          },
          {
            key: 'why',
            title: say({ zh: '为什么', en: 'Why' }),
            cell: (field) => {
              const match = matches.get(field.key)
              return match && match.column === chosen[field.key] ? say(match.why) : ''
            },
          },
        ]}
        rows={kind.fields}
        keyOf={(field) => field.key}
      />
    </Section>
  )
}
