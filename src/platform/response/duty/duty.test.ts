import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Actor, Role } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { createPerson, loadOffices } from '../../identity/index.ts'
import { offices, responseCity } from '../testing/response-city.ts'

const { city, room, clock, as } = await responseCity()
const { db } = city.base
const minute = 60_000

const parentOf = (path: string) => path.split('/').at(-2) || undefined
const officeOf = (id: string) => {
  const found = offices.find((one) => one.id === id)
  if (!found) throw new Error(`No office ${id}`)
  return found
}

/** Enters somebody with a post, and says how he calls. */
async function enter(name: string, role: Role, office: string, delegatedBy?: string) {
  const id = await db.tx((tx) =>
    createPerson(tx, 'test', 'administrator', { name, kind: 'official', posts: [{ role, office }] }, Date.now()),
  )
  const { path, level, title } = officeOf(office)
  const post = { office, path, level, role, title, ...(delegatedBy !== undefined && { delegatedBy }) }
  const actor: Actor = { id, kind: 'person', name, posts: [post], scopes: ['*'] }
  return { id, ...city.as(actor) }
}

const command = as('duty-officer', 'd101')
const [zhang, li, wang] = await (async () => {
  await db.tx((tx) =>
    loadOffices(
      tx,
      offices.map(({ id, path, level, title }) => ({
        ...{ id, parent: parentOf(path), level, title, openSince: '2020-01-01' },
        kind: level === 'city' ? 'government' : level,
      })),
    ),
  )
  return Promise.all([
    enter('张三', 'dispatcher', 's101-1'),
    enter('李四', 'clerk', 's101-1'),
    enter('王五', 'clerk', 's101-1'),
  ])
})()
const other = await enter('赵六', 'clerk', 's101-2')

type Row = {
  id: string
  office: string
  task: string
  state: string
  person: string | null
  personName: string | null
  escalation: number
  acknowledgeDue: string
  isForMe: boolean
}
const iso = (at: number) => new Date(at).toISOString()
const plan = (more: object = {}) => ({
  ...{ office: 's101-1', person: zhang.id, deputy: li.id, from: iso(clock.now), until: iso(clock.now + 720 * minute) },
  ...more,
})

/** Starts a typhoon response in the district. @returns its order to the first street to man the post */
async function begin() {
  const started = await command.post('/api/response/incidents', {
    ...{
      plan: 'typhoon',
      level: 'III',
      title: '台风',
      divisions: ['310101'],
      reason: '区指挥部决定',
      isExercise: false,
    },
  })
  const { id } = started.json
  return { id, order: await orderOf(id) }
}
async function orderOf(incident: string): Promise<Row> {
  const { orders } = (await command.get(`/api/response/incidents/${incident}`)).json
  const found = orders.find((one: Row) => one.office === 's101-1' && one.task === 'duty')
  if (!found) throw new Error('The street was not ordered')
  return found
}
const logOf = async (incident: string): Promise<readonly { kind: string; facts: Record<string, unknown> }[]> =>
  (await command.get(`/api/response/incidents/${incident}`)).json.log
const remind = async () => {
  const job = room.jobs?.find(({ name }) => name === 'response.remind')
  await job?.run({}, { log: city.base.log, attempt: 1, signal: new AbortController().signal })
}
const told = async (type: string, incident: string) =>
  (
    await sql<{ orders: Record<string, unknown>[] }>`select payload -> 'orders' as orders from base.event
      where type = ${type} and key = ${`incident:${incident}`} order by seq`.execute(db)
  ).rows.flatMap(({ orders }) => orders)
const answer = (who: { post: typeof city.post }, order: Row, how = 'acknowledge', note = '') =>
  who.post(`/api/response/orders/${order.id}/${how}`, { note })

describe('the roster', () => {
  it('holds people of the office, one at a time, planned by who leads it or stands above it', async () => {
    expect((await zhang.post('/api/response/duties', plan())).status).toBe(201)
    expect((await zhang.post('/api/response/duties', plan({ person: li.id, deputy: undefined }))).json.code).toBe(
      'response.dutyTaken',
    )
    const later = { from: iso(clock.now + 720 * minute), until: iso(clock.now + 1440 * minute) }
    for (const bad of [{ person: other.id }, { deputy: other.id }, { deputy: zhang.id }, { person: uuidv7() }])
      expect((await zhang.post('/api/response/duties', plan({ ...later, ...bad }))).json.code).toBe(
        'response.notOfOffice',
      )
    const backwards = { from: later.until, until: later.from }
    expect((await zhang.post('/api/response/duties', plan(backwards))).json.code).toBe('response.badPeriod')
    const statuses = async (body: object) => [
      (await as('duty-officer', 'sh').post('/api/response/duties', body)).status,
      (await as('clerk', 's101-1').post('/api/response/duties', body)).status,
      (await as('dispatcher', 's101-2').post('/api/response/duties', body)).status,
      (await as('duty-officer', 'd115').post('/api/response/duties', body)).status,
      (await city.post('/api/response/duties', body)).status,
    ]
    expect(await statuses(plan(later))).toEqual([201, 403, 403, 403, 401])
    const people = async (who: { get: typeof city.get }) => (await who.get('/api/response/offices/s101-1/people')).json
    expect((await people(zhang)).map(({ name }: { name: string }) => name).sort()).toEqual(
      ['张三', '李四', '王五'].sort(),
    )
    expect((await people(other)).code).toBe('base.forbidden')
    const seen = async (who: { get: typeof city.get }) => (await who.get('/api/response/duties')).json
    expect(await seen(command)).toMatchObject([
      { personName: '张三', deputyName: '李四', mayPlan: true, officeTitle: officeOf('s101-1').title },
      { personName: '张三', from: later.from },
    ])
    expect((await seen(li)).map(({ mayPlan }: { mayPlan: boolean }) => mayPlan)).toEqual([false, false])
    expect(await seen(other)).toEqual([])
    const [, second] = await seen(command)
    expect((await li.call('DELETE', `/api/response/duties/${second.id}`)).status).toBe(403)
    expect((await zhang.call('DELETE', `/api/response/duties/${second.id}`)).status).toBe(204)
    expect(await seen(command)).toHaveLength(1)
  })
})

describe('an order to an office with a roster', () => {
  it('names whoever is on duty, who acknowledges it; nobody else of the office does', async () => {
    const { id, order } = await begin()
    expect(order).toMatchObject({ person: zhang.id, personName: '张三', isByRoster: true, deputyName: '李四' })
    expect((await told('response.ordered', id)).find((one) => one.id === order.id)).toMatchObject({ person: zhang.id })
    for (const how of ['acknowledge', 'done'])
      expect((await answer(wang, order, how)).json.code).toBe('response.notNamed')
    const rows = async (who: { get: typeof city.get }) =>
      (await who.get('/api/response/orders')).json.find((one: Row) => one.id === order.id)
    expect([(await rows(zhang)).isForMe, (await rows(wang)).isForMe]).toEqual([true, false])
    expect((await answer(zhang, order)).json).toMatchObject({ state: 'acknowledged', acknowledgedBy: '张三' })
    // What he took on is done by whoever does it.
    expect((await answer(wang, order, 'done', '已到岗')).json.state).toBe('done')
  })

  it('is acknowledged by whoever holds his post for him now', async () => {
    const { order } = await begin()
    const standIn = await enter('代理人', 'dispatcher', 's101-1', zhang.id)
    expect((await answer(standIn, order)).json.state).toBe('acknowledged')
  })

  it('goes to his deputy, then to the office above, each in the plan’s time, in the log and told', async () => {
    const { id, order } = await begin()
    const within = Date.parse(order.acknowledgeDue) - clock.now
    clock.now += within - 1
    await remind()
    expect(await orderOf(id)).toMatchObject({ escalation: 0, reminders: 0 })
    clock.now += 1
    await remind()
    await remind()
    expect(await orderOf(id)).toMatchObject({ escalation: 1, reminders: 1 })
    expect((await answer(wang, order)).json.code).toBe('response.notNamed')
    clock.now += within
    await remind()
    const late = await orderOf(id)
    expect(late).toMatchObject({ escalation: 2, aboveTitle: officeOf('d101').title })
    clock.now += 10 * within
    await remind()
    const escalated = (await told('response.orderEscalated', id)).filter((one) => one.id === order.id)
    expect(escalated.map(({ to, personName }) => [to, personName])).toEqual([
      [{ person: li.id }, '张三'],
      [{ office: 'd101' }, '张三'],
    ])
    const entries = (await logOf(id)).filter(({ kind, facts }) => kind === 'escalated' && facts.order === order.id)
    expect(entries.map(({ facts }) => facts.above)).toEqual(['李四', officeOf('d101').title])
    const above = (await as('dispatcher', 'd101').get('/api/response/orders')).json
    expect(above.find((one: Row) => one.id === order.id)).toMatchObject({ isMine: true, isForMe: true })
    expect((await answer(as('dispatcher', 'd115'), order)).status).toBe(403)
    expect((await answer(as('dispatcher', 'd101'), order)).json.state).toBe('acknowledged')
  })

  it('is taken by the deputy alone once he was asked', async () => {
    const { id, order } = await begin()
    clock.now = Date.parse(order.acknowledgeDue)
    await remind()
    expect((await answer(li, order)).json.state).toBe('acknowledged')
    expect((await logOf(id)).at(-1)).toMatchObject({ kind: 'acknowledged', personName: '李四' })
  })

  it('can name another person, who is told, and be taken over by a colleague; both begin its clock anew', async () => {
    const { id, order } = await begin()
    const name = (who: { post: typeof city.post }, person: string | null) =>
      who.post(`/api/response/orders/${order.id}/name`, { person })
    expect([(await name(li, wang.id)).status, (await name(as('duty-officer', 'd115'), wang.id)).status]).toEqual([
      403, 403,
    ])
    expect((await name(command, other.id)).json.code).toBe('response.notOfOffice')
    clock.now = Date.parse(order.acknowledgeDue)
    await remind()
    const named = await name(command, wang.id)
    expect(named.json).toMatchObject({ personName: '王五', isByRoster: false, escalation: 0, deputy: null })
    expect(Date.parse(named.json.acknowledgeDue)).toBeGreaterThan(clock.now)
    expect((await told('response.ordered', id)).at(-1)).toMatchObject({ id: order.id, person: wang.id })
    expect((await li.post(`/api/response/orders/${order.id}/take`)).json).toMatchObject({ personName: '李四' })
    expect((await other.post(`/api/response/orders/${order.id}/take`)).status).toBe(403)
    expect((await answer(wang, order)).json.code).toBe('response.notNamed')
    expect((await answer(li, order)).json.state).toBe('acknowledged')
    const kinds = (await logOf(id)).filter(({ facts }) => facts.order === order.id).map(({ kind }) => kind)
    expect(kinds).toEqual(['reminded', 'escalated', 'named', 'taken', 'acknowledged'])
  })
})

it('an order to a whole office is reminded of, then goes to the office above; the command’s own goes no further', async () => {
  await sql`delete from response.duty`.execute(db)
  const { id, order } = await begin()
  expect(order.person).toBeNull()
  const within = Date.parse(order.acknowledgeDue) - clock.now
  clock.now += within
  await remind()
  expect(await told('response.orderEscalated', id)).toEqual([])
  clock.now += within
  await remind()
  const orders = await told('response.orderEscalated', id)
  expect(orders.find((one) => one.id === order.id)).toMatchObject({ to: { office: 'd101' }, personName: null })
  expect(orders.some(({ office }) => office === 'd101')).toBe(false)
  expect((await answer(wang, order)).json.state).toBe('acknowledged')
})
