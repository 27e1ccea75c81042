import { sql } from 'kysely'
import { Type } from 'typebox'
import { seeded, uuidv7At } from '../kernel/codes/index.ts'
import { cityZone, dayAt, dayMs, dayStart, hourMs, minuteMs } from '../kernel/time/index.ts'
import {
  type DemoComponent,
  type DemoRoute,
  demoCity,
  demoPatrols,
  showcaseStreet,
} from '../packs/city/shanghai/index.ts'
import { job, type Room } from '../platform/base/index.ts'
import {
  keepRoute,
  keepVisit,
  listShifts,
  type PatrolParts,
  pathOfGrid,
  peopleOf,
  planShift,
  putComponents,
  type RouteVersion,
  versionsOf,
} from '../platform/patrol/index.ts'

/** Days before now over which rounds were walked, and days ahead for which shifts are planned. */
const past = 6
const ahead = 7
/** Shifts of a grid's people, hours after midnight: the first by day, the second by night. */
const shifts = [
  [8, 20],
  [20, 32],
] as const

type Walked = { readonly id: string; readonly name: string }

/** A week of rounds is written for two grids of the showcase street; the others begin today. */
const isWalked = ({ street, number }: { readonly street: string; readonly number: number }): boolean =>
  street === showcaseStreet && number <= 2

/** The people of a grid, whoever can be chosen at sign-in first. */
async function peopleIn(parts: PatrolParts, grid: Parameters<typeof peopleOf>[2]): Promise<readonly Walked[]> {
  const shown = new Set(demoCity().people.flatMap(({ id, showcase }) => (showcase ? [id] : [])))
  const people = await peopleOf(parts.base.db, parts, grid)
  return people.toSorted((a, b) => Number(shown.has(b.id)) - Number(shown.has(a.id)))
}

/** Loads the census and the routes of the demonstration streets, and a week of rounds, once. */
async function load(parts: PatrolParts): Promise<void> {
  const { base } = parts
  const there = await sql<{ is: boolean }>`select exists (select from patrol.route) as is`.execute(base.db)
  if (there.rows[0]?.is) return
  const { components, routes } = demoPatrols(demoCity())
  const announce = await base.db.tx((tx) =>
    putComponents(tx, parts, components satisfies readonly DemoComponent[], {
      ...{ source: 'demonstration', byName: '演示' },
    }),
  )
  announce()
  const now = base.now()
  const today = dayStart(dayAt(now, cityZone), cityZone)
  const first = today - past * dayMs
  await base.db.tx(async (tx) => {
    for (const { id, ...plan } of routes) {
      const grid = parts.registry.geography().findGrid(plan.grid)
      const path = grid && pathOfGrid(parts, grid)
      if (!path) continue
      await keepRoute(
        tx,
        id,
        path,
        { ...plan, isClosed: false },
        { byName: '演示', at: isWalked(grid) ? first : today, isDemo: true },
      )
    }
  })
  for (const route of routes) await walkPast(parts, route, first, now)
}

/** The rounds of the past days as a grid member would have walked them: most whole, some not finished, a few not at all. */
async function walkPast(
  parts: PatrolParts,
  { id, grid: code, stops, schedule }: DemoRoute,
  first: number,
  now: number,
): Promise<void> {
  const { base, registry } = parts
  const grid = registry.geography().findGrid(code)
  if (!grid || !isWalked(grid)) return
  const [walker] = await peopleIn(parts, grid)
  if (!walker) return
  const versions = await versionsOf(base.db, id)
  const random = seeded(`walked/${id}`)
  for (let day = first; day < now - dayMs; day += dayMs)
    for (const [from] of schedule.spans) {
      const share = random() < 0.12 ? 0 : random() < 0.15 ? 0.5 : 1
      const begin = day + Math.max(from, 8 * 60) * minuteMs + Math.floor(random() * 40) * minuteMs
      await base.db.tx(async (tx) => {
        for (const [index, stop] of stops.slice(0, Math.ceil(stops.length * share)).entries())
          await visitPast(tx, parts, versions, stop, walker, begin + index * 6 * minuteMs, random)
      })
    }
}

function visitPast(
  tx: Parameters<typeof keepVisit>[0],
  parts: PatrolParts,
  versions: readonly RouteVersion[],
  stop: DemoRoute['stops'][number],
  { id: person, name }: Walked,
  at: number,
  random: () => number,
) {
  const off = () => (random() - 0.5) / 5_000
  const told = {
    ...{ id: uuidv7At(at, random), clientAt: at, sentAt: at, photos: [], stop: stop.id },
    position: { lng: stop.lng + off(), lat: stop.lat + off(), accuracy: 5 + Math.round(random() * 20) },
    answers: stop.checks.map((check) => ({ check: check.id, isWell: true })),
  }
  return keepVisit(tx, parts, versions, told, { person, name }, at)
}

/** Plans the shifts of the coming days where none is: somebody is on in every grid of the demonstration streets. */
async function planAhead(parts: PatrolParts): Promise<void> {
  const { base, registry } = parts
  const { grids } = demoPatrols(demoCity())
  const today = dayStart(dayAt(base.now(), cityZone), cityZone)
  for (const { code } of grids) {
    const grid = registry.geography().findGrid(code)
    const path = grid && pathOfGrid(parts, grid)
    if (!grid || !path) continue
    const people = await peopleIn(parts, grid)
    for (let day = today; day < today + ahead * dayMs; day += dayMs)
      for (const [index, [from, until]] of shifts.entries()) {
        const person = people[index]
        if (!person) continue
        const time = { from: day + from * hourMs, until: day + until * hourMs }
        if ((await listShifts(base.db, { ...time, person: person.id })).length > 0) continue
        await base.db.tx((tx) => planShift(tx, parts, grid, path, { person: person.id, ...time }, true))
      }
  }
}

/** The demonstration's patrols: a census, routes, a week of rounds, shifts for the days to come. Marked 演示数据. */
export const demonstrationPatrols = (parts: PatrolParts): Room => ({
  name: 'demonstration-patrols',
  start: async () => {
    const started = performance.now()
    await load(parts)
    await planAhead(parts)
    parts.base.log.info('the patrols of the demonstration are there', {
      milliseconds: Math.round(performance.now() - started),
    })
  },
  jobs: [
    job({
      name: 'demonstration.shifts',
      cron: '10 1 * * *',
      payload: Type.Object({}),
      run: () => planAhead(parts),
    }),
  ],
})
