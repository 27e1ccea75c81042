import { sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { GeoPoint, LineString, Polygon } from '../../kernel/place/index.ts'
import type { Query } from '../base/index.ts'
import { responseErrors } from './errors.ts'
import { lockRunning } from './incident/incident.ts'
import { append, type By } from './incident/log.ts'
import type { ResponseParts } from './parts.ts'

/** What may be drawn: a point, a line, an area; degrees of WGS 84. */
export type DrawnShape = GeoPoint | LineString | Polygon

/** Something an office drew on the shared map of an incident; instants ISO. */
export type Drawing = {
  readonly id: string
  readonly label: string
  readonly shape: DrawnShape
  readonly office: string
  readonly drawnByName: string
  readonly drawnAt: string
}

const columns = sql`id, label, shape, office, drawn_by_name as "drawnByName", drawn_at as "drawnAt"`

/** Most drawings that stand on one map at once. */
const most = 500

/** What stands on the map of an incident, in the order it was drawn. */
export async function drawingsOf(on: Query, incident: string): Promise<readonly Drawing[]> {
  const { rows } = await sql<Drawing>`select ${columns} from response.drawing
    where incident = ${incident} and erased_at is null order by drawn_at, id limit ${most}`.execute(on)
  return rows
}

/** One drawing that stands. @throws response.missing */
export async function findDrawing(on: Query, incident: string, id: string): Promise<Drawing> {
  const { rows } = await sql<Drawing>`select ${columns} from response.drawing
    where incident = ${incident} and id = ${id} and erased_at is null`.execute(on)
  if (!rows[0]) throw responseErrors.make('response.missing')
  return rows[0]
}

type Place = readonly (number | undefined)[]
const isSame = ([a, b]: Place, [c, d]: Place): boolean => a === c && b === d

/** Is it drawn to its end: a line of two places, rings closed and of three? */
export function isDrawn(shape: Pick<DrawnShape, 'type'> & { readonly coordinates: unknown }): boolean {
  const { type, coordinates } = shape as DrawnShape // of the schemas' types, checked there
  if (type === 'Point') return true
  if (type === 'LineString') return coordinates.length >= 2
  return coordinates.every((ring) => ring.length >= 4 && isSame(ring[0] ?? [], ring.at(-1) ?? []))
}

/** Draws something on the map of an incident that goes on. @throws response.badShape, response.ended, response.full */
export function draw(
  { base, offices }: ResponseParts,
  incident: string,
  { label, shape }: Pick<Drawing, 'label' | 'shape'>,
  by: By & { readonly office: string },
): Promise<string> {
  if (!isDrawn(shape)) throw responseErrors.make('response.badShape')
  const now = base.now()
  return base.db.tx(async (tx) => {
    await lockRunning(tx, incident)
    if ((await drawingsOf(tx, incident)).length >= most) throw responseErrors.make('response.full', { most })
    const id = uuidv7()
    await sql`insert into response.drawing (id, incident, label, shape, office, drawn_by_name, drawn_at)
      values (${id}, ${incident}, ${label}, ${JSON.stringify(shape)}::jsonb, ${by.office}, ${by.name},
        ${new Date(now).toISOString()})`.execute(tx)
    const facts = { drawing: id, shape: shape.type, office: offices.title(by.office) ?? null }
    await append(tx, incident, by, now, [{ kind: 'drawn', note: label, facts }])
    return id
  })
}

/** Takes a drawing off the map; the log keeps both. @throws response.missing, response.ended */
export function erase({ base, offices }: ResponseParts, incident: string, id: string, by: By): Promise<void> {
  const now = base.now()
  return base.db.tx(async (tx) => {
    await lockRunning(tx, incident)
    const { label, shape, office } = await findDrawing(tx, incident, id)
    await sql`update response.drawing set erased_at = ${new Date(now).toISOString()} where id = ${id}`.execute(tx)
    const facts = { drawing: id, shape: shape.type, office: offices.title(office) ?? null }
    await append(tx, incident, by, now, [{ kind: 'erased', note: label, facts }])
  })
}
