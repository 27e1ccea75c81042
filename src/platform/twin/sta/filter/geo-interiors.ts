import { type AnyShape, meetsRelation, type Place, type Shape, shapesOf } from '../../../../kernel/twin/index.ts'

/** 0 for points, 1 for lines, 2 for areas: the greatest of its parts. */
export const dimension = (shape: AnyShape): number => Math.max(0, ...simple(shape).map((one) => one.dimension))

type Line = readonly Place[]
/** A part of a geometry: a point is a line of one place, an area its rings. */
type Part = { readonly dimension: 0 | 1 | 2; readonly lines: readonly Line[]; readonly shape: AnyShape }

const point = (coordinates: Place): AnyShape => ({ type: 'Point', coordinates })

const simple = (shape: AnyShape): readonly Part[] => shapesOf(shape).flatMap(partsOf)

function partsOf(one: Shape): readonly Part[] {
  const area = (rings: readonly Line[]): Part => ({
    dimension: 2,
    lines: rings,
    shape: { type: 'Polygon', coordinates: rings },
  })
  const line = (places: Line): Part => ({
    dimension: 1,
    lines: [places],
    shape: { type: 'LineString', coordinates: places },
  })
  switch (one.type) {
    case 'Point':
      return [{ dimension: 0, lines: [[one.coordinates]], shape: one }]
    case 'MultiPoint':
      return one.coordinates.map((place): Part => ({ dimension: 0, lines: [[place]], shape: point(place) }))
    case 'LineString':
      return [line(one.coordinates)]
    case 'MultiLineString':
      return one.coordinates.map(line)
    case 'Polygon':
      return [area(one.coordinates)]
    case 'MultiPolygon':
      return one.coordinates.map(area)
  }
}

/** Have the two a position in common that lies on the edge of neither (OGC 06-103r4: II of the nine intersections)? */
export function interiorsMeet(a: AnyShape, b: AnyShape): boolean {
  return simple(a).some((one) => simple(b).some((other) => partsMeet(one, other)))
}

function partsMeet(one: Part, other: Part): boolean {
  const [low, high] = one.dimension <= other.dimension ? [one, other] : [other, one]
  const places = low.lines.flat()
  if (low.dimension === 2)
    return (['overlaps', 'within', 'contains'] as const).some((is) => meetsRelation(low.shape, { is }, high.shape))
  if (low.dimension === 0) return places.some((place) => isInterior(place, high))
  if (high.dimension === 2)
    return low.lines.some((line) => cut(line, high.lines).some((place) => isInterior(place, high)))
  const isShared = (place: Place) => isInterior(place, low) && isInterior(place, high)
  return doCross(low, high) || [...places, ...middles(low), ...high.lines.flat(), ...middles(high)].some(isShared)
}

const isOn = (place: Place, shape: AnyShape) => meetsRelation(point(place), { is: 'intersects' }, shape)

const isSame = (a: Place | undefined, b: Place | undefined) => a?.[0] === b?.[0] && a?.[1] === b?.[1]

/** Is it a position of the part, but not of its edge? The edge of a line are its ends, of a closed one nothing. */
function isInterior(place: Place, { dimension: of, lines, shape }: Part): boolean {
  if (!isOn(place, shape)) return false
  if (of === 0) return true
  if (of === 2) return !isOn(place, { type: 'MultiLineString', coordinates: lines })
  return lines.every((line) => isSame(line[0], line.at(-1)) || (!isSame(place, line[0]) && !isSame(place, line.at(-1))))
}

const edgesOf = (lines: readonly Line[]) =>
  lines.flatMap((line) => line.slice(1).map((to, index) => [line[index] ?? to, to] as const))

const between = ([ax = 0, ay = 0]: Place, [bx = 0, by = 0]: Place, share: number): Place => [
  ax + (bx - ax) * share,
  ay + (by - ay) * share,
]

const middles = ({ lines }: Part): readonly Place[] => edgesOf(lines).map(([from, to]) => between(from, to, 0.5))

/** Where along the first edge the second is met; nothing for parallels. */
function meeting(
  [a, b]: readonly [Place, Place],
  [c, d]: readonly [Place, Place],
): readonly [number, number] | undefined {
  const [ax = 0, ay = 0] = a
  const [dx, dy] = [(b[0] ?? 0) - ax, (b[1] ?? 0) - ay]
  const [ex, ey] = [(d[0] ?? 0) - (c[0] ?? 0), (d[1] ?? 0) - (c[1] ?? 0)]
  const across = dx * ey - dy * ex
  if (across === 0) return undefined
  const [fx, fy] = [(c[0] ?? 0) - ax, (c[1] ?? 0) - ay]
  return [(fx * ey - fy * ex) / across, (fx * dy - fy * dx) / across]
}

const isWithin = (share: number) => share > 0 && share < 1

/** Do edges of the two cross between their ends? */
const doCross = (one: Part, other: Part): boolean =>
  edgesOf(one.lines).some((edge) =>
    edgesOf(other.lines).some((another) => meeting(edge, another)?.every(isWithin) ?? false),
  )

/** The middles of the pieces of a line between the places where it meets some rings. */
function cut(line: Line, rings: readonly Line[]): readonly Place[] {
  return edgesOf([line]).flatMap((edge) => {
    const shares = edgesOf(rings).flatMap((rim) => meeting(edge, rim)?.slice(0, 1) ?? [])
    const sorted = [0, ...shares.filter(isWithin).sort((a, b) => a - b), 1]
    return sorted.slice(1).map((share, index) => between(edge[0], edge[1], (share + (sorted[index] ?? 0)) / 2))
  })
}
