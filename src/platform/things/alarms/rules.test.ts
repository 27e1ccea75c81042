import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Actor } from '../../../kernel/access/index.ts'
import { type AlarmRule, Watch } from '../../../kernel/things/index.ts'
import { smallThings } from '../testing/small-things.ts'

const hot: AlarmRule = {
  ...{ name: 'hot', title: { zh: '高温', en: 'Hot' }, profile: 'thermometer', measure: 'temperature' },
  ...{ aggregate: 'last', window: 0, when: 'value > 40', clears: 'value < 35', for: 0, severity: 'serious' },
  raises: { class: 'heat', text: { zh: '{value} 度', en: '{value}' } },
}
const { city, things, twin } = await smallThings({}, { rules: [hot] })
const { db } = city.base
const admin: Actor = {
  ...{ id: 'admin', kind: 'person', name: 'admin', scopes: ['*'] },
  posts: [{ office: 'sh', path: '/sh', level: 'city', role: 'administrator', title: { zh: '管', en: 'A' } }],
}
const call = city.as(admin)
const rules = async () => (await call.get('/api/things/rules')).json as { name: string; version: number }[]
const rule = async (name: string) => (await rules()).find((one) => one.name === name)
const versions = async (name: string) => (await call.get(`/api/things/rules/${name}/versions`)).json

describe('other bounds for a place and a season', () => {
  const milder: AlarmRule = {
    ...hot,
    variants: [
      { where: '310101', season: { from: '12-01', to: '02-28' }, when: 'value > 20', clears: 'value < 15' },
      { where: '310115', when: 'value > 50', for: 60 },
    ],
  }
  const at = (text: string) => Date.parse(text)
  const raised = (division: string, readings: readonly (readonly [string, number])[]) => {
    const watch = new Watch(milder, () => false, undefined, division)
    return readings.flatMap(([time, value]) => watch.take(at(time), value)?.change ?? [])
  }
  it('hold there and then, by the day of the city', () => {
    expect(raised('310101002', [['2026-01-10T00:00:00Z', 25]])).toEqual(['raised'])
    expect(raised('310101002', [['2026-03-10T00:00:00Z', 25]])).toEqual([])
    // 16:30 UTC on 30 November is 1 December in the city.
    expect(
      raised('310101002', [
        ['2026-11-30T15:30:00Z', 25],
        ['2026-11-30T16:30:00Z', 25],
      ]),
    ).toEqual(['raised'])
    expect(
      raised('310115001', [
        ['2026-01-10T00:00:00Z', 45],
        ['2026-01-10T00:01:00Z', 55],
        ['2026-01-10T00:02:00Z', 55],
      ]),
    ).toEqual(['raised'])
    expect(raised('310104', [['2026-01-10T00:00:00Z', 45]])).toEqual(['raised'])
  })
  it('are checked like the rule itself', async () => {
    const wrong = {
      ...milder,
      name: 'wrong',
      variants: [{ when: 'value >' }, { season: { from: '13-01', to: '02-28' }, when: 'value > 1' }],
    }
    const answer = await call.call('PUT', '/api/things/rules', wrong)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('variants.1')
    expect(answer.text).toContain('variants.2')
  })
})

describe('a rule of a pack', () => {
  it('is changed by a person beside the pack’s own, seen, kept in versions, and can be as the pack says again', async () => {
    expect(await rule('hot')).toMatchObject({ source: 'pack', isChanged: false, version: 1 })
    const put = await call.call('PUT', '/api/things/rules', {
      ...hot,
      when: 'value > 38',
      note: '今夏更热',
      version: 1,
    })
    expect(put.status, put.text).toBe(204)
    expect(await rule('hot')).toMatchObject({
      ...{
        source: 'pack',
        isChanged: true,
        isOutdated: false,
        version: 2,
        when: 'value > 38',
        note: '今夏更热',
        changedBy: 'admin',
      },
    })
    expect((await call.call('PUT', '/api/things/rules', { ...hot, version: 1 })).status).toBe(409)
    const { pack, versions: all } = await versions('hot')
    expect(pack.when).toBe('value > 40')
    expect(all.map(({ did, rule: { when } }: { did: string; rule: AlarmRule }) => [did, when])).toEqual([
      ['changed', 'value > 38'],
      ['shipped', 'value > 40'],
    ])
    expect((await call.post('/api/things/rules/hot/revert', { version: 2 })).status).toBe(204)
    expect(await rule('hot')).toMatchObject({ isChanged: false, when: 'value > 40', version: 3 })
  })

  it('ends its alarms when it is switched off', async () => {
    const [device] = await things.enrol([{ id: 'roof', profile: 'thermometer' }], 'test')
    if (!device) throw new Error('enrolled above')
    const live = things.fleet.find('roof')
    await sql`insert into things.alarm (id, rule, device, series, severity, raised_at, value)
      values (gen_random_uuid(), 'hot', ${live?.key}, ${live?.series[0]}, 'serious', now(), 41)`.execute(db)
    expect(await rule('hot')).toMatchObject({ seen: { devices: 1, open: 1, week: 1 } })
    expect((await call.post('/api/things/rules/hot/switch', { isOff: true, note: '检修' })).status).toBe(204)
    expect(await rule('hot')).toMatchObject({ isOff: true, note: '检修', seen: { open: 0 } })
    await call.post('/api/things/rules/hot/switch', { isOff: false })
    expect((await versions('hot')).versions[0]).toMatchObject({ did: 'on', by: 'admin' })
  })
})

it('a rule is tried on what is stored before it is kept', async () => {
  await things.enrol([{ id: 'attic', profile: 'thermometer' }], 'test')
  const series = things.fleet.find('attic')?.series[0] ?? 0
  const now = city.base.now()
  const values = [30, 42, 43, 30, 41, 39]
  await twin.observations.write({
    length: values.length,
    series: Int32Array.from(values, () => series),
    at: Float64Array.from(values, (_, i) => now - (values.length - i) * 60_000),
    value: Float64Array.from(values),
    quality: new Uint8Array(values.length),
  })
  const tried = async (more: object) =>
    (await call.post('/api/things/rules/trial', { rule: { ...hot, name: 'new', ...more }, days: 3 })).json
  expect(await tried({})).toMatchObject({
    ...{ devices: 1, readings: 6, raised: 2 },
    alarms: [
      { device: 'attic', value: 41, clearedAt: null },
      { device: 'attic', value: 42 },
    ],
  })
  expect(await tried({ for: 120 })).toMatchObject({ raised: 0, quietDevices: 1 })
  expect((await call.post('/api/things/rules/trial', { rule: { ...hot, when: 'value >' }, days: 3 })).status).toBe(422)
  expect(await rule('new')).toBeUndefined()
})
