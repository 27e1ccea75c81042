import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { CaseState } from '../../../kernel/flow/index.ts'
import type { CityRule } from '../../../kernel/responsibility/index.ts'
import { dayMs, hourMs } from '../../../kernel/time/index.ts'
import { alarm } from '../../../packs/government/alarm/index.ts'
import { hotline } from '../../../packs/government/hotline/index.ts'
import { manholeCover } from '../../../packs/government/manhole-cover/index.ts'
import { publish } from '../../base/index.ts'
import { testCity } from '../../base/testing.ts'
import { type CasesRoom, casesRoom, type Offices } from '../index.ts'
import { person, plainCalendar, smallOffices } from '../testing/small-city.ts'

/** Two districts, 310101 with the park and the pier, 310115 with the hill. */
const byDivision: Readonly<Record<string, string>> = {
  310101: 'east',
  310115: 'west',
  310101002: 'park',
  310101003: 'pier',
  310115001: 'hill',
}
const offices: Offices = {
  ...smallOffices,
  divisionOf: (id) => Object.entries(byDivision).find(([, office]) => office === id)?.[0],
  findDuty: (duty, division) => {
    if (duty === 'hotline') return smallOffices.find('hotline')
    if (division === undefined) return duty === 'operation-centre' ? smallOffices.find('sh') : undefined
    if (duty === 'street') return smallOffices.find(byDivision[division.slice(0, 9)] ?? '')
    return ['construction', 'operation-centre'].includes(duty)
      ? smallOffices.find(byDivision[division.slice(0, 6)] ?? '')
      : undefined
  },
}
const divisionAt = ([lng]: readonly [number, number]) =>
  lng < 121.45 ? '310101002' : lng < 121.5 ? '310101003' : '310115001'

let room: CasesRoom | undefined
// A Thursday, ten o'clock in Shanghai.
let now = Date.UTC(2026, 10, 19, 2)
const city = await testCity({
  now: () => now,
  rooms: (base) => {
    room = casesRoom(base, {
      ...{ offices, calendar: plainCalendar, jurisdiction: '310000', packs: [hotline, alarm, manholeCover] },
      locate: async (place) =>
        place.point ? { ...place, division: divisionAt(place.point as [number, number]) } : place,
      ground: {
        divisionAt,
        gridAt: ([lng]) => (lng < 121.41 ? '310101002000001' : undefined),
        districts: () => ['310101', '310115'].map((code) => ({ code, title: { zh: code, en: code } })),
      },
    })
    return [room]
  },
  upTo: 'cases',
})
const { db } = city.base
const cityDuty = city.as(person('city-duty', ['duty-officer', 'sh']))
const east = city.as(person('east-dispatcher', ['dispatcher', 'east']))
const park = city.as(person('park-dispatcher', ['dispatcher', 'park']))
const hill = city.as(person('hill-dispatcher', ['dispatcher', 'hill']))
const clerk = city.as(person('park-clerk', ['clerk', 'park']))

const t = (text: string) => ({ zh: text, en: text })
const rule = (more: Partial<CityRule> = {}): CityRule => ({
  ...{ name: t('码头代管'), because: t('协议约定'), pack: 'manhole-cover', to: { office: 'pier' }, priority: 0 },
  ...{ place: { divisions: ['310101002'] } },
  ...more,
})
const make = (who: typeof park, one: CityRule, more: object = {}) =>
  who.post('/api/responsibility/rules', { rules: [one], why: '街道间协议', ...more })
const made = async (who: typeof park, one: CityRule, more: object = {}): Promise<string> => {
  const answer = await make(who, one, more)
  expect(answer.status, answer.text).toBe(201)
  return answer.json.ids[0]
}
const inPark: [number, number] = [121.42, 31.2]
const tried = async (more: object = {}) => {
  const answer = await clerkOf(east).post('/api/responsibility/try', { pack: 'manhole-cover', point: inPark, ...more })
  expect(answer.status, answer.text).toBe(200)
  return answer.json.answers as {
    office: string
    because: { zh: string }
    rule: { id: string; version: number } | null
  }[]
}
const clerkOf = (who: typeof park) => who
const begin = async (point: [number, number] = inPark): Promise<CaseState> => {
  const answer = await clerk.post('/api/cases', {
    ...{ pack: 'manhole-cover', actionId: uuidv7() },
    answers: { what: '井盖缺失', severity: 'serious', ownership: 'unknown', where: { point } },
  })
  expect(answer.status, answer.text).toBe(201)
  const guard = (await room?.engine.get(answer.json.id))?.state.tasks.guard?.holder?.office
  const who = city.as(person('guard', ['clerk', guard ?? '']))
  const done = await who.post(`/api/cases/${answer.json.id}/actions`, {
    ...{ action: 'complete', step: 'guard', actionId: uuidv7(), input: { found: 'missing', guarded: true } },
  })
  expect(done.status, done.text).toBe(200)
  const state = (await room?.engine.get(answer.json.id))?.state
  if (!state) throw new Error('No case')
  return state
}

beforeEach(async () => {
  // Each test has the rules that it makes: those of before end.
  now += hourMs / 60
  for (const { id, version, standing } of (await cityDuty.get('/api/responsibility/rules')).json.items)
    if (standing !== 'ended')
      expect((await cityDuty.post(`/api/responsibility/rules/${id}/end`, { seen: version, why: '试毕' })).status).toBe(
        204,
      )
  now += hourMs / 60
})

describe('a rule of the city', () => {
  test('sends the next case, with its name as the reason and whom the pack names as the alternative', async () => {
    expect((await begin()).tasks.mend?.holder?.office).toBe('east')
    const id = await made(east, rule())
    const { mend } = (await begin()).tasks
    expect(mend).toMatchObject({ holder: { office: 'pier' }, rule: { id, version: 1, name: { zh: '码头代管' } } })
    expect(mend?.because?.zh).toBe('本市规则“码头代管”：协议约定')
    expect(mend?.others?.map(({ holder }) => holder.office)).toEqual(['east'])
    // Beside the park nothing changes.
    expect((await begin([121.47, 31.2])).tasks.mend).toMatchObject({ holder: { office: 'east' } })
  })

  test('is tried before it is entered, and tells who else comes into question', async () => {
    expect((await tried()).map(({ office }) => office)).toEqual(['east'])
    const answers = await tried({ rule: rule() })
    expect(answers.map(({ office }) => office)).toEqual(['pier', 'east'])
    expect(answers[0]?.because.zh).toContain('码头代管')
    expect((await tried()).map(({ office }) => office)).toEqual(['east'])
  })

  test('holds by grid, drawn area, owner and time as it says', async () => {
    await made(east, rule({ name: t('网格'), place: { grids: ['310101002000001'] }, to: { office: 'park' } }))
    const square = [
      [121.415, 31.19],
      [121.425, 31.19],
      [121.425, 31.21],
      [121.415, 31.21],
      [121.415, 31.19],
    ] as [number, number][]
    await made(
      east,
      rule({ name: t('区域'), place: { area: { type: 'Polygon', coordinates: [square] } }, to: { office: 'lane' } }),
    )
    await made(
      cityDuty,
      rule({ name: t('夜间'), place: { divisions: ['310115'] }, to: { office: 'hill' }, time: { hours: [22, 6] } }),
    )
    await made(
      cityDuty,
      rule({
        name: t('供水'),
        place: { divisions: ['310115'] },
        to: { office: 'west' },
        ownership: 'water',
        priority: 1,
      }),
    )
    const first = async (more: object) => (await tried(more))[0]?.office
    expect(await first({ point: [121.405, 31.2] })).toBe('park')
    expect(await first({ point: [121.42, 31.2] })).toBe('lane')
    expect(await first({ point: [121.43, 31.2] })).toBe('east')
    const there = { point: [121.6, 31.2], at: '2026-11-19T15:00:00.000Z' }
    expect(await first(there)).toBe('hill')
    expect(await first({ ...there, ownership: 'water' })).toBe('west')
    expect(await first({ ...there, at: '2026-11-19T05:00:00.000Z' })).toBe('west')
  })

  test('begins on its day, ends on its day, and its past stays', async () => {
    const from = new Date(now + dayMs).toISOString()
    const id = await made(east, rule(), { from, until: new Date(now + 2 * dayMs).toISOString() })
    expect((await tried())[0]?.office).toBe('east')
    expect((await tried({ at: from }))[0]?.office).toBe('pier')
    expect((await tried({ at: new Date(now + 3 * dayMs).toISOString() }))[0]?.office).toBe('east')
    const before = now
    now += dayMs
    expect((await begin()).tasks.mend?.holder?.office).toBe('pier')
    now += hourMs
    const changed = await east.post(`/api/responsibility/rules/${id}`, {
      rule: rule({ to: { office: 'park' } }),
      seen: 1,
      why: '改为属地',
    })
    expect(changed.status, changed.text).toBe(204)
    expect((await tried())[0]?.office).toBe('park')
    expect((await tried({ at: new Date(before + dayMs).toISOString() }))[0]?.office).toBe('pier')
    const versions = (await east.get(`/api/responsibility/rules/${id}`)).json
    expect(
      versions.map((one: { version: number; why: string; enteredByName: string }) => [
        one.version,
        one.why,
        one.enteredByName,
      ]),
    ).toEqual([
      [2, '改为属地', 'east-dispatcher'],
      [1, '街道间协议', 'east-dispatcher'],
    ])
    await expect(sql`update cases.city_rule set why = 'x' where id = ${id}`.execute(db)).rejects.toThrow('append only')
    const noted = async () => {
      const { rows } = await sql<{ action: string }>`select action from base.audit
        where resource = ${`city-rule:${id}`}`.execute(db)
      return rows.map(({ action }) => action)
    }
    await expect.poll(noted, { timeout: 20_000 }).toEqual(['responsibility.set', 'responsibility.set'])
  })

  test('cannot begin in the past, nor be changed unseen; what is to come can be taken back', async () => {
    expect((await make(east, rule(), { from: new Date(now - hourMs).toISOString() })).json.code).toBe(
      'responsibility.past',
    )
    const id = await made(east, rule(), { from: new Date(now + dayMs).toISOString() })
    const change = { rule: rule(), seen: 2, why: '改' + '正' }
    expect((await east.post(`/api/responsibility/rules/${id}`, change)).json.code).toBe('responsibility.stale')
    expect((await east.post(`/api/responsibility/rules/${id}/withdraw`, { version: 1 })).status).toBe(204)
    now += 2 * dayMs
    expect((await tried())[0]?.office).toBe('east')
    const other = await made(east, rule())
    expect((await east.post(`/api/responsibility/rules/${other}/withdraw`, { version: 1 })).json.code).toBe(
      'responsibility.inForce',
    )
  })
})

describe('who may', () => {
  test('make rules for his part of the city, and give to nobody beside it', async () => {
    expect((await make(park, rule({ to: { office: 'lane' } }))).status).toBe(201)
    expect((await make(park, rule())).status).toBe(403)
    expect((await make(east, rule())).status).toBe(201)
    expect((await make(hill, rule({ to: { office: 'hill' } }))).status).toBe(403)
    const { place: _, ...anywhere } = rule({ to: { office: 'east' } })
    expect((await make(east, anywhere)).status).toBe(403)
    expect((await make(cityDuty, anywhere)).status).toBe(201)
    expect((await make(clerk, rule({ to: { office: 'lane' } }))).status).toBe(403)
  })

  test('change what holds in his part alone, and see all', async () => {
    const id = await made(east, rule())
    for (const [who, may] of [
      [east, true],
      [cityDuty, true],
      [park, false],
      [hill, false],
    ] as const) {
      const shown = (await who.get('/api/responsibility/rules')).json.items.find((one: { id: string }) => one.id === id)
      expect(shown.mayChange).toBe(may)
      if (!may)
        expect((await who.post(`/api/responsibility/rules/${id}/end`, { seen: 1, why: '不要' })).status).toBe(403)
    }
    // What he may make he may not put in the place of what he may not touch.
    const taken = { rule: rule({ to: { office: 'lane' } }), seen: 1, why: '改为网格' }
    expect((await park.post(`/api/responsibility/rules/${id}`, taken)).status).toBe(403)
    expect((await clerk.get('/api/responsibility/rules')).json.mayMake).toBe(false)
    expect((await city.get('/api/responsibility/rules')).status).toBe(401)
    expect((await clerk.post('/api/responsibility/rehearse', { rule: rule(), days: 7 })).status).toBe(403)
  })

  test('is told what is wrong, field by field', async () => {
    const wrong = await make(cityDuty, rule({ to: { office: 'nobody' }, code: 'component:1', pack: 'none' }))
    expect([wrong.status, wrong.json.code]).toEqual([422, 'responsibility.invalid'])
    expect(wrong.json.errors.map(({ field }: { field: string }) => field).sort()).toEqual(['code', 'pack', 'to'])
  })
})

describe('before it is entered', () => {
  test('a rehearsal tells which cases of late would have gone elsewhere, of those one sees', async () => {
    now += 30 * dayMs
    const moved = await begin()
    await begin([121.47, 31.2])
    await begin([121.6, 31.2])
    const asked = { rule: rule(), days: 7 }
    const seen = (await east.post('/api/responsibility/rehearse', asked)).json
    expect(seen).toMatchObject({ looked: 2, moved: 1, isCut: false })
    expect(seen.cases).toMatchObject([{ number: moved.number, from: { zh: '东区' }, to: { zh: '码头街道' } }])
    expect((await cityDuty.post('/api/responsibility/rehearse', asked)).json).toMatchObject({ looked: 3, moved: 1 })
    expect((await hill.post('/api/responsibility/rehearse', asked)).json).toMatchObject({ looked: 0, moved: 0 })
  })

  test('contradictions are told, also those to come', async () => {
    const one = await made(east, rule())
    const from = new Date(now + dayMs).toISOString()
    const other = await made(east, rule({ name: t('另一条'), to: { office: 'park' } }), { from })
    const { conflicts } = (await east.get('/api/responsibility/rules')).json
    expect(conflicts).toEqual([{ one: [one, other].sort()[0], other: [one, other].sort()[1], at: from }])
  })

  test('what nobody answers for is listed, until a rule does', async () => {
    const gaps = async () =>
      (await east.get('/api/responsibility/gaps')).json as { pack: string; code?: string; districts: unknown[] }[]
    const before = (await gaps()).filter(({ pack }) => pack === 'hotline')
    // In this small city no office has the duty of schools.
    expect(before).toContainEqual(expect.objectContaining({ code: '教育文体', districts: [t('310101'), t('310115')] }))
    await made(cityDuty, {
      name: t('教育'),
      because: t('暂由中心'),
      code: '教育文体',
      to: { office: 'sh' },
      priority: 0,
    })
    expect((await gaps()).some(({ code }) => code === '教育文体')).toBe(false)
  })

  test('rules go out as a file and come in again, each line with what is wrong with it', async () => {
    await made(
      east,
      rule({ time: { hours: [22, 6], weekdays: [6, 7], work: 'out' }, ownership: 'gas', code: 'component:0102' }),
    )
    const csv = (await east.get('/api/responsibility/file?format=csv')).text
    const read = (text: string) => {
      const form = new FormData()
      form.append('file', new Blob([text]), 'rules.csv')
      return east.post('/api/responsibility/read', form)
    }
    const back = (await read(csv)).json
    expect(back).toMatchObject({ read: 1, faults: [] })
    expect(back.rules).toEqual([
      rule({ time: { hours: [22, 6], weekdays: [6, 7], work: 'out' }, ownership: 'gas', code: 'component:0102' }),
    ])
    const bad = (
      await read(
        '规则名称,责任单位,原因,时段,优先级\n甲,pier,因,22-6,0\n乙,没有,因,,0\n丙,pier,因,晚上,0\n丁,pier,因,,12\n',
      )
    ).json
    expect(bad.rules.map(({ name }: CityRule) => name.zh)).toEqual(['甲'])
    expect(bad.faults.map(({ row, field }: { row: number; field: string }) => [row, field])).toEqual([
      [3, 'to'],
      [4, 'hours'],
      [5, 'priority'],
    ])
  })
})

describe('signals', () => {
  const tell = async (more: object): Promise<string> => {
    const id = uuidv7()
    await publish(db, {
      ...{ type: 'things.alarm', key: `device:${id}` },
      payload: {
        ...{
          alarm: id,
          rule: 'other-rule',
          device: `d-${id}`,
          title: t('积水'),
          text: t('积水 0.25 米'),
          class: '防汛排水/积水',
        },
        ...{
          severity: 'serious',
          at: new Date(now).toISOString(),
          value: 0.25,
          point: null,
          division: null,
          path: null,
          isDemo: false,
          ...more,
        },
      },
    })
    await city.settle()
    return id
  }
  test('go where the city says, before the office behind what tells; and say whom they passed by', async () => {
    expect((await room?.ofSignal(await tell({})))?.state.tasks.handle?.holder?.office).toBe('sh')
    await made(cityDuty, {
      name: t('无主告警'),
      because: t('暂由中心'),
      pack: 'alarm',
      to: { office: 'east' },
      priority: 0,
    })
    const heard = await room?.ofSignal(await tell({}))
    expect(heard?.state.tasks.handle).toMatchObject({
      holder: { office: 'east' },
      others: [{ holder: { office: 'sh' } }],
      rule: { name: t('无主告警') },
    })
    const owned = await room?.ofSignal(await tell({ path: '/sh/east/park', point: inPark, division: '310101002' }))
    expect(owned?.state.tasks.handle).toMatchObject({
      holder: { office: 'east' },
      others: [{ holder: { office: 'park' } }],
    })
  })
})
