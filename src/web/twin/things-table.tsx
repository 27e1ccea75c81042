import { type JSX, useState } from 'react'
import type { Bounds } from '../../kernel/place/index.ts'
import { layerCsv } from '../api/twin.ts'
import { Button, csvOf, download, StateMark, sayInstant, Table, useSay } from '../kit/index.ts'
import { bboxOf } from './layers.ts'
import styles from './map-desk.module.css'
import { markPoint, nameOf, type Thing } from './thing.ts'
import type { ShownHeld } from './use-held.ts'
import { useVocabulary } from './vocabulary.ts'

const page = 50

/** What is on the map, as a table: the same things, sorted as they came; each opens, all can be downloaded. */
export function ThingsTable({
  things,
  cut,
  bounds,
  at,
  onOpen,
}: {
  readonly things: readonly Thing[]
  /** Layers of which only the first are listed. */
  readonly cut: readonly ShownHeld[]
  readonly bounds: Bounds | undefined
  /** The moment looked at; nothing: now. */
  readonly at: number | undefined
  readonly onOpen: (thing: string) => void
}): JSX.Element {
  const say = useSay()
  const [most, setMost] = useState(page)
  const vocabulary = useVocabulary()
  const kindOf = ({ layer, kind, category }: Thing): string =>
    layer.startsWith('twin.') ? vocabulary.kind([kind], category) : kind
  const csv = (): string =>
    csvOf([
      [
        say({ zh: '名称', en: 'Name' }),
        say({ zh: '类别', en: 'Kind' }),
        say({ zh: '状态', en: 'State' }),
        say({ zh: '数值', en: 'Value' }),
        say({ zh: '单位', en: 'Unit' }),
        say({ zh: '时间', en: 'Since' }),
        say({ zh: '经度', en: 'Longitude' }),
        say({ zh: '纬度', en: 'Latitude' }),
        say({ zh: '编号', en: 'Id' }),
      ],
      ...things.map((thing) => {
        const [lng, lat] = markPoint(thing.geometry) ?? []
        const { title, state, value, unit, at, id } = thing
        return [title, kindOf(thing), state?.words, value, unit, at, lng, lat, id].map((cell) => String(cell ?? ''))
      }),
    ])
  return (
    <div className={styles.table}>
      <p className={styles.tableHead}>
        <strong>
          {say.count(things.length, { zh: '图上共 {n} 个', en: { one: 'One on the map', other: '{n} on the map' } })}
        </strong>
        <Button tone="quiet" size="s" icon="download" onClick={() => download('map.csv', csv())}>
          CSV
        </Button>
      </p>
      {cut.map(({ layer, about, held }) => (
        <p key={layer} className={styles.quiet}>
          {about.tiles && bounds ? (
            <>
              {say(
                {
                  zh: '{layer}：表格只列前 {n} 个，放大可看其余；',
                  en: '{layer}: the table lists the first {n}; come nearer for the others, or ',
                },
                { layer: say(about.title), n: (held?.things.length ?? 0).toLocaleString(say.tag) },
              )}
              <a href={layerCsv(about.tiles.layer, bboxOf(bounds), at)} download>
                {say({ zh: '下载视野内全部（CSV）', en: 'download all in sight (CSV)' })}
              </a>
            </>
          ) : (
            say(
              { zh: '{layer}：只列了一部分，放大可看其余。', en: '{layer}: only a part is listed; come nearer.' },
              { layer: say(about.title) },
            )
          )}
        </p>
      ))}
      <Table
        caption={say({ zh: '图上的内容', en: 'What is on the map' })}
        rows={things.slice(0, most)}
        keyOf={nameOf}
        columns={[
          {
            key: 'title',
            title: say({ zh: '名称', en: 'Name' }),
            head: true,
            cell: (thing) => (
              <button type="button" className={styles.open} onClick={() => onOpen(nameOf(thing))}>
                {thing.title}
              </button>
            ),
          },
          { key: 'kind', title: say({ zh: '类别', en: 'Kind' }), cell: kindOf },
          {
            key: 'state',
            title: say({ zh: '状态', en: 'State' }),
            cell: ({ state }) =>
              state ? (
                <StateMark shape={state.shape} tone={state.tone}>
                  {state.words}
                </StateMark>
              ) : null,
          },
          {
            key: 'value',
            title: say({ zh: '数值', en: 'Value' }),
            number: true,
            cell: ({ value, unit }) => (value === undefined ? '' : `${value.toLocaleString(say.tag)} ${unit ?? ''}`),
          },
          {
            key: 'at',
            title: say({ zh: '时间', en: 'Since' }),
            cell: ({ at }) => (at ? <span className="unit">{sayInstant(say, at)}</span> : ''),
          },
        ]}
      />
      {things.length > most ? (
        <Button size="s" onClick={() => setMost(most + page)}>
          {say({ zh: '再看 {n} 个', en: '{n} more' }, { n: Math.min(page, things.length - most) })}
        </Button>
      ) : null}
    </div>
  )
}
