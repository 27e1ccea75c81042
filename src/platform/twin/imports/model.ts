import type { Datum } from '../../../kernel/place/index.ts'
import type { AnyShape, Json } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'

/** Something wrong with one feature of a file: where, what stood there, what is wrong, how to mend it. */
export type FeatureFault = {
  /** Row of a table, number of the feature in any other file, from 1. */
  readonly row: number
  readonly field?: string
  readonly found?: string
  readonly says: Words
  readonly mend: Words
}

/** One thing as a file says it, coordinates as they stand there. */
export type RawFeature = {
  readonly row: number
  /** Its own name in the file, if it has one: the same thing again is the same entity. */
  readonly id?: string
  /** Kind of thing where one file brings several (CityJSON, GTFS, IFC); the layer's otherwise. */
  readonly type?: string
  readonly geometry: AnyShape | null
  readonly properties: Readonly<Record<string, Json>>
  /** Name → ids of other things of the same file that it stands in this relation to. */
  readonly relations?: Readonly<Record<string, readonly string[]>>
}

/** What a reader gives, one after the other. */
export type Reading =
  | { readonly ok: true; readonly feature: RawFeature }
  | { readonly ok: false; readonly fault: FeatureFault }

/** Where coordinates stand: degrees in a datum, or a reference system of the EPSG register or of a `.prj` file. */
export type Reference =
  | { readonly kind: 'datum'; readonly datum: Datum }
  | { readonly kind: 'epsg'; readonly code: number }
  | { readonly kind: 'wkt'; readonly text: string }

/** A reference system with how it is known. */
export type KnownReference = { readonly reference: Reference; readonly why: Words }

/** An opened file of things with places. */
export type LayerFile = {
  /** `geojson`, `table`, `shapefile`, … */
  readonly format: string
  /** The reference system that the file names itself; absent when it says nothing. */
  readonly reference?: KnownReference
  /** Names of its fields as far as they are known before reading. */
  readonly fields?: readonly string[]
  /** What a person has to say before it can be read: which columns hold the coordinates. */
  readonly lacks?: 'columns'
  readonly notes: readonly Words[]
  /** Reads from the start, each time it is called; memory does not grow with the file where its format allows that. */
  features(): AsyncGenerator<Reading>
  /** Share that the running reading has got through, 0 to 1. */
  progress(): number
  close(): Promise<void>
}

/** Choices of whoever imports. */
export type LayerOptions = {
  /** Datum of coordinates in degrees. */
  readonly datum?: Datum
  /** EPSG code, where the file does not name its system. */
  readonly epsg?: number
  /** Field that holds each thing's own number. */
  readonly idField?: string
  /** Address under which a tile set is served. */
  readonly link?: string
  /** Kind of file, where a person says so against what was recognised. */
  readonly format?: string
  /** Columns of a table that hold longitude and latitude (or east and north), where their names do not say so. */
  readonly lngField?: string
  readonly latField?: string
}

/** What reads one kind of file. A new kind is one file in `readers/` and one line in `open-layer.ts`. */
export type LayerReader = {
  readonly format: string
  readonly title: Words
  /** Does this file look like one of its kind? `names`: entries when it is a zip. */
  knows(head: Buffer, names: readonly string[] | undefined): boolean
  open(path: string, options: LayerOptions): Promise<LayerFile>
}
