import { sql } from 'kysely'
import type { Role } from '../kernel/access/index.ts'
import { type Random, randomOf } from '../kernel/codes/index.ts'
import type { PlaceValue } from '../kernel/record/index.ts'
import { dayMs } from '../kernel/time/index.ts'
import { type DemoCity, demoCity, officeCalendar, shanghaiCode } from '../packs/city/shanghai/index.ts'
import { hotline, samples } from '../packs/government/hotline/index.ts'
import type { Base, Room, Tx } from '../platform/base/index.ts'
import { type CasesRoom, type Change, generateCases, type Offices, saveChanges } from '../platform/cases/index.ts'
import { type Identity, loadOffices, loadPeople } from '../platform/identity/index.ts'

/** How many cases the demonstration has, and over how many days up to now. */
const scale = { cases: 6_000, days: 120 } as const

/** Changes written in one statement. */
const batchSize = 500

/** What the demonstration is loaded into. */
export type DemonstrationParts = { readonly identity: Identity; readonly cases: CasesRoom; readonly offices: Offices }

/** A reported place: an invented address, a few metres off. */
function placeIn({ addresses }: DemoCity, random: Random): PlaceValue & { readonly division: string } {
  const { text, point, street, committee } = randomOf(random, addresses)
  const off = () => (random() - 0.5) / 2_000
  return { address: text, point: [point.lng + off(), point.lat + off()], division: committee || street }
}

/** Finds somebody for a role in an office: the first of the profile's people who hold it. */
function posting(city: DemoCity): (role: Role, office: string) => string | undefined {
  const held = new Map<string, string>()
  for (const { id, posts = [] } of city.people)
    for (const { role, office } of posts) if (!held.has(`${role}@${office}`)) held.set(`${role}@${office}`, id)
  return (role, office) => held.get(`${role}@${office}`)
}

async function writeCases(tx: Tx, changes: Iterable<Change>): Promise<number> {
  let batch: Change[] = []
  let written = 0
  const flush = async () => {
    written += (await saveChanges(tx, batch)).size
    batch = []
  }
  for (const change of changes) {
    batch.push(change)
    if (batch.length >= batchSize) await flush()
  }
  if (batch.length > 0) await flush()
  return written
}

/**
 * Loads the demonstration city once, whole or not at all: offices, named people for every role, and months of generated
 * cases up to this moment, marked 演示数据. Loading it again finds it there.
 */
async function load(base: Base, { identity, offices }: DemonstrationParts): Promise<void> {
  const there = await sql<{ is: boolean }>`select exists (select 1 from cases.case where is_demo) as is`.execute(
    base.db,
  )
  if (there.rows[0]?.is) return
  const city = demoCity()
  const started = performance.now()
  await base.db.tx(async (tx) => {
    await loadOffices(tx, city.offices)
    await loadPeople(tx, city.people)
  })
  await identity.offices.refresh()
  const to = base.now()
  const owners = city.people.filter(({ kind, showcase }) => kind === 'resident' && showcase).map(({ id }) => id)
  const cases = await base.db.tx(async (tx) => {
    const serials = await sql<{ first: number }>`
      select min(serial) as first from (select nextval('cases.serial') as serial from generate_series(1, ${scale.cases})) taken`.execute(
      tx,
    )
    return writeCases(
      tx,
      generateCases({
        ...{ seed: 'demonstration', count: scale.cases, from: to - scale.days * dayMs, to },
        ...{ pack: hotline, samples, offices, calendar: officeCalendar, jurisdiction: shanghaiCode, owners },
        place: (random) => placeIn(city, random),
        personOf: posting(city),
        firstSerial: serials.rows[0]?.first ?? 1,
      }),
    )
  })
  await sql`analyze`.execute(base.db)
  base.log.info('the demonstration city was loaded', {
    cases,
    offices: city.offices.length,
    people: city.people.length,
    milliseconds: Math.round(performance.now() - started),
  })
}

/** A room without tables of its own: loads the demonstration when all others have started. */
export const demonstration = (base: Base, parts: DemonstrationParts): Room => ({
  name: 'demonstration',
  start: () => load(base, parts),
})
