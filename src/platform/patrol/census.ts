import { sql } from 'kysely'
import { distance, fromMercator, type Point, toMercator } from '../../kernel/place/index.ts'
import { type EntityDraft, locationName, plainName } from '../../kernel/twin/index.ts'
import type { Query, Tx } from '../base/index.ts'
import { patrolErrors } from './errors.ts'
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
  /** Since when it is gone, ISO; none while it stands. */
  readonly retiredAt: string | null
}

/** `component:0102` of a code. */
export const kindOfCode = (code: string): string => `component:${code.slice(6, 10)}`

/** URN of a component's entity. */
export const componentEntity = (code: string): string => `urn:ngsi-ld:Component:${code}`

/** Who says it and on what ground. */
export type CensusSource = { readonly source: string; readonly byName: string; readonly note?: string }

/** The state of a component as its history keeps it. */
const stateOf = (row: string) =>
  sql.raw(`jsonb_build_object('title', ${row}.title, 'ownership', ${row}.ownership, 'keeper', ${row}.keeper,
    'state', ${row}.state, 'lng', ${row}.lng, 'lat', ${row}.lat)`)

/**
 * Puts components into the census with what became of each, and into the twin, in one transaction; call what it returns after
 * commit. What is there is brought up to date, what was retired stands again.
 */
export async function putComponents(
  tx: Tx,
  parts: Pick<PatrolParts, 'registry' | 'twin' | 'base' | 'offices'>,
  components: readonly NewComponent[],
  { source, byName, note = '' }: CensusSource,
): Promise<() => void> {
  const rows = components.map((one) => rowOf(parts, one, source))
  const now = new Date(parts.base.now()).toISOString()
  // Every part of the statement sees the table as it was before: that is what the history calls `before`.
  await sql`with given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as t(code text, kind text, title text, ownership text,
        keeper text, state text, division text, grid text, path text, lng float8, lat float8, x float8, y float8,
        is_demo boolean)
    ), noted as (
      insert into patrol.component_change (code, what, before, after, note, source, by_name, at)
      select given.code,
        case when there.code is null then 'added' when there.retired_at is not null then 'returned'
          when (there.lng, there.lat) is distinct from (given.lng, given.lat) then 'moved' else 'changed' end,
        case when there.code is not null then ${stateOf('there')} end, ${stateOf('given')}, ${note}, ${source}, ${byName}, ${now}
      from given left join patrol.component there using (code)
      where there.code is null or there.retired_at is not null or ${stateOf('there')} <> ${stateOf('given')}
      order by given.code
    )
    insert into patrol.component (code, kind, title, ownership, keeper, state, division, grid, path, lng, lat, at, source,
      is_demo, changed_at)
    select code, kind, title, ownership, keeper, state, division, grid, path, lng, lat, point(x, y), ${source}, is_demo, ${now}
    from given
    on conflict (code) do update set title = excluded.title, ownership = excluded.ownership, keeper = excluded.keeper,
      state = excluded.state, division = excluded.division, grid = excluded.grid, path = excluded.path, lng = excluded.lng,
      lat = excluded.lat, at = excluded.at, source = excluded.source, changed_at = excluded.changed_at,
      retired_at = null`.execute(tx)
  const entities = parts.twin.entities.within(tx)
  await entities.put(rows.map((row) => draftOf(row)))
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

function draftOf(row: ReturnType<typeof rowOf>, state: string = row.state): EntityDraft {
  return {
    id: componentEntity(row.code),
    types: [plainName('Component')],
    attributes: {
      [plainName('code')]: property(row.code),
      [plainName('category')]: property(row.kind),
      [plainName('ownership')]: property(row.ownership),
      [plainName('keeper')]: property(row.keeper),
      [plainName('status')]: property(state),
      [locationName]: [{ kind: 'GeoProperty', value: { type: 'Point', coordinates: [row.lng, row.lat] }, dataset: '' }],
    },
    ...{ path: row.path, division: row.division, title: { zh: row.title, en: row.title } },
    ...{ isOpen: true, source: 'patrol', isDemo: row.is_demo },
  }
}

type Found = Omit<Component, 'metres'> & { readonly x: number; readonly y: number }

const columns =
  sql.raw(`code, kind, title, ownership, keeper, state, division, grid, path, lng, lat, is_demo as "isDemo",
  retired_at as "retiredAt", at[0] as x, at[1] as y`)

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
    where retired_at is null and (${grid ?? null}::text is null or grid = ${grid ?? null}) and starts_with(kind, ${kind ?? ''})
      and (${text ?? ''} = '' or starts_with(code, ${text ?? ''}) or strpos(title, ${text ?? ''}) > 0)
    order by ${near ? sql`at <-> point(${x}, ${y})` : sql`code`} limit ${limit}`.execute(on)
  return rows.map((row) => shown(row, near))
}

/** One component; nothing when the census does not know it. */
export async function findComponent(on: Query, code: string): Promise<Component | undefined> {
  const { rows } = await sql<Found>`select ${columns} from patrol.component where code = ${code}`.execute(on)
  return rows[0] && shown(rows[0])
}

/** Retires a component: it is gone, and stays known by its code. Call what it returns after commit. @throws patrol.missing, patrol.retired */
export async function retireComponent(
  tx: Tx,
  parts: Pick<PatrolParts, 'registry' | 'twin' | 'base' | 'offices'>,
  code: string,
  { byName, note }: { readonly byName: string; readonly note: string },
): Promise<() => void> {
  const there = await findComponent(tx, code)
  if (!there) throw patrolErrors.make('patrol.missing')
  const now = new Date(parts.base.now()).toISOString()
  const { rows } = await sql`with gone as (
      update patrol.component set retired_at = ${now}, changed_at = ${now} where code = ${code} and retired_at is null returning *
    )
    insert into patrol.component_change (code, what, before, after, note, source, by_name, at)
    select code, 'retired', ${stateOf('gone')}, ${stateOf('gone')}, ${note}, 'form', ${byName}, ${now} from gone
    returning code`.execute(tx)
  if (rows.length === 0) throw patrolErrors.make('patrol.retired')
  const entities = parts.twin.entities.within(tx)
  const { lng, lat } = there
  await entities.put([draftOf(rowOf(parts, { ...there, point: { lng, lat } }, 'form'), 'retired')])
  return () => entities.announce()
}

/** The next free code of a class in a district (GB/T 30428.2: division, class, serial); two who ask at once get two. */
export async function nextCode(tx: Tx, kind: string, district: string): Promise<string> {
  const prefix = `${district}${kind.slice(-4)}`
  await sql`select pg_advisory_xact_lock(hashtext(${`patrol.component ${prefix}`}))`.execute(tx)
  const { rows } = await sql<{ last: string | null }>`
    select max(code) as last from patrol.component where starts_with(code, ${prefix})`.execute(tx)
  const serial = Number(rows[0]?.last?.slice(10) ?? 0) + 1
  return `${prefix}${String(serial).padStart(6, '0')}`
}

/** One thing that became of a component; `at` ISO. */
export type ComponentChange = {
  readonly what: 'added' | 'changed' | 'moved' | 'retired' | 'returned'
  readonly before: ComponentState | null
  readonly after: ComponentState
  readonly note: string
  readonly source: string
  readonly byName: string
  readonly at: string
}

/** What of a component its history keeps. */
export type ComponentState = Pick<Component, 'title' | 'ownership' | 'keeper' | 'state' | 'lng' | 'lat'>

/** What became of a component, the newest first. */
export async function historyOf(on: Query, code: string): Promise<readonly ComponentChange[]> {
  const { rows } = await sql<ComponentChange>`select what, before, after, note, source, by_name as "byName", at
    from patrol.component_change where code = ${code} order by serial desc limit 200`.execute(on)
  return rows
}
