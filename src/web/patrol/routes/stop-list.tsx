import { useQuery } from '@tanstack/react-query'
import { type DragEvent, type JSX, type KeyboardEvent, useRef, useState } from 'react'
import { type Component, filingTableQuery, type Stop } from '../../api/patrol.ts'
import { Labelled } from '../../kit/form/index.ts'
import { Combobox, Icon, IconButton, Message, useSay } from '../../kit/index.ts'
import { sayNamed } from '../named-title.tsx'
import styles from '../patrol.module.css'
import { kindTitle } from '../words.ts'
import { stopOf } from './stops.ts'

/** The stops in the order in which they are walked: dragged, or moved by buttons and Alt with the arrow keys; named in both languages. */
export function StopList({
  stops,
  components,
  fault,
  onChange,
}: {
  readonly stops: readonly Stop[]
  readonly components: readonly Component[]
  readonly fault: string | undefined
  readonly onChange: (stops: readonly Stop[]) => void
}): JSX.Element {
  const say = useSay()
  const table = useQuery(filingTableQuery).data
  const [dragged, setDragged] = useState<number>()
  const list = useRef<HTMLOListElement>(null)
  const move = (from: number, to: number): void => {
    const own = stops[from]
    if (!own || to < 0 || to >= stops.length) return
    onChange(stops.toSpliced(from, 1).toSpliced(to, 0, own))
  }
  const keys = (event: KeyboardEvent, at: number): void => {
    const to = event.key === 'ArrowUp' ? at - 1 : event.key === 'ArrowDown' ? at + 1 : undefined
    if (!event.altKey || to === undefined) return
    event.preventDefault()
    move(at, to)
    // The hand stays on what it moves.
    requestAnimationFrame(() => list.current?.children[to]?.querySelector('input')?.focus())
  }
  const rename = (at: number, change: Partial<Stop>): void => {
    const own = stops[at]
    if (own) onChange(stops.with(at, { ...own, ...change }))
  }
  return (
    <>
      <Labelled title={say({ zh: '从部件加点位', en: 'Add a component as a stop' })} fault={fault}>
        {(labels) => (
          <Combobox
            id={labels.id}
            value=""
            describedBy={labels['aria-describedby']}
            invalid={labels['aria-invalid'] ?? false}
            options={components.map((one) => ({
              ...{ value: one.code, title: one.title, also: one.code, detail: kindTitle(say, table, one.kind) },
            }))}
            onChange={(code) => {
              const found = components.find((one) => one.code === code)
              if (found) onChange([...stops, stopOf(found)])
            }}
          />
        )}
      </Labelled>
      {stops.length > 1 ? (
        <p className={styles.quiet}>
          {say({
            zh: '拖动左边的把手换顺序；键盘：在名称里按 Alt+↑ 或 Alt+↓。',
            en: 'Drag the handle to change the order; keyboard: Alt with ↑ or ↓ in a name.',
          })}
        </p>
      ) : null}
      {stops.length === 0 ? <Message title={say({ zh: '还没有点位', en: 'No stop yet' })} /> : null}
      <ol ref={list} className={styles.stops}>
        {stops.map((stop, at) => (
          <li
            key={stop.id}
            data-dragged={dragged === at || undefined}
            onDragOver={(event: DragEvent) => {
              event.preventDefault()
              if (dragged === undefined || dragged === at) return
              move(dragged, at)
              setDragged(at)
            }}
          >
            <span
              className={styles.handle}
              draggable
              aria-hidden="true"
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move'
                setDragged(at)
              }}
              onDragEnd={() => setDragged(undefined)}
            >
              <Icon name="list" /> {at + 1}
            </span>
            <input
              value={stop.title}
              maxLength={120}
              required
              aria-label={say({ zh: '第 {n} 个点位的中文名称', en: 'Chinese name of stop {n}' }, { n: at + 1 })}
              onKeyDown={(event) => keys(event, at)}
              onChange={(event) => rename(at, { title: event.target.value })}
            />
            <input
              value={stop.titleEn ?? ''}
              maxLength={120}
              placeholder={say({ zh: '英文名称（选填）', en: 'English name (optional)' })}
              aria-label={say({ zh: '第 {n} 个点位的英文名称', en: 'English name of stop {n}' }, { n: at + 1 })}
              onKeyDown={(event) => keys(event, at)}
              onChange={({ target: { value } }) => {
                const { titleEn: _, ...rest } = stop
                onChange(stops.with(at, { ...rest, ...(value !== '' && { titleEn: value }) }))
              }}
            />
            <span className={styles.moves}>
              <IconButton
                icon="up"
                label={say({ zh: '{title}提前', en: 'Move {title} up' }, { title: sayNamed(say, stop) })}
                disabled={at === 0}
                onClick={() => move(at, at - 1)}
              />
              <IconButton
                icon="down"
                label={say({ zh: '{title}推后', en: 'Move {title} down' }, { title: sayNamed(say, stop) })}
                disabled={at === stops.length - 1}
                onClick={() => move(at, at + 1)}
              />
              <IconButton
                icon="cross"
                label={say({ zh: '去掉{title}', en: 'Take {title} away' }, { title: sayNamed(say, stop) })}
                onClick={() => onChange(stops.filter(({ id }) => id !== stop.id))}
              />
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}
