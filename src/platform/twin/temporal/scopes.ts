import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type EntityFragment, meetsScopes, type ScopeSelection } from '../../../kernel/twin/index.ts'
import type { Query } from '../../base/index.ts'
import type { Dated } from './instances.ts'
import type { TemporalQuestion } from './question.ts'

/** Scopes of an entity from an instant on; none where they were taken away (clause 4.18). */
export type Scoped = {
  readonly scope: readonly string[]
  /** Epoch ms; minus infinity where they held all along. */
  readonly since: number
  readonly createdAt: string
  readonly modifiedAt: string
  /** UUID of this instance in history. */
  readonly instance: string
}

type Row = {
  readonly entity: number
  readonly scope: readonly string[]
  readonly since: string | null
  readonly created_at: string
  readonly modified_at: string
  readonly instance: string
}

/** The scopes of entities over time, oldest first, by key. */
export async function readScopes(on: Query, keys: readonly number[]): Promise<ReadonlyMap<number, readonly Scoped[]>> {
  const { rows } =
    await sql<Row>`select entity, scope, nullif(since, '-infinity') as since, created_at, modified_at, instance
    from twin.scoped s where entity = any(${keys}::bigint[]) order by entity, s.since`.execute(on)
  const all = rows.map(({ entity, since, created_at, modified_at, ...rest }) => ({
    entity,
    told: {
      ...rest,
      since: since === null ? Number.NEGATIVE_INFINITY : Date.parse(since),
      createdAt: new Date(created_at).toISOString(),
      modifiedAt: new Date(modified_at).toISOString(),
    },
  }))
  return new Map(
    [...Map.groupBy(all, ({ entity }) => entity)].map(([key, some]) => [key, some.map(({ told }) => told)]),
  )
}

/** Did the scopes at a place hold at an instant? */
const isValidAt = (all: readonly Scoped[], place: number, at: number): boolean => {
  const [own, next] = [all[place], all[place + 1]]
  return own !== undefined && own.since <= at && (next === undefined || at < next.since)
}

/** Instances that lie where the scopes of their entity fit (clause 5.7.4.4, annex C.5.16). */
export const amongScopes = (
  all: readonly Dated[],
  scopes: readonly Scoped[],
  selection: ScopeSelection,
): readonly Dated[] =>
  all.filter(({ at, instance }) => {
    const then = Number.isNaN(at) ? Date.parse(instance.modifiedAt) : at
    return scopes.some(({ scope }, place) => isValidAt(scopes, place, then) && meetsScopes(scope, selection))
  })

/** The scopes that an evolution shows of a stretch: those set in it, and the one that held when it began. */
export function scopesIn(all: readonly Scoped[], asked: TemporalQuestion): readonly Scoped[] {
  const [from, till] = [asked.from ?? Number.NEGATIVE_INFINITY, asked.till ?? Number.POSITIVE_INFINITY]
  const at = ({ since, createdAt, modifiedAt }: Scoped): number =>
    asked.property === 'createdAt'
      ? Date.parse(createdAt)
      : asked.property === 'modifiedAt'
        ? Date.parse(modifiedAt)
        : since
  const wanted = asked.property === 'deletedAt' ? all.filter(({ scope }) => scope.length === 0) : all
  const inside = wanted.filter((one) => at(one) >= from && at(one) < till)
  const before = asked.property === 'deletedAt' ? undefined : wanted.filter((one) => at(one) < from).at(-1)
  const shown = before && before.scope.length > 0 ? [before, ...inside] : inside
  return asked.lastN === undefined ? shown : shown.slice(-asked.lastN)
}

/** Keeps scopes of an entity; those of an instant that is told again take the place of the former. */
export async function keepScopes(on: Query, key: number, all: readonly Scoped[]): Promise<void> {
  if (all.length === 0) return
  const rows = all.map(({ since, ...rest }) => ({ ...rest, since: since === Number.NEGATIVE_INFINITY ? null : since }))
  await sql`insert into twin.scoped as s (entity, since, scope, created_at, modified_at, instance)
    select distinct on (since) ${key}::bigint, coalesce(to_timestamp(since / 1000), '-infinity'), scope, "createdAt", "modifiedAt", instance
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(since float8, scope text[], "createdAt" timestamptz,
      "modifiedAt" timestamptz, instance uuid) order by since
    on conflict (entity, since) do update set scope = excluded.scope, modified_at = excluded.modified_at`.execute(on)
}

/** Scopes as a document of an evolution tells them. */
export const scopesOfFragment = ({ scopes = [] }: Pick<EntityFragment, 'scopes'>, now: string): readonly Scoped[] =>
  scopes.map(({ scope, since }) => ({
    scope,
    since: since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since),
    createdAt: now,
    modifiedAt: now,
    instance: uuidv7(),
  }))

/** The scopes that hold last. */
export const lastScope = (all: readonly Scoped[]): readonly string[] =>
  all.reduce<Scoped | undefined>((last, one) => (last && last.since > one.since ? last : one), undefined)?.scope ?? []

/** Scopes told here and elsewhere become one row of them. */
export function joinScopes(local: readonly Scoped[], foreign: readonly Scoped[]): readonly Scoped[] {
  const known = new Map<string, Scoped>()
  for (const one of [...local, ...foreign]) {
    const key = JSON.stringify([one.since, one.scope])
    if (!known.has(key)) known.set(key, one)
  }
  return [...known.values()].sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))
}
