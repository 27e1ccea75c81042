import { sql } from 'kysely'

/** A number as it counts in sums: a reading near the end of what a double holds would make PostgreSQL refuse the sum for all. */
export const summand = sql`greatest(least(value, 1e290), -1e290)`
