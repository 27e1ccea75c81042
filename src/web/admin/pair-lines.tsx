import type { JSX } from 'react'
import { Button, IconButton, useSay } from '../kit/index.ts'
import type { Pair } from './adapter-body.ts'
import styles from './channel-set-up.module.css'

/** Names and values, a line each; lines are added and taken away. */
export function PairLines({
  title,
  hint,
  pairs,
  secret = false,
  onChange,
}: {
  readonly title: string
  readonly hint?: string
  readonly pairs: readonly Pair[]
  /** The values are not to be read over somebody's shoulder. */
  readonly secret?: boolean
  readonly onChange: (pairs: readonly Pair[]) => void
}): JSX.Element {
  const say = useSay()
  const change = (index: number, part: Partial<Pair>): void =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...part } : pair)))
  return (
    <fieldset className={styles.field}>
      <legend className={styles.title}>{title}</legend>
      {hint ? <p className={styles.hint}>{hint}</p> : null}
      {pairs.map((pair, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by where it stands; its name is being typed
        <div key={index} className={styles.line}>
          <input
            aria-label={say({ zh: '{title}：名称 {n}', en: '{title}: name {n}' }, { title, n: index + 1 })}
            placeholder={say({ zh: '名称', en: 'Name' })}
            value={pair.name}
            onChange={(event) => change(index, { name: event.target.value })}
          />
          <input
            aria-label={say({ zh: '{title}：值 {n}', en: '{title}: value {n}' }, { title, n: index + 1 })}
            placeholder={say({ zh: '值', en: 'Value' })}
            type={secret ? 'password' : 'text'}
            autoComplete={secret ? 'new-password' : 'off'}
            value={pair.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <IconButton
            icon="cross"
            label={say({ zh: '去掉第 {n} 行', en: 'Remove line {n}' }, { n: index + 1 })}
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button size="s" tone="quiet" icon="plus" onClick={() => onChange([...pairs, { name: '', value: '' }])}>
        {say({ zh: '加一行', en: 'Add a line' })}
      </Button>
    </fieldset>
  )
}
