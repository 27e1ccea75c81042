import { sql } from 'kysely'
import type { Actor, roles } from '../../../kernel/access/index.ts'
import { type Random, randomOf } from '../../../kernel/codes/index.ts'
import { dayMs } from '../../../kernel/time/index.ts'
import { hotline, samples } from '../../../packs/government/hotline/index.ts'
import { type Caller, type TestCity, testCity } from '../../base/testing.ts'
import { type CasesRoom, casesRoom, generateCases, type Offices, saveChanges } from '../../cases/index.ts'
import { person, plainCalendar, smallOffices } from '../../cases/testing.ts'
import { measureRoom } from '../index.ts'

/** Streets of the small city, as divisions with the point around which cases lie. */
const streets = {
  '310101001': { office: 'park', point: [121.47, 31.23] },
  '310101002': { office: 'pier', point: [121.49, 31.24] },
  '310115003': { office: 'hill', point: [121.54, 31.22] },
} as const

type Street = keyof typeof streets

const isStreet = (division: string | undefined): division is Street =>
  division !== undefined && Object.hasOwn(streets, division)

/** The small city with its duties: the street for what lies in it, else the district. */
const offices: Offices = {
  ...smallOffices,
  findDuty: (duty, division) => {
    if (duty === 'hotline') return smallOffices.find('hotline')
    if (duty === 'street' && isStreet(division)) return smallOffices.find(streets[division].office)
    return smallOffices.find(division?.startsWith('310115') ? 'west' : 'east')
  },
}

const placeIn = (random: Random) => {
  const division = randomOf(random, Object.keys(streets) as Street[]) // the keys of the constant above
  const [lng, lat] = streets[division].point
  const near = (value: number) => Number((value + (random() - 0.5) * 0.02).toFixed(6))
  return { point: [near(lng), near(lat)] as [number, number], address: '某路1号', division }
}

/** A city whose numbers are known from its cases. */
export type CountedCity = TestCity & {
  readonly cases: CasesRoom
  /** Monday 2 March 2026, 09:00 in Shanghai; moves when a test says so. */
  clock: { now: number }
  readonly everyone: Readonly<
    Record<'supervisor' | 'east' | 'park' | 'west' | 'clerk' | 'operator' | 'program', Caller>
  >
}

/** An outside program with scopes. */
export const program = (id: string, ...scopes: string[]): Actor => ({
  id,
  kind: 'service',
  name: id,
  posts: [],
  scopes,
})

/** Starts the small city with so many generated cases of the last ninety days. */
export async function countedCity(count: number): Promise<CountedCity> {
  const clock = { now: Date.UTC(2026, 2, 2, 1) }
  let cases: CasesRoom | undefined
  const city = await testCity({
    rooms: (base) => {
      cases = casesRoom(base, { offices, calendar: plainCalendar, jurisdiction: '310000', packs: [hotline] })
      const titles = {
        office: offices.title,
        division: (code: string) => ({ zh: `区划${code}`, en: `Division ${code}` }),
      }
      return [cases, measureRoom(base, { cases, offices, titles })]
    },
    upTo: 'measure',
    now: () => clock.now,
  })
  if (!cases) throw new Error('No cases room was made')
  const changes = [
    ...generateCases({
      ...{ seed: 'measure', count, from: clock.now - 90 * dayMs, to: clock.now, pack: hotline, samples, offices },
      ...{ calendar: plainCalendar, jurisdiction: '310000', place: placeIn, personOf: () => undefined, owners: [] },
      firstSerial: 1,
    }),
  ]
  for (let at = 0; at < changes.length; at += 100) await saveChanges(city.database.db, changes.slice(at, at + 100))
  const as = (id: string, role: (typeof roles)[number], office: string) => city.as(person(id, [role, office]))
  return {
    ...city,
    cases,
    clock,
    everyone: {
      supervisor: as('supervisor', 'supervisor', 'sh'),
      east: as('east', 'dispatcher', 'east'),
      park: as('park', 'dispatcher', 'park'),
      west: as('west', 'duty-officer', 'west'),
      clerk: as('clerk', 'clerk', 'park'),
      operator: as('operator', 'operator', 'hotline'),
      program: city.as(program('program', 'measure', 'cases')),
    },
  }
}

/** A row of `cases.case` as numbers are counted from it by hand. */
export type CountedRow = {
  id: string
  opened_at: string
  status: string
  channel: string
  class: string | null
  division: string | null
  main_path: string | null
  main_due: string | null
  main_done: string | null
  contact_due: string | null
  contacted_at: string | null
  replied_at: string | null
  due_at: string | null
  solved: boolean | null
  satisfied: boolean | null
  redos: number
  returns: number
}

/** All cases as they stand. */
export async function rowsOf(city: CountedCity): Promise<readonly CountedRow[]> {
  const { rows } = await sql<CountedRow>`select id, opened_at, status, channel, class, division, main_path, main_due,
    main_done, contact_due, contacted_at, replied_at, due_at, solved, satisfied, redos, returns from cases.case`.execute(
    city.database.db,
  )
  return rows
}

/** One figure from a row: does it count, is it met; written from the definitions, not from the SQL under test. */
function judged(row: CountedRow, done: string | null, due: string | null, now: string): [of: boolean, met: boolean] {
  if (due === null) return [false, false]
  if (done !== null) return [true, done <= due]
  return [row.status !== 'withdrawn' && row.status !== 'joined' && due < now, false]
}

/** The numbers of some rows, counted by hand. */
export function countByHand(rows: readonly CountedRow[], at: number) {
  const now = new Date(at).toISOString()
  const share = (judge: (row: CountedRow) => readonly [boolean, boolean]) => {
    const all = rows.map(judge)
    const denominator = all.filter(([of]) => of).length
    const numerator = all.filter(([of, met]) => of && met).length
    const value = denominator === 0 ? null : Math.round((numerator / denominator) * 10_000) / 100
    return { numerator, denominator, value }
  }
  const count = (is: (row: CountedRow) => boolean) => rows.filter(is).length
  return {
    counts: {
      received: rows.length,
      open: count((row) => row.status === 'open'),
      closed: count((row) => row.status === 'closed'),
      late: count((row) => row.status === 'open' && row.due_at !== null && row.due_at < now),
      redone: count((row) => row.redos > 0),
      returned: count((row) => row.returns > 0),
    },
    figures: {
      contact: share((row) => judged(row, row.contacted_at, row.contact_due, now)),
      onTime: share((row) => judged(row, row.main_done, row.main_due, now)),
      reply: share((row) => judged(row, row.replied_at, row.main_due, now)),
      solved: share((row) => [row.solved !== null, row.solved === true]),
      satisfied: share((row) => [row.satisfied !== null, row.satisfied === true]),
    },
  }
}

/** A filter as a query. */
export const queryOf = (filter: Readonly<Record<string, unknown>>): string =>
  Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join('&')

/** The ids in a list of cases, page after page. */
export async function listed(who: Caller, filter: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const mark: string = cursor === null ? '' : `&cursor=${cursor}`
    const answer = await who.get(`/api/cases?${queryOf(filter)}&limit=200${mark}`)
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
    ids.push(...answer.json.items.map((item: { id: string }) => item.id))
    cursor = answer.json.next
  } while (cursor !== null)
  return ids
}
