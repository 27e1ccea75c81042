import { useQuery } from '@tanstack/react-query'
import { type JSX, type ReactNode, useEffect } from 'react'
import type { Bounds } from '../../kernel/place/index.ts'
import { extentOf } from '../../kernel/twin/index.ts'
import { evolutionsOf, stateBeforeQuery, type TwinPage, type TwinRelation } from '../api/twin.ts'
import { useOfficeNames } from '../case/index.ts'
import { Button, ButtonLink, DemoMark, Facts, Loading, QrCode, sayInstant, sayWhen, Trouble } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import { EntityAlarms } from './entity-alarms.tsx'
import { EntityHistory } from './entity-history.tsx'
import styles from './map-desk.module.css'
import { useVocabulary, type Vocabulary } from './vocabulary.ts'

/** What somebody who looks at a thing may do with the map. */
export type OnMap = {
  /** Goes to another thing. */
  readonly onOpen: (id: string) => void
  /** Brings the map to it, once it is known where it is. */
  readonly onPlace: (bounds: Bounds) => void
  readonly onTrail: (isOn: boolean) => void
  readonly hasTrail: boolean
  readonly onCompare: (name: string) => void
}

/** The name of a thing as its page tells it. */
export const titleOf = ({ entity }: TwinPage, { say }: Vocabulary): string =>
  entity.title ? say(entity.title) : entity.id

const categoryOf = ({ attributes }: TwinPage): string | undefined => {
  const found = attributes.find(({ term }) => term === 'category')?.value
  return typeof found === 'string' ? found : undefined
}

/** All that is known of a thing: how it stands, how its numbers went, what it belongs to, what depends on it, who answers, its cases and code. */
export function EntityPanel({
  page,
  at,
  from,
  to,
  onMap,
}: {
  readonly page: TwinPage
  /** The moment looked at; nothing: now. */
  readonly at: number | undefined
  readonly from: string
  readonly to: string
  readonly onMap: OnMap
}): JSX.Element {
  const vocabulary = useVocabulary()
  const { say } = vocabulary
  const category = categoryOf(page)
  const { entity, attributes } = page
  const isRelation = ({ kind }: TwinPage['attributes'][number]): boolean => kind.endsWith('Relationship')
  // Its name is the panel's heading, in the reader's language.
  const isSaid = ({ term }: TwinPage['attributes'][number]): boolean =>
    term === 'category' || (term === 'name' && entity.title !== null)
  const own = attributes.filter((one) => !isRelation(one) && one.kind !== 'GeoProperty' && !isSaid(one))
  const { onPlace } = onMap
  const place = JSON.stringify(page.place && extentOf(page.place))
  useEffect(() => {
    const bounds = JSON.parse(place) as Bounds | null // written above
    if (bounds) onPlace(bounds)
  }, [place, onPlace])
  return (
    <>
      <p className={styles.facts}>
        <span>{vocabulary.kind(entity.types, category)}</span>
        {entity.isDemo ? <DemoMark short /> : null}
      </p>
      {at === undefined ? null : <StateThen id={entity.id} at={new Date(at).toISOString()} category={category} />}
      {at === undefined ? null : <h3>{say({ zh: '现在的状态', en: 'As it is now' })}</h3>}
      <Facts
        facts={own.map((one) => [
          vocabulary.attribute(one.name, category),
          <Value key={one.name} one={one} category={category} vocabulary={vocabulary} source={entity.source} />,
        ])}
      />
      <EntityHistory
        page={page}
        category={category}
        from={from}
        to={to}
        vocabulary={vocabulary}
        onCompare={onMap.onCompare}
      />
      {page.series.some(({ name }) => name.endsWith('/lng')) ? (
        <Button size="s" aria-pressed={onMap.hasTrail} onClick={() => onMap.onTrail(!onMap.hasTrail)}>
          {say({ zh: '画出轨迹', en: 'Draw its way' })}
        </Button>
      ) : null}
      <Relations page={page} vocabulary={vocabulary} onOpen={onMap.onOpen} />
      <EntityAlarms page={page} />
      <Answering page={page} vocabulary={vocabulary} />
    </>
  )
}

/** A value with its unit, when it was so, and who said it. */
function Value({
  one: { name, value, unit, observedAt, modifiedAt },
  category,
  vocabulary,
  source,
}: {
  readonly one: TwinPage['attributes'][number]
  readonly category: string | undefined
  readonly vocabulary: Vocabulary
  readonly source: string | null
}): JSX.Element {
  const when = observedAt ?? modifiedAt
  return (
    <>
      {vocabulary.value(name, category, value, unit)}{' '}
      {when ? <small title={source ?? undefined}>{sayWhen(vocabulary.say, when)}</small> : null}
    </>
  )
}

/** What was last known of a thing before a moment. */
function StateThen({
  id,
  at,
  category,
}: {
  readonly id: string
  readonly at: string
  readonly category: string | undefined
}): JSX.Element {
  const vocabulary = useVocabulary()
  const { say } = vocabulary
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
          vocabulary.attribute(name, category),
          <>
            {vocabulary.value(name, category, value)} <small>{sayWhen(say, since)}</small>
          </>,
        ])}
      />
    </>
  )
}

/** What it belongs to, what is part of it, what it leads to, what depends on it: each a way to that thing. */
function Relations({
  page,
  vocabulary,
  onOpen,
}: {
  readonly page: TwinPage
  readonly vocabulary: Vocabulary
  readonly onOpen: (id: string) => void
}): JSX.Element | null {
  const { say } = vocabulary
  const kinds: readonly (readonly [string, readonly TwinRelation[]])[] = [
    [say({ zh: '属于', en: 'Belongs to' }), page.belongsTo],
    [say({ zh: '包含', en: 'Has parts' }), page.parts],
    [say({ zh: '关联', en: 'Leads to' }), page.leadsTo],
    [say({ zh: '依赖它的', en: 'Depends on it' }), page.dependents],
  ]
  const facts = kinds.flatMap(([words, relations]): readonly (readonly [string, ReactNode])[] =>
    relations.length === 0
      ? []
      : [
          [
            words,
            <ul key={words} className={styles.relations}>
              {relations.map(({ name, id, title }) => (
                <li key={`${name} ${id}`}>
                  <button type="button" className={styles.open} onClick={() => onOpen(id)}>
                    {title ? say(title) : id}
                  </button>{' '}
                  <small>{vocabulary.attribute(name, undefined)}</small>
                </li>
              ))}
            </ul>,
          ],
        ],
  )
  if (facts.length === 0) return null
  return (
    <>
      <h3>{say({ zh: '关系', en: 'Relations' })}</h3>
      <Facts facts={facts} />
    </>
  )
}

/** Who answers for it, where its data comes from, its code and the way to it. */
function Answering({ page, vocabulary }: { readonly page: TwinPage; readonly vocabulary: Vocabulary }): JSX.Element {
  const { say } = vocabulary
  const { entity, attributes } = page
  const office = entity.path?.split('/').at(-1)
  const nameOf = useOfficeNames(office && entity.path ? [{ office, path: entity.path }] : [])
  const isSignedIn = useSession()?.actor.kind === 'person'
  const device = attributes.find(({ term }) => term === 'deviceId')?.value
  const link = `${location.origin}/city/map?thing=${encodeURIComponent(entity.id)}`
  const file = entity.lineage?.file
  return (
    <>
      <h3>{say({ zh: '归属', en: 'Who and where from' })}</h3>
      <Facts
        facts={[
          [
            say({ zh: '谁负责', en: 'Who answers' }),
            office ? nameOf(office) : say({ zh: '未指定', en: 'Nobody is named' }),
          ],
          [
            say({ zh: '数据来源', en: 'Source' }),
            [entity.source, typeof file === 'string' ? file : ''].filter(Boolean).join(' · ') || '—',
          ],
          [say({ zh: '登记于', en: 'Known since' }), sayInstant(say, entity.createdAt)],
          [say({ zh: '标识', en: 'Id' }), <code key="id">{entity.id}</code>],
          ...(page.codes.length === 0
            ? []
            : [
                [
                  say({ zh: '绑定的编码', en: 'Codes' }),
                  <ul key="codes" className={styles.relations}>
                    {page.codes.map(({ scheme, code }) => (
                      <li key={`${scheme} ${code}`}>
                        <code>{code}</code> <small>{scheme}</small>
                      </li>
                    ))}
                  </ul>,
                ] as const,
              ]),
        ]}
      />
      <details className={styles.group}>
        <summary>{say({ zh: '二维码', en: 'QR code' })}</summary>
        <QrCode text={link} label={say({ zh: '打开这个实体的链接', en: 'Leads to this thing' })} />
      </details>
      {typeof device === 'string' && isSignedIn ? (
        <ButtonLink size="s" to={`/desk/devices/${encodeURIComponent(device)}`} after="go">
          {say({ zh: '设备健康与读数', en: 'Health and readings of the device' })}
        </ButtonLink>
      ) : null}
    </>
  )
}
