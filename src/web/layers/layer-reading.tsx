import { useQuery } from '@tanstack/react-query'
import { type JSX, type ReactNode, useState } from 'react'
import { type LayerChoices, type LayerImport, layerImportsQuery } from '../api/layers.ts'
import { Section, useSay } from '../kit/index.ts'
import styles from './layers.module.css'

/** How the file is read and what its things become: found out as far as possible, each of it to be overruled. */
export function LayerReading({
  view: { preview, settings, format, layer },
  busy,
  onChange,
}: {
  readonly view: LayerImport
  readonly busy: boolean
  readonly onChange: (choices: LayerChoices) => void
}): JSX.Element {
  const say = useSay()
  const { data } = useQuery(layerImportsQuery)
  const [type, setType] = useState(settings.type)
  const formats = data?.formats ?? []
  const titleOf = (name: string): string => {
    const found = formats.find((one) => one.format === name)
    return found ? say(found.title) : name
  }
  const column = (field: 'idField' | 'lngField' | 'latField', none: string): JSX.Element => (
    <select
      value={settings[field] ?? ''}
      disabled={busy}
      onChange={(event) => onChange({ [field]: event.target.value || null })}
    >
      <option value="">{none}</option>
      {preview.columns.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
  const byName = say({ zh: '按列名找', en: 'By its name' })
  return (
    <Section title={say({ zh: '怎么读，成为什么', en: 'How it is read, and what it becomes' })}>
      <div className={styles.fields} aria-busy={busy}>
        <Field
          title={say({ zh: '这是什么文件', en: 'What the file is' })}
          hint={
            settings.format
              ? say(
                  { zh: '按内容看是 {format}', en: 'By its content: {format}' },
                  { format: titleOf(preview.recognised) },
                )
              : say({ zh: '由内容认出', en: 'Told by its content' })
          }
        >
          <select
            value={format}
            disabled={busy}
            onChange={({ target: { value } }) => onChange({ format: value === preview.recognised ? null : value })}
          >
            {formats.map((one) => (
              <option key={one.format} value={one.format}>
                {say(one.title)}
              </option>
            ))}
          </select>
        </Field>
        {format === 'table' ? (
          <>
            <Field title={say({ zh: '经度列', en: 'Column of longitude' })}>{column('lngField', byName)}</Field>
            <Field title={say({ zh: '纬度列', en: 'Column of latitude' })}>{column('latField', byName)}</Field>
          </>
        ) : null}
        {format === '3dtiles' ? (
          <Field
            title={say({ zh: '服务地址', en: 'Where it is served' })}
            hint={say({ zh: 'tileset.json 的网址', en: 'Address of its tileset.json' })}
          >
            <input
              type="url"
              defaultValue={settings.link ?? ''}
              maxLength={1_000}
              disabled={busy}
              onBlur={({ target: { value } }) => {
                const link = value.trim()
                if (/^https?:\/\//.test(link) && link !== settings.link) onChange({ link })
              }}
            />
          </Field>
        ) : null}
        <Field
          title={say({ zh: '编号列', en: 'Column of numbers' })}
          hint={say({
            zh: '再次导入时凭它更新同一个实体',
            en: 'By it the same thing is updated when it is imported again',
          })}
        >
          {column('idField', say({ zh: '没有编号', en: 'It has none' }))}
        </Field>
        <Field
          title={say({ zh: '实体类型', en: 'Type of the things' })}
          hint={
            preview.kinds.length > 1
              ? say(
                  { zh: '文件自带类型：{kinds}', en: 'The file names its own: {kinds}' },
                  { kinds: preview.kinds.join(', ') },
                )
              : say({ zh: '孪生里按它查找，如 Streetlight', en: 'By it the twin finds them, such as Streetlight' })
          }
        >
          <input
            value={type}
            maxLength={80}
            disabled={busy}
            onChange={(event) => setType(event.target.value)}
            onBlur={() => {
              if (type !== settings.type && /^\p{L}[\p{L}\p{N}_]*$/u.test(type)) onChange({ type })
              else setType(settings.type)
            }}
          />
        </Field>
        <Field title={say({ zh: '图层', en: 'Layer' })}>
          <span className={styles.check}>
            <code>{layer}</code>
          </span>
        </Field>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={settings.isOpen}
            disabled={busy}
            onChange={({ target }) => onChange({ isOpen: target.checked })}
          />
          {say({ zh: '任何人都可以看', en: 'Anybody may see them' })}
        </label>
      </div>
    </Section>
  )
}

function Field({
  title,
  hint,
  children,
}: {
  readonly title: string
  readonly hint?: string
  readonly children: ReactNode
}): JSX.Element {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={styles.field}>
      <span>{title}</span>
      {children}
      {hint ? <small>{hint}</small> : null}
    </label>
  )
}
