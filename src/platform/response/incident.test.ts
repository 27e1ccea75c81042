import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { pdfText } from './testing/pdf-text.ts'
import { offices, responseCity } from './testing/response-city.ts'

const { city, clock, as } = await responseCity()
const { db } = city.base
const command = as('duty-officer', 'sh')
const start = {
  ...{
    plan: 'typhoon',
    level: 'III',
    title: '台风“贝碧嘉”',
    divisions: ['310000'],
    reason: '市防汛指挥部决定',
    isExercise: false,
  },
}
type Told = { id: string; office: string; officeLevel: string; task: string; state: string }
const role = (level: string) => (level === 'grid' ? 'grid-member' : level === 'community' ? 'clerk' : 'dispatcher')
const orders = async (id: string): Promise<readonly Told[]> =>
  (await command.get(`/api/response/incidents/${id}`)).json.orders
const answer = (order: Told, how: string, note = '') =>
  as(role(order.officeLevel), order.office).post(`/api/response/orders/${order.id}/${how}`, { note })
const minutes = (n: number) => {
  clock.now += n * 60_000
}

describe('a plan that is started', () => {
  it('orders over five levels, is acknowledged, raised, lowered, done, ended, reviewed and reported in both languages', async () => {
    const started = await command.post('/api/response/incidents', start)
    expect([started.status, started.text]).toEqual([201, expect.stringContaining('YJ2026-0001')])
    const { id } = started.json
    const first = await orders(id)
    expect(new Set(first.filter(({ state }) => state === 'issued').map(({ task }) => task))).toEqual(
      new Set(['duty', 'tell-residents', 'teams']),
    )
    // Grids inspect once every post is manned.
    expect(first.filter(({ task }) => task === 'inspect').every(({ state }) => state === 'waiting')).toBe(true)
    minutes(5)
    for (const order of first.filter(({ task }) => task === 'duty'))
      expect((await answer(order, 'done', '已到岗')).status).toBe(200)
    const all = await orders(id)
    const open = all.filter(({ state }) => state === 'issued')
    expect(all.length).toBeGreaterThanOrEqual(36)
    for (const order of open) expect((await answer(order, 'acknowledge')).status).toBe(200)

    // A graver level adds what it needs and leaves the rest.
    const raised = await command.post(`/api/response/incidents/${id}/level`, { level: 'II', reason: '风力增强' })
    expect(raised.json.level).toBe('II')
    const graver = await orders(id)
    const added = graver.filter(({ task }) => task === 'shelter')
    expect(added).toHaveLength(4)
    expect(graver.filter(({ task }) => task !== 'shelter').map((one) => one.id)).toEqual(all.map((one) => one.id))
    for (const order of graver.filter(({ state }) => state === 'acknowledged')) await answer(order, 'done', '完成')
    for (const order of await orders(id))
      if (order.state === 'issued') expect((await answer(order, 'acknowledge')).status).toBe(200)
    const acknowledged = await sql<{ level: string; n: number }>`select office_level as level, count(*)::int as n
      from response.incident_order where incident = ${id} and acknowledged_at is not null group by 1`.execute(db)
    expect(acknowledged.rows.reduce((sum, { n }) => sum + n, 0)).toBeGreaterThanOrEqual(40)
    expect(acknowledged.rows.map(({ level }) => level).sort()).toEqual([
      'city',
      'community',
      'district',
      'grid',
      'street',
    ])

    expect((await command.post(`/api/response/incidents/${id}/end`, { reason: '' })).json.code).toBe(
      'response.openOrders',
    )
    for (const order of await orders(id)) if (order.state === 'acknowledged') await answer(order, 'done', '完成')
    minutes(30)
    expect((await command.post(`/api/response/incidents/${id}/end`, { reason: '' })).status).toBe(200)
    const review = { text: '到岗快，转移慢。', lessons: [{ text: '补足转移车辆', office: 'd101', due: '2026-12-31' }] }
    expect((await command.post(`/api/response/incidents/${id}/review`, review)).status).toBe(204)
    const whole = (await command.get(`/api/response/incidents/${id}`)).json
    expect(whole.lessons[0]).toMatchObject({ text: '补足转移车辆', office: 'd101', doneAt: null })
    expect(
      (await as('dispatcher', 'd115').post(`/api/response/lessons/${whole.lessons[0].id}/done`, { note: '已办' }))
        .status,
    ).toBe(403)
    expect(
      (await as('dispatcher', 'd101').post(`/api/response/lessons/${whole.lessons[0].id}/done`, { note: '已办' }))
        .status,
    ).toBe(204)
    expect(whole.log.map(({ seq }: { seq: number }) => seq)).toEqual(whole.log.map((_: unknown, i: number) => i + 1))
    expect((await city.base.db.pool.query('select 1')).rowCount).toBe(1)

    for (const [language, words] of [
      [
        'zh',
        [
          '情况报告：台风“贝碧嘉”',
          '灾种',
          '台风',
          '已终止',
          '领导带班、值班值守',
          '市水务局',
          '提级：Ⅲ级响应 → Ⅱ级响应，风力增强',
          '第 1 页，共',
        ],
      ],
      [
        'en',
        [
          'Situation report: 台风“贝碧嘉”',
          'Typhoon',
          'Command posts manned',
          'Water Authority',
          'Raised: Level III response → Level II response',
          'Page 1 of',
        ],
      ],
    ] as const) {
      const text = await textOf(id, language)
      for (const one of words) expect(text).toContain(one.replaceAll(' ', ''))
      const [figure] = text.match(language === 'zh' ? /共(\d+)条/ : /Orders\((\d+)inall\)/)?.slice(1) ?? []
      expect(Number(figure)).toBe(whole.orders.length)
      expect(text).not.toContain('演练')
      expect(text).not.toContain('\uFFFD')
    }
  })

  it('cannot be rewritten, not even in the database itself', async () => {
    for (const change of [
      'update response.entry set note = $$$$',
      'delete from response.entry',
      'truncate response.response_decision',
    ])
      await expect(db.pool.query(change)).rejects.toThrow(/append only|permission denied/)
  })
})

/** The text of a report, as any reader of PDF finds it, without spaces and line ends. */
async function textOf(id: string, language: string): Promise<string> {
  const answer = await fetch(`${city.url}/api/response/incidents/${id}/report?language=${language}`, {
    headers: { 'x-test-actor': 'duty-officer@sh' },
  })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  return pdfText(Buffer.from(await answer.arrayBuffer()))
}

describe('an order', () => {
  it('is answered by the office that has it, not by one above, beside or below, nor in another role', async () => {
    const { id } = (await command.post('/api/response/incidents', { ...start, level: 'IV', divisions: ['310101'] }))
      .json
    const all = await orders(id)
    expect(all.some(({ office }) => office.includes('115'))).toBe(false)
    const order = all.find(({ office }) => office === 's101-1')
    if (!order) throw new Error('The street was not ordered')
    const tries = [
      ['dispatcher', 'd101'],
      ['dispatcher', 's101-2'],
      ['grid-member', 'g101-1-1'],
      ['duty-officer', 'sh'],
      ['auditor', 's101-1'],
    ] as const
    for (const [who, at] of tries)
      expect([at, (await as(who, at).post(`/api/response/orders/${order.id}/acknowledge`, {})).status]).toEqual([
        at,
        403,
      ])
    const mine = await as('dispatcher', 's101-1').get('/api/response/orders')
    expect(mine.json.map((one: Told) => one.id)).toContain(order.id)
    expect((await answer(order, 'acknowledge')).json.state).toBe('acknowledged')
    expect((await answer(order, 'acknowledge')).json.state).toBe('acknowledged')
    expect((await answer(order, 'refuse')).json.code).toBe('response.why')
    expect((await answer(order, 'refuse', '泵车故障')).json.state).toBe('refused')
    expect((await answer(order, 'done')).json.code).toBe('response.orderState')
  })

  it('that is late is reminded of, at most every ten minutes', async () => {
    const { id } = (await command.post('/api/response/incidents', { ...start, level: 'IV', divisions: ['310115'] }))
      .json
    const count = async () =>
      (await orders(id)).reduce((sum, one) => sum + (one as unknown as { reminders: number }).reminders, 0)
    const run = async () => {
      await sql`select graphile_worker.add_job('response.remind', '{}'::json)`.execute(db)
      await city.settle()
    }
    await run()
    expect(await count()).toBe(0)
    minutes(16)
    await run()
    const late = (await orders(id)).filter(({ state }) => state === 'issued').length
    expect(await count()).toBe(late)
    minutes(5)
    await run()
    expect(await count()).toBe(late)
    minutes(6)
    await run()
    expect(await count()).toBe(2 * late)
  })

  it('of a level that is lowered is withdrawn when it is not over', async () => {
    const { id } = (await command.post('/api/response/incidents', { ...start, level: 'III' })).json
    const teams = (await orders(id)).filter(({ task }) => task === 'teams')
    const [done] = teams
    if (!done) throw new Error('No teams were ordered')
    await answer(done, 'done')
    await command.post(`/api/response/incidents/${id}/level`, { level: 'IV', reason: '减弱' })
    const states = (await orders(id)).filter(({ task }) => task === 'teams').map(({ state }) => state)
    expect(states.filter((state) => state === 'done')).toHaveLength(1)
    expect(states.filter((state) => state === 'withdrawn')).toHaveLength(teams.length - 1)
  })
})

describe('who may', () => {
  it('start: the duty officer of a level, within its own area, giving orders only below itself', async () => {
    for (const at of ['sh', 'd101', 's101-1', 'g101-1-1', 'c101-1-1']) {
      const own = offices.find((one) => one.id === at)?.division ?? ''
      const made = await as('duty-officer', at).post('/api/response/incidents', { ...start, divisions: [own] })
      expect([at, made.status]).toEqual([at, 201])
      const { rows } = await sql<{
        path: string
      }>`select path from response.incident_order where incident = ${made.json.id}`.execute(db)
      const root = offices.find((one) => one.id === at)?.path ?? ''
      expect(rows.every(({ path }) => path === root || path.startsWith(`${root}/`))).toBe(true)
      if (at !== 'sh')
        expect(
          (await as('duty-officer', at).post('/api/response/incidents', { ...start, divisions: ['310115'] })).json.code,
        ).toBe('response.notYours')
      for (const who of ['clerk', 'dispatcher', 'supervisor', 'administrator', 'auditor'] as const)
        expect((await as(who, at).post('/api/response/incidents', { ...start, divisions: [own] })).status).toBe(403)
    }
    expect((await city.post('/api/response/incidents', start)).status).toBe(401)
  })

  it('see: the command, offices above it, those ordered and those above them; not sideways', async () => {
    const { id } = (
      await as('duty-officer', 's101-1').post('/api/response/incidents', { ...start, divisions: ['310101001'] })
    ).json
    const status = async (who: Parameters<typeof as>[0], at: string) =>
      (await as(who, at).get(`/api/response/incidents/${id}`)).status
    expect([
      await status('dispatcher', 'd101'),
      await status('duty-officer', 'sh'),
      await status('clerk', 'c101-1-1'),
    ]).toEqual([200, 200, 200])
    expect([
      await status('dispatcher', 's101-2'),
      await status('duty-officer', 'd115'),
      await status('clerk', 'c115-1-1'),
    ]).toEqual([403, 403, 403])
    const listed = async (at: string) =>
      (await as('dispatcher', at).get('/api/response/incidents?limit=200')).json.items.some(
        (one: { id: string }) => one.id === id,
      )
    expect([await listed('d101'), await listed('s101-2'), await listed('d115')]).toEqual([true, false, false])
    expect(
      (await as('duty-officer', 'd115').post(`/api/response/incidents/${id}/level`, { level: 'I', reason: '试试' }))
        .status,
    ).toBe(403)
    expect((await as('clerk', 'c101-1-1').post(`/api/response/incidents/${id}/end`, { reason: '试试' })).status).toBe(
      403,
    )
    expect(
      (await as('duty-officer', 'd101').post(`/api/response/incidents/${id}/level`, { level: 'I', reason: '区级接管' }))
        .status,
    ).toBe(200)
  })
})

describe('warnings and responses', () => {
  const warning = {
    ...{
      hazard: 'typhoon',
      colour: 'orange',
      divisions: ['310000'],
      issuer: '上海中心气象台',
      sourceText: '台风橙色预警信号',
    },
    ...{ from: '2026-11-20T06:00:00.000Z', until: '2026-11-21T06:00:00.000Z' },
  }
  it('are never mixed up: a warning proposes, a person starts and may refer to it', async () => {
    const before = await sql<{ n: number }>`select count(*)::int as n from response.incident`.execute(db)
    const entered = await command.post('/api/response/warnings', warning)
    expect([entered.status, entered.json.colour, entered.json.proposes]).toEqual([
      201,
      'orange',
      [{ plan: 'typhoon', title: expect.anything(), level: 'II' }],
    ])
    await city.settle()
    expect((await sql<{ n: number }>`select count(*)::int as n from response.incident`.execute(db)).rows).toEqual(
      before.rows,
    )
    expect((await as('clerk', 's101-1').post('/api/response/warnings', warning)).status).toBe(403)
    const refers = (plan: string) =>
      command.post('/api/response/incidents', { ...start, plan, warning: entered.json.id })
    expect((await refers('crowd')).json.code).toBe('response.otherHazard')
    expect((await refers('typhoon')).status).toBe(201)
    expect((await command.post(`/api/response/warnings/${entered.json.id}/lift`, { reason: '台风远离' })).status).toBe(
      204,
    )
    expect((await command.get('/api/response/warnings?isHolding=true')).json).toEqual([])
    expect((await command.post('/api/response/warnings', { ...warning, until: warning.from })).json.code).toBe(
      'response.badPeriod',
    )
  })
})

describe('resources, notices, exercises', () => {
  it('are found the nearest first, taken once, and free again when the response ends', async () => {
    const pump = { kind: 'vehicle', title: '泵车', office: 's101-1', lat: 31.23, capacity: 1, unit: '辆' }
    const made: string[] = []
    for (const lng of [121.49, 121.47, 121.6])
      made.push((await command.post('/api/response/resources', { ...pump, lng })).json.id)
    expect((await as('duty-officer', 'd115').post('/api/response/resources', { ...pump, lng: 121 })).status).toBe(403)
    const near = (await command.get('/api/response/resources?near=121.46,31.23&state=free')).json
    expect(near.map((one: { id: string }) => one.id)).toEqual([made[1], made[0], made[2]])
    expect(near[0].metres).toBeGreaterThan(940)
    expect(near[0].metres).toBeLessThan(960)
    const { id } = (
      await command.post('/api/response/incidents', { ...start, isExercise: true, divisions: ['310101'] })
    ).json
    expect((await command.post(`/api/response/incidents/${id}/assign`, { resource: made[1] })).status).toBe(204)
    expect((await command.post(`/api/response/incidents/${id}/assign`, { resource: made[1] })).json.code).toBe(
      'response.resourceTaken',
    )
    const standing = async () =>
      (await command.get(`/api/response/incidents/${id}`)).json.notices.filter(
        (one: { withdrawnAt: string | null }) => one.withdrawnAt === null,
      )
    expect((await standing()).map(({ title }: { title: object }) => title)).toEqual([
      { zh: '台风将影响本地', en: 'A typhoon is coming near' },
    ])
    const told = await sql<{ payload: { isExercise: boolean } }>`select payload from base.event
      where type = 'response.noticePublished' and key = ${`incident:${id}`}`.execute(db)
    expect(told.rows.map(({ payload }) => payload.isExercise)).toEqual([true])
    expect(await textOf(id, 'zh')).toContain('演练演练演练')
    expect(await textOf(id, 'en')).toContain('EXERCISEEXERCISE')
    expect((await command.post(`/api/response/incidents/${id}/end`, { reason: '演练结束' })).status).toBe(200)
    expect((await command.get('/api/response/resources?near=121.46,31.23')).json[0]).toMatchObject({
      state: 'free',
      incident: null,
    })
    expect(await standing()).toEqual([])
    expect((await command.post(`/api/response/incidents/${id}/notes`, { text: '事后补记' })).json.code).toBe(
      'response.ended',
    )
  })
})

describe('photos of the scene', () => {
  it('go into the log by those who have to do with it, and are seen by nobody else', async () => {
    const { id } = (
      await as('duty-officer', 's101-1').post('/api/response/incidents', { ...start, divisions: ['310101001'] })
    ).json
    const { default: sharp } = await import('sharp')
    const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#345' } })
      .png()
      .toBuffer()
    const form = () => {
      const made = new FormData()
      made.append('photo', new Blob([Uint8Array.from(picture)], { type: 'image/png' }), 'scene.png')
      return made
    }
    const member = as('grid-member', 'g101-1-1')
    const kept = await member.post(`/api/response/incidents/${id}/photos`, form())
    expect([kept.status, kept.json.photos.length]).toEqual([201, 1])
    const [photo] = kept.json.photos
    expect((await as('grid-member', 'g115-1-1').post(`/api/response/incidents/${id}/photos`, form())).status).toBe(403)
    expect(
      (await member.post(`/api/response/incidents/${id}/notes`, { text: '积水退去', photos: [photo] })).status,
    ).toBe(204)
    const { log } = (await member.get(`/api/response/incidents/${id}`)).json
    expect(log.at(-1)).toMatchObject({ kind: 'note', note: '积水退去', facts: { photos: [photo] } })
    const seen = `/api/response/incidents/${id}/photos/${photo}`
    expect([(await member.get(seen)).status, (await as('clerk', 's101-2').get(seen)).status]).toEqual([200, 403])
  })
})
