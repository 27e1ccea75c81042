import { describe, expect, test } from 'vitest'
import { type Actor, anonymous, type Level, type Role } from '../kernel/access/index.ts'
import { demoCity } from '../packs/city/shanghai/index.ts'
import { governmentPacks } from '../packs/government/index.ts'
import { type Caller, testCity } from '../platform/base/testing.ts'
import { composeRooms } from './rooms.ts'
import { called, district, everybody, isOver, lives, namesOf, type Somebody, street } from './testing/scenario-lives.ts'

// Five levels (city, district, street, neighbourhood, grid), each in the branch where the case lies, in another department there, and
// in another branch: what they may do with cases of every scenario, with signs and with duty. Every row is written by hand, both ways.

const { offices } = demoCity()
const city = await testCity({
  config: { demo: true },
  log: 'silent',
  // A Monday morning: by night other offices answer.
  now: () => Date.UTC(2026, 2, 2, 2),
  rooms: (base) => composeRooms(base, { cases: 0 }).rooms,
})

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
  ['district, centre: duty officer', 'duty-officer', district, true, false, false, true],
  ['district, centre: dispatcher', 'dispatcher', district, true, true, false, true],
  ['district, another department, which drains later', 'clerk', '310101.construction', true, false, false, false],
  ['district, another department', 'clerk', '310101.housing', false, false, false, false],
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

/** Presses as each of them. @returns who succeeded */
async function press(id: string, body: object, who: readonly Somebody[]): Promise<readonly string[]> {
  const done: string[] = []
  for (const one of who) {
    const { status, text } = await as(...one).post(`/api/cases/${id}/actions`, body)
    if (status < 300) done.push(called(one))
    else expect([401, 403, 404, 409], text).toContain(status)
  }
  return done.sort()
}

const readers = async (id: string) => {
  const answers = await Promise.all(
    everybody.map(async (one) => [one, (await as(...one).get(`/api/cases/${id}`)).status]),
  )
  return namesOf(answers.filter(([, status]) => status === 200).map(([one]) => one as Somebody))
}

test('the table has every scenario', () => {
  const general = ['hotline', 'alarm', 'grid-case']
  const scenarios = governmentPacks.map(({ name }) => name).filter((name) => !general.includes(name))
  expect(Object.keys(lives).sort()).toEqual(scenarios.sort())
})

test.each(Object.entries(lives))('%s: who sees, sends and finishes each step, and nobody else', async (pack, life) => {
  const [asks, ...stages] = life
  const where = { point: [121.479, 31.233], address: '试验路 1 号', division: street }
  const made = await as('operator', 'sh.hotline').post('/api/cases', {
    ...{ pack, answers: { what: '试验：请处置', where, ...asks } },
  })
  expect(made.status, made.text).toBe(201)
  const { id } = made.json
  // Whoever has, had or will have a step of it sees it, and whoever stands over them.
  const answering = stages.map(([, office]) => office)
  const sees = everybody.filter(([role, at]) => answering.some((one) => isOver(at, one)) && role !== 'data-officer')
  for (const [step, office, finish, input] of stages) {
    expect(await readers(id), `${step} is seen`).toEqual(namesOf(sees))
    const sends = everybody.filter(([role, at]) => role === 'dispatcher' && isOver(at, office))
    expect(await press(id, { action: 'dispatch', step, input: { office } }, everybody), `${step} is sent`).toEqual(
      namesOf(sends),
    )
    const finishes = everybody.filter(([role, at]) => at === office && finish.includes(role))
    const others = everybody.filter((one) => !finishes.includes(one))
    const action = 'complete'
    const body = { action, step, input }
    expect(await press(id, body, others), `${step} is finished`).toEqual([])
    for (const one of finishes) {
      const { json } = await as(...one).get(`/api/cases/${id}`)
      expect(json.may, `${called(one)} may finish ${step}`).toContainEqual(expect.objectContaining({ action, step }))
    }
    const last = finishes[0]
    expect(last && (await press(id, body, [last])), `${step} is finished`).toHaveLength(1)
  }
  const { json } = await as('dispatcher', 'sh').get(`/api/cases/${id}`)
  expect(json.case.status).toBe('closed')
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
  ['district', 'duty-officer', district, false, true, false, true],
  ['district: dispatcher', 'dispatcher', district, false, true, false, false],
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
    expect([await sees('310000'), await sees(district), await sees('310115')]).toEqual([whole, own, other])
    const taken = await who.post('/api/measure/duty', { do: 'take-over', isRelief: true })
    expect(taken.status < 300, taken.text).toBe(duty)
  })

  test('whoever is on duty of a district is not so of another, nor of the city', async () => {
    const own = await as('duty-officer', district).get('/api/measure/duty?place=310101')
    const other = await as('duty-officer', district).get('/api/measure/duty?place=310115')
    const whole = await as('duty-officer', district).get('/api/measure/duty?place=310000')
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
