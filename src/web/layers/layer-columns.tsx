import type { JSX } from 'react'
import type { ColumnChoice, ColumnKind, LayerChoices, LayerImport } from '../api/layers.ts'
import { Section, Table, useSay } from '../kit/index.ts'
import { unitWords } from '../twin/unit-words.ts'
import { columnKinds } from './layer-words.ts'
import styles from './layers.module.css'

/** Units that columns of city data come in, as UN/CEFACT codes. */
const units = ['MTR', 'KMT', 'MMT', 'MTK', 'CEL', 'P1', 'WTT', 'KWH', 'VLT', 'KGM', 'MTQ', 'LTR', 'KMH', 'GQ', '2N']

/** What each column becomes: its attribute's name, kind and unit, or nothing. */
export function LayerColumns({
  view: { preview, settings },
  busy,
  onChange,
}: {
  readonly view: LayerImport
  readonly busy: boolean
  readonly onChange: (choices: LayerChoices) => void
}): JSX.Element | null {
  const say = useSay()
  const chosen = settings.columns ?? {}
  const columns = preview.columns.filter(({ filled }) => filled > 0)
  if (columns.length === 0) return null
  const of = (name: string): ColumnChoice => chosen[name] ?? {}
  const set = (name: string, change: { readonly [K in keyof ColumnChoice]?: ColumnChoice[K] | undefined }): void => {
    const next = Object.fromEntries(
      Object.entries({ ...of(name), ...change }).filter(
        ([, value]) => value !== undefined && value !== false && value !== '',
      ),
    )
    const { [name]: _, ...others } = chosen
    onChange({ columns: Object.keys(next).length > 0 ? { ...others, [name]: next } : others })
  }
  return (
    <Section title={say({ zh: '各列成为什么属性', en: 'What attributes the columns become' })}>
      <Table
        caption={say({ zh: '列与属性', en: 'Columns and attributes' })}
        rows={columns}
        keyOf={({ name }) => name}
        columns={[
          { key: 'column', title: say({ zh: '列', en: 'Column' }), head: true, cell: ({ name }) => name },
          {
            key: 'keep',
            title: say({ zh: '导入', en: 'Taken in' }),
            cell: ({ name }) => (
              <input
                type="checkbox"
                aria-label={say({ zh: '导入 {name}', en: 'Take in {name}' }, { name })}
                checked={!of(name).isLeftOut}
                disabled={busy}
                onChange={({ target }) => set(name, { isLeftOut: !target.checked })}
              />
            ),
          },
          {
            key: 'name',
            title: say({ zh: '属性名', en: 'Attribute' }),
            cell: ({ name }) => (
              <input
                className={styles.cell}
                aria-label={say({ zh: '{name} 的属性名', en: 'Attribute of {name}' }, { name })}
                defaultValue={of(name).name ?? name}
                key={of(name).name ?? name}
                disabled={busy || of(name).isLeftOut === true}
                onBlur={({ target }) => {
                  const value = target.value.trim()
                  const next = value === name || value === '' ? undefined : value
                  if (next === of(name).name) return
                  if (next === undefined || /^\p{L}[\p{L}\p{N}_]*$/u.test(next)) set(name, { name: next })
                  else target.value = of(name).name ?? name
                }}
              />
            ),
          },
          {
            key: 'kind',
            title: say({ zh: '种类', en: 'Kind' }),
            cell: ({ name }) => (
              <select
                className={styles.cell}
                aria-label={say({ zh: '{name} 的种类', en: 'Kind of {name}' }, { name })}
                value={of(name).kind ?? ''}
                disabled={busy || of(name).isLeftOut === true}
                // The options are the kinds.
                onChange={({ target }) => set(name, { kind: (target.value || undefined) as ColumnKind | undefined })}
              >
                <option value="">{say({ zh: '照原样', en: 'As it stands' })}</option>
                {Object.entries(columnKinds).map(([kind, words]) => (
                  <option key={kind} value={kind}>
                    {say(words)}
                  </option>
                ))}
              </select>
            ),
          },
          {
            key: 'unit',
            title: say({ zh: '单位', en: 'Unit' }),
            cell: ({ name }) =>
              of(name).kind === 'number' && !of(name).isLeftOut ? (
                <select
                  className={styles.cell}
                  aria-label={say({ zh: '{name} 的单位', en: 'Unit of {name}' }, { name })}
                  value={of(name).unit ?? ''}
                  disabled={busy}
                  onChange={({ target }) => set(name, { unit: target.value || undefined })}
                >
                  <option value="">—</option>
                  {units.map((unit) => (
                    <option key={unit} value={unit}>
                      {unitWords(unit) || unit}
                    </option>
                  ))}
                </select>
              ) : (
                ''
              ),
          },
          {
            key: 'examples',
            title: say({ zh: '例子', en: 'Examples' }),
            cell: ({ examples }) => <span className={styles.examples}>{examples.join(' · ')}</span>,
          },
          {
            key: 'filled',
            title: say({ zh: '有内容', en: 'Filled' }),
            number: true,
            cell: ({ filled }) => `${filled} / ${preview.seen}`,
          },
        ]}
      />
    </Section>
  )
}
