import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { anonymous } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { deviceProfiles } from '../../../packs/city/devices/index.ts'
import { roadFlooding } from '../../../packs/government/road-flooding/index.ts'
import { publish } from '../../base/index.ts'
import { testCity } from '../../base/testing.ts'
import { type Things, thingsRoom } from '../../things/index.ts'
import { twinRoom } from '../../twin/index.ts'
import { type CaseNotice, type CasesRoom, casesRoom, type Offices } from '../index.ts'
import { person, plainCalendar, smallOffices } from '../testing/small-city.ts'

const duties: Readonly<Record<string, string>> = { street: 'park', 'operation-centre': 'east', water: 'east' }
const offices: Offices = { ...smallOffices, findDuty: (duty) => smallOffices.find(duties[duty] ?? '') }

let things: Things | undefined
let room: CasesRoom | undefined
const city = await testCity({
  rooms: (base) => {
    const twin = twinRoom(base, { divisionOf: () => undefined })
    const made = thingsRoom(base, { twin, profiles: deviceProfiles, findProgram: async () => anonymous })
    room = casesRoom(base, {
      ...{ offices, calendar: plainCalendar, jurisdiction: '310000', packs: [roadFlooding], command: made.commandNear },
    })
    things = made
    return [twin, made, room]
  },
  upTo: 'cases',
})
const { db } = city.base

const centre: readonly [number, number] = [121.47, 31.23]
const point = (metres: number) => ({ lng: centre[0], lat: centre[1] + metres / 111_195 })
await things?.enrol(
  [
    { id: 'pump-near', profile: 'pump', point: point(800), path: '/sh/east/park' },
    { id: 'pump-nearer', profile: 'pump', point: point(200), path: '/sh/east/park' },
    { id: 'pump-far', profile: 'pump', point: point(5_000), path: '/sh/east/park' },
    { id: 'gauge', profile: 'rain-gauge', point: point(100), path: '/sh/east/park' },
  ],
  'test',
)

const clerk = city.as(person('park-clerk', ['clerk', 'park']))
const hill = city.as(person('hill-clerk', ['clerk', 'hill'], ['duty-officer', 'hill']))

const flood = async (): Promise<string> => {
  const answer = await clerk.post('/api/cases', {
    ...{
      pack: 'road-flooding',
      answers: { what: '路面积水', severity: 'serious', where: { point: centre, address: '一路二号' } },
    },
  })
  expect(answer.status, answer.text).toBe(201)
  await city.settle()
  return (answer.json as { id: string }).id
}
const act = async (who: typeof clerk, id: string, action: string, input: object, step?: string) => {
  const answer = await who.post(`/api/cases/${id}/actions`, { action, step, input, actionId: uuidv7() })
  await city.settle()
  return answer
}
const effectsOf = async (id: string) => (await room?.engine.get(id))?.state.effects
const commandsOf = async (id: string) =>
  (
    await sql<{ id: string; device: string; state: string; input: unknown }>`
      select c.id, d.id as device, c.state, c.input from things.command c join things.device d on d.key = c.device
      where c.for_whom like ${`case:${id}:%`} order by d.id`.execute(db)
  ).rows

test('a step commands the pumps near by after a person’s yes, once; what they answer stands in the log', async () => {
  const id = await flood()
  expect(await effectsOf(id)).toMatchObject([{ run: 'pump/1', state: 'asked', targets: [] }])
  expect(await commandsOf(id)).toEqual([])
  expect((await act(hill, id, 'decide-effect', { run: 'pump/1', granted: true })).status).toBe(403)
  expect((await act(clerk, id, 'decide-effect', { run: 'pump/2', granted: true })).json.code).toBe('form.invalid')
  expect((await act(clerk, id, 'decide-effect', { run: 'pump/1', granted: true })).status).toBe(200)
  const commands = await commandsOf(id)
  expect(commands.map(({ device, input }) => [device, input])).toEqual([
    ['pump-near', { isRunning: true }],
    ['pump-nearer', { isRunning: true }],
  ])
  // The same news handed over again commands nobody again.
  await publish(db, { type: 'case.effect-decided', key: id, payload: { case: id } })
  await city.settle()
  expect(await commandsOf(id)).toHaveLength(2)

  const [near, nearer] = commands
  const live = (device: string | undefined) => {
    const found = things?.fleet.find(device ?? '')
    if (!found) throw new Error('No such device')
    return found
  }
  await things?.commands.answered(live(nearer?.device), nearer?.id ?? '', 'done', { isRunning: true })
  await sql`update things.command set expires_at = now() - interval '1 second' where id = ${near?.id}`.execute(db)
  await things?.commands.expire()
  await city.settle()
  expect(await effectsOf(id)).toMatchObject([
    {
      ...{ run: 'pump/1', state: 'begun' },
      targets: [
        { id: 'pump-nearer', state: 'done', text: '{"isRunning":true}' },
        { id: 'pump-near', state: 'expired' },
      ],
    },
  ])
})

test('a no is a no, and a place without pumps says so', async () => {
  const id = await flood()
  expect((await act(clerk, id, 'decide-effect', { run: 'pump/1', granted: false, note: '先看现场' })).status).toBe(200)
  expect(await effectsOf(id)).toMatchObject([{ run: 'pump/1', state: 'declined', note: '先看现场' }])
  expect(await commandsOf(id)).toEqual([])
  const far = await clerk.post('/api/cases', {
    ...{ pack: 'road-flooding', answers: { what: '路面积水', severity: 'serious', where: { point: [122, 31] } } },
  })
  const elsewhere = (far.json as { id: string }).id
  expect((await act(clerk, elsewhere, 'decide-effect', { run: 'pump/1', granted: true })).status).toBe(200)
  expect(await effectsOf(elsewhere)).toMatchObject([{ state: 'begun', targets: [], note: '范围内没有可用设备' }])
})

test('people near by are told when the road cannot be passed, and when it can again', async () => {
  const id = await flood()
  const notices = async () => {
    const { rows } = await sql<{ payload: CaseNotice }>`
      select payload from base.event where type = 'case.notice' and payload->>'case' = ${id} order by seq`.execute(db)
    return rows.map(({ payload }) => payload)
  }
  expect((await act(clerk, id, 'complete', { found: 'flooded', passable: false }, 'confirm')).status).toBe(200)
  expect(await notices()).toMatchObject([
    { run: 'warn/1', point: centre, metres: 1_000, isEnd: false, text: { zh: '一路二号积水，请绕行' } },
  ])
  expect((await act(clerk, id, 'complete', { closed: true }, 'close')).status).toBe(200)
  const east = city.as(person('east-clerk', ['clerk', 'east']))
  expect((await act(east, id, 'complete', { result: 'drained', reply: '已抽排' }, 'drain')).status).toBe(200)
  expect((await act(clerk, id, 'complete', { open: true }, 'check')).status).toBe(200)
  expect((await notices())[1]).toMatchObject({ run: 'all-clear/1', isEnd: true })
  expect((await room?.engine.get(id))?.state.status).toBe('closed')
})
