import { sql } from 'kysely'
import { distance, fromMercator, type Point, toMercator } from '../../kernel/place/index.ts'
import { type EntityDraft, locationName, plainName } from '../../kernel/twin/index.ts'
import type { Query, Tx } from '../base/index.ts'
import { pathOfPlace } from './grids.ts'
import type { PatrolParts } from './parts.ts'

/** A component (部件) as the census gives it. */
export type NewComponent = {
  /** Sixteen digits (GB/T 30428.2): division, class, subclass, serial. */
  readonly code: string
  readonly title: string
  /** `drainage`, `gas` …: by it responsibility is told. */
  readonly ownership: string
  /** Who keeps it, by name. */
  readonly keeper: string
  readonly point: Point
  readonly state?: 'well' | 'damaged' | 'missing'
  readonly isDemo?: boolean
}

/** A component as it is told; `metres` from where it was asked. */
export type Component = Required<Omit<NewComponent, 'point'>> & {
  readonly kind: string
  readonly division: string | null
  readonly grid: string | null
  readonly path: string | null
  readonly lng: number
  readonly lat: number
  readonly metres: number | null
}

/** `component:0102` of a code. */
export const kindOfCode = (code: string): string => `component:${code.slice(6, 10)}`

/** URN of a component's entity. */
export const componentEntity = (code: string): string => `urn:ngsi-ld:Component:${code}`

/** Puts components into the census and into the twin, in one transaction; call what it returns after commit. */
export async function putComponents(
  tx: Tx,
  parts: Pick<PatrolParts, 'registry' | 'twin' | 'base' | 'offices'>,
  components: readonly NewComponent[],
  source: string,
): Promise<() => void> {
  const rows = components.map((one) => rowOf(parts, one, source))
  await sql`insert into patrol.component (code, kind, title, ownership, keeper, state, division, grid, path, lng, lat, at, source,
      is_demo, changed_at)
    select code, kind, title, ownership, keeper, state, division, grid, path, lng, lat, point(x, y), ${source}, is_demo,
      ${new Date(parts.base.now()).toISOString()}
    from json_to_recordset(${JSON.stringify(rows)}::json) as t(code text, kind text, title text, ownership text, keeper text,
      state text, division text, grid text, path text, lng float8, lat float8, x float8, y float8, is_demo boolean)
    on conflict (code) do update set title = excluded.title, ownership = excluded.ownership, keeper = excluded.keeper,
      state = excluded.state, division = excluded.division, grid = excluded.grid, path = excluded.path, lng = excluded.lng,
      lat = excluded.lat, at = excluded.at, source = excluded.source, changed_at = excluded.changed_at`.execute(tx)
  const entities = parts.twin.entities.within(tx)
  await entities.put(rows.map(draftOf))
  return () => entities.announce()
}

function rowOf(parts: Pick<PatrolParts, 'registry' | 'offices'>, one: NewComponent, source: string) {
  const { code, title, ownership, keeper, point, state = 'well', isDemo = false } = one
  const here = parts.registry.locate(point)
  const [x, y] = toMercator(point)
  return {
    ...{ code, kind: kindOfCode(code), title, ownership, keeper, state, division: here.division ?? null, source },
    ...{ grid: here.grid ?? null, path: pathOfPlace(parts, here) ?? null, lng: point.lng, lat: point.lat },
    ...{ x, y, is_demo: isDemo },
  }
}

const property = (value: string) => [{ kind: 'Property' as const, value, dataset: '' }]

function draftOf(row: ReturnType<typeof rowOf>): EntityDraft {
  return {
    id: componentEntity(row.code),
    types: [plainName('Component')],
    attributes: {
      [plainName('code')]: property(row.code),
      [plainName('category')]: property(row.kind),
      [plainName('ownership')]: property(row.ownership),
      [plainName('keeper')]: property(row.keeper),
      [plainName('status')]: property(row.state),
      [locationName]: [{ kind: 'GeoProperty', value: { type: 'Point', coordinates: [row.lng, row.lat] }, dataset: '' }],
    },
    ...{ path: row.path, division: row.division, title: { zh: row.title, en: row.title } },
    ...{ isOpen: true, source: 'patrol', isDemo: row.is_demo },
  }
}

type Found = Omit<Component, 'metres'> & { readonly x: number; readonly y: number }

const columns =
  sql.raw(`code, kind, title, ownership, keeper, state, division, grid, path, lng, lat, is_demo as "isDemo",
  at[0] as x, at[1] as y`)

const shown = ({ x, y, ...row }: Found, from?: Point): Component => ({
  ...row,
  metres: from ? Math.round(distance(from, fromMercator([x, y]))) : null,
})

/** What is asked of the census. */
export type CensusQuestion = {
  readonly near?: Point
  readonly grid?: string
  /** `component:01` or `component:0102`. */
  readonly kind?: string
  readonly text?: string
  readonly limit: number
}

/** Components, the nearest first where it is said from where. */
export async function findComponents(
  on: Query,
  { near, grid, kind, text, limit }: CensusQuestion,
): Promise<readonly Component[]> {
  const [x, y] = near ? toMercator(near) : [0, 0]
  const { rows } = await sql<Found>`select ${columns} from patrol.component
    where (${grid ?? null}::text is null or grid = ${grid ?? null}) and starts_with(kind, ${kind ?? ''})
      and (${text ?? ''} = '' or starts_with(code, ${text ?? ''}) or strpos(title, ${text ?? ''}) > 0)
    order by ${near ? sql`at <-> point(${x}, ${y})` : sql`code`} limit ${limit}`.execute(on)
  return rows.map((row) => shown(row, near))
}

/** One component; nothing when the census does not know it. */
export async function findComponent(on: Query, code: string): Promise<Component | undefined> {
  const { rows } = await sql<Found>`select ${columns} from patrol.component where code = ${code}`.execute(on)
  return rows[0] && shown(rows[0])
}
