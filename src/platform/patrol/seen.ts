import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../kernel/access/index.ts'

/** Paths of the offices by which somebody sees patrols: his own and all below; a program sees all. */
export const pathsOf = (actor: Actor): readonly string[] | undefined =>
  actor.kind === 'service' ? undefined : [...new Set(actor.posts.map(({ path }) => path))]

/** The condition that a column's path lies at or below one of these; all when there are none to ask. */
export const within = (column: RawBuilder<unknown>, paths: readonly string[] | undefined): RawBuilder<boolean> =>
  paths === undefined
    ? sql<boolean>`true`
    : sql<boolean>`exists (select from unnest(${[...paths]}::text[]) held where ${column} = held or starts_with(${column}, held || '/'))`

/** The person of an actor; a program is nobody who walks. */
export const personOf = ({ id }: Actor): string =>
  /^[0-9a-f-]{36}$/.test(id) ? id : '00000000-0000-0000-0000-000000000000'
