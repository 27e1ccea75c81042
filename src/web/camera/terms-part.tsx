import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { type CameraTerm, cameraTerms } from '../../kernel/camera/index.ts'
import { integer, longText } from '../../kernel/record/index.ts'
import type { Words } from '../../kernel/words.ts'
import { DialogForm } from '../admin/dialog-form.tsx'
import { type CameraTermRow, type CameraTerms, cameraTermsQuery, changeCameraTerm } from '../api/camera.ts'
import { Loading, Section, sayInstant, Table, Trouble, useSay } from '../kit/index.ts'

const units: Readonly<Record<CameraTermRow['unit'], Words>> = {
  days: { zh: '{n} 天', en: '{n} d' },
  hours: { zh: '{n} 小时', en: '{n} h' },
  minutes: { zh: '{n} 分钟', en: '{n} min' },
}

/** How long pictures are kept and approvals hold in this city: why, within which bounds, who changed it. */
export function TermsPart(): JSX.Element {
  const say = useSay()
  const terms = useQuery(cameraTermsQuery)
  if (terms.error) return <Trouble error={terms.error} again={() => void terms.refetch()} />
  if (!terms.data) return <Loading lines={6} />
  const { items, changes, mayChange } = terms.data
  const said = (row: CameraTermRow, n: number) => say(units[row.unit], { n })
  return (
    <Section title={say({ zh: '保存期限和查看时限', en: 'How long things are kept and hold' })}>
      <Table
        caption={say({ zh: '保存期限和查看时限', en: 'How long things are kept and hold' })}
        rows={items}
        keyOf={({ term }) => term}
        columns={[
          { key: 'title', title: say({ zh: '事项', en: 'What' }), head: true, cell: (row) => say(row.title) },
          {
            key: 'value',
            title: say({ zh: '现行', en: 'Now' }),
            cell: (row) => <strong>{said(row, row.value)}</strong>,
          },
          {
            key: 'bounds',
            title: say({ zh: '范围（默认）', en: 'Bounds (usual)' }),
            cell: (row) => `${row.least}–${said(row, row.most)} (${row.usual})`,
          },
          { key: 'why', title: say({ zh: '依据', en: 'Why' }), cell: (row) => say(row.why) },
          ...(mayChange
            ? [
                {
                  key: 'do',
                  title: say({ zh: '操作', en: 'Do' }),
                  cell: (row: CameraTermRow) => <ChangeTerm row={row} />,
                },
              ]
            : []),
        ]}
      />
      {changes.length > 0 ? <Changes changes={changes} /> : null}
    </Section>
  )
}

function ChangeTerm({ row: { term, title, value, least, most } }: { readonly row: CameraTermRow }): JSX.Element {
  const say = useSay()
  return (
    <DialogForm
      words={say({ zh: '调整', en: 'Change' })}
      label={say({ zh: '调整：{title}', en: 'Change: {title}' }, { title: say(title) })}
      fields={{
        value: integer(
          { zh: `新的期限（${least}–${most}）`, en: `New term (${least}–${most})` },
          { min: least, max: most },
        ),
        why: longText({ zh: '理由', en: 'Why' }, { max: 500 }),
      }}
      start={{ value }}
      before={say({
        zh: '缩短的，已保存的图片也提前销毁；延长的，只对今后的图片有效。',
        en: 'A shorter one destroys what is kept already sooner; a longer one holds for pictures to come alone.',
      })}
      run={(values) => changeCameraTerm(term, values)}
      said={{ zh: '已调整', en: 'Changed' }}
      touches={[['camera', 'terms']]}
    />
  )
}

function Changes({ changes }: { readonly changes: CameraTerms['changes'] }): JSX.Element {
  const say = useSay()
  const titleOf = (term: CameraTerm) => say(cameraTerms[term].title)
  return (
    <Table
      caption={say({ zh: '调整记录', en: 'What was changed' })}
      showCaption
      rows={changes}
      keyOf={({ at, term }) => `${at} ${term}`}
      columns={[
        { key: 'at', title: say({ zh: '时间', en: 'When' }), head: true, cell: (row) => sayInstant(say, row.at) },
        { key: 'what', title: say({ zh: '事项', en: 'What' }), cell: (row) => titleOf(row.term) },
        { key: 'to', title: say({ zh: '从 → 到', en: 'From → to' }), cell: (row) => `${row.was} → ${row.value}` },
        { key: 'why', title: say({ zh: '理由', en: 'Why' }), cell: (row) => row.why },
        { key: 'by', title: say({ zh: '调整人', en: 'By' }), cell: (row) => row.changedByName },
      ]}
    />
  )
}
