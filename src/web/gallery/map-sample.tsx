import { type JSX, useState } from 'react'
import { Section, Segments, useSay } from '../kit/index.ts'
import { CityMap, MapHeat, MapLabels, type MapPoint, MapPoints, type PointMark } from '../kit/map/index.ts'
import styles from './gallery.module.css'

const marks: readonly PointMark[] = ['new', 'working', 'late', 'done']

/** Points strewn by a fixed rule, so that every picture of the gallery is the same. */
const points: readonly MapPoint[] = Array.from({ length: 400 }, (_, index) => ({
  id: String(index),
  point: [
    121.47 + Math.sin(index * 12.9898) * 0.18 * ((index % 7) / 7),
    31.23 + Math.cos(index * 78.233) * 0.13 * ((index % 5) / 5),
  ],
  mark: marks[index % 9 === 0 ? 2 : index % 4 === 2 ? 1 : index % 4] ?? 'working',
}))

/** The map with points in clusters, and as heat. */
export function MapSample(): JSX.Element {
  const say = useSay()
  const [view, setView] = useState<'points' | 'heat'>('points')
  return (
    <Section
      title={say({ zh: '地图', en: 'Map' })}
      actions={
        <Segments
          label={say({ zh: '画法', en: 'Drawing' })}
          value={view}
          onChange={setView}
          options={[
            { value: 'points', words: say({ zh: '点', en: 'Points' }) },
            { value: 'heat', words: say({ zh: '热度', en: 'Heat' }) },
          ]}
        />
      }
    >
      <div className={styles.map}>
        <CityMap label={say({ zh: '样例地图', en: 'Sample map' })} bounds={[121.2, 31.05, 121.75, 31.4]}>
          <MapLabels />
          {view === 'points' ? <MapPoints points={points} /> : <MapHeat points={points} />}
        </CityMap>
      </div>
    </Section>
  )
}
