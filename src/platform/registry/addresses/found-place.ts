import type { Point } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'

/**
 * How exactly a place was found: the very number; between known numbers; where two roads meet; a named place; a road
 * without a number; a road known only by a similar name; a committee, street or district as a whole.
 */
export type Precision = 'door' | 'between' | 'crossing' | 'name' | 'road' | 'like' | 'committee' | 'street' | 'district'

/** Every precision, most exact first. */
export const precisions: readonly Precision[] = [
  'door',
  'between',
  'crossing',
  'name',
  'road',
  'like',
  'committee',
  'street',
  'district',
]

/** A place found for a text. */
export type FoundPlace = {
  /** As it is written in the city's addresses, or as it was understood. */
  readonly address: string
  /** WGS 84. */
  readonly point: Point
  readonly precision: Precision
  /** Metres within which the place should lie. */
  readonly radius: number
  /** How far to trust it, 0 to 1: the share within the radius when it was measured (`confidenceOf`), divided among equals. */
  readonly confidence: number
  readonly district?: string
  readonly street?: string
  /** The most exact division known. */
  readonly division?: string
  /** It rests on demonstration data or drawn boundaries. */
  readonly isSketch: boolean
  readonly why: Words
}
