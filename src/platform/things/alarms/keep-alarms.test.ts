import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AlarmRule } from '../../../kernel/things/index.ts'
import { setState } from '../devices/keep.ts'
import { smallThings } from '../testing/small-things.ts'
import { type AlarmChanged, keepAlarms } from './keep-alarms.ts'

const words = { zh: '高温', en: 'Hot' }
const rule: AlarmRule = {
  ...{ name: 'hot', title: words, profile: 'thermometer', measure: 'temperature', aggregate: 'last', window: 0 },
  ...{ when: 'value > 40', for: 0, severity: 'warning', raises: { class: 'heat', text: words } },
}
const { city, things, twin } = await smallThings({}, { rules: [rule, { ...rule, name: 'other' }] })
const { db } = city.base
await things.enrol(
  ['a', 'b', 'c'].map((id) => ({ id, profile: 'thermometer', path: '/sh/310101', point: { lng: 121.4, lat: 31.2 } })),
  'test',
)
await things.watcher.settled()

const start = Date.parse('2026-11-20T00:00:00Z')
const device = (id: string) => {
  const found = things.fleet.find(id)
  if (!found) throw new Error('enrolled above')
  return found
}
const change = (id: string, minute: number, isRaised: boolean, name = 'hot'): AlarmChanged => ({
  ...{ rule: { name, severity: 'warning' }, device: device(id).key, series: device(id).series[0] ?? 0, isRaised },
  ...{ at: start + minute * 60_000, value: isRaised ? 41 : 30 },
  words: (_, { device: title }) => ({ title: words, text: { zh: title, en: title }, class: 'heat' }),
})
const keep = (...all: readonly AlarmChanged[]) => db.tx((tx) => keepAlarms(tx, all))
/** What was told: kind, device, minute, why. */
const told = async () =>
  (
    await sql<{
      type: string
      payload: { device: string; at: string; why?: string; alarm: string }
    }>`select type, payload from base.event where type like 'things.alarm%' order by seq`.execute(db)
  ).rows.map(({ type, payload: { device: id, at, why } }) => [
    ...[type === 'things.alarm' ? 'raised' : 'over', id, (Date.parse(at) - start) / 60_000],
    ...(why === undefined ? [] : [why]),
  ])
const standing = async () =>
  (
    await sql<{
      name: string
    }>`select d.id || ' ' || a.rule as name from things.alarm a join things.device d on d.key = a.device
      where cleared_at is null order by 1`.execute(db)
  ).rows.map(({ name }) => name)

beforeEach(async () => {
  await sql`delete from things.alarm`.execute(db)
  await sql`delete from base.event`.execute(db)
})

describe('a batch of alarms', () => {
  it('is kept and told in its order, whatever begins and ends in it more than once', async () => {
    await keep(change('a', 0, true))
    await keep(
      ...[change('b', 1, true), change('a', 2, false), change('b', 2, false), change('b', 3, true)],
      ...[change('b', 4, false), change('a', 5, true), change('c', 6, true)],
    )
    expect(await told()).toEqual([
      ['raised', 'a', 0],
      ['raised', 'b', 1],
      ['over', 'a', 2, 'calm'],
      ['over', 'b', 2, 'calm'],
      ['raised', 'b', 3],
      ['over', 'b', 4, 'calm'],
      ['raised', 'a', 5],
      ['raised', 'c', 6],
    ])
    expect(await standing()).toEqual(['a hot', 'c hot'])
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from things.alarm`.execute(db)
    expect(rows[0]?.n).toBe(5)
  })

  it('tells nothing that another process kept first', async () => {
    await keep(change('a', 0, true))
    await keep(change('a', 0, true), change('b', 0, false), change('c', 0, true))
    expect(await told()).toEqual([
      ['raised', 'a', 0],
      ['raised', 'c', 0],
    ])
  })

  it('names the alarm that is over as it was named when it was raised, with the place of its device', async () => {
    await keep(change('a', 0, true))
    await keep(change('a', 1, false))
    const { rows } = await sql<{ payload: { alarm: string } }>`select payload from base.event
      where type like 'things.alarm%' order by seq`.execute(db)
    expect(rows[0]?.payload).toMatchObject({ path: '/sh/310101', point: [121.4, 31.2], text: { zh: 'a' } })
    expect(rows[1]?.payload).toMatchObject({ alarm: rows[0]?.payload.alarm, value: 30, path: '/sh/310101' })
  })
})

describe('what is switched off', () => {
  it('a rule: its alarms are over and told so, on every device, and none is kept that was found before', async () => {
    await keep(change('a', 0, true), change('b', 0, true), change('b', 0, true, 'other'))
    const admin = city.as({
      ...{ id: 'admin', kind: 'person', name: 'admin', scopes: ['*'] },
      posts: [{ office: 'sh', path: '/sh', level: 'city', role: 'administrator', title: words }],
    })
    expect((await admin.post('/api/things/rules/hot/switch', { isOff: true })).status).toBe(204)
    expect(await standing()).toEqual(['b other'])
    expect((await told()).slice(3).map(([kind, id, , why]) => [kind, id, why])).toEqual(
      expect.arrayContaining([
        ['over', 'a', 'rule-off'],
        ['over', 'b', 'rule-off'],
      ]),
    )
    await keep(change('c', 1, true))
    expect(await standing()).toEqual(['b other'])
    expect(await told()).toHaveLength(5)
    await admin.post('/api/things/rules/hot/switch', { isOff: false })
  })

  it('a device: all its alarms are over and told so; switched on, it begins anew', async () => {
    await keep(change('a', 0, true), change('a', 0, true, 'other'), change('b', 0, true))
    await setState({ base: city.base, twin, fleet: things.fleet }, 'a', 'off')
    expect(await standing()).toEqual(['b hot'])
    expect((await told()).slice(3).map(([kind, id, , why]) => [kind, id, why])).toEqual([
      ['over', 'a', 'device-off'],
      ['over', 'a', 'device-off'],
    ])
    await keep(change('a', 1, true))
    expect(await standing()).toEqual(['b hot'])
    await setState({ base: city.base, twin, fleet: things.fleet }, 'a', 'active')
    await keep(change('a', 2, true))
    expect(await standing()).toEqual(['a hot', 'b hot'])
  })
})
