import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sql } from 'kysely'
import type { Role } from '../kernel/access/index.ts'
import { type Random, randomOf } from '../kernel/codes/index.ts'
import type { OfficeRef } from '../kernel/flow/index.ts'
import type { PlaceValue } from '../kernel/record/index.ts'
import { dayMs } from '../kernel/time/index.ts'
import {
  type DemoCity,
  demoCity,
  officeCalendar,
  type ProfileAddress,
  shanghaiCode,
  showcaseStreet,
} from '../packs/city/shanghai/index.ts'
import { hotline, samples } from '../packs/government/hotline/index.ts'
import { scenarioSamples } from '../packs/government/scenario-samples.ts'
import type { Base, Room, Tx } from '../platform/base/index.ts'
import {
  type Change,
  generateCases,
  generateScenarios,
  importCases,
  type Offices,
  scenarioCount,
} from '../platform/cases/index.ts'
import { type Identity, loadOffices, loadPeople, OfficeTree } from '../platform/identity/index.ts'
import type { Registry } from '../platform/registry/index.ts'

/** How many generated cases there are. */
export type DemonstrationScale = {
  readonly cases: number
  /** So many cases of every stage of every scenario. */
  readonly scenarios?: number
  /** Are the devices there, and do they speak? */
  readonly devices?: boolean
}

/** The demonstration as it ships. */
export const demonstrationScale: DemonstrationScale = { cases: 6_000, scenarios: 2, devices: true }

/** Days up to now over which cases are spread. */
const spread = 120

/** Cases written by one COPY. */
const batchSize = 2_000

/** What the demonstration is loaded into; `offices` answers over a tree of offices. */
export type DemonstrationParts = {
  readonly identity: Identity
  readonly registry: Registry
  readonly offices: (tree: OfficeTree) => Offices
}

/** Where the people of the demonstration work every twelfth case lies, so that none of them finds his desk empty. */
const inShowcase = 1 / 12

/** Draws reported places: an invented address, a few metres off. */
function placesOf(
  { addresses }: DemoCity,
  share: number,
): (random: Random) => PlaceValue & { readonly division: string } {
  const near = addresses.filter(({ street }) => street === showcaseStreet)
  return (random) => placeNear(randomOf(random, random() < share ? near : addresses), random)
}

function placeNear({ text, point, street, committee }: ProfileAddress, random: Random) {
  const off = () => (random() - 0.5) / 2_000
  const at: [number, number] = [point.lng + off(), point.lat + off()]
  return { address: text, point: at, division: committee || street }
}

/** Finds somebody for a role in an office: the first of the profile's people who hold it. */
function posting(city: DemoCity): (role: Role, office: string) => string | undefined {
  const held = new Map<string, string>()
  for (const { id, posts = [] } of city.people)
    for (const { role, office } of posts) if (!held.has(`${role}@${office}`)) held.set(`${role}@${office}`, id)
  return (role, office) => held.get(`${role}@${office}`)
}

/** A grid of a street, the first twice as often: there the grid member of the demonstration works. */
function gridIn(tree: OfficeTree, street: string, random: Random) {
  const grids = tree.children(street).filter(({ level }) => level === 'grid')
  const [first] = grids
  if (!first) return undefined
  const { id, path } = random() < 0.3 ? first : randomOf(random, grids)
  return { office: id, path }
}

/** Takes so many serials of case numbers. @returns the first */
async function takeSerials(tx: Tx, count: number): Promise<number> {
  const { rows } = await sql<{ first: number }>`
    select min(serial) as first from (select nextval('cases.serial') as serial from generate_series(1, ${count})) taken`.execute(
    tx,
  )
  return rows[0]?.first ?? 1
}

async function writeCases(tx: Tx, changes: Iterable<Change>): Promise<number> {
  let batch: Change[] = []
  let written = 0
  const flush = async () => {
    await importCases(tx, batch)
    written += batch.length
    batch = []
  }
  for (const change of changes) {
    batch.push(change)
    if (batch.length >= batchSize) await flush()
  }
  await flush()
  return written
}

/** Making a whole city leaves some 250 MB of garbage that nothing would collect for hours in a quiet process. */
function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
}

/**
 * Loads the demonstration city once, whole or not at all: offices, named people for every role, and months of generated
 * cases up to this moment, marked 演示数据. Loading it again finds it there.
 */
async function load(
  base: Base,
  { identity, registry, offices }: DemonstrationParts,
  scale: DemonstrationScale,
): Promise<void> {
  const there = await sql<{ is: boolean }>`select exists (select 1 from identity.office) as is`.execute(base.db)
  if (there.rows[0]?.is) return
  const city = demoCity()
  const started = performance.now()
  const to = base.now()
  const owners = city.people.filter(({ kind, showcase }) => kind === 'resident' && showcase).map(({ id }) => id)
  const opened = new Date(to).toISOString().slice(0, 10)
  const tree = new OfficeTree(city.offices.map((office) => ({ ...office, openSince: opened })))
  const cases = await base.db.tx(async (tx) => {
    await loadOffices(tx, city.offices)
    await loadPeople(tx, city.people)
    await registry.loadPlaces(tx, city, 'demonstration')
    if (scale.cases === 0) return 0
    const common = {
      ...{ seed: 'demonstration', from: to - spread * dayMs, to },
      ...{ offices: offices(tree), calendar: officeCalendar, jurisdiction: shanghaiCode, personOf: posting(city) },
      fieldOffice: ({ office }: OfficeRef, random: Random) => gridIn(tree, office, random),
    }
    const firstSerial = await takeSerials(tx, scale.cases)
    const reported = await writeCases(
      tx,
      generateCases({
        ...{ ...common, count: scale.cases, pack: hotline, samples, owners, firstSerial },
        place: placesOf(city, inShowcase),
      }),
    )
    const asked = { scenarios: scenarioSamples, each: scale.scenarios ?? 0 }
    const count = scenarioCount(asked)
    if (count === 0) return reported
    // Half of them where the people of the demonstration work: each finds every scenario at some step.
    const place = placesOf(city, 0.5)
    const told = generateScenarios({ ...common, ...asked, place, firstSerial: await takeSerials(tx, count) })
    return reported + (await writeCases(tx, told))
  })
  await Promise.all([identity.offices.refresh(), registry.refresh()])
  await sql`analyze`.execute(base.db)
  giveBackMemory()
  base.log.info('the demonstration city was loaded', {
    cases,
    offices: city.offices.length,
    people: city.people.length,
    milliseconds: Math.round(performance.now() - started),
  })
}

/** A room without tables of its own: loads the demonstration when all others have started. */
export const demonstration = (base: Base, parts: DemonstrationParts, scale: DemonstrationScale): Room => ({
  name: 'demonstration',
  start: () => load(base, parts, scale),
})
