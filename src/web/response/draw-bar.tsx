import { type JSX, useId } from 'react'
import { Button, Segments, useSay } from '../kit/index.ts'
import type { Draft, DraftKind } from './draft.ts'
import styles from './response.module.css'

/** What is drawn and how: clicks on the map, or the middle of the map, which the arrow keys move. */
export function DrawBar({
  draft,
  kinds,
  middle,
}: {
  readonly draft: Draft
  readonly kinds: readonly DraftKind[]
  /** Where the middle of the map is now. */
  readonly middle: readonly [number, number] | undefined
}): JSX.Element {
  const say = useSay()
  const help = useId()
  const words: Readonly<Record<DraftKind, string>> = {
    Point: say({ zh: '点', en: 'Point' }),
    LineString: say({ zh: '线', en: 'Line' }),
    Polygon: say({ zh: '区域', en: 'Area' }),
  }
  return (
    <div className={styles.form}>
      <p id={help} className={styles.quiet}>
        {say({
          zh: '在地图上逐点点击；用键盘时，方向键移动地图，再按“加入地图中心”。',
          en: 'Click place after place on the map; by keyboard, move the map with the arrows, then press “Add the middle”.',
        })}
      </p>
      <div className={styles.acts}>
        {kinds.length > 1 ? (
          <Segments
            label={say({ zh: '画什么', en: 'Draw' })}
            value={draft.kind}
            onChange={draft.choose}
            options={kinds.map((value) => ({ value, words: words[value] }))}
          />
        ) : null}
        <Button
          icon="target"
          aria-describedby={help}
          disabled={middle === undefined}
          onClick={() => {
            if (middle) draft.add(middle)
          }}
        >
          {say({ zh: '加入地图中心', en: 'Add the middle' })}
        </Button>
        <Button disabled={draft.places.length === 0} onClick={draft.undo}>
          {say({ zh: '退一点', en: 'Undo one' })}
        </Button>
      </div>
      <p role="status" className={styles.quiet}>
        {say.count(draft.places.length, {
          zh: '已有 {n} 点',
          en: { one: '{n} place', other: '{n} places' },
        })}
      </p>
    </div>
  )
}
