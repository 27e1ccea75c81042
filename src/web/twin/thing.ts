import type { Geometry } from '../../kernel/place/index.ts'
import { type AnyShape, extentOf } from '../../kernel/twin/index.ts'
import type { StateShape, StateTone } from '../kit/index.ts'

/** Something on the map, whatever layer it comes from. */
export type Thing = {
  readonly id: string
  /** Id of its layer. */
  readonly layer: string
  readonly title: string
  /** What kind of thing it is, in words. */
  readonly kind: string
  /** The kind of device, by its profile. */
  readonly category?: string
  /** WGS 84. */
  readonly geometry: Geometry | AnyShape
  /** How it stands, in words, with the shape and tone they have everywhere. */
  readonly state?: { readonly words: string; readonly shape: StateShape; readonly tone: StateTone }
  /** The number that the layer is about, and its unit. */
  readonly value?: number
  readonly unit?: string
  /** Metres above the ground, for what stands up by itself. */
  readonly height?: number
  /** Since when it is so, ISO instant. */
  readonly at?: string
  readonly isDemo: boolean
}

/** What a layer holds at a moment within the frame. */
export type Held = {
  readonly things: readonly Thing[]
  /** Those of the frame that are not among them. */
  readonly leftOut: number
  /** When it was counted, ISO instant. */
  readonly asOf: string
}

/** The name by which an address knows a thing. */
export const nameOf = (thing: Pick<Thing, 'layer' | 'id'>): string => `${thing.layer}~${thing.id}`

/** Layer and id of such a name. */
export function namedThing(name: string): { readonly layer: string; readonly id: string } {
  const at = name.indexOf('~')
  return { layer: name.slice(0, at), id: name.slice(at + 1) }
}

/** Does a thing have these words in its name, kind or state? */
export const hasWords = (thing: Thing, words: string): boolean =>
  `${thing.title} ${thing.kind} ${thing.state?.words ?? ''}`.toLowerCase().includes(words.trim().toLowerCase())

/** The middle of a thing's frame: where its mark stands. */
export function markPoint(geometry: Geometry | AnyShape): readonly [number, number] | undefined {
  const bounds = extentOf(geometry as AnyShape) // a position of GeoJSON is a place; only the optional height is typed otherwise
  return bounds && [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
}
