import { type RawBuilder, sql } from 'kysely'
import { type Actor, isWithin } from '../../kernel/access/index.ts'
import type { Entity } from '../../kernel/twin/index.ts'
import type { Query } from '../base/index.ts'

/** What somebody sees of the twin, as SQL for queries and as a question for what is in memory. */
export type Sight = {
  /** A condition on `twin.entity` under this alias. */
  sql(alias: string): RawBuilder<boolean>
  sees(entity: Pick<Entity, 'types' | 'scope' | 'path' | 'isOpen' | 'division'>): boolean
  /** Does he see everything? */
  readonly isWhole: boolean
}

type Limit = { readonly types: string[] | null; readonly scope: string[] | null; readonly division: string[] | null }

const whole: Sight = { sql: () => sql<boolean>`true`, sees: () => true, isWhole: true }

const open: Sight = {
  sql: (alias) => sql<boolean>`${sql.raw(alias)}.is_open`,
  sees: ({ isOpen }) => isOpen,
  isWhole: false,
}

const below = (text: string, above: string): boolean => text === above || text.startsWith(`${above}/`)

function limitedTo({ types, scope, division }: Limit): Sight {
  return {
    isWhole: false,
    sql: (alias) => {
      const e = sql.raw(alias)
      return sql<boolean>`(${e}.is_open or ((${types}::text[] is null or ${e}.types && ${types}::text[])
        and (${scope}::text[] is null or exists (select 1 from unnest(${e}.scope) has, unnest(${scope}::text[]) wanted
          where has = wanted or starts_with(has, wanted || '/')))
        and (${division}::text[] is null or exists (select 1 from unnest(${division}::text[]) wanted
          where starts_with(${e}.division, wanted)))))`
    },
    sees: (entity) =>
      entity.isOpen ||
      ((types === null || types.some((type) => entity.types.includes(type))) &&
        (scope === null || scope.some((wanted) => entity.scope.some((has) => below(has, wanted)))) &&
        (division === null || division.some((wanted) => entity.division?.startsWith(wanted) ?? false))),
  }
}

function postsOf(actor: Actor): Sight {
  const paths = [...new Set(actor.posts.map((post) => post.path))]
  // What nobody answers for is the city level's to see.
  const seesOrphans = actor.posts.some((post) => post.level === 'city')
  return {
    isWhole: false,
    sql: (alias) => {
      const e = sql.raw(alias)
      return sql<boolean>`(${e}.is_open or (${seesOrphans} and ${e}.path is null)
        or exists (select 1 from unnest(${paths}::text[]) held where ${e}.path = held or starts_with(${e}.path, held || '/')))`
    },
    sees: (entity) =>
      entity.isOpen || (entity.path === null ? seesOrphans : paths.some((path) => isWithin(entity.path ?? '', path))),
  }
}

// Limits change seldom and are asked for with every request: a change of them holds within this time.
const freshFor = 5_000
const remembered = new WeakMap<Query, Map<string, { readonly sight: Promise<Sight>; readonly till: number }>>()

async function readLimit(on: Query, actor: string): Promise<Sight> {
  const { rows } =
    await sql<Limit>`select types, scope, division from twin.reader_limit where actor = ${actor}`.execute(on)
  return rows[0] ? limitedTo(rows[0]) : whole
}

function programSight(on: Query, actor: string): Promise<Sight> {
  const known = remembered.get(on) ?? new Map()
  remembered.set(on, known)
  const before = known.get(actor)
  if (before && before.till > Date.now()) return before.sight
  if (known.size > 10_000) known.clear()
  const sight = readLimit(on, actor)
  known.set(actor, { sight, till: Date.now() + freshFor })
  // A failure is the answer of those who wait for it, and of nobody after them.
  sight.catch(() => known.delete(actor))
  return sight
}

/** What this actor sees: open things for anybody; with posts what lies at or below them; programs everything, or what they are limited to. */
export async function sightOf(on: Query, actor: Actor): Promise<Sight> {
  if (actor.kind === 'anonymous') return open
  if (actor.kind === 'person') return actor.posts.length === 0 ? open : postsOf(actor)
  if (actor.id === 'system') return whole
  return programSight(on, actor.id)
}
