import { sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Query, Tx } from '../base/index.ts'
import { holdersOf, namesOf } from '../identity/index.ts'
import type { Grid } from '../registry/index.ts'
import { patrolErrors } from './errors.ts'
import type { PatrolParts } from './parts.ts'
import { within } from './seen.ts'

/** A shift in a grid; instants ISO. */
export type Shift = {
  readonly id: string
  readonly grid: string
  readonly path: string
  readonly person: string
  readonly personName: string
  readonly from: string
  readonly until: string
  readonly takenAt: string | null
  readonly handedAt: string | null
  /** What he hands over. */
  readonly note: string
  readonly isDemo: boolean
}

const columns = sql.raw(`id, grid, path, person, person_name as "personName", from_at as "from", until_at as "until",
  taken_at as "takenAt", handed_at as "handedAt", note, is_demo as "isDemo"`)
const iso = (at: number): string => new Date(at).toISOString()

/** Shifts that touch a time, by their beginning. */
export async function listShifts(
  on: Query,
  asked: {
    readonly from: number
    readonly until: number
    readonly grid?: string
    readonly person?: string
    readonly paths?: readonly string[]
  },
): Promise<readonly Shift[]> {
  const { rows } = await sql<Shift>`select ${columns} from patrol.shift
    where until_at > ${iso(asked.from)} and from_at < ${iso(asked.until)}
      and (${asked.grid ?? null}::text is null or grid = ${asked.grid ?? null})
      and (${asked.person ?? null}::uuid is null or person = ${asked.person ?? null})
      and ${within(sql`path`, asked.paths)}
    order by from_at, person_name limit 500`.execute(on)
  return rows
}

/** One shift. @throws patrol.missing */
export async function findShift(on: Query, id: string): Promise<Shift> {
  const { rows } = await sql<Shift>`select ${columns} from patrol.shift where id = ${id}`.execute(on)
  if (!rows[0]) throw patrolErrors.make('patrol.missing')
  return rows[0]
}

/**
 * Who may be put on a shift of a grid: those who hold a post of grid member there; where nobody does, those who walk for its street.
 */
export async function peopleOf(
  on: Query,
  { offices }: Pick<PatrolParts, 'offices'>,
  grid: Pick<Grid, 'office' | 'street'>,
): Promise<readonly { id: string; name: string }[]> {
  const street = offices.findDuty('street', grid.street)?.office
  const [own = [], above = []] = await holdersOf(on, [
    { office: grid.office ?? '', roles: ['grid-member'] },
    { office: street ?? '', roles: ['grid-member', 'clerk'] },
  ])
  const ids = own.length > 0 ? own : above
  const names = await namesOf(on, ids)
  return ids.flatMap((id) => {
    const name = names.get(id)
    return name === undefined ? [] : [{ id, name }]
  })
}

/** A shift as it is planned. */
export type NewShift = { readonly person: string; readonly from: number; readonly until: number }

/** Plans a shift. @throws patrol.badPeriod, patrol.notOfGrid, patrol.busy */
export async function planShift(
  tx: Tx,
  parts: Pick<PatrolParts, 'offices'>,
  grid: Grid,
  path: string,
  { person, from, until }: NewShift,
  isDemo = false,
): Promise<string> {
  if (!(until > from && until - from <= 24 * 3_600_000)) throw patrolErrors.make('patrol.badPeriod')
  const name = (await peopleOf(tx, parts, grid)).find((one) => one.id === person)?.name
  if (name === undefined) throw patrolErrors.make('patrol.notOfGrid')
  // Two plans for one person at the same moment: the second waits and then sees the first.
  await sql`select pg_advisory_xact_lock(hashtext(${`patrol.shift ${person}`}))`.execute(tx)
  if ((await listShifts(tx, { from, until, person })).length > 0) throw patrolErrors.make('patrol.busy')
  const id = uuidv7()
  await sql`insert into patrol.shift (id, grid, path, person, person_name, from_at, until_at, is_demo)
    values (${id}, ${grid.code}, ${path}, ${person}, ${name}, ${iso(from)}, ${iso(until)}, ${isDemo})`.execute(tx)
  return id
}

/** Calls off a shift that nobody has taken and that is not over. @throws patrol.shiftBegun, patrol.missing */
export async function callOffShift(tx: Tx, id: string, now: number): Promise<void> {
  await findShift(tx, id)
  const { rows } = await sql`delete from patrol.shift
    where id = ${id} and taken_at is null and until_at > ${iso(now)} returning id`.execute(tx)
  if (rows.length === 0) throw patrolErrors.make('patrol.shiftBegun')
}

/** Takes a shift; taking it again changes nothing. @throws patrol.shiftState when it was handed over or is past */
export async function takeShift(tx: Tx, id: string, now: number): Promise<Shift> {
  await sql`update patrol.shift set taken_at = ${iso(now)}
    where id = ${id} and taken_at is null and until_at > ${iso(now)}`.execute(tx)
  const shift = await findShift(tx, id)
  if (shift.takenAt === null || shift.handedAt !== null) throw patrolErrors.make('patrol.shiftState')
  return shift
}

/** Hands a shift over, with what the next one must know. @throws patrol.shiftState */
export async function handOver(tx: Tx, id: string, note: string, now: number): Promise<Shift> {
  const { rows } = await sql`update patrol.shift set handed_at = ${iso(now)}, note = ${note}
    where id = ${id} and taken_at is not null and handed_at is null returning id`.execute(tx)
  if (rows.length === 0) throw patrolErrors.make('patrol.shiftState')
  return findShift(tx, id)
}

/** What was last handed over in a grid before a time. */
export async function lastHandover(on: Query, grid: string, before: number): Promise<Shift | undefined> {
  const { rows } = await sql<Shift>`select ${columns} from patrol.shift
    where grid = ${grid} and handed_at <= ${iso(before)} order by handed_at desc limit 1`.execute(on)
  return rows[0]
}
