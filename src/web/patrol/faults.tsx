import type { JSX } from 'react'
import type { RowFault } from '../api/patrol.ts'
import { Table, useSay } from '../kit/index.ts'

/** Rows of a file that could not be taken, and why. */
export function Faults({ faults }: { readonly faults: readonly RowFault[] }): JSX.Element | null {
  const say = useSay()
  if (faults.length === 0) return null
  return (
    <Table
      caption={say({ zh: '没有接受的行', en: 'Rows that were refused' })}
      showCaption
      rows={faults.map((fault, index) => ({ ...fault, key: String(index) }))}
      keyOf={({ key }) => key}
      columns={[
        { key: 'row', title: say({ zh: '行', en: 'Row' }), number: true, cell: (fault) => fault.row ?? '—' },
        { key: 'found', title: say({ zh: '内容', en: 'Found' }), head: true, cell: (fault) => fault.found ?? '' },
        { key: 'says', title: say({ zh: '问题', en: 'What is wrong' }), cell: (fault) => say(fault.says) },
      ]}
    />
  )
}
