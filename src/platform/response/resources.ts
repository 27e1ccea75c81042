import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { distance, type Point, toMercator } from '../../kernel/place/index.ts'
import type { Plan, ResourceKind, ResponseLevel } from '../../kernel/response/index.ts'
import type { Words } from '../../kernel/words.ts'
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
  /** Invented for the demonstration city (演示数据). */
  readonly isDemo: boolean
}

/** A new resource of an office. */
export type NewResource = Omit<Resource, 'id' | 'path' | 'state' | 'incident' | 'isDemo'> & {
  readonly isDemo?: boolean
}

const columns = sql`id, kind, title, office, path, lng, lat, capacity, unit, state, incident,
  is_demo as "isDemo"`

/** Enters a resource at its place. */
export async function addResource(tx: Tx, one: NewResource, path: string, now: number): Promise<string> {
  const id = uuidv7()
  const [x, y] = toMercator({ lng: one.lng, lat: one.lat })
  await sql`insert into response.resource (id, kind, title, office, path, lng, lat, at, capacity, unit, state, changed_at,
      is_demo)
    values (${id}, ${one.kind}, ${one.title}, ${one.office}, ${path}, ${one.lng}, ${one.lat}, point(${x}, ${y}),
      ${one.capacity}, ${one.unit}, 'free', ${new Date(now).toISOString()}, ${one.isDemo === true})`.execute(tx)
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
  /** Part of its name. */
  readonly name?: string
  readonly kind?: ResourceKind
  readonly state?: Resource['state']
  readonly incident?: string
  readonly limit: number
}

/** Resources, the nearest first where a point is given (by the index), with metres on the ground. */
export async function listResources(
  on: Query,
  { near, name, kind, state, incident, limit }: ResourceQuestion,
): Promise<readonly (Resource & { readonly metres: number | null })[]> {
  const where: RawBuilder<unknown>[] = [sql`true`]
  if (name) where.push(sql`strpos(lower(title), lower(${name})) > 0`)
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

/** What a plan wants of a kind at a level, and how many of it are assigned. */
export type Wanted = {
  readonly kind: ResourceKind
  readonly titles: readonly Words[]
  readonly count: number
  readonly assigned: number
}

/** Wanted against assigned, kind by kind, in the order of the plan. */
export function wantedOf(plan: Plan, level: ResponseLevel, assigned: readonly Pick<Resource, 'kind'>[]): Wanted[] {
  const wanted = plan.resources.filter(({ at }) => at.includes(level))
  return [...new Set(wanted.map(({ kind }) => kind))].map((kind) => {
    const ofKind = wanted.filter((one) => one.kind === kind)
    return {
      ...{ kind, titles: ofKind.map(({ title }) => title) },
      count: ofKind.reduce((sum, { count }) => sum + count, 0),
      assigned: assigned.filter((one) => one.kind === kind).length,
    }
  })
}
