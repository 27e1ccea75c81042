import { type RawBuilder, sql } from 'kysely'

/** The entity sets that are served (OGC 18-088 §8.2 and §8.3, OGC 17-079r1 for tasking). */
export type SetName =
  | 'Things'
  | 'Locations'
  | 'HistoricalLocations'
  | 'Datastreams'
  | 'MultiDatastreams'
  | 'Sensors'
  | 'ObservedProperties'
  | 'Observations'
  | 'FeaturesOfInterest'
  | 'Actuators'
  | 'TaskingCapabilities'
  | 'Tasks'

/** How a value is compared and written. */
export type Kind = 'text' | 'number' | 'boolean' | 'json' | 'instant' | 'interval' | 'geo' | 'duration' | 'null'

/** A property: its expression over the alias of its row. An interval's expression gives its beginning, `till` its end. */
export type Property = {
  readonly kind: Kind
  of(alias: string): RawBuilder<unknown>
  till?(alias: string): RawBuilder<unknown>
  /** The column that a write sets; absent for what is computed. */
  readonly column?: string
  readonly isNeeded?: boolean
}

/** A way from one entity to others. */
export type Navigation = {
  readonly target: SetName
  readonly isMany: boolean
  /** Does the row `to` of the target belong to the row `from`? */
  link(from: string, to: string): RawBuilder<boolean>
  /** The column of the row `from` that holds the number of the one it leads to. */
  readonly column?: string
  readonly isNeeded?: boolean
  /** Rows of the target as this way gives them, where it gives one more than once or in an order of its own. */
  readonly source?: RawBuilder<unknown>
  /** The table of pairs that the way leads through: joined as a table it is planned better than as a condition. */
  readonly pairs?: { readonly table: string; readonly own: string; readonly other: string }
  readonly order?: (alias: string) => RawBuilder<unknown>
}

/** A kind of entity. */
export type EntityKind = {
  readonly set: SetName
  /** Name of one: `Thing`. */
  readonly one: string
  readonly table: string
  /** What rows are read from, with a column `id`. */
  readonly source: RawBuilder<unknown>
  readonly properties: Readonly<Record<string, Property>>
  readonly navigations: Readonly<Record<string, Navigation>>
  /** The row of twin.entity whose sight decides, from a row's alias: an expression that gives its keys. */
  things(alias: string): RawBuilder<unknown>
  readonly order: (alias: string) => RawBuilder<unknown>
}

/** The columns of a row under an alias. */
export const column =
  (name: string) =>
  (alias: string): RawBuilder<unknown> =>
    sql`${sql.ref(`${alias}.${name}`)}`
