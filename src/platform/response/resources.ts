import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { distance, type Point, toMercator } from '../../kernel/place/index.ts'
import type { ResourceKind } from '../../kernel/response/index.ts'
import type { Query, Tx } from '../base/index.ts'
import { responseErrors } from './errors.ts'
import { lockRunning } from './incident/incident.ts'
import { append, type By } from './incident/log.ts'
import type { ResponseParts } from './parts.ts'

/** A team, a vehicle, a store, a shelter; degrees in WGS 84. */
export type Resource = {
  readonly id: string
  readonly kind: ResourceKind
  readonly title: string
  readonly office: string
  readonly path: string
  readonly lng: number
  readonly lat: number
  /** How many people, places or pieces; `unit` says of what. */
  readonly capacity: number
  readonly unit: string
  readonly state: 'free' | 'assigned' | 'out'
  readonly incident: string | null
}

/** A new resource of an office. */
export type NewResource = Omit<Resource, 'id' | 'path' | 'state' | 'incident'>

const columns = sql`id, kind, title, office, path, lng, lat, capacity, unit, state, incident`

/** Enters a resource at its place. */
export async function addResource(tx: Tx, one: NewResource, path: string, now: number): Promise<string> {
  const id = uuidv7()
  const [x, y] = toMercator({ lng: one.lng, lat: one.lat })
  await sql`insert into response.resource (id, kind, title, office, path, lng, lat, at, capacity, unit, state, changed_at)
    values (${id}, ${one.kind}, ${one.title}, ${one.office}, ${path}, ${one.lng}, ${one.lat}, point(${x}, ${y}),
      ${one.capacity}, ${one.unit}, 'free', ${new Date(now).toISOString()})`.execute(tx)
  return id
}

/** One resource. @throws response.missing */
export async function findResource(on: Query, id: string): Promise<Resource> {
  const { rows } = await sql<Resource>`select ${columns} from response.resource where id = ${id}`.execute(on)
  if (!rows[0]) throw responseErrors.make('response.missing')
  return rows[0]
}

/** What is looked for. */
export type ResourceQuestion = {
  readonly near?: Point
  readonly kind?: ResourceKind
  readonly state?: Resource['state']
  readonly incident?: string
  readonly limit: number
}

/** Resources, the nearest first where a point is given (by the index), with metres on the ground. */
export async function listResources(
  on: Query,
  { near, kind, state, incident, limit }: ResourceQuestion,
): Promise<readonly (Resource & { readonly metres: number | null })[]> {
  const where: RawBuilder<unknown>[] = [sql`true`]
  if (kind) where.push(sql`kind = ${kind}`)
  if (state) where.push(sql`state = ${state}`)
  if (incident) where.push(sql`incident = ${incident}`)
  const [x, y] = near ? toMercator(near) : [0, 0]
  const order = near ? sql`at <-> point(${x}, ${y})` : sql`kind, title, id`
  const { rows } = await sql<Resource>`select ${columns} from response.resource where ${sql.join(where, sql` and `)}
    order by ${order} limit ${limit}`.execute(on)
  return rows.map((row) => ({ ...row, metres: near ? Math.round(distance(near, row)) : null }))
}

/** Assigns a free resource to an incident, or takes it back. @throws response.resourceTaken, response.ended, response.missing */
export function moveResource(
  { base, offices }: ResponseParts,
  incident: string,
  id: string,
  move: 'assign' | 'release',
  by: By,
): Promise<void> {
  const now = base.now()
  return base.db.tx(async (tx) => {
    await lockRunning(tx, incident)
    const { rows } = await sql<Resource>`update response.resource set
        state = ${move === 'assign' ? 'assigned' : 'free'}, incident = ${move === 'assign' ? incident : null},
        changed_at = ${new Date(now).toISOString()}
      where id = ${id} and ${move === 'assign' ? sql`state = 'free'` : sql`incident = ${incident}`}
      returning ${columns}`.execute(tx)
    const moved = rows[0]
    if (!moved) {
      await findResource(tx, id)
      throw responseErrors.make('response.resourceTaken')
    }
    const { kind, title, capacity, unit, office } = moved
    await append(tx, incident, by, now, [
      {
        kind: move === 'assign' ? 'assigned' : 'released',
        facts: { resource: title, resourceKind: kind, capacity, unit, office: offices.title(office) ?? null },
      },
    ])
  })
}
