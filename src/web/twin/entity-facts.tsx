import { useQuery } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'
import { entityQuery, type TwinAttribute } from '../api/twin.ts'
import { Facts, Loading, type Say, sayWhen, Trouble, useSay } from '../kit/index.ts'
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
  onOpen,
}: {
  readonly id: string
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
  const to = (target: string): ReactNode => (
    <button key={target} type="button" className={styles.open} onClick={() => onOpen(target)}>
      {target}
    </button>
  )
  return (
    <Facts
      facts={[
        [say({ zh: '标识', en: 'Id' }), <code key="id">{id}</code>],
        ...properties.map(([name, one]) => [lastName(name), wordsOf(say, one)] as const),
        ...relations.map(([name, { object }]) => [lastName(name), [object ?? []].flat().map(to)] as const),
      ]}
    />
  )
}
