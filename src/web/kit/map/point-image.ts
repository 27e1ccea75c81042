import type { MapColours } from './map-style.ts'

/** What a point on the map says by its shape, as everywhere: hollow is new, a disc is in hand, a triangle is late. */
export type PointMark = 'new' | 'working' | 'late' | 'done' | 'pin'

const ratio = 2

const marks: readonly PointMark[] = ['new', 'working', 'late', 'done', 'pin']

function canvasOf(width: number, height: number = width): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = width * ratio
  canvas.height = height * ratio
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no 2d canvas')
  context.scale(ratio, ratio)
  return context
}

const imageOf = (context: CanvasRenderingContext2D): ImageData =>
  context.getImageData(0, 0, context.canvas.width, context.canvas.height)

/** Draws the mark of one point, with a paper-coloured edge so that it stands off the map and its neighbours. */
function pointImage(mark: PointMark, colours: MapColours): ImageData {
  const size = mark === 'late' ? 20 : mark === 'pin' ? 24 : 16
  const context = canvasOf(size)
  const middle = size / 2
  context.lineJoin = 'round'
  context.beginPath()
  if (mark === 'late') {
    context.moveTo(middle, 2.5)
    context.lineTo(size - 2, size - 3.5)
    context.lineTo(2, size - 3.5)
    context.closePath()
  } else context.arc(middle, middle, mark === 'done' ? 4 : mark === 'pin' ? 8 : 5.5, 0, Math.PI * 2)
  context.strokeStyle = colours.paper
  context.lineWidth = 3.5
  context.stroke()
  const colour = mark === 'late' ? colours.vermilion : mark === 'done' ? colours.quiet : colours.teal
  context.fillStyle = mark === 'new' ? colours.paper : colour
  context.fill()
  context.strokeStyle = colour
  context.lineWidth = mark === 'new' ? 2.5 : 1
  context.stroke()
  return imageOf(context)
}

/** Draws a cluster: a disc as large as its count deserves, the number in the system's font. */
function clusterImage(count: number, late: number, colours: MapColours): ImageData {
  const size = Math.round(24 + Math.min(26, Math.log2(count) * 3.2))
  const context = canvasOf(size + 4)
  const middle = (size + 4) / 2
  context.beginPath()
  context.arc(middle, middle, size / 2, 0, Math.PI * 2)
  context.fillStyle = colours.paper
  context.fill()
  context.lineWidth = 2
  context.strokeStyle = colours.teal
  context.stroke()
  // The part that is late, as an arc of the ring.
  if (late > 0) {
    context.beginPath()
    context.arc(middle, middle, size / 2, -Math.PI / 2, -Math.PI / 2 + (Math.PI * 2 * late) / count)
    context.lineWidth = 4
    context.strokeStyle = colours.vermilion
    context.stroke()
  }
  context.fillStyle = colours.ink
  context.font = `600 ${size < 32 ? 11 : 13}px ${getComputedStyle(document.body).fontFamily}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(count > 9999 ? `${Math.round(count / 1000)}k` : String(count), middle, middle + 0.5)
  return imageOf(context)
}

/** Draws a name in the system's font with a halo in the colour of the land, so that lines run behind it. */
function labelImage(text: string, colours: MapColours): ImageData {
  const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8125
  const font = `500 ${size}px ${getComputedStyle(document.body).fontFamily}`
  const measure = canvasOf(1)
  measure.font = font
  const width = Math.ceil(measure.measureText(text).width) + 8
  const context = canvasOf(width, Math.ceil(size * 1.6))
  context.font = font
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineJoin = 'round'
  context.lineWidth = 4
  context.strokeStyle = colours.land
  context.strokeText(text, width / 2, size * 0.8)
  context.fillStyle = colours.name
  context.fillText(text, width / 2, size * 0.8)
  return imageOf(context)
}

/** Draws the image of an id when the map first needs it: `cluster-<count>-<late>`, `label-<text>`, or a point's mark. */
export function imageFor(id: string, colours: MapColours): ImageData | undefined {
  const [kind, ...rest] = id.split('-')
  if (kind === 'cluster') return clusterImage(Number(rest[0]), Number(rest[1]), colours)
  if (kind === 'label') return labelImage(rest.join('-'), colours)
  return marks.find((mark) => mark === id) ? pointImage(id as PointMark, colours) : undefined // found among the marks
}

/** Pixel ratio of the images above. */
export const imageRatio = ratio
