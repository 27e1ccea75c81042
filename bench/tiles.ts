import { PbfReader } from 'pbf'
import { toMercator } from '../src/kernel/place/index.ts'

/** Half the side of the Web Mercator square, metres. */
export const worldHalf = 20_037_508.342_789_244
/** The square in which the things stand: 50 km around the centre of Shanghai. */
export const frame = { west: 121.2, south: 31.0, east: 121.725, north: 31.45 }

/** A tile by its address. */
export type Tile = readonly [z: number, x: number, y: number]

/** So many tiles within the frame, the same in every run. */
export function tiles(z: number, count: number): readonly Tile[] {
  const side = (2 * worldHalf) / 2 ** z
  return Array.from({ length: count }, (_, index) => {
    const share = (index * 0.618_033_988_7) % 1
    const other = (index * 0.754_877_666_2) % 1
    const [x, y] = toMercator({
      lng: frame.west + share * (frame.east - frame.west),
      lat: frame.south + other * (frame.north - frame.south),
    })
    return [z, Math.floor((x + worldHalf) / side), Math.floor((worldHalf - y) / side)]
  })
}

/** Goes through the fields of the only layer of a tile. */
function readLayer(bytes: Uint8Array, read: (field: number, pbf: PbfReader) => void): void {
  new PbfReader(bytes).readFields((tag, _, pbf) => {
    if (tag === 3) pbf.readFields((field) => read(field, pbf), undefined, pbf.readVarint() + pbf.pos)
  }, undefined)
}

/** Counts the features of a tile. */
export function featuresIn(bytes: Uint8Array): number {
  let count = 0
  readLayer(bytes, (field) => {
    if (field === 2) count += 1
  })
  return count
}

/** The things of a tile: the sum of what its clusters count. */
export function countedIn(bytes: Uint8Array): number {
  const keys: string[] = []
  const numbers: number[] = []
  const tags: number[][] = []
  readLayer(bytes, (field, pbf) => {
    if (field === 3) keys.push(pbf.readString())
    if (field !== 2 && field !== 4) return
    const till = pbf.readVarint() + pbf.pos
    const from = numbers.length
    pbf.readFields(
      (part) => {
        if (field === 2 && part === 2) tags.push(pbf.readPackedVarint() as number[]) // the reader fills a list
        // Counts are whole numbers; other values have no number of their own.
        if (field === 4) numbers.push(part === 6 ? pbf.readSVarint() : Number.NaN)
      },
      undefined,
      till,
    )
    if (field === 4 && numbers.length !== from + 1) throw new Error('A value that says nothing, or too much')
  })
  return tags.reduce(
    (sum, list) =>
      sum + (numbers[list[list.findIndex((key, at) => at % 2 === 0 && keys[key] === 'count') + 1] ?? -1] ?? 0),
    0,
  )
}
