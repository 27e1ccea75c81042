import { type JSX, useState } from 'react'
import type { FilingRule } from '../../../kernel/patrol/index.ts'
import { Button, StateMark, Table, useSay } from '../../kit/index.ts'
import styles from '../patrol.module.css'
import { limitWords } from '../words.ts'
import { originWords, useUnitWords } from './rule-words.ts'

/** The classes of a version, narrowed by words; with `onEdit` each opens to be changed. */
export function Rules({
  rows,
  caption,
  changed,
  onEdit,
}: {
  readonly rows: readonly FilingRule[]
  readonly caption: string
  /** Classes that differ from what they came from, with a word for how. */
  readonly changed?: ReadonlyMap<string, string>
  readonly onEdit?: (rule: FilingRule) => void
}): JSX.Element {
  const say = useSay()
  const sayUnits = useUnitWords()
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const found = rows.filter(({ kind, title }) => `${kind} ${title.zh} ${title.en}`.toLowerCase().includes(wanted))
  return (
    <>
      <label className={styles.field}>
        <span>{say({ zh: '按名称或代码找小类', en: 'Find a class by name or code' })}</span>
        <input type="search" value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <Table
        caption={`${caption}${say({ zh: '（{n}）', en: ' ({n})' }, { n: found.length })}`}
        showCaption
        rows={found}
        keyOf={({ kind }) => kind}
        columns={[
          {
            key: 'title',
            title: say({ zh: '小类', en: 'Class' }),
            head: true,
            cell: (one) => (
              <>
                {onEdit ? (
                  <Button size="s" tone="quiet" icon="pencil" onClick={() => onEdit(one)}>
                    {say(one.title)}
                  </Button>
                ) : (
                  say(one.title)
                )}{' '}
                {changed?.has(one.kind) ? (
                  <StateMark shape="working" tone="active">
                    {changed.get(one.kind)}
                  </StateMark>
                ) : null}
              </>
            ),
          },
          { key: 'kind', title: say({ zh: '代码', en: 'Code' }), cell: (one) => <code>{one.kind}</code> },
          { key: 'filing', title: say({ zh: '立案条件', en: 'Filed when' }), cell: (one) => say(one.filing) },
          { key: 'closing', title: say({ zh: '结案条件', en: 'Closed when' }), cell: (one) => say(one.closing) },
          { key: 'limit', title: say({ zh: '时限', en: 'Limit' }), cell: (one) => say(limitWords(one.limit)) },
          {
            key: 'units',
            title: say({ zh: '责任单位', en: 'Who answers' }),
            cell: (one) => sayUnits(one.units),
          },
          { key: 'under', title: say({ zh: '归入分类', en: 'Filed under' }), cell: (one) => one.under ?? '—' },
          { key: 'origin', title: say({ zh: '来源', en: 'Source' }), cell: (one) => say(originWords[one.origin]) },
        ]}
      />
    </>
  )
}
