import type { GeoJSONSource, Map as LibreMap, MapMouseEvent, MapTouchEvent, PointLike } from 'maplibre-gl'
import type { MapData } from './geo.ts'

/** A corner of an outline: longitude, latitude. */
export type Corner = readonly [number, number]

/** Pixels within which a corner takes the place of one that is there already, so that neighbours share an edge. */
const snapping = 10
/** Pixels that a finger may miss a corner by. */
const reach = 14

const middle = ([ax, ay]: Corner, [bx, by]: Corner): Corner => [(ax + bx) / 2, (ay + by) / 2]

/** The outline with its corners, and a dot in the middle of each edge. */
export function cornerFeatures(corners: readonly Corner[], picked: number | undefined): MapData {
  const dots = (kind: 'corner' | 'middle', places: readonly Corner[]) =>
    places.map((place, at) => ({
      type: 'Feature' as const,
      properties: { kind, at, picked: kind === 'corner' && at === picked ? 1 : 0 },
      geometry: { type: 'Point' as const, coordinates: [...place] },
    }))
  const [first] = corners
  const ring = first && corners.length > 2 ? [...corners, first] : corners
  const line = ring.map((one) => [...one])
  const middles = ring.slice(1).map((one, at) => middle(ring[at] ?? one, one))
  return {
    type: 'FeatureCollection',
    features: [
      ...(corners.length > 2
        ? [{ type: 'Feature' as const, properties: {}, geometry: { type: 'Polygon' as const, coordinates: [line] } }]
        : []),
      ...(corners.length > 1
        ? [{ type: 'Feature' as const, properties: {}, geometry: { type: 'LineString' as const, coordinates: line } }]
        : []),
      ...dots('middle', middles),
      ...dots('corner', corners),
    ],
  }
}

/** What is drawn, and whom to tell of it. */
export type CornerHand = {
  readonly corners: readonly Corner[]
  readonly snap: readonly Corner[]
  readonly onAdd: (corner: Corner) => void
  readonly onPick: (at: number) => void
  readonly onChange: (corners: readonly Corner[]) => void
}

/** The corner, or else the middle, at a place of the screen. */
function hitAt(map: LibreMap, { x, y }: { readonly x: number; readonly y: number }) {
  const box: [PointLike, PointLike] = [
    [x - reach, y - reach],
    [x + reach, y + reach],
  ]
  for (const layer of ['corners-corner', 'corners-middle']) {
    const [hit] = map.queryRenderedFeatures(box, { layers: [layer] })
    if (hit) return { kind: String(hit.properties.kind), at: Number(hit.properties.at) }
  }
  return undefined
}

/** Where a hand is, or the corner that is there already. */
function snapped(map: LibreMap, snap: readonly Corner[], event: MapMouseEvent | MapTouchEvent): Corner {
  const near = snap
    .map((place) => ({ place, far: map.project([...place]).dist(event.point) }))
    .filter(({ far }) => far <= snapping)
    .toSorted((a, b) => a.far - b.far)[0]
  const { lng, lat } = event.lngLat
  return near?.place ?? [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]
}

/** Follows a mouse or a finger that draws. @returns what stops it */
export function followCorners(map: LibreMap, latest: { readonly current: CornerHand }): () => void {
  let dragged: { readonly corners: readonly Corner[]; readonly at: number; moved?: readonly Corner[] } | undefined
  const press = (event: MapMouseEvent | MapTouchEvent): void => {
    const hit = hitAt(map, event.point)
    if (!hit || ('points' in event && event.points.length > 1)) return
    event.preventDefault()
    const { corners: now } = latest.current
    const at = hit.kind === 'corner' ? hit.at : hit.at + 1
    const own = now[hit.at]
    dragged = { corners: hit.kind === 'corner' || !own ? now : now.toSpliced(at, 0, own), at }
  }
  const move = (event: MapMouseEvent | MapTouchEvent): void => {
    if (!dragged) {
      map.getCanvas().style.cursor = hitAt(map, event.point) ? 'grab' : 'crosshair'
      return
    }
    dragged.moved = dragged.corners.with(dragged.at, snapped(map, latest.current.snap, event))
    map.getSource<GeoJSONSource>('corners')?.setData(cornerFeatures(dragged.moved, dragged.at))
  }
  const release = (): void => {
    const done = dragged
    dragged = undefined
    if (!done) return
    latest.current.onPick(done.at)
    if (done.moved) latest.current.onChange(done.moved)
  }
  const click = (event: MapMouseEvent): void => {
    const hit = hitAt(map, event.point)
    if (!hit) latest.current.onAdd(snapped(map, latest.current.snap, event))
  }
  const following = [
    ...[map.on('mousedown', press), map.on('touchstart', press)],
    ...[map.on('mousemove', move), map.on('touchmove', move)],
    ...[map.on('mouseup', release), map.on('touchend', release), map.on('click', click)],
  ]
  // A corner let go outside of the map stays where it last was on it.
  addEventListener('mouseup', release)
  return () => {
    for (const one of following) one.unsubscribe()
    removeEventListener('mouseup', release)
  }
}
