import type { Words } from '../words.ts'

/** A condition on an attribute of the things of a layer. */
export type LayerCondition = {
  /** Term or expanded name. */
  readonly attribute: string
  readonly is: '==' | '!=' | '<' | '<=' | '>' | '>='
  readonly value: string | number | boolean
}

/** What the colour of a thing says: an attribute over a range, in its unit. */
export type LayerScale = {
  /** One of the layer's attributes. */
  readonly attribute: string
  readonly title: Words
  /** UN/CEFACT common code; nothing where it is a plain number, or yes (1) and no (0). */
  readonly unit?: string
  /** Where the colour begins and ends; what lies beyond looks like the end. */
  readonly low: number
  readonly high: number
}

/** A layer of the map, as data: which things, and what of them is told. A part of a pack. */
export type LayerDeclaration = {
  readonly id: string
  readonly title: Words
  /** Types as terms or IRIs; any when empty. */
  readonly types: readonly string[]
  /** A scope that they lie in, such as `/layers/districts`. */
  readonly scope?: string
  readonly where?: readonly LayerCondition[]
  /** Attributes that tiles and features carry; all when absent (features) or none (tiles). */
  readonly attributes?: readonly string[]
  /** Are points gathered into clusters where they lie close? */
  readonly clusters: boolean
  /** What the colour of its things says; one colour for all where it says nothing. */
  readonly scale?: LayerScale
}
