import { useQuery } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'
import { datums } from '../../../kernel/place/index.ts'
import { type ImportChoices, type ImportView, importProfilesQuery } from '../../api/imports.ts'
import { Section, useSay } from '../../kit/index.ts'
import styles from './imports.module.css'

const encodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'big5', 'windows-1252']
const separators = [
  { value: ',', zh: '逗号 ,', en: 'Comma ,' },
  { value: ';', zh: '分号 ;', en: 'Semicolon ;' },
  { value: '\t', zh: '制表符', en: 'Tab' },
  { value: '|', zh: '竖线 |', en: 'Bar |' },
]

/** How the file is read: what was found and why, each of it to be corrected. */
export function ImportReading({
  view,
  busy,
  onChange,
}: {
  readonly view: ImportView
  readonly busy: boolean
  readonly onChange: (choices: ImportChoices) => void
}): JSX.Element {
  const say = useSay()
  const { data: profiles } = useQuery(importProfilesQuery)
  const { table, settings } = view
  return (
    <Section title={say({ zh: '怎么读', en: 'How it is read' })}>
      <div className={styles.reading} aria-busy={busy}>
        {(profiles?.length ?? 0) > 0 ? (
          <Choice title={say({ zh: '按记住的方式', en: 'A remembered way' })}>
            <select value={view.profile ?? ''} onChange={(event) => onChange({ profile: event.target.value })}>
              <option value="">{say({ zh: '自动识别', en: 'Found by itself' })}</option>
              {(profiles ?? [])
                .filter((profile) => profile.what === view.what)
                .map((profile) => (
                  <option key={profile.name} value={profile.name}>
                    {say(profile.title)}
                  </option>
                ))}
            </select>
          </Choice>
        ) : null}
        {table.encoding ? (
          <Choice
            title={say({ zh: '文字编码', en: 'Encoding' })}
            why={table.encodingFinding && say(table.encodingFinding.why)}
          >
            <select value={table.encoding} onChange={(event) => onChange({ table: { encoding: event.target.value } })}>
              {encodings.map((encoding) => (
                <option key={encoding}>{encoding}</option>
              ))}
            </select>
          </Choice>
        ) : null}
        {table.separator ? (
          <Choice title={say({ zh: '分隔', en: 'Separator' })}>
            <select
              value={table.separator}
              onChange={(event) => onChange({ table: { separator: event.target.value } })}
            >
              {separators.map((one) => (
                <option key={one.value} value={one.value}>
                  {say(one)}
                </option>
              ))}
              {separators.some((one) => one.value === table.separator) ? null : <option>{table.separator}</option>}
            </select>
          </Choice>
        ) : null}
        {table.sheets && table.sheets.length > 1 ? (
          <Choice title={say({ zh: '工作表', en: 'Sheet' })}>
            <select value={table.sheet ?? ''} onChange={(event) => onChange({ table: { sheet: event.target.value } })}>
              {table.sheets.map((sheet) => (
                <option key={sheet.name}>{sheet.name}</option>
              ))}
            </select>
          </Choice>
        ) : null}
        <Choice title={say({ zh: '表头在第几行', en: 'Row of the headings' })} why={say(table.header.why)}>
          <select
            value={String(table.headerRow ?? 'none')}
            onChange={(event) =>
              onChange({ table: { header: event.target.value === 'none' ? 'none' : Number(event.target.value) } })
            }
          >
            <option value="none">{say({ zh: '没有表头', en: 'No headings' })}</option>
            {[...new Set([1, 2, 3, 4, 5, table.headerRow ?? 1])].map((row) => (
              <option key={row} value={row}>
                {row}
              </option>
            ))}
          </select>
        </Choice>
        <Choice title={say({ zh: '怎么对待', en: 'Treat as' })}>
          <select
            value={settings.treat}
            onChange={(event) => onChange({ treat: event.target.value === 'history' ? 'history' : 'auto' })}
          >
            <option value="auto">
              {say({ zh: '未办的要办，已办的作历史', en: 'Open ones are work, answered ones history' })}
            </option>
            <option value="history">{say({ zh: '全部作历史', en: 'All as history' })}</option>
          </select>
        </Choice>
        <Choice title={say({ zh: '坐标系', en: 'Datum of coordinates' })}>
          <select value={settings.datum} onChange={(event) => onChange({ datum: event.target.value })}>
            {datums.map((datum) => (
              <option key={datum}>{datum}</option>
            ))}
          </select>
        </Choice>
      </div>
    </Section>
  )
}

function Choice({
  title,
  why,
  children,
}: {
  readonly title: string
  readonly why?: string | undefined
  readonly children: ReactNode
}): JSX.Element {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={styles.choice}>
      <span>{title}</span>
      {children}
      {why ? <small>{why}</small> : null}
    </label>
  )
}
