import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type CaseState, foldCase, isOver, sourcesOf } from '../../../kernel/flow/index.ts'
import { alarm } from '../../../packs/government/alarm/index.ts'
import { hotline } from '../../../packs/government/hotline/index.ts'
import { manholeCover } from '../../../packs/government/manhole-cover/index.ts'
import { roadFlooding } from '../../../packs/government/road-flooding/index.ts'
import { publish } from '../../base/index.ts'
import { testCity } from '../../base/testing.ts'
import { type CasesRoom, casesRoom, type Offices } from '../index.ts'
import { person, plainCalendar, smallOffices } from '../testing/small-city.ts'
import { noteCalm } from './calm-sources.ts'

/** In this city the park is the street, the east its district. */
const duties: Readonly<Record<string, string>> = {
  street: 'park',
  'operation-centre': 'east',
  water: 'east',
  hotline: 'hotline',
}
const offices: Offices = {
  ...smallOffices,
  divisionOf: (id) => (id === 'park' ? '310101002' : undefined),
  // A street answers for its own division, and for no place that lies in none.
  findDuty: (duty, division) =>
    duty === 'street' && division === undefined ? undefined : smallOffices.find(duties[duty] ?? ''),
}

let room: CasesRoom | undefined
const city = await testCity({
  rooms: (base) => {
    room = casesRoom(base, {
      ...{
        offices,
        calendar: plainCalendar,
        jurisdiction: '310000',
        packs: [hotline, alarm, roadFlooding, manholeCover],
      },
    })
    return [room]
  },
  upTo: 'cases',
})
const { db } = city.base

const clerk = city.as(person('park-clerk', ['clerk', 'park'], ['dispatcher', 'park']))
const sorter = city.as(person('sorter', ['sorter', 'hotline'], ['dispatcher', 'sh']))
const stranger = city.as(person('pier-clerk', ['clerk', 'pier'], ['dispatcher', 'pier']))

// Each test tells of a place of its own, so that none joins another's.
let places = 0
const newPlace = (): [number, number] => {
  places += 1
  return [121.3 + places / 50, 31.1 + places / 100]
}
const near = ([lng, lat]: [number, number], metres: number): [number, number] => [lng, lat + metres / 111_195]

const tellAlarm = async (more: object = {}): Promise<string> => {
  const id = uuidv7()
  await publish(db, {
    ...{ type: 'things.alarm', key: `device:${id}` },
    payload: {
      ...{ alarm: id, rule: 'other-rule', device: `d-${id}`, title: { zh: '积水', en: 'Water' } },
      text: { zh: '下立交积水 0.25 米', en: 'Water 0.25 m deep' },
      ...{ class: '防汛排水/积水', severity: 'serious', at: new Date().toISOString(), value: 0.25 },
      ...{ point: [121.47, 31.23], division: null, path: '/sh/east/park', isDemo: true, ...more },
    },
  })
  await city.settle()
  return id
}

const tellSignal = async (type: string, more: object): Promise<string> => {
  const id = uuidv7()
  await publish(db, {
    ...{ type, key: id },
    payload: {
      ...{
        id,
        who: `who-${id}`,
        title: { zh: '积水', en: 'Water' },
        text: { zh: '路面有水', en: 'Water on the road' },
      },
      ...{ at: new Date().toISOString(), ...more },
    },
  })
  await city.settle()
  return id
}

const report = async (what: string, point: [number, number]) => {
  const answer = await city.post('/api/cases', { pack: 'hotline', answers: { what, where: { point } } })
  expect(answer.status, answer.text).toBe(201)
  await city.settle()
  return answer.json as { id: string; number: string; code: string }
}

const stateOf = async (id: string): Promise<CaseState> => {
  const state = (await room?.engine.get(id))?.state
  if (!state) throw new Error(`No case ${id}`)
  return state
}
const caseOf = async (signal: string): Promise<CaseState> => {
  const { rows } = await sql<{ id: string }>`select case_id as id from cases.signal where id = ${signal}`.execute(db)
  return stateOf(rows[0]?.id ?? '')
}
const act = (who: typeof clerk, id: string, action: string, input: object, step?: string) =>
  who.post(`/api/cases/${id}/actions`, { action, step, input, actionId: uuidv7() })

const isTrue = async (id: string) => {
  const events = (await room?.engine.eventsAfter(id, 0)) ?? []
  expect(JSON.parse(JSON.stringify(foldCase(id, events)))).toEqual(JSON.parse(JSON.stringify(await stateOf(id))))
}

test('nobody sorts it, and it has the class its pack files it under: in facts, lists and figures', async () => {
  const point = newPlace()
  const alarmed = await tellAlarm({ rule: 'road-flooding', point })
  const { rows } = await sql<{ class: string; fact: string; task: string }>`
    select c.class, f.class as fact, t.class as task from cases.signal s join cases.case c on c.id = s.case_id
    join cases.fact f on f.case_id = c.id join cases.task t on t.case_id = c.id and t.is_live where s.id = ${alarmed}`.execute(
    db,
  )
  const code = '城乡建设/市政设施/排水积水'
  expect(rows).toEqual([{ class: code, fact: code, task: code }])
  const listed = await clerk.get(`/api/cases?view=mine&class=${encodeURIComponent('城乡建设/市政设施')}&limit=100`)
  expect(listed.json.items.map((one: { class: string }) => one.class)).toContain(code)
})

test('what a machine tells has a title in both languages, until somebody writes one; what people say has theirs alone', async () => {
  const point = newPlace()
  const { id } = await caseOf(await tellAlarm({ rule: 'road-flooding', point }))
  const said = await report('花坛里的水管在漏水', newPlace())
  const titles = async (of: string) => {
    const { rows } = await sql<object>`select title, title_en as en from cases.case where id = ${of}`.execute(db)
    return rows[0]
  }
  expect(await titles(id)).toEqual({ title: '积水', en: 'Water' })
  expect(await titles(said.id)).toEqual({ title: '花坛里的水管在漏水', en: null })
  const listed = await clerk.get('/api/cases?view=mine&limit=100')
  expect(listed.json.items).toContainEqual(expect.objectContaining({ id, title: '积水', titleEn: 'Water' }))
})

describe('alarms that no scenario hears', () => {
  test('open a case of their own with the office of the device; one near by joins it, one elsewhere does not', async () => {
    const first = await caseOf(await tellAlarm())
    expect(first).toMatchObject({ pack: 'alarm', status: 'open', origin: { channel: 'device', demo: true } })
    expect(first.tasks.handle?.holder?.office).toBe('park')
    const second = await caseOf(await tellAlarm({ point: [121.4702, 31.2301] }))
    expect(second.id).toBe(first.id)
    expect(sourcesOf(second)).toHaveLength(2)
    const elsewhere = await caseOf(await tellAlarm({ point: [121.5, 31.3], path: '/sh/west/hill' }))
    expect(elsewhere.id).not.toBe(first.id)
    expect(elsewhere.tasks.handle?.holder?.office).toBe('hill')
    expect((await caseOf(await tellAlarm({ class: '设施运行/井盖', severity: 'notice' }))).id).not.toBe(first.id)
  })

  test('the office handles it, others do not', async () => {
    const opened = await caseOf(await tellAlarm({ point: newPlace() }))
    expect((await act(stranger, opened.id, 'accept', {}, 'handle')).status).toBe(403)
    expect((await act(clerk, opened.id, 'accept', {}, 'handle')).status).toBe(200)
    expect((await act(clerk, opened.id, 'complete', { result: 'solved', note: '已抽排' }, 'handle')).status).toBe(200)
  })

  test('the same event handed over twice is one signal', async () => {
    const point = newPlace()
    const alarmed = { alarm: uuidv7(), point }
    await tellAlarm(alarmed)
    await tellAlarm(alarmed)
    const state = await caseOf(alarmed.alarm)
    expect(sourcesOf(state)).toHaveLength(1)
    expect(state.source?.times).toBeUndefined()
  })

  test('nobody but the city begins their cases, and only staff those of a scenario', async () => {
    const begin = (who: Pick<typeof clerk, 'post'>, pack: string) =>
      who.post('/api/cases', {
        pack,
        answers: { what: '假报', severity: 'notice', class: '防汛排水/积水', office: 'park' },
      })
    expect((await begin(clerk, 'alarm')).json.code).toBe('case.begunBySystem')
    expect((await begin(city, 'road-flooding')).json.code).toBe('case.begunByStaff')
    const flood = await clerk.post('/api/cases', {
      pack: 'road-flooding',
      answers: { what: '巡查发现积水', severity: 'warning' },
    })
    expect(flood.status, flood.text).toBe(201)
  })
})

const tellEnd = async (alarm: string, at: number, why = 'calm') => {
  const payload = { alarm, why, at: new Date(at).toISOString() }
  await publish(db, { type: 'things.alarmCleared', key: `device:${alarm}`, payload })
  await city.settle()
  if (room) await noteCalm(db, room, 0)
}

describe('an alarm that is over', () => {
  const calmOf = async (id: string) => {
    const events = (await room?.engine.eventsAfter(id, 0)) ?? []
    return events.flatMap((event) =>
      event.type === 'calmed' ? event.sources.map(({ id: who, why }) => [who, why]) : [],
    )
  }

  test('is noted in the log of its case, which goes on; the next alarm of the device stands again', async () => {
    const [point, at] = [newPlace(), Date.now()]
    const first = await tellAlarm({ point, device: 'well-1' })
    const { id } = await caseOf(first)
    await tellEnd(first, at + 1_000)
    expect(await calmOf(id)).toEqual([['well-1', 'calm']])
    expect(sourcesOf(await stateOf(id)).map(isOver)).toEqual([true])
    expect((await stateOf(id)).status).toBe('open')
    const again = await tellAlarm({ point, device: 'well-1', at: new Date(at + 2_000).toISOString() })
    expect(sourcesOf(await stateOf(id)).map(isOver)).toEqual([false])
    await tellEnd(again, at + 3_000, 'rule-off')
    expect(sourcesOf(await stateOf(id)).map(isOver)).toEqual([true])
    expect((await calmOf(id)).at(-1)).toEqual(['well-1', 'rule-off'])
    await isTrue(id)
  })

  test('is not the end of another alarm of the same device in the same case', async () => {
    const [point, at] = [newPlace(), Date.now()]
    const level = await tellAlarm({ point, device: 'well-2' })
    const rising = await tellAlarm({ point, device: 'well-2', rule: 'another-rule' })
    const { id } = await caseOf(level)
    expect((await caseOf(rising)).id).toBe(id)
    await tellEnd(level, at + 1_000)
    expect(await calmOf(id)).toEqual([])
    await tellEnd(rising, at + 2_000)
    expect(await calmOf(id)).toEqual([['well-2', 'calm']])
  })

  test('is noted where its case was joined into, and in its own, should it be taken out again', async () => {
    const [place, at] = [newPlace(), Date.now()]
    const told = [
      await tellAlarm({ rule: 'road-flooding', point: place, device: 'flood-1' }),
      await tellAlarm({ rule: 'road-flooding', point: near(place, 500), device: 'flood-2' }),
    ] as const
    const [one, two] = [await caseOf(told[0]), await caseOf(told[1])]
    await tellAlarm({ rule: 'road-flooding', point: near(place, 250), device: 'flood-3' })
    expect((await stateOf(two.id)).joinedInto?.id).toBe(one.id)
    await tellEnd(told[1], at + 60_000)
    for (const { id } of [one, two]) {
      expect(await calmOf(id)).toEqual([['flood-2', 'calm']])
      await isTrue(id)
    }
    const standing = sourcesOf(await stateOf(one.id)).filter((source) => !isOver(source))
    expect(standing.map(({ id }) => id)).toEqual(['flood-1', 'flood-3'])
  })

  test('is noted when it stays so: what flickers is noted once', async () => {
    const [point, at] = [newPlace(), Date.now()]
    const told: string[] = []
    for (let n = 0; n < 3; n++) {
      told.push(await tellAlarm({ point, device: 'flicker', at: new Date(at + n * 2_000).toISOString() }))
      const payload = { alarm: told[n], why: 'calm', at: new Date(at + n * 2_000 + 1_000).toISOString() }
      await publish(db, { type: 'things.alarmCleared', key: `device:${told[n]}`, payload })
      await city.settle()
      // Not calm for half an hour yet.
      if (room) await noteCalm(db, room, 1_800)
    }
    const { id } = await caseOf(told[0] ?? '')
    expect(await calmOf(id)).toEqual([])
    if (room) await noteCalm(db, room, 0)
    expect(await calmOf(id)).toEqual([['flicker', 'calm']])
    expect(sourcesOf(await stateOf(id))).toMatchObject([{ times: 3, overAt: at + 5_000 }])
    await isTrue(id)
  })

  test("of a case that is over is nobody's business", async () => {
    const alarmed = await tellAlarm({ point: newPlace() })
    const { id } = await caseOf(alarmed)
    expect((await act(clerk, id, 'accept', {}, 'handle')).status).toBe(200)
    expect((await act(clerk, id, 'complete', { result: 'solved', note: '已处理' }, 'handle')).status).toBe(200)
    expect((await stateOf(id)).status).toBe('closed')
    await tellEnd(alarmed, Date.now())
    expect(await calmOf(id)).toEqual([])
  })
})

describe('one happening, many sources', () => {
  test('the same water told by two sensors, three citizens and a patrol is one case with six sources', async () => {
    const place = newPlace()
    const early = await report('路口积水很深，过不去', near(place, 60))
    expect((await stateOf(early.id)).status).toBe('open')
    const first = await caseOf(await tellAlarm({ rule: 'road-flooding', point: place }))
    const flood = first.id
    expect(first.pack).toBe('road-flooding')
    // Who told before anybody else did joins as soon as there is a case.
    expect((await stateOf(early.id)).joinedInto?.id).toBe(flood)
    await tellAlarm({ rule: 'road-flooding', point: near(place, 150), severity: 'warning' })
    const late = [
      await report('下立交积水了', near(place, 90)),
      await report('车子泡在水里，积水没过轮胎', near(place, 200)),
    ]
    await tellSignal('patrol.found', { source: 'patrol', kind: 'event:0506', point: near(place, 30) })
    const state = await stateOf(flood)
    const sources = sourcesOf(state)
    expect(sources.map(({ channel }) => channel).sort()).toEqual([
      'device',
      'device',
      'patrol',
      'portal',
      'portal',
      'portal',
    ])
    const { rows } = await sql<{ reports: number }>`select reports from cases.case where id = ${flood}`.execute(db)
    expect(rows).toEqual([{ reports: 6 }])
    // Each tells why it was taken for the same: 60 m, minutes, the kind, the word.
    expect(sources.find(({ case: own }) => own?.id === early.id)?.why).toMatchObject({
      kind: 'road-flooding',
      metres: 60,
      word: '积水',
    })
    const seen = (await clerk.get(`/api/cases/${flood}`)).json as {
      sources: { channel: string; case?: { number: string } }[]
    }
    expect(seen.sources).toHaveLength(6)
    expect(seen.sources.flatMap((source) => source.case?.number ?? []).sort()).toEqual(
      [early, ...late].map(({ number }) => number).sort(),
    )
    await isTrue(flood)

    // A wrong join undone by hand, from either side, leaves two right cases and a true log.
    const wrong = late[0] as { id: string; code: string }
    expect((await act(sorter, wrong.id, 'separate', { reason: '另一处积水' })).status).toBe(200)
    expect((await stateOf(wrong.id)).status).toBe('open')
    expect(sourcesOf(await stateOf(flood))).toHaveLength(5)
    const patrol = sources.find(({ channel }) => channel === 'patrol')?.id
    expect((await act(stranger, flood, 'part', { source: patrol, reason: '不是一处' })).status).toBe(403)
    const parted = await act(clerk, flood, 'part', { source: patrol, reason: '不是一处' })
    expect(parted.status, parted.text).toBe(200)
    const after = await stateOf(flood)
    expect(sourcesOf(after)).toHaveLength(4)
    const out = (await room?.engine.eventsAfter(flood, 0))?.find((event) => event.type === 'parted')
    const alone = await stateOf(out?.type === 'parted' ? out.into : '')
    expect(alone).toMatchObject({ pack: 'road-flooding', status: 'open', origin: { channel: 'patrol' } })
    expect(sourcesOf(alone)).toHaveLength(1)
    for (const id of [flood, wrong.id, alone.id]) await isTrue(id)

    // What tells again goes to where a person has put it; no rule joins again what he took apart.
    await tellSignal('patrol.found', { source: 'patrol', kind: 'event:0506', who: patrol, point: near(place, 30) })
    expect(sourcesOf(await stateOf(alone.id))).toMatchObject([{ times: 2 }])
    await tellAlarm({ rule: 'road-flooding', point: near(place, 15) })
    expect((await stateOf(alone.id)).status).toBe('open')
    expect((await stateOf(flood)).status).toBe('open')
    expect((await stateOf(wrong.id)).status).toBe('open')
  })

  test('a report is taken out through the case that it was joined into, too', async () => {
    const place = newPlace()
    const flood = await caseOf(await tellAlarm({ rule: 'road-flooding', point: place }))
    const wrong = await report('小区门口积水', near(place, 100))
    expect((await act(clerk, flood.id, 'part', { source: wrong.id, reason: '另一处' })).status).toBe(200)
    expect((await stateOf(wrong.id)).status).toBe('open')
    expect(sourcesOf(await stateOf(flood.id))).toHaveLength(1)
  })

  test('three citizens open a case together; one or two wait with the hotline', async () => {
    const place = newPlace()
    const told = []
    for (const metres of [0, 80]) told.push(await report('这里积水了', near(place, metres)))
    for (const { id } of told) expect((await stateOf(id)).status).toBe('open')
    told.push(await report('门前内涝', near(place, 160)))
    const into = (await stateOf(told[0]?.id ?? '')).joinedInto
    for (const { id } of told) expect((await stateOf(id)).joinedInto).toEqual(into)
    const flood = await stateOf(into?.id ?? '')
    expect(flood.pack).toBe('road-flooding')
    expect(sourcesOf(flood)).toHaveLength(3)
  })

  test('a report that somebody is working on stays with him', async () => {
    const place = newPlace()
    const worked = await report('门口积水', place)
    expect((await act(sorter, worked.id, 'accept', {}, 'sort')).status).toBe(200)
    await tellAlarm({ rule: 'road-flooding', point: place })
    expect((await stateOf(worked.id)).status).toBe('open')
  })

  test('two cases that a later signal shows to be one become one, unless people work on both', async () => {
    const place = newPlace()
    const [one, two] = [
      await caseOf(await tellAlarm({ rule: 'road-flooding', point: place })),
      await caseOf(await tellAlarm({ rule: 'road-flooding', point: near(place, 500) })),
    ]
    expect(one.id).not.toBe(two.id)
    await tellAlarm({ rule: 'road-flooding', point: near(place, 250) })
    expect((await stateOf(two.id)).joinedInto?.id).toBe(one.id)
    expect(sourcesOf(await stateOf(one.id))).toHaveLength(3)
    await isTrue(one.id)

    const other = newPlace()
    const both = [
      await caseOf(await tellAlarm({ rule: 'road-flooding', point: other })),
      await caseOf(await tellAlarm({ rule: 'road-flooding', point: near(other, 500) })),
    ]
    for (const { id } of both) expect((await act(clerk, id, 'accept', {}, 'confirm')).status).toBe(200)
    await tellAlarm({ rule: 'road-flooding', point: near(other, 200) })
    for (const { id } of both) expect((await stateOf(id)).status).toBe('open')
  })

  test('those who reported hear what was done and rate it', async () => {
    const place = newPlace()
    const mine = await report('积水没过脚踝', place)
    const flood = await caseOf(await tellAlarm({ rule: 'road-flooding', point: place }))
    const following = async () => (await city.get(`/api/track/${mine.code}`)).json
    expect(await following()).toMatchObject({ status: 'joined', waitsFor: { step: { zh: '核实' } } })
    expect((await act(clerk, flood.id, 'complete', { found: 'flooded', passable: true }, 'confirm')).status).toBe(200)
    expect(await following()).toMatchObject({ waitsFor: { step: { zh: '抽排' } } })
    const east = city.as(person('east-clerk', ['clerk', 'east']))
    expect((await act(east, flood.id, 'complete', { result: 'drained', reply: '已抽排' }, 'drain')).status).toBe(200)
    expect((await act(clerk, flood.id, 'complete', { open: true }, 'check')).status).toBe(200)
    await city.settle()
    expect((await city.get(`/api/track/${mine.code}`)).json).toMatchObject({ status: 'closed', reply: '已抽排' })
    const rated = await city.post(`/api/track/${mine.code}/actions`, {
      action: 'rate',
      input: { score: 5 },
      actionId: uuidv7(),
    })
    expect(rated.status, rated.text).toBe(200)
    await isTrue(mine.id)
    // It is over: the next water is a new matter.
    expect((await caseOf(await tellAlarm({ rule: 'road-flooding', point: place }))).id).not.toBe(flood.id)
  })

  test('what stands outside of every division is answered for where the office is that answers for its teller', async () => {
    const lost = await tellAlarm({ rule: 'manhole-open', point: newPlace(), path: '/sh/hotline' })
    const { rows } = await sql`select outcome from cases.signal where id = ${lost}`.execute(db)
    expect(rows).toEqual([{ outcome: 'nobody' }])
    const open = await caseOf(await tellAlarm({ rule: 'manhole-open', point: newPlace() }))
    expect(open.tasks.guard?.holder?.office).toBe('park')
  })

  test('what nobody hears is kept, and opens nothing', async () => {
    const id = await tellSignal('camera.event', { source: 'camera', kind: 'unicorn', point: newPlace() })
    const { rows } = await sql`select outcome, case_id from cases.signal where id = ${id}`.execute(db)
    expect(rows).toEqual([{ outcome: 'unheard', case_id: null }])
  })
})
