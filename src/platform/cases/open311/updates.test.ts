import { beforeAll, describe, expect, test } from 'vitest'
import { dayMs, hourMs } from '../../../kernel/time/index.ts'
import { formOf, many, open311City, readXml, type Sent, staff } from './testing/open311-city.ts'

const city = await open311City()
const v2 = '/open311/v2'
let key = ''
beforeAll(async () => {
  key = await city.key('fixmystreet', 'open311')
})

async function posted(): Promise<string> {
  const fields = { api_key: key, service_code: 'hotline', lat: '31.23', long: '121.47', description: '路灯不亮' }
  const answer = await city.send(`${v2}/requests.json`, fields)
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json[0].service_request_id
}

const iso = (at: number) => new Date(at).toISOString()

async function updates(fields: Sent = {}) {
  const answer = await city.get(`${v2}/servicerequestupdates.json?${formOf(fields)}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json
}

const tell = (number: string, fields: Sent = {}) =>
  city.send(`${v2}/servicerequestupdates.json`, {
    ...{ api_key: key, service_request_id: number, update_id: '1', updated_datetime: iso(city.clock.now) },
    ...{
      status: 'OPEN',
      description: '还没有修',
      first_name: 'Mei',
      last_name: '-',
      email: 'mei@example.org',
      ...fields,
    },
  })

async function handled(number: string) {
  const sorting = {
    kind: 'complaint',
    class: '城乡建设/市政设施/路灯照明',
    urgency: 'normal',
    route: 'dispatch',
    office: 'park',
  }
  await city.act(number, staff.sorter, 'complete', sorting, 'sort')
  city.clock.now += hourMs
  await city.act(number, staff.clerk, 'complete', { result: 'solved', reply: '王先生，灯已修好' }, 'handle')
  await city.act(number, staff.operator, 'complete', { reached: true, solved: true, satisfied: 'yes' }, 'callback')
}

describe('reading updates', () => {
  test('gives what happened, in order, with its status; XML and JSON alike', async () => {
    const number = await posted()
    await handled(number)
    const all = await updates({ service_request_id: number })
    expect(all.length).toBeGreaterThan(3)
    for (const one of all) {
      expect(Object.keys(one)).toEqual([
        'update_id',
        'service_request_id',
        'status',
        'updated_datetime',
        'description',
        'media_url',
      ])
      expect(one.service_request_id).toBe(number)
      expect(one.updated_datetime).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00$/)
    }
    expect(all[0].status).toBe('open')
    expect(all.at(-1)).toMatchObject({ status: 'closed', description: '办结' })
    expect(new Set(all.map((one: { update_id: string }) => one.update_id)).size).toBe(all.length)
    const times = all.map((one: { updated_datetime: string }) => one.updated_datetime)
    expect(times).toEqual([...times].sort())
    const xml = readXml(await city.get(`${v2}/servicerequestupdates.xml?service_request_id=${number}`))
    expect(many(xml.service_request_updates.request_update)).toHaveLength(all.length)
    const none = readXml(await city.get(`${v2}/servicerequestupdates.xml?service_request_id=1`))
    expect(none.service_request_updates).toBe('')
  })

  test('holds to its range', async () => {
    const number = await posted()
    const begun = city.clock.now
    await handled(number)
    const end = city.clock.now
    const mine = async (from: number, to: number) =>
      (await updates({ start_date: iso(from), end_date: iso(to), service_request_id: number })).length
    const all = await mine(begun, end)
    expect((await mine(begun, begun)) + (await mine(begun + 1, end))).toBe(all)
    expect(await mine(begun, begun)).toBeGreaterThan(0)
    expect(await mine(end + 1, end + dayMs)).toBe(0)
    expect((await city.get(`${v2}/servicerequestupdates.xml?start_date=x`)).status).toBe(400)
  })

  test('tells the words of the answer to the program that sent the request, to others only that there is one', async () => {
    const number = await posted()
    await handled(number)
    const own = await updates({ service_request_id: number, api_key: key })
    expect(own.map((one: { description: string }) => one.description).join()).toContain('王先生，灯已修好')
    const others = await updates({ service_request_id: number })
    expect(others.map((one: { description: string }) => one.description).join()).not.toContain('王先生')
    expect(others).toHaveLength(own.length)
  })

  test('has nothing of cases that came by other ways', async () => {
    const begun = (
      await city.post('/api/cases', { pack: 'hotline', answers: { what: '井盖缺失', sharedNearby: true } })
    ).json
    await handled(begun.number)
    expect(await updates({ service_request_id: begun.number })).toEqual([])
  })
})

describe('sending an update', () => {
  test('adds to the case, gives its id, and is done once however often it is sent', async () => {
    const number = await posted()
    const answers = await Promise.all([tell(number), tell(number)])
    const again = await tell(number)
    const [first] = answers
    expect(first?.status).toBe(200)
    expect(first?.json).toEqual([{ update_id: expect.stringMatching(new RegExp(`^${number}-\\d+$`)) }])
    expect(new Set([...answers, again].map((answer) => answer.text)).size).toBe(1)
    const own = await updates({ service_request_id: number, api_key: key })
    const added = own.filter((one: { description: string }) => one.description.includes('还没有修'))
    expect(added).toHaveLength(1)
    // FixMyStreet knows its own update again by this id.
    expect(added[0].update_id).toBe(first?.json[0].update_id)
    const xml = readXml(
      await city.send(`${v2}/servicerequestupdates.xml`, {
        ...{ api_key: key, service_request_id: number, update_id: '2', updated_datetime: iso(city.clock.now) },
        ...{ status: 'OPEN', description: '又一次' },
      }),
    )
    expect(xml.service_request_updates.request_update.update_id).toMatch(/-\d+$/)
  })

  test('that says closed does not end the case: that is for those who handle it', async () => {
    const number = await posted()
    expect((await tell(number, { status: 'FIXED', description: '自己好了' })).status).toBe(200)
    expect((await city.get(`${v2}/requests/${number}.json`)).json[0].status).toBe('open')
    const own = await updates({ service_request_id: number, api_key: key })
    expect(own.at(-1).description).toContain('自己好了\n来源系统的状态：FIXED')
  })

  test('reopens what is over, while that is possible', async () => {
    const number = await posted()
    await handled(number)
    expect((await tell(number, { status: 'CLOSED', update_id: '3' })).status).toBe(400)
    expect((await tell(number, { status: 'REOPEN', update_id: '4' })).status).toBe(200)
    expect((await city.get(`${v2}/requests/${number}.json`)).json[0].status).toBe('open')
    const late = await posted()
    await handled(late)
    city.clock.now += 30 * dayMs
    const answer = await tell(late, { status: 'REOPEN' })
    expect([answer.status, answer.json[0].description]).toEqual([400, expect.stringContaining('期限')])
  })

  test.each<[string, Sent, string]>([
    ['number', { service_request_id: '' }, 'service_request_id'],
    ['id', { update_id: '' }, 'update_id'],
    ['moment', { updated_datetime: '' }, 'updated_datetime'],
    ['proper moment', { updated_datetime: '2026-03-02' }, 'updated_datetime'],
    ['status', { status: '' }, 'status'],
    ['known status', { status: 'LOST' }, 'status'],
  ])('without a %s is 400', async (_, fields, name) => {
    const answer = await tell(await posted(), fields)
    expect(answer.status).toBe(400)
    expect(answer.json[0].description).toContain(`${name}: `)
  })

  test('to a request of another program, or none, is 404', async () => {
    const stranger = await city.key('stranger', 'open311')
    expect((await tell(await posted(), { api_key: stranger })).status).toBe(404)
    expect((await tell('2026030200019')).status).toBe(404)
  })
})
