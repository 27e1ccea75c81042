import { describe, expect, test } from 'vitest'
import { roles } from '../../kernel/access/index.ts'
import { dayMs } from '../../kernel/time/index.ts'
import type { Caller } from '../base/testing.ts'
import { person } from '../cases/testing.ts'
import { permissions } from './permissions.ts'
import { countedCity, program, queryOf, rowsOf } from './testing/counted-city.ts'

const city = await countedCity(250)
const { everyone, clock } = city
const paths = ['figures', 'series?figure=received', 'map', 'now'].map((path) => `/api/measure/${path}`)
const whole = { from: new Date(clock.now - 99 * dayMs).toISOString(), to: new Date(clock.now).toISOString() }

describe.each(paths)('%s', (path) => {
  test.each(roles)('for a %s as declared', async (role) => {
    const may = permissions.read.grants.some((grant) => grant.who === role)
    const answer = await city.as(person(`one-${role}`, [role, 'east'])).get(path)
    expect([role, answer.status]).toEqual([role, may ? 200 : 403])
  })

  test('for a program with the scope, and no other; for nobody unknown; for no citizen', async () => {
    expect((await city.as(program('good', 'measure')).get(path)).status).toBe(200)
    expect((await city.as(program('bad', 'cases')).get(path)).status).toBe(403)
    expect((await city.get(path)).status).toBe(401)
    expect((await city.as(person('citizen')).get(path)).status).toBe(403)
  })
})

describe('never beyond the own part of the tree', () => {
  const received = async (who: Caller, query = {}) => {
    const answer = await who.get(`/api/measure/figures?${queryOf({ ...whole, ...query })}`)
    return answer.status === 200 ? answer.json.total.counts.received : answer.json.code
  }
  const held = async (root: string) =>
    (await rowsOf(city)).filter((row) => row.main_path === root || row.main_path?.startsWith(`${root}/`)).length

  test('each level sees its own and what lies below', async () => {
    expect(await received(everyone.supervisor)).toBe((await rowsOf(city)).length)
    expect(await received(everyone.program)).toBe((await rowsOf(city)).length)
    expect(await received(everyone.east)).toBe(await held('/sh/east'))
    expect(await received(everyone.park)).toBe(await held('/sh/east/park'))
    expect(await received(everyone.west)).toBe(await held('/sh/west'))
    expect(await held('/sh/east/park')).toBeGreaterThan(0)
    expect(await held('/sh/west')).toBeGreaterThan(0)
  })

  test('not sideways, not by name, not by path, not what nobody has yet', async () => {
    for (const office of ['west', '/sh/west', '/sh/west/hill', '-'])
      expect([office, await received(everyone.east, { office })]).toEqual([office, 'measure.notYours'])
    expect(await received(everyone.park, { office: 'pier' })).toBe('measure.notYours')
  })

  test('asked for what lies above, one gets one’s own part of it', async () => {
    expect(await received(everyone.park, { office: 'sh' })).toBe(await held('/sh/east/park'))
  })

  test('two posts are two parts', async () => {
    const both = city.as(person('both', ['dispatcher', 'park'], ['supervisor', 'west']))
    expect(await received(both)).toBe((await held('/sh/east/park')) + (await held('/sh/west')))
    const answer = await both.get(`/api/measure/figures?${queryOf({ ...whole, by: 'office' })}`)
    expect(answer.json.groups.map((group: { key: string }) => group.key).sort()).toEqual(['/sh/east/park', '/sh/west'])
  })

  test('the map and the situation keep to it, too', async () => {
    const points = (await everyone.west.get(`/api/measure/map?${queryOf({ ...whole, limit: 5_000 })}`)).json.points
    const all = new Map((await rowsOf(city)).map((row) => [row.id, row]))
    expect(points.length).toBeGreaterThan(0)
    for (const point of points) expect(all.get(point.id)?.main_path).toMatch(/^\/sh\/west/)
    clock.now += 10 * dayMs
    try {
      const [part, all] = await Promise.all(
        [everyone.west, everyone.supervisor].map((who) => who.get('/api/measure/now')),
      )
      expect(part?.json.late.count).toBeGreaterThan(0)
      expect(part?.json.late.count).toBeLessThan(all?.json.late.count)
    } finally {
      clock.now -= 10 * dayMs
    }
  })

  test('nothing that is shown says who reported', async () => {
    const answers = {
      ...{ what: '路灯不亮', name: '欧阳测试', phone: '13912345678', email: 'ouyang@example.org' },
      where: { point: [121.47, 31.23], address: '某路1号', division: '310101001' },
    }
    const begun = await city.as(person('ouyang-id')).post('/api/cases', { pack: 'hotline', answers })
    expect(begun.status).toBe(201)
    // The period ends before the present moment: a moment later it is in.
    clock.now += 1_000
    const map = await everyone.supervisor.get('/api/measure/map')
    expect(map.json.points.map((point: { id: string }) => point.id)).toContain(begun.json.id)
    const seen = [map, ...(await Promise.all(paths.map((path) => everyone.supervisor.get(path))))]
    for (const { text } of seen) expect(text).not.toMatch(/欧阳|13912345678|ouyang/)
  })
})
