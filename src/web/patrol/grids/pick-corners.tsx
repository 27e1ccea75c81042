import { type JSX, type KeyboardEvent, useId, useMemo, useState } from 'react'
import type { AnyShape } from '../../../kernel/twin/index.ts'
import type { OutlineReport, PatrolGrid } from '../../api/patrol.ts'
import { Button, Buttons, useSay } from '../../kit/index.ts'
import {
  CityMap,
  type Corner,
  MapCorners,
  MapDrawings,
  MapLabels,
  type MapShape,
  MapShapes,
} from '../../kit/map/index.ts'
import styles from '../patrol.module.css'
import { CornerList } from './corner-list.tsx'
import { cheapest, frameOf } from './corners.ts'

const polygon = (ring: readonly (readonly number[])[]): AnyShape =>
  // Rings of grids hold pairs: what the shapes of the map want to know for sure.
  ({ type: 'Polygon', coordinates: [ring] }) as unknown as AnyShape

/**
 * Draws an outline: corners by a click, dragged, drawn out of an edge, taken away, each step undone; with the keyboard the map moves
 * under its middle and a button sets a corner there, or coordinates are typed.
 */
export function PickCorners({
  grids,
  own,
  report,
  corners,
  isNew,
  onChange,
}: {
  /** Grids around; corners snap to theirs. */
  readonly grids: readonly PatrolGrid[]
  /** Code of the grid that is drawn. */
  readonly own: string
  readonly report: OutlineReport | undefined
  readonly corners: readonly Corner[]
  readonly isNew: boolean
  readonly onChange: (corners: readonly Corner[]) => void
}): JSX.Element {
  const say = useSay()
  const help = useId()
  const [centre, setCentre] = useState<Corner>()
  const [picked, setPicked] = useState<number>()
  const [past, setPast] = useState<readonly (readonly Corner[])[]>([])
  const around = useMemo(() => grids.filter(({ code }) => code !== own), [grids, own])
  const snap = useMemo(
    () => around.flatMap(({ rings }) => rings.flat()).map(([lng, lat]): Corner => [lng, lat]),
    [around],
  )
  const shapes = useMemo(
    (): readonly MapShape[] => [
      ...around.flatMap(({ rings }) => rings.map((ring) => ({ shape: polygon(ring), isOdd: false }))),
      ...[...(report?.overlaps ?? []), ...(report?.outside ? [report.outside] : [])].flatMap(({ rings }) =>
        rings.map((ring) => ({ shape: polygon(ring), isOdd: true })),
      ),
    ],
    [around, report],
  )
  const gap = useMemo(
    () =>
      (report?.gap?.rings ?? []).map((ring, at) => ({
        ...{ id: `gap-${at}`, label: '' },
        shape: { type: 'Polygon' as const, coordinates: [ring] },
      })),
    [report],
  )
  const set = (next: readonly Corner[]): void => {
    setPast([...past.slice(-99), corners])
    onChange(next)
  }
  const undo = (): void => {
    const last = past.at(-1)
    if (!last) return
    setPast(past.slice(0, -1))
    setPicked(undefined)
    onChange(last)
  }
  const add = (corner: Corner): void => {
    const at = isNew || corners.length < 3 ? corners.length : cheapest(corners, corner)
    set(corners.toSpliced(at, 0, corner))
    setPicked(at)
  }
  const remove = (at: number): void => {
    set(corners.toSpliced(at, 1))
    setPicked(undefined)
  }
  const keys = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement) return
    if ((event.ctrlKey || event.metaKey) && event.key === 'z') undo()
    else if ((event.key === 'Delete' || event.key === 'Backspace') && picked !== undefined) remove(picked)
    else return
    event.preventDefault()
  }
  const bounds = useMemo(() => frameOf(grids), [grids])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys go on from the map and the buttons within
    <div className={styles.stack} onKeyDown={keys}>
      <p id={help} className={styles.quiet}>
        {say({
          zh: '点地图加角，拖动角移动，拖边中间的小点加角；靠近邻格的角会对齐。键盘：方向键移动地图，“在地图正中加角”，或在下面写经纬度；Delete 删去选中的角，Ctrl+Z 撤销。',
          en: 'Click the map to add a corner, drag one to move it, drag the small dot of an edge for a new one; near a neighbour’s corner it takes its place. Keyboard: arrows move the map, then “Add a corner in the middle”, or type coordinates below; Delete takes the chosen corner away, Ctrl+Z undoes.',
        })}
      </p>
      <div className={styles.drawMap}>
        <CityMap
          {...(bounds && { bounds })}
          label={say({ zh: '划定范围的地图', en: 'Map to draw the outline' })}
          describedBy={help}
          onMove={({ centre: [lng, lat] }) => setCentre([Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6])}
        >
          <MapLabels />
          <MapShapes shapes={shapes} />
          <MapDrawings name="gap" drawings={gap} />
          <MapCorners corners={corners} picked={picked} snap={snap} onAdd={add} onPick={setPicked} onChange={set} />
        </CityMap>
      </div>
      <Buttons>
        <Button size="s" icon="plus" disabled={!centre} onClick={() => centre && add(centre)}>
          {say({ zh: '在地图正中加角', en: 'Add a corner in the middle' })}
        </Button>
        <Button
          size="s"
          icon="cross"
          disabled={picked === undefined}
          onClick={() => picked !== undefined && remove(picked)}
        >
          {picked === undefined
            ? say({ zh: '删去选中的角', en: 'Take the chosen corner away' })
            : say({ zh: '删去第 {n} 个角', en: 'Take corner {n} away' }, { n: picked + 1 })}
        </Button>
        <Button size="s" icon="back" disabled={past.length === 0} onClick={undo}>
          {say({ zh: '撤销', en: 'Undo' })}
        </Button>
        <Button size="s" disabled={corners.length === 0} onClick={() => set([])}>
          {say({ zh: '全部清除', en: 'Clear all' })}
        </Button>
      </Buttons>
      <CornerList corners={corners} picked={picked} onPick={setPicked} onChange={set} />
    </div>
  )
}
