import type { DivisionLevel } from '../../../kernel/codes/index.ts'
import type { Area, Point } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'

/** A division (行政区划) of the city: the city itself, a district, a street or town, a committee. */
export type Division = {
  /** Short form: 6, 9 or 12 digits. */
  readonly code: string
  readonly parent?: string
  readonly level: DivisionLevel
  readonly name: Words
  /** Where its name belongs on a map, WGS 84. */
  readonly point?: Point
  readonly area?: Area
  /** Drawn or simplified, no legal boundary (示意). */
  readonly isSketch: boolean
}

/** A responsibility grid (责任网格). */
export type Grid = {
  /** Fifteen digits. */
  readonly code: string
  readonly street: string
  readonly number: number
  /** Id of the office that answers for it. */
  readonly office?: string
  readonly name: Words
  readonly point: Point
  readonly area: Area
  /** Codes of the committees inside. */
  readonly committees: readonly string[]
  readonly isSketch?: boolean
}

/** Where a point lies: codes from the district down, as far as they are known. */
export type Location = {
  readonly district?: string
  readonly street?: string
  readonly grid?: string
  readonly committee?: string
  /** The most exact division of these: committee, else street, else district. */
  readonly division?: string
  /** Some of it rests on drawn boundaries, not surveyed ones. */
  readonly isSketch: boolean
}
