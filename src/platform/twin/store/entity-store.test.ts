import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { locationName, plainName } from '../../../kernel/twin/index.ts'
import { testCity } from '../../base/testing.ts'
import { type EntityChange, type Twin, twinRoom } from '../index.ts'

let made: Twin | undefined
const clock = { now: Date.parse('2026-11-20T08:00:00Z') }
const city = await testCity({
  upTo: 'twin',
  now: () => clock.now,
  rooms: (base) => {
    const room = twinRoom(base)
    made = room
    return [room]
  },
})
if (made === undefined) throw new Error('The room was not made')
const twin: Twin = made
const { db } = city.database

const lamp = plainName('Streetlight')
const on = plainName('isOn')
const property = (value: boolean | number | string) => ({ kind: 'Property', value, dataset: '' }) as const
const moments = async (id: string) =>
  (
    await sql<{
      name: string
      value: unknown
      is_deleted: boolean
    }>`select m.name, m.value, m.is_deleted from twin.moment m
      join twin.entity e on e.key = m.entity where e.id = ${id} order by m.ended_at, m.name`.execute(db)
  ).rows

test('what is put is found, with its place in the index', async () => {
  const point = { type: 'Point', coordinates: [121.47, 31.23] } as const
  await twin.entities.put([
    {
      id: 'urn:x:1',
      types: [lamp],
      attributes: { [on]: [property(true)], [locationName]: [{ kind: 'GeoProperty', value: point, dataset: '' }] },
    },
  ])
  const found = (await twin.entities.find(['urn:x:1', 'urn:x:none'])).get('urn:x:1')
  expect(found).toMatchObject({ types: [lamp], isOpen: false, attributes: { [on]: [{ value: true }] } })
  expect(found?.attributes[on]?.[0]?.createdAt).toBe('2026-11-20T08:00:00.000Z')
  const { rows } = await sql<{ at: { x: number } }>`select at from twin.entity where id = 'urn:x:1'`.execute(db)
  expect(rows[0]?.at.x).toBeCloseTo(13_521_978, -1)
})

test('a replaced instance becomes history; an untouched one keeps its times', async () => {
  clock.now += 1_000
  await twin.entities.patch([{ id: 'urn:x:1', types: [lamp], attributes: { [on]: [property(false)] } }])
  const found = (await twin.entities.find(['urn:x:1'])).get('urn:x:1')
  expect(found?.attributes[on]?.[0]).toMatchObject({
    value: false,
    createdAt: '2026-11-20T08:00:00.000Z',
    modifiedAt: '2026-11-20T08:00:01.000Z',
  })
  expect(found?.attributes[locationName]?.[0]?.modifiedAt).toBe('2026-11-20T08:00:00.000Z')
  expect(await moments('urn:x:1')).toEqual([{ name: on, value: true, is_deleted: false }])
})

test('changes of one entity that come together are each a state of its own, in order', async () => {
  const all = Array.from({ length: 20 }, (_, index) => index)
  await twin.entities.put([{ id: 'urn:x:2', types: [lamp], attributes: {} }])
  await Promise.all(
    all.map((value) =>
      twin.entities.patch([{ id: 'urn:x:2', types: [lamp], attributes: { [on]: [property(value)] } }]),
    ),
  )
  expect((await moments('urn:x:2')).map((one) => one.value)).toEqual(all.slice(0, -1))
})

test('two who create the same one at once get one entity', async () => {
  const created: boolean[] = []
  await Promise.all(
    [1, 2, 3].map((value) =>
      twin.entities.change('', [
        {
          id: 'urn:x:3',
          apply: (now) => {
            created.push(now === undefined)
            return { id: 'urn:x:3', types: [lamp], attributes: { [on]: [property(value)] } }
          },
        },
      ]),
    ),
  )
  expect(created).toEqual([true, false, false])
})

test('a failure of one piece of work leaves the others', async () => {
  const [bad, good] = await twin.entities.change('', [
    {
      id: 'urn:x:4',
      apply: () => {
        throw new Error('no')
      },
    },
    { id: 'urn:x:5', apply: () => ({ id: 'urn:x:5', types: [lamp], attributes: {} }) },
  ])
  expect(bad).toMatchObject({ error: new Error('no') })
  expect(good).toMatchObject({ after: { id: 'urn:x:5' } })
  expect([...(await twin.entities.find(['urn:x:4', 'urn:x:5'])).keys()]).toEqual(['urn:x:5'])
})

test('what is deleted is gone, and its history stays; made anew it begins anew', async () => {
  const heard: EntityChange[] = []
  const quiet = twin.changes.onChange((changes) => heard.push(...changes))
  clock.now += 1_000
  expect(await twin.entities.delete(['urn:x:1', 'urn:x:none'])).toBe(1)
  expect(await twin.entities.find(['urn:x:1'])).toEqual(new Map())
  expect(
    (await moments('urn:x:1'))
      .filter((one) => one.is_deleted)
      .map((one) => one.name)
      .sort(),
  ).toEqual([on, locationName].sort())
  clock.now += 1_000
  await twin.entities.put([{ id: 'urn:x:1', types: [lamp], attributes: {} }])
  expect((await twin.entities.find(['urn:x:1'])).get('urn:x:1')?.createdAt).toBe(new Date(clock.now).toISOString())
  quiet()
  expect(heard.map((one) => [one.id, one.before !== undefined, one.after !== undefined])).toEqual([
    ['urn:x:1', true, false],
    ['urn:x:1', false, true],
  ])
})

test('tenants do not see each other', async () => {
  await twin.entities.put([{ id: 'urn:x:1', types: [lamp], attributes: { [on]: [property(7)] } }], 'other')
  expect((await twin.entities.find(['urn:x:1'])).get('urn:x:1')?.attributes).toEqual({})
  expect((await twin.entities.find(['urn:x:1'], 'other')).get('urn:x:1')?.attributes[on]?.[0]?.value).toBe(7)
})
