import { useQuery } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'
import { pageQuery } from '../api/twin.ts'
import { DemoMark, IconButton, Loading, StateMark, sayInstant, useSay } from '../kit/index.ts'
import { CaseFacts } from './case-facts.tsx'
import { EntityPanel, type OnMap, titleOf } from './entity-panel.tsx'
import styles from './map-desk.module.css'
import { namedThing, type Thing } from './thing.ts'
import { useVocabulary } from './vocabulary.ts'

type PanelParts = {
  /** The moment looked at; nothing: now. The stretch of time for its history. */
  readonly at: number | undefined
  readonly from: string
  readonly to: string
  readonly onMap: OnMap
  readonly onClose: () => void
}

/** The panel of one thing: what it is, how it stands, and what is known of it besides. */
export function ThingPanel({
  name,
  thing,
  isLoading,
  ...parts
}: PanelParts & {
  readonly name: string
  /** Absent when it is not listed at the moment, or not for these eyes. */
  readonly thing: Thing | undefined
  readonly isLoading: boolean
}): JSX.Element {
  const say = useSay()
  const { layer, id } = namedThing(name)
  // A thing of the twin is known by itself, whatever lies on the map.
  if (layer.startsWith('twin.') || layer === 'alarms') return <TwinPanel key={id} id={id} {...parts} />
  const title = thing?.title ?? say({ zh: '不在图上', en: 'Not on the map' })
  return (
    <Panel title={title} onClose={parts.onClose}>
      {thing ? (
        <p className={styles.facts}>
          <span>{thing.kind}</span>
          {thing.state ? (
            <StateMark shape={thing.state.shape} tone={thing.state.tone}>
              {thing.state.words}
            </StateMark>
          ) : null}
          {thing.value === undefined ? null : (
            <span>
              <strong>{thing.value.toLocaleString(say.tag)}</strong> {thing.unit}
            </span>
          )}
          {thing.at ? <span>{sayInstant(say, thing.at)}</span> : null}
          {thing.isDemo ? <DemoMark short /> : null}
        </p>
      ) : isLoading ? (
        <Loading />
      ) : (
        <NotHere />
      )}
      {layer === 'cases' && thing ? <CaseFacts id={id} /> : null}
    </Panel>
  )
}

function TwinPanel({ id, at, from, to, onMap, onClose }: PanelParts & { readonly id: string }): JSX.Element {
  const vocabulary = useVocabulary()
  // What is looked at stands there within a second of being said; a moment of the past stays as it was.
  const found = useQuery({ ...pageQuery(id), retry: false, refetchInterval: at === undefined ? 750 : false })
  const { data: page } = found
  const title = page ? titleOf(page, vocabulary) : vocabulary.say({ zh: '城市实体', en: 'A thing of the city' })
  return (
    <Panel title={title} onClose={onClose}>
      {page ? (
        <EntityPanel page={page} at={at} from={from} to={to} onMap={onMap} />
      ) : found.error ? (
        <NotHere />
      ) : (
        <Loading />
      )}
    </Panel>
  )
}

function NotHere(): JSX.Element {
  const say = useSay()
  return (
    <p>
      {say({
        zh: '这一刻图上没有它：不在视野里、当时还没有，或您无权查看。',
        en: 'It is not on the map at this moment: out of sight, not yet there, or not for you to see.',
      })}
    </p>
  )
}

function Panel({
  title,
  onClose,
  children,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}): JSX.Element {
  const say = useSay()
  return (
    <section className={styles.panel} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <IconButton icon="cross" label={say({ zh: '关闭', en: 'Close' })} onClick={onClose} />
      </header>
      {children}
    </section>
  )
}
