import { PbfWriter } from 'pbf'
import { toMercator } from '../../../kernel/place/index.ts'
import { type AnyShape, type Place, type Shape, shapesOf } from '../../../kernel/twin/index.ts'
import { clipLine, clipRing } from './clip.ts'

/** Side of a tile in its own units (Mapbox Vector Tile 2.1 §4). */
export const extent = 4096
/** How far beyond its edge a tile draws. */
const buffer = 64
/** Half the side of the Web Mercator square, metres. */
export const worldHalf = 20_037_508.342_789_244

/** A thing of a tile: a point in units of the tile from its north-western corner, or a geometry in degrees. */
export type TileThing = {
  /** A number that stays the same while the thing does. */
  readonly key: number
  readonly x: number
  readonly y: number
  readonly shape?: AnyShape | null
  readonly values: Readonly<Record<string, unknown>>
}

/** Where a tile lies: its west and north edge and its side in Mercator metres, and its units a metre. */
export type TileFrame = { readonly west: number; readonly north: number; readonly side: number; readonly scale: number }

/** The frame of a tile. */
export function tileFrame(z: number, x: number, y: number): TileFrame {
  const side = (2 * worldHalf) / 2 ** z
  return { west: -worldHalf + x * side, north: worldHalf - y * side, side, scale: extent / side }
}

/** Writes one layer as a Mapbox vector tile (version 2.1). */
export function encodeTile(name: string, things: readonly TileThing[], z: number, x: number, y: number): Uint8Array {
  const { west, north, scale } = tileFrame(z, x, y)
  const tileX = (mx: number) => (mx - west) * scale
  const tileY = (my: number) => (north - my) * scale
  const keys = new Map<string, number>()
  const values = new Map<string | number | boolean, number>()
  const tile = new PbfWriter(new Uint8Array(1_024 + 64 * things.length))
  const write = (_: undefined, pbf: PbfWriter) => {
    pbf.writeVarintField(15, 2)
    pbf.writeStringField(1, name)
    for (const thing of things) {
      const drawn =
        thing.shape && thing.shape.type !== 'Point' ? draw(thing.shape, tileX, tileY) : pointAt(thing.x, thing.y)
      for (const { type, commands } of drawn) pbf.writeMessage(2, writeFeature, { thing, type, commands, keys, values })
    }
    for (const key of keys.keys()) pbf.writeStringField(3, key)
    for (const value of values.keys()) pbf.writeMessage(4, writeValue, value)
    pbf.writeVarintField(5, extent)
  }
  tile.writeMessage(3, write, undefined)
  return tile.finish()
}

type Drawn = { readonly type: 1 | 2 | 3; readonly commands: readonly number[] }
type FeatureParts = Drawn & {
  readonly thing: TileThing
  readonly keys: Map<string, number>
  readonly values: Map<string | number | boolean, number>
}

function writeFeature({ thing, type, commands, keys, values }: FeatureParts, pbf: PbfWriter): void {
  if (thing.key > 0) pbf.writeVarintField(1, thing.key)
  const tags: number[] = []
  for (const name in thing.values) {
    const raw = thing.values[name]
    if (raw === null || raw === undefined) continue
    const value = typeof raw === 'object' ? JSON.stringify(raw) : (raw as string | number | boolean) // no other kind in JSON
    tags.push(numberOf(keys, name), numberOf(values, value))
  }
  if (tags.length > 0) pbf.writePackedVarint(2, tags)
  pbf.writeVarintField(3, type)
  pbf.writePackedVarint(4, [...commands])
}

function numberOf<T>(known: Map<T, number>, one: T): number {
  const found = known.get(one)
  if (found !== undefined) return found
  known.set(one, known.size)
  return known.size - 1
}

function writeValue(value: string | number | boolean, pbf: PbfWriter): void {
  if (typeof value === 'string') pbf.writeStringField(1, value)
  else if (typeof value === 'boolean') pbf.writeBooleanField(7, value)
  else if (Number.isSafeInteger(value)) pbf.writeSVarintField(6, value)
  else pbf.writeDoubleField(3, value)
}

const zigzag = (value: number): number => (value << 1) ^ (value >> 31)

function pointAt(x: number, y: number): readonly Drawn[] {
  if (x < -buffer || x > extent + buffer || y < -buffer || y > extent + buffer) return []
  return [{ type: 1, commands: [9, zigzag(Math.round(x)), zigzag(Math.round(y))] }]
}

/** A geometry as commands, cut to the tile; a collection becomes several features. */
function draw(shape: AnyShape, tileX: (x: number) => number, tileY: (y: number) => number): readonly Drawn[] {
  const flat = (places: readonly Place[]): number[] => {
    const made: number[] = []
    for (const [lng = 0, lat = 0] of places) {
      const [mx, my] = toMercator({ lng, lat })
      made.push(tileX(mx), tileY(my))
    }
    return made
  }
  return shapesOf(shape).flatMap((one): Drawn[] => {
    const drawn = drawShape(one, flat)
    return drawn.commands.length > 0 ? [drawn] : []
  })
}

function drawShape(shape: Shape, flat: (places: readonly Place[]) => number[]): Drawn {
  const pen = new Pen()
  switch (shape.type) {
    case 'Point':
    case 'MultiPoint': {
      const points = flat(shape.type === 'Point' ? [shape.coordinates] : shape.coordinates)
      for (let at = 0; at < points.length; at += 2) pen.line(points.slice(at, at + 2), false)
      return { type: 1, commands: pen.commands }
    }
    case 'LineString':
    case 'MultiLineString':
      // Lines by their nesting, which the kind of geometry says.
      for (const line of shape.type === 'LineString' ? [shape.coordinates] : shape.coordinates)
        for (const part of clipLine(flat(line as readonly Place[]), -buffer, extent + buffer)) pen.line(part, false)
      return { type: 2, commands: pen.commands }
    case 'Polygon':
    case 'MultiPolygon':
      for (const polygon of shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates)
        (polygon as readonly (readonly Place[])[]).forEach((ring, index) => {
          pen.ring(clipRing(flat(ring).slice(0, -2), -buffer, extent + buffer), index === 0)
        })
      return { type: 3, commands: pen.commands }
  }
}

/** Writes commands with their distances from where the last one ended (§4.3). */
class Pen {
  readonly commands: number[] = []
  #x = 0
  #y = 0

  /** An open line, or a single point. */
  line(points: readonly number[], isClosed: boolean): void {
    const whole: number[] = []
    for (let at = 0; at + 1 < points.length; at += 2) {
      const [x, y] = [Math.round(points[at] ?? 0), Math.round(points[at + 1] ?? 0)]
      if (at === 0 || x !== whole.at(-2) || y !== whole.at(-1)) whole.push(x, y)
    }
    if (points.length > 2 && whole.length < (isClosed ? 6 : 4)) return
    this.#to(9, whole.slice(0, 2))
    if (whole.length > 2) this.#to((((whole.length - 2) / 2) << 3) | 2, whole.slice(2))
    if (isClosed) this.commands.push(15)
  }

  /** A ring: outer ones run clockwise on the screen, holes the other way. */
  ring(points: readonly number[], isOuter: boolean): void {
    let area = 0
    for (let at = 0; at < points.length; at += 2) {
      const next = (at + 2) % points.length
      area += (points[at] ?? 0) * (points[next + 1] ?? 0) - (points[next] ?? 0) * (points[at + 1] ?? 0)
    }
    if (points.length < 6 || area === 0) return
    const turned = area > 0 === isOuter ? points : reversed(points)
    this.line(turned, true)
  }

  #to(command: number, points: readonly number[]): void {
    this.commands.push(command)
    for (let at = 0; at < points.length; at += 2) {
      const [x, y] = [points[at] ?? 0, points[at + 1] ?? 0]
      this.commands.push(zigzag(x - this.#x), zigzag(y - this.#y))
      this.#x = x
      this.#y = y
    }
  }
}

function reversed(points: readonly number[]): number[] {
  const made: number[] = []
  for (let at = points.length - 2; at >= 0; at -= 2) made.push(points[at] ?? 0, points[at + 1] ?? 0)
  return made
}
