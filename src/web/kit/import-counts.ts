import type { Say } from './say.ts'
import type { Column } from './table.tsx'

/** What became of the rows of a file: read = imported + already there + refused. */
type Counts = { readonly read: number; readonly imported: number; readonly already: number; readonly refused: number }

/** The columns of a list of imports that account for the rows of each file. */
export const importCounts = <Row extends { readonly counts: Counts }>(say: Say): readonly Column<Row>[] => [
  { key: 'read', title: say({ zh: '读入', en: 'Read' }), number: true, cell: ({ counts }) => counts.read },
  { key: 'in', title: say({ zh: '导入', en: 'Imported' }), number: true, cell: ({ counts }) => counts.imported },
  {
    key: 'already',
    title: say({ zh: '已有', en: 'Already there' }),
    number: true,
    cell: ({ counts }) => counts.already,
  },
  { key: 'refused', title: say({ zh: '退回', en: 'Refused' }), number: true, cell: ({ counts }) => counts.refused },
]
