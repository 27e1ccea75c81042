import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { roles } from '../../../kernel/access/index.ts'
import type { Sign } from '../../../kernel/signs/index.ts'
import { hourMs } from '../../../kernel/time/index.ts'
import { permissions } from '../permissions.ts'
import { signedCity } from './testing/signed-city.ts'

const depth: Sign = {
  ...{ code: 'depth', class: 'water', title: { zh: '积水', en: 'Water' }, definition: { zh: '最深', en: 'Deepest' } },
  ...{
    unit: { zh: '米', en: 'm' },
    digits: 2,
    period: 60,
    least: 0.5,
    basis: { kind: 'starting-point' },
    answers: 'water',
  },
  source: { from: 'readings', profile: 'road-flood', measure: 'depth', within: 'last', window: 0, across: 'max' },
  settings: { bounds: [{ side: 'high', notice: 0.1, serious: 0.3 }], ease: 0.02, rises: 1, falls: 2 },
}
const mean: Sign = { ...depth, code: 'mean-depth', source: { ...depth.source, across: 'mean' } as Sign['source'] }

const { city, clock, enrol, feed, compute, as, things } = await signedCity([depth, mean])
const { db } = city.base
const officer = as('officer', 'duty-officer')
const next = as('next', 'supervisor')
await enrol('road-flood')

/** A minute goes by: the devices say these depths (or nothing), and the signs are computed. */
async function minute(...depths: readonly (number | undefined)[]): Promise<void> {
  clock.now += 60_000
  for (const [i, value] of depths.entries())
    if (value !== undefined) await feed(`road-flood-${i + 1}`, 'depth', [[0, value]])
  await compute()
}

type News = { type: string; key: string; payload: Record<string, unknown> }
const news = async (): Promise<readonly News[]> =>
  (await sql<News>`select type, key, payload from base.event where type like 'measure.%' order by seq`.execute(db)).rows

const open = async (query = '') => (await officer.get(`/api/measure/breaches?isOpen=true${query}`)).json

describe('a sign that leaves its bounds', () => {
  it('is told once when it does, once when it worsens, once when it is calm; the duty officer is warned until he saw to it', async () => {
    await minute(0.01, 0.02, 0)
    expect(await news()).toEqual([])
    await minute(0.12, 0.02, 0)
    await minute(0.13, 0.02, 0)
    const [first, second] = await news()
    expect([first?.type, first?.key]).toEqual(['measure.signBreached', 'sign:depth:310000'])
    expect(first?.payload).toMatchObject({
      ...{ source: 'sign', kind: 'depth', who: 'depth:310000', division: '310000', level: 'notice', value: 0.12 },
      ...{
        class: 'water',
        isDemo: false,
        facts: { before: 'calm', bound: 0.1, sources: 3, reporting: 3, placeLevel: 'city' },
      },
    })
    expect(second?.key).toBe('sign:depth:310101')
    expect(await news()).toHaveLength(2)

    const [warning] = await open('&place=310000&sign=depth')
    expect(warning).toMatchObject({ level: 'notice', seen: null, title: depth.title })
    expect((await officer.post(`/api/measure/breaches/${warning.id}/seen`, {})).status).toBeLessThan(300)
    expect((await open())[0]).toMatchObject({ id: warning.id, seenBy: 'officer' })

    await minute(0.35, 0.02, 0)
    // Worse than what was seen: to be seen anew.
    expect((await open())[0]).toMatchObject({ id: warning.id, level: 'serious', worst: 'serious', seen: null })
    await minute(0.0, 0.02, 0)
    expect((await open())[0]).toMatchObject({ level: 'serious' })
    await minute(0.0, 0.02, 0)
    expect(await open()).toEqual([])
    const all = (await news()).filter(({ key, payload }) => key.endsWith(':310000') && payload.kind === 'depth')
    expect(all.map(({ type, payload }) => [type, payload.level])).toEqual([
      ['measure.signBreached', 'notice'],
      ['measure.signBreached', 'serious'],
      ['measure.signCalmed', 'calm'],
    ])
    const past = await officer.get('/api/measure/breaches?isOpen=false&sign=depth&place=310000')
    expect(past.json[0]).toMatchObject({ worst: 'serious', ended: new Date(clock.now).toISOString() })
  })

  it('asked twice in one minute, computes once', async () => {
    await minute(0, 0, 0)
    const at = await sql<{ at: string }>`select max(at) as at from measure.sign_now`.execute(db)
    const before = (await sql<{ n: number }>`select count(*)::int as n from twin.observation`.execute(db)).rows[0]?.n
    await compute()
    expect((await sql<{ at: string }>`select max(at) as at from measure.sign_now`.execute(db)).rows).toEqual(at.rows)
    expect((await sql<{ n: number }>`select count(*)::int as n from twin.observation`.execute(db)).rows[0]?.n).toBe(
      before,
    )
  })

  it('with most sources silent it is marked, has no point in its history, and moves only to the worse and only where the silent could not mend it', async () => {
    clock.now += 3 * hourMs
    await minute(0.5)
    const shown = (await officer.get('/api/measure/signs')).json.signs
    const [deepest, average] = shown.map((one: { now: unknown }) => one.now)
    expect(deepest).toMatchObject({ value: 0.5, sources: 3, reporting: 1, isSure: false, standing: 'serious' })
    expect(average).toMatchObject({ value: 0.5, reporting: 1, isSure: false, standing: 'calm' })
    const history = await officer.get(
      `/api/measure/signs/depth/history?from=${new Date(clock.now - 60_000).toISOString()}&to=${new Date(clock.now + 60_000).toISOString()}`,
    )
    expect(history.json.points).toEqual([])
    await minute(0, 0, 0)
    await minute(0, 0, 0)
    expect(await open()).toEqual([])
  })

  it('keeps its history as a series of the twin, with the bounds that held', async () => {
    const one = (await officer.get('/api/measure/signs/depth')).json
    expect(one).toMatchObject({
      isConnected: true,
      place: '310000',
      settings: { ease: 0.02 },
      series: expect.any(Number),
    })
    const { points } = (await officer.get('/api/measure/signs/depth/history')).json
    const highest = Math.max(...points.map((point: { max: number }) => point.max))
    expect(highest).toBeCloseTo(0.35, 6)
    expect(points[0].bounds).toEqual([{ side: 'high', notice: 0.1, serious: 0.3 }])
    const entity = await sql<{ is_open: boolean; types: string[] }>`select e.is_open, e.types from twin.series s
      join twin.entity e on e.key = s.entity where s.id = ${one.series}`.execute(db)
    expect(entity.rows[0]).toMatchObject({ is_open: false, types: [expect.stringMatching(/VitalSign$/)] })
  })

  it('is diagnosed: which devices, which places, and nothing claimed of what was never seen', async () => {
    await minute(0.2, 0.9, 0.4)
    const why = (await officer.get('/api/measure/signs/depth/diagnosis')).json
    expect(why.parts.map((part: { id: string; value: number }) => [part.id, part.value])).toEqual([
      ['road-flood-2', 0.9],
      ['road-flood-3', 0.4],
      ['road-flood-1', 0.2],
    ])
    expect(why.places.map((one: { place: string; value: number }) => [one.place, one.value])).toEqual([
      ['310101', 0.9],
      ['310115', 0.4],
    ])
    expect(why.since?.after ?? 0.9).toBeGreaterThan(0)
    expect(why.together.moved).toEqual([])
    const inDistrict = (await officer.get('/api/measure/signs/depth/diagnosis?place=310101')).json
    expect(inDistrict.parts).toHaveLength(2)
    expect(inDistrict.places.map((one: { place: string }) => one.place)).toEqual(['310101002', '310101001'])
  })
})

describe('bounds that people set', () => {
  const settings = { bounds: [{ side: 'high', notice: 2 }], ease: 0.1, rises: 1, falls: 1 }

  it('hold from their day on, as versions that cannot be changed, and are written into the audit', async () => {
    const later = new Date(clock.now + 90_000).toISOString()
    const put = await officer.call('PUT', '/api/measure/signs/depth/settings', {
      settings,
      why: '汛期调整',
      from: later,
    })
    expect([put.status, put.json]).toEqual([200, { version: 1, from: later }])
    await minute(0.9, 0.9, 0.9)
    expect((await officer.get('/api/measure/signs/depth')).json.now.standing).toBe('serious')
    await minute(0.9, 0.9, 0.9)
    const one = (await officer.get('/api/measure/signs/depth')).json
    expect([one.now.standing, one.holding, one.declared.ease]).toEqual(['calm', settings.bounds, 0.02])
    expect(one.versions[0]).toMatchObject({ version: 1, why: '汛期调整', byName: 'officer' })
    const audit = await sql<{ facts: unknown }>`select facts from base.audit where resource = 'sign:depth'`.execute(db)
    expect(audit.rows[0]?.facts).toMatchObject({ from: later })
    await expect(sql`update measure.sign_setting set why = 'x'`.execute(db)).rejects.toThrow(/append only/)
  })

  it('that are not in order are refused with the field', async () => {
    const wrong = { ...settings, bounds: [{ side: 'high', notice: 2, warning: 1 }] }
    const put = await officer.call('PUT', '/api/measure/signs/depth/settings', { settings: wrong, why: '试' + '试' })
    expect([put.status, put.json.code, put.json.errors?.[0]?.field]).toEqual([422, 'signs.declaration', 'bounds.1'])
    expect((await officer.get('/api/measure/signs/none')).json.code).toBe('measure.noSign')
  })
})

describe('duty', () => {
  const duty = async (who = officer) => (await who.get('/api/measure/duty')).json
  const act = async (who: typeof officer, body: Record<string, unknown>) =>
    (await who.post('/api/measure/duty', body)).json

  it('stays with one until the next takes over, and the log says what was open', async () => {
    expect(await duty()).toMatchObject({ officer: null, handover: null, entries: [] })
    expect((await act(officer, { do: 'note', note: '谁在？' })).code).toBe('measure.notOnDuty')
    expect(await act(officer, { do: 'take-over' })).toMatchObject({ kind: 'took-over', seq: 1, answers: null })
    expect((await act(next, { do: 'take-over' })).code).toBe('measure.onDuty')
    expect((await act(next, { do: 'take-over', isRelief: true })).code).toBe('measure.why')
    expect(await act(officer, { do: 'note', note: '外滩积水已派人' })).toMatchObject({ kind: 'note', seq: 2 })
    await minute(3, 3, 3)
    const handed = await act(officer, { do: 'hand-over', note: '一处积水未消' })
    expect(handed).toMatchObject({
      kind: 'handed-over',
      open: { breaches: expect.arrayContaining([expect.objectContaining({ sign: 'depth' })]) },
    })
    // Until somebody answers it, duty is still his.
    expect(await duty()).toMatchObject({ officer: { name: 'officer' }, isMine: true, handover: { id: handed.id } })
    expect((await act(officer, { do: 'take-over' })).code).toBe('measure.onDuty')
    expect(await act(next, { do: 'take-over', note: '收到' })).toMatchObject({ kind: 'took-over', answers: handed.id })
    expect(await duty(next)).toMatchObject({ officer: { name: 'next' }, isMine: true, handover: null })
    expect(await act(officer, { do: 'take-over', isRelief: true, note: '对方病倒' })).toMatchObject({
      kind: 'relieved',
    })
  })

  it('its log cannot be edited, and what is changed behind the city’s back is found', async () => {
    for (const statement of [
      sql`update measure.duty_entry set note = ''`,
      sql`delete from measure.duty_entry`,
      sql`truncate measure.duty_entry`,
    ])
      await expect(statement.execute(db)).rejects.toThrow(/append only|permission denied/)
    const check = async () => {
      const found = await city.rooms.find(({ name }) => name === 'measure')?.checks?.()
      return found?.map(({ state }) => state)
    }
    expect(await check()).toEqual(['well'])
    await sql`insert into measure.duty_entry (place, seq, id, at, kind, person, person_name, note, seal)
      select place, max(seq) + 1, gen_random_uuid(), now(), 'note', 'x', 'x', '没有积水', '' from measure.duty_entry
      group by place`.execute(db)
    expect(await check()).toEqual(['ill'])
  })
})

describe('who may', () => {
  const reads = ['signs', 'signs/depth', 'signs/depth/history', 'signs/depth/diagnosis', 'duty', 'breaches']
  it.each(roles)('%s', async (role) => {
    const who = as(`one-${role}`, role)
    const may = (grants: readonly { readonly who: string }[]) =>
      grants.some((grant) => grant.who === role) ? 200 : 403
    for (const path of reads)
      expect([path, (await who.get(`/api/measure/${path}`)).status]).toEqual([path, may(permissions.signs.grants)])
    const put = await who.call('PUT', '/api/measure/signs/mean-depth/settings', {
      settings: mean.settings,
      why: '试验',
    })
    expect(put.status).toBe(may(permissions.signSettings.grants))
    const noted = await who.post('/api/measure/duty', { do: 'note', note: '在' })
    expect(noted.status === 403).toBe(may(permissions.duty.grants) === 403)
  })

  it('not sideways: a place beside one’s own is refused, by reading, by acting, by seeing to its warnings', async () => {
    const street = city.as({
      ...{ id: 's', kind: 'person', name: 's', scopes: ['*'] },
      posts: [
        {
          office: '310101',
          path: '/sh/310101',
          level: 'district',
          role: 'duty-officer',
          title: { zh: '区', en: 'District' },
        },
      ],
    })
    expect((await street.get('/api/measure/signs')).json.place).toBe('310101')
    expect((await street.get('/api/measure/signs/depth?place=310101002')).status).toBe(200)
    for (const path of [
      'signs?place=310115',
      'signs?place=310000',
      'signs/depth?place=310115',
      'signs/depth/history?place=310115',
      'signs/depth/diagnosis?place=310115',
      'duty?place=310000',
      'breaches?place=310115',
    ])
      expect([path, (await street.get(`/api/measure/${path}`)).json.code]).toEqual([path, 'measure.notYourPlace'])
    expect((await street.post('/api/measure/duty', { do: 'take-over', place: '310000' })).json.code).toBe(
      'measure.notYourPlace',
    )
    await minute(4, 4, 4)
    const [beside] = await open('&place=310115')
    expect((await street.post(`/api/measure/breaches/${beside.id}/seen`, {})).json.code).toBe('measure.notYourPlace')
    expect(things.fleet.size).toBe(3)
    // Settings are the city's.
    const put = await street.call('PUT', '/api/measure/signs/depth/settings', { settings: depth.settings, why: '试验' })
    expect(put.status).toBe(403)
  })
})
