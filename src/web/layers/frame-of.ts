import { extentOf } from '../../kernel/twin/index.ts'
import type { LayerPreview } from '../api/layers.ts'

type Frame = readonly [west: number, south: number, east: number, north: number]

/**
 * The frame around what lies in the city, else around everything that is drawn: one thing on the other side of the earth must not
 * make the others too small to be seen. A single point gets a kilometre. Nothing is drawn: no frame.
 */
export function frameOf({ drawn }: Pick<LayerPreview, 'drawn'>): Frame | undefined {
  const inside = drawn.filter(({ isOutside }) => !isOutside)
  const boxes = (inside.length > 0 ? inside : drawn).flatMap(({ shape }) => {
    const box = extentOf(shape)
    return box ? [box] : []
  })
  if (boxes.length === 0) return undefined
  const edge = (of: (...values: number[]) => number, index: 0 | 1 | 2 | 3): number =>
    of(...boxes.map((box) => box[index]))
  const [west, south, east, north] = [edge(Math.min, 0), edge(Math.min, 1), edge(Math.max, 2), edge(Math.max, 3)]
  const room = Math.max(0.005 - (east - west) / 2, 0)
  return [west - room, south - room, east + room, north + room]
}
