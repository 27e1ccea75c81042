import type { JSX } from 'react'
import type { Fault } from '../../kernel/errors/index.ts'
import { Table } from './table.tsx'
import { useSay } from './use-say.ts'

/** Rows of a file that could not be taken, and why. */
export function Faults({ faults }: { readonly faults: readonly Fault[] }): JSX.Element | null {
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
