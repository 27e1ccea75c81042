import type { JSX } from 'react'
import type { Words } from '../../../kernel/words.ts'
import type { ComponentHistory, ComponentState } from '../../api/patrol.ts'
import { type Say, sayInstant, Table, useSay } from '../../kit/index.ts'
import { componentStates, ownerOf } from '../words.ts'

const changeWords: Readonly<Record<ComponentHistory['changes'][number]['what'], Words>> = {
  added: { zh: '登记', en: 'Added' },
  changed: { zh: '修改', en: 'Changed' },
  moved: { zh: '移动', en: 'Moved' },
  retired: { zh: '停用', en: 'Retired' },
  returned: { zh: '恢复', en: 'Brought back' },
}

/** What differs between two states, in words. */
function differences(say: Say, before: ComponentState | null, after: ComponentState): string {
  const said = (of: ComponentState, key: keyof ComponentState): string =>
    key === 'ownership'
      ? ownerOf(say, of.ownership)
      : key === 'state'
        ? say(componentStates[of.state] ?? { zh: of.state, en: of.state })
        : String(of[key])
  const names = {
    title: say({ zh: '名称', en: 'name' }),
    ownership: say({ zh: '权属', en: 'owner' }),
    keeper: say({ zh: '养护单位', en: 'kept by' }),
    state: say({ zh: '状态', en: 'state' }),
  }
  const keys = ['title', 'ownership', 'keeper', 'state'] as const
  const lines = keys
    .filter((key) => before === null || before[key] !== after[key])
    .map((key) => `${names[key]} ${before === null ? '' : `${said(before, key)} → `}${said(after, key) || '—'}`)
  if (before && (before.lng !== after.lng || before.lat !== after.lat))
    lines.push(`${before.lat.toFixed(5)}, ${before.lng.toFixed(5)} → ${after.lat.toFixed(5)}, ${after.lng.toFixed(5)}`)
  return lines.join(say({ zh: '；', en: '; ' }))
}

/** What became of a component, the newest first. */
export function History({ changes }: Pick<ComponentHistory, 'changes'>): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '经过', en: 'What became of it' })}
      rows={changes.map((one, at) => ({ ...one, key: String(at) }))}
      keyOf={({ key }) => key}
      columns={[
        { key: 'at', title: say({ zh: '时间', en: 'When' }), head: true, cell: (one) => sayInstant(say, one.at) },
        { key: 'what', title: say({ zh: '做了什么', en: 'What' }), cell: (one) => say(changeWords[one.what]) },
        { key: 'diff', title: say({ zh: '内容', en: 'How' }), cell: (one) => differences(say, one.before, one.after) },
        { key: 'note', title: say({ zh: '原因', en: 'Why' }), cell: (one) => one.note || '—' },
        { key: 'by', title: say({ zh: '谁', en: 'Who' }), cell: (one) => one.byName },
      ]}
    />
  )
}
