import type { Area } from '../../../kernel/place/index.ts'
import type { DrawnShape } from '../drawings.ts'

/** What a sketch shows: the area of the incident, what was drawn, where resources are; degrees of WGS 84. */
export type Sketch = {
  readonly area: Area | null
  readonly shapes: readonly { readonly label: string; readonly shape: DrawnShape }[]
  readonly points: readonly { readonly label: string; readonly lng: number; readonly lat: number }[]
}

type Place = readonly (number | undefined)[]
type Pen = { readonly x: number; readonly y: number }
type Scale = { readonly at: (place: Place) => Pen; readonly metresPerPoint: number }

const ringsOf = (area: Area): readonly (readonly Place[])[] =>
  area.type === 'Polygon' ? area.coordinates : area.coordinates.flat()

const placesOf = (shape: DrawnShape): readonly Place[] =>
  shape.type === 'Point'
    ? [shape.coordinates]
    : shape.type === 'LineString'
      ? shape.coordinates
      : shape.coordinates.flat()

/** Where the words of a shape stand: at its place halfway, so that two that begin at one place are told apart. */
const middleOf = (places: readonly Place[]): Place => places[Math.floor(places.length / 2)] ?? []

const metresPerDegree = 111_320

/** Fits places into a box of points; east and north as on every map. Nothing without a place. */
export function fitted(
  { area, shapes, points }: Sketch,
  box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
): Scale | undefined {
  const all: Place[] = [
    ...(area ? ringsOf(area).flat() : []),
    ...shapes.flatMap(({ shape }) => placesOf(shape)),
    ...points.map(({ lng, lat }) => [lng, lat]),
  ]
  if (all.length === 0) return undefined
  const [lngs, lats] = [all.map(([lng = 0]) => lng), all.map(([, lat = 0]) => lat)]
  const [west, east, south, north] = [
    lngs.reduce((a, b) => Math.min(a, b)),
    lngs.reduce((a, b) => Math.max(a, b)),
    lats.reduce((a, b) => Math.min(a, b)),
    lats.reduce((a, b) => Math.max(a, b)),
  ]
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  // A single place has no extent: half a kilometre around it is shown.
  const [wide, high] = [Math.max((east - west) * narrow, 0.005), Math.max(north - south, 0.005)]
  const inner = 22
  const scale = Math.min((box.width - 2 * inner) / wide, (box.height - 2 * inner) / high)
  const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 }
  return {
    at: ([lng = 0, lat = 0]) => ({
      x: middle.x + (lng - (west + east) / 2) * narrow * scale,
      y: middle.y - (lat - (south + north) / 2) * scale,
    }),
    metresPerPoint: metresPerDegree / scale,
  }
}

/** A round length for the bar of the scale: the longest of 1, 2, 5 … that is no longer than a quarter of the box. */
export function barOf(metresPerPoint: number, width: number): { readonly metres: number; readonly points: number } {
  const most = (metresPerPoint * width) / 4
  const power = 10 ** Math.floor(Math.log10(most))
  const metres = ([5, 2, 1].find((one) => one * power <= most) ?? 1) * power
  return { metres, points: metres / metresPerPoint }
}

/** Draws a sketch on a page, in a frame, with its scale; labels in the font that is set. */
export function drawSketch(
  doc: PDFKit.PDFDocument,
  sketch: Sketch,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  const scale = fitted(sketch, { left, top, width, height })
  if (!scale) return
  const { at, metresPerPoint } = scale
  const path = (places: readonly Place[]) => {
    for (const [i, place] of places.entries()) {
      const { x, y } = at(place)
      if (i === 0) doc.moveTo(x, y)
      else doc.lineTo(x, y)
    }
    return doc
  }
  const label = (text: string, { x, y }: Pen) =>
    doc
      .fillColor('#000')
      .fontSize(7.5)
      .text(text, x + 4, y - 4, { lineBreak: false })
  doc.save().rect(left, top, width, height).clip()
  if (sketch.area)
    for (const ring of ringsOf(sketch.area))
      path(ring).lineWidth(1).fillOpacity(0.08).fillAndStroke('#b00020', '#b00020')
  doc.fillOpacity(1)
  for (const { shape } of sketch.shapes) {
    if (shape.type === 'Point') {
      const { x, y } = at(shape.coordinates)
      doc.circle(x, y, 2.6).fill('#0b5cad')
    } else if (shape.type === 'LineString') path(shape.coordinates).lineWidth(1.6).stroke('#0b5cad')
    else
      for (const ring of shape.coordinates) path(ring).lineWidth(1.2).dash(3, { space: 2 }).stroke('#0b5cad').undash()
  }
  for (const { lng, lat } of sketch.points) {
    const { x, y } = at([lng, lat])
    doc.rect(x - 2.2, y - 2.2, 4.4, 4.4).fill('#1f7a3d')
  }
  for (const { label: text, shape } of sketch.shapes) label(text, at(middleOf(placesOf(shape))))
  for (const { label: text, lng, lat } of sketch.points) label(text, at([lng, lat]))
  doc.restore()
  doc.rect(left, top, width, height).lineWidth(0.5).stroke('#999')
  const { metres, points } = barOf(metresPerPoint, width)
  const [x, y] = [left + 8, top + height - 8]
  doc
    .moveTo(x, y)
    .lineTo(x + points, y)
    .lineWidth(1.5)
    .stroke('#000')
  label(metres >= 1_000 ? `${metres / 1_000} km` : `${metres} m`, { x: x - 4, y: y - 8 })
}
