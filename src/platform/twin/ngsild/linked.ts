import {
  badData,
  type Entity,
  idOf,
  type JsonObject,
  ngsiErrors,
  type Projection,
  type TermMap,
  type WriteOptions,
  writeEntity,
} from '../../../kernel/twin/index.ts'
import type { Query } from '../../base/index.ts'
import { findEntities } from '../query/entity-query.ts'
import type { Sight } from '../sight.ts'
import type { LastReading } from '../store/rows.ts'
import { listOf } from './read-parts.ts'

/** How entities are shown together with those that they lead to (clause 4.5.23). */
export type Joining = WriteOptions & {
  readonly join: 'none' | 'flat' | 'inline'
  readonly joinLevel: number
  /** Entities met before, which are not gone into again. */
  readonly containedBy: readonly string[]
}

const mostLevels = 5

/** Reads `join`, `joinLevel` and `containedBy` (clause 4.5.23). @throws BadRequestData, TooComplexQuery */
export function readJoin(query: Readonly<Record<string, string>>): Pick<Joining, 'join' | 'joinLevel' | 'containedBy'> {
  const { join = '@none', joinLevel = '1', containedBy } = query
  if (join !== '@none' && join !== 'flat' && join !== 'inline')
    throw badData(`join is flat, inline or @none, not "${join.slice(0, 40)}"`)
  const level = Number(joinLevel)
  if (!Number.isInteger(level) || level < 1) throw badData('joinLevel must be a positive integer')
  if (level > mostLevels) throw ngsiErrors.make('twin.tooComplex', { detail: `joinLevel is at most ${mostLevels}` })
  return {
    join: join === '@none' ? 'none' : join,
    joinLevel: level,
    containedBy: (listOf(containedBy) ?? []).map((one) => idOf(one)),
  }
}

/** What is shown of an entity (clause 4.21): as the projection of its relationship says, or all. */
type Shown = { readonly pick?: Projection; readonly omit?: Projection }

/** Linked entities by id, each with what is shown of it. */
export type Linked = ReadonlyMap<string, Shown & { readonly entity: Entity }>

type Followed = { readonly entity: Entity } & Shown & Pick<WriteOptions, 'attrs'>

/** Relationships that are shown, with what is shown of those they lead to. */
function linksOf({ entity, pick, omit, attrs }: Followed): readonly (readonly [id: string, Shown])[] {
  return Object.entries(entity.attributes).flatMap(([name, all]) => {
    const isHidden = omit?.has(name) && omit.get(name) === undefined
    if (isHidden || (pick && !pick.has(name)) || (attrs && !attrs.has(name))) return []
    const inside = { pick: pick?.get(name), omit: omit?.get(name) }
    return all
      .filter(({ kind }) => kind === 'Relationship' || kind === 'ListRelationship')
      .flatMap(({ value }) => (Array.isArray(value) ? value.map(String) : [String(value)]))
      .map((id) => [id, inside] as const)
  })
}

/** The entities that these lead to, level by level, as far as the reader sees them and the relationships are shown. */
export async function findLinked(
  on: Query,
  readings: LastReading,
  asked: { readonly sight: Sight; readonly tenant: string },
  entities: readonly Entity[],
  shown: Joining,
): Promise<Linked> {
  const found = new Map<string, Shown & { readonly entity: Entity }>()
  const met = new Set([...shown.containedBy, ...entities.map(({ id }) => id)])
  const { pick, omit, attrs } = shown
  let edge: readonly Followed[] = entities.map((entity) => ({ entity, pick, omit, attrs }))
  for (let level = 0; level < shown.joinLevel && edge.length > 0; level++) {
    // Led to by several, it is shown as the first of them says.
    const links = new Map(
      edge
        .flatMap(linksOf)
        .filter(([id]) => !met.has(id))
        .reverse(),
    )
    const ids = [...links.keys()].reverse()
    if (ids.length > 5_000) throw ngsiErrors.make('twin.tooComplex', { detail: 'More than 5000 linked entities' })
    const page = await findEntities(
      on,
      { tenant: asked.tenant, sight: asked.sight, selectors: [{ ids }] },
      { limit: ids.length },
      readings,
    )
    edge = page.entities.map((entity) => ({ entity, ...links.get(entity.id) }))
    for (const { entity, ...how } of edge) {
      met.add(entity.id)
      found.set(entity.id, { entity, ...how })
    }
  }
  return found
}

/** An entity with those it leads to inside it (clause 4.5.23.2). */
export function writeInline(
  entity: Entity,
  map: TermMap,
  shown: Joining,
  linked: Linked,
  met: readonly string[],
): JsonObject {
  const level = met.length
  return writeEntity(entity, map, {
    ...shown,
    linked: (id, name) => {
      const next = linked.get(id)
      if (!next || level > shown.joinLevel || met.includes(id) || shown.containedBy.includes(id)) return undefined
      const options = { ...shown, pick: shown.pick?.get(name), omit: shown.omit?.get(name), attrs: undefined }
      return writeInline(next.entity, map, options, linked, [...met, id])
    },
  })
}

/** Those that entities lead to, beside them (clause 4.5.23.3). */
export const writeFlat = (map: TermMap, shown: Joining, linked: Linked): JsonObject[] =>
  [...linked.values()].map(({ entity, pick, omit }) =>
    writeEntity(entity, map, { ...shown, pick, omit, attrs: undefined }),
  )
