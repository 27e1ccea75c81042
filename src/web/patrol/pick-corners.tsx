import { useQuery } from '@tanstack/react-query'
import { type JSX, useId, useMemo, useState } from 'react'
import type { AnyShape } from '../../kernel/twin/index.ts'
import { layerQuery } from '../api/registry.ts'
import { Button, Buttons, useSay } from '../kit/index.ts'
import { boundsOf, CityMap, MapLabels, type MapShape, MapShapes } from '../kit/map/index.ts'
import styles from './patrol.module.css'

/** A corner of an outline: longitude, latitude. */
export type Corner = readonly [number, number]

const lineOf = (corners: readonly Corner[]): string => corners.map((one) => one.join(',')).join('\n')

/** What stands in the text field, as corners; lines that are none are left out. */
function cornersIn(text: string): readonly Corner[] {
  return text.split('\n').flatMap((line): readonly Corner[] => {
    const [lng = Number.NaN, lat = Number.NaN] = line.split(/[,，\s]+/).map(Number)
    return Number.isFinite(lng) && Number.isFinite(lat) ? [[lng, lat]] : []
  })
}

/**
 * Draws an outline: the map moves under its middle, a button sets a corner there. So it works alike with a finger, a mouse and the
 * keyboard; the corners are a list that may be typed too.
 */
export function PickCorners({
  street,
  corners,
  onChange,
}: {
  readonly street: string
  readonly corners: readonly Corner[]
  readonly onChange: (corners: readonly Corner[]) => void
}): JSX.Element | null {
  const say = useSay()
  const help = useId()
  const list = useId()
  const streets = useQuery(layerQuery('streets')).data
  const grids = useQuery(layerQuery('grids')).data
  const [centre, setCentre] = useState<Corner>()
  const [text, setText] = useState(lineOf(corners))
  const own = useMemo(
    () => (streets?.features ?? []).filter(({ properties }) => properties.code === street),
    [streets, street],
  )
  const shapes = useMemo((): readonly MapShape[] => {
    const around = (grids?.features ?? []).filter(({ properties }) => String(properties.code).startsWith(street))
    const drawn: AnyShape[] = corners.map((at) => ({ type: 'Point', coordinates: [...at] }))
    const [first] = corners
    if (first && corners.length > 2)
      drawn.push({ type: 'Polygon', coordinates: [[...corners, first].map((at) => [...at])] } as AnyShape)
    return [
      // Areas have two numbers a place: what the shapes of the map want to know for sure.
      ...around.map(({ geometry }) => ({ shape: geometry as AnyShape, isOdd: false })),
      ...drawn.map((shape) => ({ shape, isOdd: true })),
    ]
  }, [grids, street, corners])
  if (!streets) return null
  const set = (next: readonly Corner[]): void => {
    onChange(next)
    setText(lineOf(next))
  }
  const bounds = boundsOf({ type: 'FeatureCollection', features: own })
  return (
    <div className={styles.stack}>
      <p id={help} className={styles.quiet}>
        {say({
          zh: '移动地图，让正中对着一个角，按“加一个角”；至少三个角。也可以在下面写经纬度，每行一个。',
          en: 'Move the map until its middle is on a corner and press the button; three corners at least. Or type longitude and latitude below, one a line.',
        })}
      </p>
      <div className={styles.map}>
        <CityMap
          {...(bounds && { bounds })}
          label={say({ zh: '划定范围的地图', en: 'Map to draw the outline' })}
          describedBy={help}
          onMove={({ centre: [lng, lat] }) => setCentre([Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6])}
        >
          <MapLabels />
          <MapShapes
            shapes={centre ? [...shapes, { shape: { type: 'Point', coordinates: [...centre] }, isOdd: true }] : shapes}
          />
        </CityMap>
      </div>
      <Buttons>
        <Button icon="plus" disabled={!centre} onClick={() => centre && set([...corners, centre])}>
          {say({ zh: '加一个角', en: 'Add a corner' })}
        </Button>
        <Button icon="minus" disabled={corners.length === 0} onClick={() => set(corners.slice(0, -1))}>
          {say({ zh: '去掉最后一个', en: 'Take the last away' })}
        </Button>
      </Buttons>
      <div className={styles.field}>
        <label htmlFor={list}>{say({ zh: '各角的经纬度', en: 'Corners' })}</label>
        <textarea
          id={list}
          rows={5}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            onChange(cornersIn(event.target.value))
          }}
        />
      </div>
    </div>
  )
}
