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
    containedBy: (listOf(containedBy) ?? []).map(idOf),
  }
}

/** Linked entities by id. */
export type Linked = ReadonlyMap<string, Entity>

const objectsOf = (entity: Entity): readonly string[] =>
  Object.values(entity.attributes)
    .flat()
    .filter(({ kind }) => kind === 'Relationship' || kind === 'ListRelationship')
    .flatMap(({ value }) => (Array.isArray(value) ? value.map(String) : [String(value)]))

/** The entities that these lead to, level by level, as far as the reader sees them. */
export async function findLinked(
  on: Query,
  readings: LastReading,
  asked: { readonly sight: Sight; readonly tenant: string },
  entities: readonly Entity[],
  shown: Joining,
): Promise<Linked> {
  const found = new Map<string, Entity>()
  const met = new Set([...shown.containedBy, ...entities.map(({ id }) => id)])
  let edge: readonly Entity[] = entities
  for (let level = 0; level < shown.joinLevel && edge.length > 0; level++) {
    const ids = [...new Set(edge.flatMap(objectsOf))].filter((id) => !met.has(id))
    if (ids.length > 5_000) throw ngsiErrors.make('twin.tooComplex', { detail: 'More than 5000 linked entities' })
    const page = await findEntities(
      on,
      { tenant: asked.tenant, sight: asked.sight, selectors: [{ ids }] },
      { limit: ids.length },
      readings,
    )
    for (const entity of page.entities) {
      met.add(entity.id)
      found.set(entity.id, entity)
    }
    edge = page.entities
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
      const inside = (projection: Projection | undefined) => projection?.get(name)
      const options = {
        ...shown,
        pick: inside(shown.pick),
        omit: inside(shown.omit) ?? plainOmit(shown.omit),
        attrs: undefined,
      }
      return writeInline(next, map, options, linked, [...met, id])
    },
  })
}

// What is omitted by a bare name is omitted of linked entities as well (table 6.5.3.1-1).
const plainOmit = (omit: Projection | undefined): Projection | undefined =>
  omit && new Map([...omit].filter(([, inside]) => inside === undefined))

/** Those that entities lead to, beside them (clause 4.5.23.3). */
export const writeFlat = (map: TermMap, shown: Joining, linked: Linked): JsonObject[] =>
  [...linked.values()].map((entity) => writeEntity(entity, map, { ...shown, pick: undefined, attrs: undefined }))
