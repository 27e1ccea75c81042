import type { JSX } from 'react'
import type { ImportKind, ImportProblem, ImportView } from '../../api/imports.ts'
import { Message, Section, Table, useSay } from '../../kit/index.ts'
import styles from './imports.module.css'

/** The first rows as they are read, and what is wrong where. */
export function ImportPreview({
  view,
  kind,
  problemsOnly = false,
}: {
  readonly view: ImportView
  readonly kind: ImportKind | undefined
  readonly problemsOnly?: boolean
}): JSX.Element {
  const say = useSay()
  const { preview } = view
  return (
    <>
      {preview.problems.length > 0 ? (
        <Section title={say({ zh: '哪里不对', en: 'What is wrong where' })}>
          <p>
            {say(
              {
                zh: '看了前 {checked} 行，其中 {refused} 行会退回，其余照常导入。',
                en: 'Of the first {checked} rows, {refused} would be refused; the others come in.',
              },
              { checked: preview.checked, refused: preview.refused },
            )}
          </p>
          <Problems problems={preview.problems} kind={kind} />
        </Section>
      ) : null}
      {problemsOnly ? null : (
        <Section title={say({ zh: '前几行', en: 'The first rows' })}>
          {preview.notes.map((note) => (
            <Message key={note.en} title={say(note)} />
          ))}
          <div className={styles.rows}>
            <Table
              caption={say({ zh: '前几行', en: 'The first rows' })}
              columns={[
                { key: 'row', title: say({ zh: '行', en: 'Row' }), number: true, cell: (row) => row.row },
                ...view.columns.map((column, index) => ({
                  key: column.name,
                  title: column.name,
                  cell: (row: (typeof preview.rows)[number]) => <span className={styles.cell}>{row.cells[index]}</span>,
                })),
              ]}
              rows={preview.rows.slice(0, 12)}
              keyOf={(row) => String(row.row)}
            />
          </div>
        </Section>
      )}
    </>
  )
}

function Problems({
  problems,
  kind,
}: {
  readonly problems: readonly ImportProblem[]
  readonly kind: ImportKind | undefined
}): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '问题', en: 'Problems' })}
      columns={[
        {
          key: 'says',
          title: say({ zh: '问题', en: 'Problem' }),
          head: true,
          cell: (problem) => {
            const field = kind?.fields.find((one) => one.key === problem.field)
            return `${field ? `${say(field.title)}${say({ zh: '：', en: ': ' })}` : ''}${say(problem.says)}`
          },
        },
        { key: 'found', title: say({ zh: '例如', en: 'For example' }), cell: (problem) => problem.found ?? '' },
        {
          key: 'mend',
          title: say({ zh: '怎么改', en: 'How to mend it' }),
          cell: (problem) => (problem.mend ? say(problem.mend) : ''),
        },
        {
          key: 'what',
          title: say({ zh: '结果', en: 'What happens' }),
          cell: (problem) =>
            problem.refuses
              ? say({ zh: '退回这一行', en: 'The row is refused' })
              : say({ zh: '照常导入', en: 'The row comes in' }),
        },
        { key: 'count', title: say({ zh: '行数', en: 'Rows' }), number: true, cell: (problem) => problem.count },
        {
          key: 'rows',
          title: say({ zh: '在第几行', en: 'Which' }),
          cell: (problem) => `${problem.rows.slice(0, 6).join(', ')}${problem.count > 6 ? '…' : ''}`,
        },
      ]}
      rows={problems}
      keyOf={(problem) => `${problem.code}${problem.field ?? ''}${problem.says.en}`}
    />
  )
}
