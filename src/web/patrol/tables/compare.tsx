import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type FilingRule, type RuleChange, tableChanges } from '../../../kernel/patrol/index.ts'
import { type TableVersion, versionQuery } from '../../api/patrol.ts'
import { Loading, Section, StateMark, Table, Trouble, useSay } from '../../kit/index.ts'
import styles from '../patrol.module.css'
import { changeWords, partOf, partWords, type SayUnits, useUnitWords } from './rule-words.ts'

/** What a version changed against another: class by class, part by part. */
export function Compare({
  versions,
  version,
  rows,
}: {
  readonly versions: readonly TableVersion[]
  readonly version: TableVersion
  readonly rows: readonly FilingRule[]
}): JSX.Element | null {
  const say = useSay()
  const others = versions.filter(({ id }) => id !== version.id)
  const before = others.find(({ serial }) => serial < version.serial)
  const [chosen, setChosen] = useState<string>()
  const other = others.find(({ id }) => id === chosen) ?? before ?? others[0]
  const old = useQuery({ ...versionQuery(other?.id ?? ''), enabled: other !== undefined })
  if (!other) return null
  return (
    <Section
      title={say(
        { zh: '第 {n} 版与第 {m} 版的差别', en: 'Version {n} against version {m}' },
        { n: version.serial, m: other.serial },
      )}
    >
      <div className={styles.stack}>
        {others.length > 1 ? (
          <label className={styles.field}>
            <span>{say({ zh: '与哪一版比', en: 'Against which version' })}</span>
            <select value={other.id} onChange={(event) => setChosen(event.target.value)}>
              {others.map(({ id, serial, note }) => (
                <option key={id} value={id}>
                  {say({ zh: '第 {n} 版', en: 'Version {n}' }, { n: serial })} {note}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        {old.isPending ? <Loading lines={2} /> : null}
        {old.error ? <Trouble error={old.error} again={() => void old.refetch()} /> : null}
        {old.data ? <Changes changes={tableChanges(old.data, rows)} /> : null}
      </div>
    </Section>
  )
}

/** Changes, a line for each part that differs. */
export function Changes({ changes }: { readonly changes: readonly RuleChange[] }): JSX.Element {
  const say = useSay()
  const sayUnits = useUnitWords()
  if (changes.length === 0)
    return <p className={styles.quiet}>{say({ zh: '没有差别', en: 'There is no difference' })}</p>
  const lines = changes.flatMap((change) => linesOf(change, sayUnits, say))
  return (
    <Table
      caption={say({ zh: '差别', en: 'Differences' })}
      rows={lines}
      keyOf={({ key }) => key}
      columns={[
        { key: 'title', title: say({ zh: '小类', en: 'Class' }), head: true, cell: (one) => one.title },
        { key: 'kind', title: say({ zh: '代码', en: 'Code' }), cell: (one) => <code>{one.kind}</code> },
        {
          key: 'is',
          title: say({ zh: '怎样', en: 'How' }),
          cell: (one) => (
            <StateMark shape={one.is === 'removed' ? 'closed' : one.is === 'added' ? 'new' : 'working'}>
              {say(changeWords[one.is])}
            </StateMark>
          ),
        },
        { key: 'part', title: say({ zh: '哪一项', en: 'What' }), cell: (one) => one.part },
        { key: 'before', title: say({ zh: '原来', en: 'Before' }), cell: (one) => one.before },
        { key: 'after', title: say({ zh: '现在', en: 'After' }), cell: (one) => one.after },
      ]}
    />
  )
}

function linesOf(change: RuleChange, sayUnits: SayUnits, say: ReturnType<typeof useSay>) {
  const { kind, is } = change
  if (change.is !== 'changed') {
    const rule = change.is === 'added' ? change.after : change.before
    const all = (['filing', 'closing', 'limit', 'units'] as const)
      .map((part) => partOf(say, rule, part, sayUnits))
      .join(say({ zh: '；', en: '; ' }))
    const sides = change.is === 'added' ? { before: '—', after: all } : { before: all, after: '—' }
    return [{ key: kind, kind, is, title: say(rule.title), part: say({ zh: '整个小类', en: 'The class' }), ...sides }]
  }
  const { before, after, parts } = change
  return parts.map((part) => ({
    ...{ key: `${kind} ${part}`, kind, is, title: say(after.title), part: say(partWords[part]) },
    ...{ before: partOf(say, before, part, sayUnits), after: partOf(say, after, part, sayUnits) },
  }))
}
