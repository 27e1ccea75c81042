import { describe, expect, test } from 'vitest'
import { type Actor, anonymous, type Level, type Role } from '../kernel/access/index.ts'
import { demoCity } from '../packs/city/shanghai/index.ts'
import { type Caller, testCity } from '../platform/base/testing.ts'
import { composeRooms } from './rooms.ts'

// Five levels (city, district, street, neighbourhood, grid), each in the branch where the case lies, in another department there, and
// in another branch: what they may do with a scenario's case, with signs and with duty. Every row is written by hand, both ways.

const { offices } = demoCity()
const city = await testCity({
  config: { demo: true },
  log: 'silent',
  rooms: (base) => composeRooms(base, { cases: 0 }).rooms,
})

const street = '310101002'
const levelOf: Readonly<Record<string, Level>> = { street: 'street', community: 'community', grid: 'grid' }

function as(role: Role, office: string): Caller {
  const found = offices.find(({ id }) => id === office)
  if (!found) throw new Error(`No office ${office}`)
  const level = levelOf[found.level] ?? (found.level as Level) // the profile's levels are these
  const actor: Actor = {
    ...{ ...anonymous, id: `${role}@${office}`, kind: 'person', name: role },
    posts: [{ office, path: found.path, level, role, title: found.title }],
  }
  return city.as(actor)
}

const communityOf = (division: string) =>
  offices.find(({ level, path }) => level === 'community' && path.includes(`/${division}/`))?.id ?? ''

/** Water on a road in the street, as its clerk begins it. */
async function newCase(): Promise<string> {
  const where = { point: [121.479, 31.233], address: '试验路 1 号', division: street }
  const made = await as('clerk', street).post('/api/cases', {
    ...{ pack: 'road-flooding', answers: { what: '路面积水', severity: 'warning', where } },
  })
  expect(made.status, made.text).toBe(201)
  return made.json.id
}

const act = async (who: Caller, id: string, action: string, input: object, step?: string) =>
  (await who.post(`/api/cases/${id}/actions`, { action, input, ...(step && { step }) })).status < 300

/** What somebody may do with a case that the street holds, whose second grid was sent, and whose pump waits for a yes. */
type Row = readonly [
  who: string,
  role: Role,
  office: string,
  reads: boolean,
  sends: boolean,
  completes: boolean,
  decides: boolean,
]
const rows: readonly Row[] = [
  ['city, centre: duty officer', 'duty-officer', 'sh', true, false, false, true],
  ['city, centre: dispatcher', 'dispatcher', 'sh', true, true, false, true],
  ['city, another department', 'clerk', 'sh.transport', false, false, false, false],
  ['city, another department: dispatcher', 'dispatcher', 'sh.transport', false, false, false, false],
  ['district, centre: duty officer', 'duty-officer', '310101', true, false, false, true],
  ['district, centre: dispatcher', 'dispatcher', '310101', true, true, false, true],
  ['district, another department', 'clerk', '310101.construction', false, false, false, false],
  ['district, another branch: duty officer', 'duty-officer', '310115', false, false, false, false],
  ['district, another branch: dispatcher', 'dispatcher', '310115', false, false, false, false],
  ['street: dispatcher', 'dispatcher', street, true, true, false, true],
  ['street: clerk', 'clerk', street, true, false, false, false],
  ['street, another one: dispatcher', 'dispatcher', '310101013', false, false, false, false],
  ['street, another branch: clerk', 'clerk', '310115004', false, false, false, false],
  ['neighbourhood of the street', 'clerk', communityOf(street), false, false, false, false],
  ['grid that was sent', 'grid-member', `${street}.g02`, true, false, true, false],
  ['grid beside it', 'grid-member', `${street}.g01`, false, false, false, false],
  ['grid of another street', 'grid-member', '310101013.g01', false, false, false, false],
  ['street: grid member of no grid', 'grid-member', street, true, false, false, false],
]

describe('a case of a scenario', () => {
  test.each(rows)('%s (%s)', async (_, role, office, reads, sends, completes, decides) => {
    const id = await newCase()
    expect(await act(as('dispatcher', street), id, 'dispatch', { office: `${street}.g02` }, 'confirm')).toBe(true)
    const who = as(role, office)
    const { status } = await who.get(`/api/cases/${id}`)
    const found = {
      reads: status === 200,
      // The last of them ends the step: asked from the least to the most.
      decides: await act(who, id, 'decide-effect', { run: 'pump/1', granted: false }),
      sends: await act(who, id, 'dispatch', { office: `${street}.g02`, reason: '再派' }, 'confirm'),
      completes: await act(who, id, 'complete', { found: 'none', passable: true }, 'confirm'),
    }
    expect(found).toEqual({ reads, sends, completes, decides })
    if (!reads) expect([401, 403, 404]).toContain(status)
  })
})

/** Who sees the signs of the city, of the case's district and of another; who is on duty there. */
const watchers: readonly (readonly [
  who: string,
  role: Role,
  office: string,
  city: boolean,
  own: boolean,
  other: boolean,
  duty: boolean,
])[] = [
  ['city', 'duty-officer', 'sh', true, true, true, true],
  ['city: data officer', 'data-officer', 'sh.data', true, true, true, false],
  ['city, another department: clerk', 'clerk', 'sh.transport', false, false, false, false],
  ['district', 'duty-officer', '310101', false, true, false, true],
  ['district: dispatcher', 'dispatcher', '310101', false, true, false, false],
  ['district, another department', 'clerk', '310101.construction', false, false, false, false],
  ['district, another branch', 'duty-officer', '310115', false, false, true, true],
  ['street', 'supervisor', street, false, false, false, true],
  ['street: clerk', 'clerk', street, false, false, false, false],
  ['neighbourhood', 'clerk', communityOf(street), false, false, false, false],
  ['grid', 'grid-member', `${street}.g02`, false, false, false, false],
]

describe('signs and duty', () => {
  test.each(watchers)('%s (%s)', async (_, role, office, whole, own, other, duty) => {
    const who = as(role, office)
    const sees = async (place: string) =>
      (await who.get(`/api/measure/signs/road-water-depth?place=${place}`)).status === 200
    expect([await sees('310000'), await sees('310101'), await sees('310115')]).toEqual([whole, own, other])
    const taken = await who.post('/api/measure/duty', { do: 'take-over', isRelief: true })
    expect(taken.status < 300, taken.text).toBe(duty)
  })

  test('whoever is on duty of a district is not so of another, nor of the city', async () => {
    const own = await as('duty-officer', '310101').get('/api/measure/duty?place=310101')
    const other = await as('duty-officer', '310101').get('/api/measure/duty?place=310115')
    const whole = await as('duty-officer', '310101').get('/api/measure/duty?place=310000')
    expect(own.status).toBe(200)
    expect([403, 404, 422]).toContain(other.status)
    expect([403, 404, 422]).toContain(whole.status)
  })

  test('a street sees its own place and not the one beside it', async () => {
    const who = as('supervisor', street)
    expect((await who.get(`/api/measure/signs?place=${street}`)).status).toBe(200)
    expect((await who.get('/api/measure/signs?place=310101013')).status).not.toBe(200)
  })
})
