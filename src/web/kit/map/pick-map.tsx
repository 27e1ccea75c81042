import { type JSX, useId, useRef } from 'react'
import { useSay } from '../use-say.ts'
import styles from './city-map.module.css'
import { CityMap } from './city-map.tsx'
import { MapLabels } from './map-labels.tsx'

/**
 * Marks a point: the pin stands in the middle and the map moves under it, which works alike for a finger, a mouse and
 * the arrow keys.
 */
export function PickMap({
  point,
  onPick,
}: {
  readonly point?: readonly [number, number] | undefined
  readonly onPick: (point: readonly [number, number]) => void
}): JSX.Element {
  const say = useSay()
  const help = useId()
  const first = useRef(true)
  return (
    <div className={styles.pick}>
      <p id={help} className={styles.pickHelp}>
        {say({
          zh: '移动地图，让图钉的尖端指着那个地方。键盘：方向键移动，+ 和 − 缩放。',
          en: 'Move the map until the tip of the pin is on the spot. Keyboard: arrows move, + and − zoom.',
        })}
      </p>
      <div className={styles.pickMap}>
        <CityMap
          label={say({ zh: '标出位置的地图', en: 'Map to mark the place' })}
          describedBy={help}
          {...(point && { centre: point, zoom: 16 })}
          onMove={({ centre, zoom }) => {
            // The frame settles once by itself when the map opens; far out, the middle is no answer.
            const settles = first.current
            first.current = false
            if ((settles && !point) || zoom < 11) return
            onPick([Math.round(centre[0] * 1e5) / 1e5, Math.round(centre[1] * 1e5) / 1e5])
          }}
        >
          <MapLabels />
        </CityMap>
        <Pin />
      </div>
    </div>
  )
}

const Pin = (): JSX.Element => (
  <svg viewBox="0 0 36 44" className={styles.pin} aria-hidden="true">
    <path
      d="M18 43c9-9.500 15-17 15-25A15 15 0 0 0 3 18c0 8 6 15.500 15 25"
      fill="currentColor"
      stroke="var(--paper)"
      strokeWidth="2"
    />
    <circle cx="18" cy="18" r="5.500" fill="var(--paper)" />
  </svg>
)
