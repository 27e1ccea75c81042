import type { JSX } from 'react'
import { DemoMark, IconButton, Loading, StateMark, sayInstant, useSay } from '../kit/index.ts'
import { CaseFacts } from './case-facts.tsx'
import { EntityFacts } from './entity-facts.tsx'
import styles from './map-desk.module.css'
import { namedThing, nameOf, type Thing } from './thing.ts'

/** The panel of one thing: what it is, how it stands, and what its layer knows besides. */
export function ThingPanel({
  name,
  thing,
  isLoading,
  at,
  from,
  to,
  onOpen,
  onClose,
}: {
  readonly name: string
  /** Absent when it is not in the frame at the moment, or not for these eyes. */
  readonly thing: Thing | undefined
  readonly isLoading: boolean
  /** The moment looked at; nothing: now. The stretch of time for its history. */
  readonly at: number | undefined
  readonly from: string
  readonly to: string
  readonly onOpen: (name: string) => void
  readonly onClose: () => void
}): JSX.Element {
  const say = useSay()
  const { layer, id } = namedThing(name)
  const title = thing?.title ?? say({ zh: '不在图上', en: 'Not on the map' })
  return (
    <section className={styles.panel} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <IconButton icon="cross" label={say({ zh: '关闭', en: 'Close' })} onClick={onClose} />
      </header>
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
        <p>
          {say({
            zh: '这一刻图上没有它：不在视野里、当时还没有，或您无权查看。',
            en: 'It is not on the map at this moment: out of sight, not yet there, or not for you to see.',
          })}
        </p>
      )}
      {layer === 'cases' && thing ? <CaseFacts id={id} /> : null}
      {layer.startsWith('twin.') ? (
        <EntityFacts id={id} at={at} from={from} to={to} onOpen={(to) => onOpen(nameOf({ layer, id: to }))} />
      ) : null}
    </section>
  )
}
