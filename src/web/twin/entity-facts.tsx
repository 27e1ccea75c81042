import { useQuery } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'
import { entityQuery, evolutionsOf, stateBeforeQuery, type TwinAttribute } from '../api/twin.ts'
import { Facts, Loading, type Say, sayInstant, sayWhen, Trouble, useSay } from '../kit/index.ts'
import { EntityHistory } from './entity-history.tsx'
import styles from './map-desk.module.css'
import { unitWords } from './unit-words.ts'

const isAttribute = (value: unknown): value is TwinAttribute =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const lastName = (name: string): string => /[^/#]*$/.exec(name)?.[0] || name

/** The value of an attribute in words, with unit and instant. */
function wordsOf(say: Say, attribute: TwinAttribute): ReactNode {
  const { value, languageMap, vocab, json, unitCode, observedAt } = attribute
  const shown = languageMap?.[say.language] ?? Object.values(languageMap ?? {})[0] ?? vocab ?? json ?? value
  const text =
    typeof shown === 'number'
      ? shown.toLocaleString(say.tag, { maximumFractionDigits: 3 })
      : typeof shown === 'boolean'
        ? say(shown ? { zh: '是', en: 'Yes' } : { zh: '否', en: 'No' })
        : typeof shown === 'string'
          ? shown
          : JSON.stringify(shown ?? '')
  return (
    <>
      {text} {unitWords(unitCode)} {observedAt ? <small>{sayWhen(say, observedAt)}</small> : null}
    </>
  )
}

/** What an entity is now: its attributes with unit and instant, and what it is related to, each a way to that thing. */
export function EntityFacts({
  id,
  at,
  from,
  to,
  onOpen,
}: {
  readonly id: string
  /** The moment looked at; nothing: now. */
  readonly at: number | undefined
  /** The stretch of time for its history, ISO instants. */
  readonly from: string
  readonly to: string
  /** Goes to a related entity. */
  readonly onOpen: (id: string) => void
}): JSX.Element {
  const say = useSay()
  const found = useQuery(entityQuery(id))
  if (found.error) return <Trouble error={found.error} again={() => void found.refetch()} />
  if (!found.data) return <Loading />
  const attributes = Object.entries(found.data).flatMap(([name, given]) => {
    const [one] = [given].flat()
    return isAttribute(one) ? [[name, one] as const] : []
  })
  const relations = attributes.filter(([, { type }]) => type.endsWith('Relationship'))
  const properties = attributes.filter(([, { type }]) => !type.endsWith('Relationship') && type !== 'GeoProperty')
  const wayTo = (target: string): ReactNode => (
    <button key={target} type="button" className={styles.open} onClick={() => onOpen(target)}>
      {target}
    </button>
  )
  return (
    <>
      {at === undefined ? null : <StateThen id={id} at={new Date(at).toISOString()} />}
      <EntityHistory id={id} from={from} to={to} />
      {at === undefined ? null : <h3>{say({ zh: '现在的状态', en: 'As it is now' })}</h3>}
      <Facts
        facts={[
          [say({ zh: '标识', en: 'Id' }), <code key="id">{id}</code>],
          ...properties.map(([name, one]) => [lastName(name), wordsOf(say, one)] as const),
          ...relations.map(([name, { object }]) => [lastName(name), [object ?? []].flat().map(wayTo)] as const),
        ]}
      />
    </>
  )
}

/** What was last known of an entity before a moment. */
function StateThen({ id, at }: { readonly id: string; readonly at: string }): JSX.Element {
  const say = useSay()
  const found = useQuery(stateBeforeQuery(id, at))
  if (found.error) return <Trouble error={found.error} again={() => void found.refetch()} />
  if (!found.data) return <Loading />
  const known = evolutionsOf(found.data).flatMap(([name, { values }]) => {
    const [last] = values
    return last && (typeof last[0] === 'number' || typeof last[0] === 'string')
      ? [[name, last[0], last[1]] as const]
      : []
  })
  return (
    <>
      <h3>{say({ zh: '{when} 的状态', en: 'As it was at {when}' }, { when: sayInstant(say, at) })}</h3>
      {known.length === 0 ? <p>{say({ zh: '那时还没有读数。', en: 'Nothing was known of it then.' })}</p> : null}
      <Facts
        facts={known.map(([name, value, since]) => [
          lastName(name),
          <>
            {typeof value === 'number' ? value.toLocaleString(say.tag) : value} <small>{sayWhen(say, since)}</small>
          </>,
        ])}
      />
    </>
  )
}
