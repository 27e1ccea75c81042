import { sql } from 'kysely'
import { isShort } from '../../kernel/patrol/index.ts'
import { type Calendar, dayMs, isOpen, minuteMs } from '../../kernel/time/index.ts'
import type { Words } from '../../kernel/words.ts'
import { publish, type Tx } from '../base/index.ts'
import { coverageOf, type Round } from './coverage.ts'
import { pathOfGrid } from './grids.ts'
import type { PatrolParts } from './parts.ts'
import type { Shift } from './shifts.ts'
import { whyMissed } from './why-missed.ts'

/** What nobody walked or handed over in a grid: told to its leader, each once; instants ISO. Payload of `patrol.missed`. */
export type Missed = {
  readonly grid: string
  readonly title: Words
  /** Of the office that answers for the grid: its leader is sought from there upwards. */
  readonly path: string
  readonly rounds: readonly {
    readonly route: string
    readonly title: string
    readonly from: string
    readonly until: string
  }[]
  readonly shifts: readonly { readonly person: string; readonly until: string; readonly isTaken: boolean }[]
  readonly isDemo: boolean
}

/** A phone without a signal has so long to tell what was done before anybody hears that it was not, milliseconds. */
const grace = 30 * minuteMs
/** What is older was told, or is no news. */
const reach = 2 * dayMs

const iso = (at: number): string => new Date(at).toISOString()

/** Shifts that ended without anybody handing them over. */
async function unhanded(tx: Tx, from: number, until: number): Promise<readonly Shift[]> {
  const { rows } = await sql<Shift>`select id, grid, path, person_name as "personName", until_at as "until",
      taken_at as "takenAt", is_demo as "isDemo"
    from patrol.shift where until_at > ${iso(from)} and until_at <= ${iso(until)} and handed_at is null`.execute(tx)
  return rows
}

/** Which of these were not told yet; they count as told from now on. */
async function untold(tx: Tx, keys: readonly string[], now: number): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`insert into patrol.told (key, at)
    select key, ${iso(now)} from unnest(${[...keys]}::text[]) key on conflict do nothing returning key`.execute(tx)
  return new Set(rows.map(({ key }) => key))
}

const keyOfRound = ({ route, from }: Round): string => `round ${route.id} ${from}`
const keyOfShift = ({ id }: Pick<Shift, 'id'>): string => `shift ${id}`

/**
 * Tells of the rounds that were missed or not finished and of the shifts that nobody handed over, by grid, each once; outside of the
 * hours of `calendar` nobody is told, and it waits for the morning. What was explained already needs no telling.
 * @returns how many grids were told of
 */
export async function tellMissed(parts: PatrolParts, calendar: Calendar): Promise<number> {
  const { db } = parts.base
  const now = parts.base.now()
  if (!isOpen(now, calendar)) return 0
  const until = now - grace
  return db.tx(async (tx) => {
    const rounds = await coverageOf(tx, undefined, { from: now - reach, until: now, now })
    const over = rounds.filter((round) => isShort(round.state) && round.until <= until)
    const why = await whyMissed(tx, over)
    const open = over.filter((round) => !why(round).reason)
    const shifts = await unhanded(tx, now - reach, until)
    const fresh = await untold(tx, [...open.map(keyOfRound), ...shifts.map(keyOfShift)], now)
    await sql`delete from patrol.told where at < ${iso(now - 10 * reach)}`.execute(tx)
    const told = {
      rounds: Map.groupBy(
        open.filter((one) => fresh.has(keyOfRound(one))),
        ({ route }) => route.grid,
      ),
      shifts: Map.groupBy(
        shifts.filter((one) => fresh.has(keyOfShift(one))),
        ({ grid }) => grid,
      ),
    }
    const grids = new Set([...told.rounds.keys(), ...told.shifts.keys()])
    for (const grid of grids) {
      const missed = missedIn(parts, grid, told.rounds.get(grid) ?? [], told.shifts.get(grid) ?? [])
      await publish(tx, { type: 'patrol.missed', key: `grid:${grid}`, payload: missed })
    }
    return grids.size
  })
}

function missedIn(
  parts: Pick<PatrolParts, 'registry' | 'offices'>,
  code: string,
  rounds: readonly Round[],
  shifts: readonly Shift[],
): Missed {
  const grid = parts.registry.geography().findGrid(code)
  return {
    grid: code,
    title: grid?.name ?? { zh: code, en: code },
    path: (grid && pathOfGrid(parts, grid)) ?? rounds[0]?.route.path ?? shifts[0]?.path ?? '',
    rounds: rounds.map(({ route: { id, title }, from, until }) => ({
      ...{ route: id, title, from: iso(from), until: iso(until) },
    })),
    shifts: shifts.map(({ personName, until, takenAt }) => ({ person: personName, until, isTaken: takenAt !== null })),
    isDemo: rounds.every(({ route }) => route.isDemo) && shifts.every((one) => one.isDemo),
  }
}
