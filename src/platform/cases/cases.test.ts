import { sql } from 'kysely'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { foldCase } from '../../kernel/flow/index.ts'
import { hotline } from '../../packs/government/hotline/index.ts'
import { type TestAnswer, testCity } from '../base/testing.ts'
import { type CasesRoom, casesRoom } from './index.ts'
import { person, plainCalendar, smallOffices } from './testing/small-city.ts'
import { listViews } from './work-lists.ts'

// Monday 2 March 2026, 09:00 in Shanghai.
let now = Date.UTC(2026, 2, 2, 1)
let room: CasesRoom | undefined
const city = await testCity({
  rooms: (base) => {
    room = casesRoom(base, { offices: smallOffices, calendar: plainCalendar, jurisdiction: '310000', packs: [hotline] })
    return [room]
  },
  upTo: 'cases',
  now: () => now,
})
const { database } = city

const citizen = city.as(person('citizen'))
const sorter = city.as(person('sorter', ['sorter', 'hotline']))
const operator = city.as(person('operator', ['operator', 'hotline']))
const parkClerk = city.as(person('park-clerk', ['clerk', 'park']))
const pierClerk = city.as(person('pier-clerk', ['clerk', 'pier']))
const east = city.as(person('east', ['dispatcher', 'east']))
const west = city.as(person('west', ['dispatcher', 'west']))
const gridMember = city.as(person('grid', ['grid-member', 'lane']))
const supervisor = city.as(person('supervisor', ['supervisor', 'sh']))

const good = (answer: TestAnswer) => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json
}

const report = async (answers: object = { what: '小区门口路灯不亮三天了', phone: '13800138000' }) =>
  good(await citizen.post('/api/cases', { pack: 'hotline', answers, actionId: uuidv7() }))

const sortTo = (office: string) => ({
  kind: 'complaint',
  class: '城乡建设/市政设施/路灯照明',
  urgency: 'normal',
  route: 'dispatch',
  office,
})

const act = (who: typeof citizen, id: string, action: string, input: object = {}, more: object = {}) =>
  who.post(`/api/cases/${id}/actions`, { action, input, actionId: uuidv7(), ...more })

describe('a report', () => {
  test('goes from the citizen to the grid and back, and the figures know it', async () => {
    const begun = await report()
    expect(begun.number).toMatch(/^20260302\d{5}$/)
    const id = begun.id
    good(await act(sorter, id, 'complete', sortTo('pier'), { step: 'sort' }))
    const returned = good(
      await act(pierClerk, id, 'return', { reason: 'wrongPlace', note: '属公园街道' }, { step: 'handle' }),
    )
    expect(returned.case.tasks.handle).toMatchObject({ status: 'returned', returns: 1 })
    const again = await act(east, id, 'dispatch', { office: 'park' }, { step: 'handle' })
    expect(good(again).case.tasks.handle).toMatchObject({ status: 'open', holder: { office: 'park' } })
    good(await act(parkClerk, id, 'hand-on', { office: 'lane' }, { step: 'handle' }))
    good(await act(gridMember, id, 'contact', { how: 'phone', reached: true }, { step: 'handle' }))
    now += 3_600_000
    good(await act(gridMember, id, 'complete', { result: 'solved', reply: '已修复' }, { step: 'handle' }))
    good(await act(operator, id, 'complete', { reached: true, solved: true, satisfied: 'yes' }, { step: 'callback' }))
    const rated = good(await city.post(`/api/track/${begun.code}/actions`, { action: 'rate', input: { score: 5 } }))
    expect(rated).toMatchObject({ status: 'closed', rating: 5, reply: '已修复' })
    const { rows } = await sql<Record<string, unknown>>`
      select status, solved, satisfied, rating, main_path, main_done <= main_due as in_time, contacted_at <= contact_due as contacted
      from cases.case where id = ${id}`.execute(database.db)
    expect(rows[0]).toEqual({
      status: 'closed',
      solved: true,
      satisfied: true,
      rating: 5,
      main_path: '/sh/east/park/lane',
      in_time: true,
      contacted: true,
    })
  })

  test('keeps a log without gaps whose fold is the stored state', async () => {
    const { id } = await report()
    good(await act(sorter, id, 'complete', sortTo('park'), { step: 'sort' }))
    const events = (await room?.engine.eventsAfter(id, 0)) ?? []
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
    const stored = (await room?.engine.get(id))?.state
    expect(JSON.parse(JSON.stringify(foldCase(id, events)))).toEqual(stored)
  })

  test('keeps what is personal out of the log, and shows it only with a log of the reading', async () => {
    const { id } = await report({ what: '打扰了，想咨询一下', phone: '13800138000', name: '王先生' })
    const log = await sql<{
      text: string
    }>`select string_agg(event::text, '') as text from cases.event where case_id = ${id}`.execute(database.db)
    expect(log.rows[0]?.text).not.toContain('13800138000')
    expect(log.rows[0]?.text).not.toContain('王先生')
    const seen = good(await operator.get(`/api/cases/${id}`))
    expect(seen.personal).toEqual({ phone: '13800138000', name: '王先生' })
    const audit = await sql<{ actor: string; purpose: string }>`
      select actor, purpose from base.audit where resource = ${`case:${id}`} and action = 'case.read'`.execute(
      database.db,
    )
    expect(audit.rows).toEqual([{ actor: 'operator', purpose: 'handling the case' }])
  })

  test('pressed twice is one case', async () => {
    const actionId = uuidv7()
    const body = { pack: 'hotline', answers: { what: '井盖缺失' }, actionId }
    const [one, two] = await Promise.all([citizen.post('/api/cases', body), citizen.post('/api/cases', body)])
    expect(good(one).id).toBe(good(two).id)
  })

  test('that is wrong says which field and leaves nothing', async () => {
    const before = await sql<{ count: number }>`select count(*) from cases.case`.execute(database.db)
    const answer = await citizen.post('/api/cases', { pack: 'hotline', answers: { what: '', phone: '12', other: 1 } })
    expect(answer.status).toBe(422)
    expect(answer.json.errors.map((one: { field: string }) => one.field).sort()).toEqual(['other', 'phone', 'what'])
    const after = await sql<{ count: number }>`select count(*) from cases.case`.execute(database.db)
    expect(after.rows).toEqual(before.rows)
  })
})

describe('two people at once', () => {
  test('the second sees what changed', async () => {
    const { id, seq } = await report()
    good(await act(sorter, id, 'complete', sortTo('park'), { step: 'sort', seq }))
    const late = await act(sorter, id, 'complete', sortTo('hill'), { step: 'sort', seq })
    expect(late.status).toBe(409)
    expect(late.json).toMatchObject({ code: 'case.stale' })
    expect(late.json.facts.events.map((event: { type: string }) => event.type)).toContain('completed')
  })

  test('what goes on beside it does not stand in his way: notes, presses, others who tell of it', async () => {
    const { id, seq } = await report()
    good(await act(sorter, id, 'note', { text: '已电话核实' }))
    good(await act(sorter, id, 'complete', sortTo('park'), { step: 'sort', seq }))
  })

  test('of many at the same moment one wins, and the log stays whole', async () => {
    const { id, seq } = await report()
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => act(sorter, id, 'complete', sortTo('park'), { step: 'sort', seq })),
    )
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    const { rows } = await sql<{ count: number; last: number }>`
      select count(*), max(seq) as last from cases.event where case_id = ${id}`.execute(database.db)
    expect(rows[0]?.count).toBe(rows[0]?.last)
  })

  test('the same action sent twice is done once', async () => {
    const { id } = await report()
    const actionId = uuidv7()
    const first = good(await act(sorter, id, 'note', { text: '核实' }, { actionId }))
    const second = good(await act(sorter, id, 'note', { text: '核实' }, { actionId }))
    expect(second.case.seq).toBe(first.case.seq)
  })
})

describe('who may', () => {
  test('a district sees what is below it and nothing sideways', async () => {
    const { id } = await report()
    good(await act(sorter, id, 'complete', sortTo('park'), { step: 'sort' }))
    expect((await east.get(`/api/cases/${id}`)).status).toBe(200)
    expect((await west.get(`/api/cases/${id}`)).status).toBe(403)
    expect((await pierClerk.get(`/api/cases/${id}`)).status).toBe(403)
    expect((await act(west, id, 'dispatch', { office: 'hill' }, { step: 'handle' })).status).toBe(403)
    expect((await act(east, id, 'dispatch', { office: 'hill' }, { step: 'handle' })).status).toBe(403)
    const lists = await Promise.all([east, west].map((who) => who.get('/api/cases?view=below&limit=200')))
    const seen = lists.map((list) => good(list).items.some((item: { id: string }) => item.id === id))
    expect(seen).toEqual([true, false])
  })

  test('a stranger sees nothing, the link alone shows the public view', async () => {
    const { id, code } = await report()
    expect((await city.get(`/api/cases/${id}`)).status).toBe(401)
    const view = good(await city.get(`/api/track/${code}`))
    expect(view).not.toHaveProperty('personal')
    expect(JSON.stringify(view)).not.toContain('13800138000')
    expect((await city.get('/api/track/222222222222')).status).toBe(404)
  })
})

describe('lists', () => {
  test('page through everything once, soonest first', async () => {
    const begun = await Promise.all(Array.from({ length: 7 }, () => report()))
    for (const { id } of begun) good(await act(sorter, id, 'complete', sortTo('hill'), { step: 'sort' }))
    const hill = city.as(person('hill-clerk', ['clerk', 'hill']))
    const seen: { id: string; dueAt: string }[] = []
    let cursor = ''
    do {
      const page = good(await hill.get(`/api/cases?view=mine&limit=3${cursor && `&cursor=${cursor}`}`))
      seen.push(...page.items)
      cursor = page.next ?? ''
    } while (cursor)
    const ids = seen.map((item) => item.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(begun.map(({ id }) => id)))
    expect(seen.map((item) => item.dueAt)).toEqual([...seen.map((item) => item.dueAt)].sort())
    expect((await hill.get('/api/cases?cursor=rubbish')).json.code).toBe('case.badCursor')
    const { counts } = good(await hill.get('/api/cases/counts'))
    expect(counts).toMatchObject({ mine: ids.length, late: 0, returned: 0, help: 0 })
  })

  test.each(listViews)('%s answers for everybody who works', async (view) => {
    for (const who of [sorter, operator, parkClerk, east, gridMember, supervisor])
      good(await who.get(`/api/cases?view=${view}&class=城乡建设&division=310101&kind=complaint&pack=hotline`))
    for (const figure of ['contacted-in-time', 'handled-in-time', 'replied-in-time', 'solved', 'satisfied'])
      good(
        await supervisor.get(
          `/api/cases?view=cases&figure=${figure}&met=false&from=2026-01-01T00:00:00Z&status=closed`,
        ),
      )
  })
})

test('signs that turn the direction of a text do not turn the lines of a list', async () => {
  const { id } = await report({ what: '\u202E路灯坏了\u202C，مرحبا' })
  const { items } = good(await supervisor.get(`/api/cases?view=cases&ids=${id}`))
  expect(items.map((item: { title: string }) => item.title)).toEqual(['路灯坏了，مرحبا'])
})

test('a list offers nobody what he would be refused', async () => {
  await report()
  const { id } = await report({ what: '热线没有经手的一件事' })
  await sql`update cases.case set involved = '{/sh/east}', state = jsonb_set(state::jsonb, '{involved}', '["/sh/east"]')::json
    where id = ${id}`.execute(database.db)
  const opened = async (who: typeof citizen) => {
    const { items } = good(await who.get('/api/cases?view=cases&limit=200'))
    const ids: readonly string[] = items.map((item: { id: string }) => item.id)
    for (const one of ids) expect((await who.get(`/api/cases/${one}`)).status).toBe(200)
    return ids
  }
  for (const who of [sorter, operator, supervisor]) expect(await opened(who)).not.toHaveLength(0)
  expect(await opened(sorter)).not.toContain(id)
  expect(await opened(supervisor)).toContain(id)
})

describe('joining', () => {
  test('two reports of one matter become one, and can be taken apart again', async () => {
    const [one, two] = [await report(), await report()]
    const joined = good(await act(sorter, two.id, 'join', { other: one.number, reason: '同一路灯' }))
    expect(joined.case).toMatchObject({ status: 'joined', joinedInto: { id: one.id } })
    expect((await room?.engine.get(one.id))?.state.absorbed).toHaveLength(1)
    good(await act(sorter, two.id, 'separate', { reason: '不是同一处' }))
    expect((await room?.engine.get(one.id))?.state.absorbed).toHaveLength(0)
    expect((await room?.engine.get(two.id))?.state.status).toBe('open')
  })
})

describe('the same matter', () => {
  test('is joined by somebody near by, who gets a number and a link of his own, once', async () => {
    const one = await report({ what: '路灯不亮', sharedNearby: true, phone: '13900139000' })
    const actionId = uuidv7()
    const first = good(await city.post(`/api/cases/${one.id}/join`, { actionId }))
    const again = good(await city.post(`/api/cases/${one.id}/join`, { actionId }))
    expect(again.number).toBe(first.number)
    expect(good(await city.get(`/api/track/${first.code}`))).toMatchObject({ status: 'joined', joinedInto: one.number })
    expect((await room?.engine.get(one.id))?.state.absorbed.map((other) => other.number)).toEqual([first.number])
    const hidden = await report({ what: '私事' })
    expect((await city.post(`/api/cases/${hidden.id}/join`, {})).status).toBe(404)
  })

  test('told by the same caller is found by his number, however he writes it, by operators only', async () => {
    const { number } = await report({ what: '又停水了', phone: '13700137000' })
    const found = good(await operator.get('/api/callers?phone=137-0013 7000'))
    expect(found.items.map((item: { number: string }) => item.number)).toEqual([number])
    expect((await parkClerk.get('/api/callers?phone=13700137000')).status).toBe(403)
  })
})

describe('the clock', () => {
  test('notes once what is overdue, and the supervisor sees it', async () => {
    const { id } = await report()
    good(await act(sorter, id, 'complete', sortTo('park'), { step: 'sort' }))
    now += 30 * 86_400_000
    const clock = room?.jobs?.find((job) => job.name === 'cases.overdue')
    const context = { log: city.base.log, attempt: 1, signal: new AbortController().signal }
    await clock?.run({}, context)
    await clock?.run({}, context)
    const events = (await room?.engine.eventsAfter(id, 0)) ?? []
    expect(events.filter((event) => event.type === 'overdue').map((event) => 'clock' in event && event.clock)).toEqual([
      'contact',
      'due',
    ])
    const late = good(await supervisor.get('/api/cases?view=late&limit=200'))
    expect(late.items.map((item: { id: string }) => item.id)).toContain(id)
  })
})

describe('photos', () => {
  const upload = async (who: typeof citizen, content: Buffer, name = 'photo.jpg') => {
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(content)]), name)
    return who.call('POST', '/api/files', form)
  }

  test('go with the report, are shown without what the camera wrote, and only to those who may', async () => {
    const picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#456' } })
      .jpeg()
      .toBuffer()
    const file = good(await upload(citizen, picture))
    expect(file).toMatchObject({ media: 'image/jpeg', width: 900, height: 600 })
    const { id, code } = await report({ what: '井盖破了', photos: [file.id] })
    const seen = good(await operator.get(`/api/cases/${id}`))
    expect(seen.files.map((one: { id: string }) => one.id)).toEqual([file.id])
    expect((await operator.get(`/api/files/${file.id}?size=thumb`)).status).toBe(200)
    expect((await city.get(`/api/files/${file.id}?code=${code}`)).status).toBe(200)
    expect((await city.get(`/api/files/${file.id}?code=222222222222`)).status).toBe(401)
    expect((await pierClerk.get(`/api/files/${file.id}`)).status).toBe(403)
  })

  test('that are none are refused, and a file of another case is not shown in this one', async () => {
    expect((await upload(citizen, Buffer.from('no photo'))).json.code).toBe('base.notPhoto')
    const picture = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#456' } })
      .png()
      .toBuffer()
    const file = good(await upload(citizen, picture, 'one.png'))
    const first = await report({ what: '第一件', photos: [file.id] })
    const second = await report({ what: '第二件', photos: [file.id] })
    expect(good(await operator.get(`/api/cases/${first.id}`)).files).toHaveLength(1)
    expect(good(await operator.get(`/api/cases/${second.id}`)).files).toHaveLength(0)
  })
})
