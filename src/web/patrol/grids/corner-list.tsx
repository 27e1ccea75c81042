import type { JSX } from 'react'
import { Button, useSay } from '../../kit/index.ts'
import type { Corner } from '../../kit/map/index.ts'
import styles from '../patrol.module.css'

/** The corners as figures: to be typed, for who does not use the map. */
export function CornerList({
  corners,
  picked,
  onPick,
  onChange,
}: {
  readonly corners: readonly Corner[]
  readonly picked: number | undefined
  readonly onPick: (at: number) => void
  readonly onChange: (corners: readonly Corner[]) => void
}): JSX.Element {
  const say = useSay()
  const set = (at: number, axis: 0 | 1, value: number): void => {
    const [lng, lat] = corners[at] ?? [0, 0]
    if (Number.isFinite(value)) onChange(corners.with(at, axis === 0 ? [value, lat] : [lng, value]))
  }
  return (
    <details className={styles.cornerList}>
      <summary>
        {say.count(corners.length, {
          zh: '各角的经纬度（{n} 个）',
          en: { one: 'Coordinates of one corner', other: 'Coordinates of {n} corners' },
        })}
      </summary>
      <ol>
        {corners.map(([lng, lat], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a corner is its place in the outline
          <li key={at} data-picked={at === picked || undefined}>
            {([lng, lat] as const).map((value, axis) => (
              <input
                key={axis === 0 ? 'lng' : 'lat'}
                type="number"
                step="0.0001"
                value={value}
                aria-label={say(
                  axis === 0
                    ? { zh: '第 {n} 个角的经度', en: 'Longitude of corner {n}' }
                    : { zh: '第 {n} 个角的纬度', en: 'Latitude of corner {n}' },
                  { n: at + 1 },
                )}
                onFocus={() => onPick(at)}
                onChange={(event) => set(at, axis === 0 ? 0 : 1, event.target.valueAsNumber)}
              />
            ))}
            <Button
              size="s"
              tone="quiet"
              icon="cross"
              aria-label={say({ zh: '删去第 {n} 个角', en: 'Take corner {n} away' }, { n: at + 1 })}
              onClick={() => onChange(corners.toSpliced(at, 1))}
            >
              {''}
            </Button>
          </li>
        ))}
      </ol>
      <Button
        size="s"
        icon="plus"
        onClick={() => {
          const last = corners.at(-1) ?? [121.47, 31.23]
          onChange([...corners, [last[0] + 0.001, last[1]]])
        }}
      >
        {say({ zh: '再写一个角', en: 'Type one more' })}
      </Button>
    </details>
  )
}
