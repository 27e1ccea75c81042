import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { type AnyShape, extentOf, locationName, plainName } from '../../../kernel/twin/index.ts'
import type { Base } from '../../base/index.ts'
import type { AskedCode, ResolvedThing } from '../../registry/index.ts'
import { type Sight, sightOf } from '../sight.ts'
import type { Entities } from '../store/entity-store.ts'

/** Attributes that carry a thing's own code. */
const codeNames = ['code', 'identifier', 'componentCode', 'unifiedSocialCreditCode', 'ecode', 'handle', 'oid'].map(
  plainName,
)

const lastName = (name: string): string => /[^/#]*$/.exec(name)?.[0] || name

/** Finds the entity that a code stands for: the one it was bound to, or the one that carries it as an attribute or at the end of its URI. */
export function thingFinder({ db }: Pick<Base, 'db'>, entities: Entities) {
  return async ({ code, thing }: AskedCode, actor: Actor): Promise<ResolvedThing | undefined> => {
    const sight = await sightOf(db, actor)
    const id = thing ?? (await carrierOf(db, sight, code))
    const found = id === undefined ? undefined : (await entities.find([id])).get(id)
    if (!found || !sight.sees(found)) return undefined
    const shape = found.attributes[locationName]?.[0]?.value as unknown as ResolvedThing['geometry'] | undefined // geometries were checked when they came in
    const state = Object.fromEntries(
      Object.entries(found.attributes).flatMap(([name, [first]]) =>
        first && name !== locationName ? [[lastName(name), first.value]] : [],
      ),
    )
    const here = encodeURIComponent(found.id)
    return {
      uri: found.id,
      kind: 'entity',
      title: found.title ?? { zh: found.id, en: found.id },
      types: found.types,
      state: { ...state, division: found.division, modifiedAt: found.modifiedAt },
      ...(shape && isPlain(shape) && { geometry: shape }),
      // The map is the desk of those who hold a post; anybody else is shown what there is on a plain page.
      ...(actor.posts.length > 0 && { screen: screenOf(found.id, shape) }),
      links: {
        self: `/api/twin/entities/${here}`,
        describedby: `/ngsi-ld/v1/entities/${here}`,
        item: `/ogc/features/collections/all/items/${here}`,
      },
    }
  }
}

/** The map with the panel of a thing open, and the thing in the middle where it has a place: an address of `src/web/twin/map-view.ts`. */
function screenOf(id: string, shape: unknown): string {
  const extent = shape === undefined ? undefined : extentOf(shape as AnyShape) // a geometry by the caller
  const degrees = (low: number, high: number) => ((low + high) / 2).toFixed(6)
  const camera = extent ? `&c=${degrees(extent[0], extent[2])},${degrees(extent[1], extent[3])}&z=16` : ''
  return `/city/map?layers=twin.all:points${camera}&e=twin.all~${encodeURIComponent(id)}`
}

const isPlain = (shape: unknown): boolean => (shape as AnyShape).type !== 'GeometryCollection' // a geometry by the caller

async function carrierOf(db: Base['db'], sight: Sight, code: string): Promise<string | undefined> {
  const ids = ['Component', 'Organization', 'Device', 'Thing'].map((type) => `urn:ngsi-ld:${type}:${code}`)
  const { rows } = await sql<{
    id: string
  }>`select e.id from twin.entity e where e.tenant = '' and e.deleted_at is null and e.id = any(${ids}) and ${sight.sql('e')}
    union all
    select e.id from twin.attribute a join twin.entity e on e.key = a.entity
    where a.name = any(${codeNames}) and md5(a.value #>> '{}') = md5(${code}) and a.value #>> '{}' = ${code} and e.tenant = '' and e.deleted_at is null and ${sight.sql('e')}
    limit 1`.execute(db)
  return rows[0]?.id
}
