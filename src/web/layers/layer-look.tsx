import { type JSX, useId, useMemo } from 'react'
import type { FeatureFault, LayerImport } from '../api/layers.ts'
import { Message, Section, Table, useSay } from '../kit/index.ts'
import { CityMap, MapLabels, MapShapes } from '../kit/map/index.ts'
import { frameOf } from './frame-of.ts'
import styles from './layers.module.css'

/** Where the first things of the file would lie, before anything is written; and what is wrong with those that would be refused. */
export function LayerLook({ view: { preview } }: { readonly view: LayerImport }): JSX.Element {
  const say = useSay()
  const help = useId()
  const { drawn, seen, faulty, outside } = preview
  const shapes = useMemo(() => drawn.map(({ shape, isOutside }) => ({ shape, isOdd: isOutside })), [drawn])
  const bounds = useMemo(() => frameOf(preview), [preview])
  const number = new Intl.NumberFormat(say.tag)
  return (
    <Section title={say({ zh: '会落在哪里', en: 'Where they would lie' })}>
      <div className={styles.stack}>
        <p id={help}>
          {say(
            {
              zh: '看了前 {seen} 个要素：{fit} 个可以导入，{faulty} 个会退回；图上画出前 {drawn} 个，城外的用红色。',
              en: 'Of the first {seen} things {fit} can be taken in and {faulty} would be refused; the map shows the first {drawn}, those outside the city in red.',
            },
            {
              seen: number.format(seen),
              fit: number.format(seen - faulty),
              faulty: number.format(faulty),
              drawn: number.format(drawn.length),
            },
          )}
        </p>
        {outside !== null && outside > 0 ? (
          <Message
            tone="warning"
            title={say.count(outside, {
              zh: '{n} 个不在本市任何区内',
              en: { one: '{n} lies in no district of the city', other: '{n} lie in no district of the city' },
            })}
          >
            {say({
              zh: '可能是经纬度写反、坐标系不对，或确实在外地。',
              en: 'Perhaps longitude and latitude are swapped, the datum is wrong, or they are really elsewhere.',
            })}
          </Message>
        ) : null}
        {bounds ? (
          <div className={styles.map}>
            <CityMap
              key={bounds.join()}
              label={say({ zh: '文件里的要素在地图上', en: 'The things of the file on the map' })}
              describedBy={help}
              bounds={bounds}
            >
              <MapLabels />
              <MapShapes shapes={shapes} />
            </CityMap>
          </div>
        ) : null}
        {preview.faults.length > 0 ? <Faults faults={preview.faults} /> : null}
      </div>
    </Section>
  )
}

function Faults({ faults }: { readonly faults: readonly FeatureFault[] }): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '会退回的', en: 'What would be refused' })}
      showCaption
      rows={faults}
      keyOf={({ row, field }) => `${row}${field}`}
      columns={[
        { key: 'row', title: say({ zh: '行', en: 'Row' }), number: true, cell: ({ row }) => row },
        { key: 'field', title: say({ zh: '字段', en: 'Field' }), cell: ({ field }) => field ?? '' },
        { key: 'found', title: say({ zh: '内容', en: 'Found' }), cell: ({ found }) => found ?? '' },
        { key: 'says', title: say({ zh: '问题', en: 'What is wrong' }), cell: ({ says }) => say(says) },
        { key: 'mend', title: say({ zh: '怎样才对', en: 'What would be right' }), cell: ({ mend }) => say(mend) },
      ]}
    />
  )
}
