import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { componentEntity } from './census.ts'
import { here, members, patrolCity } from './testing/patrol-city.ts'

const { city, as, parts } = await patrolCity()
const ma = as(members.ma, ['grid-member', 'lane'])
const street = as(uuidv7(), ['dispatcher', 'park'])
const otherStreet = as(uuidv7(), ['dispatcher', 'pier'])
const district = as(uuidv7(), ['duty-officer', 'east'])

const bench = { title: '公共座椅', ownership: 'street', keeper: '公园街道', state: 'well', note: '新装', ...here }
const add = (who: typeof ma, more: object = {}) =>
  who.post('/api/patrol/components', { ...bench, kind: 'component:0501', ...more })
const put = (who: typeof ma, code: string, more: object = {}) =>
  who.call('PUT', `/api/patrol/components/${code}`, { ...bench, note: '', ...more })
/** A place in the other street of the same district. */
const beyond = { lng: 121.485, lat: 31.23 }

describe('one component', () => {
  test('is added by those who stand over its place; its code is the next of its class in the district', async () => {
    expect((await add(ma)).status).toBe(403)
    expect((await add(otherStreet)).status).toBe(403)
    const codes: string[] = []
    for (const answer of await Promise.all([add(street), add(street), add(district)])) {
      expect(answer.status, answer.text).toBe(201)
      codes.push(answer.json.code)
    }
    expect(codes.sort()).toEqual(['3101010501000001', '3101010501000002', '3101010501000003'])
    expect((await add(street, { lng: 100, lat: 10 })).status).toBe(403)
  })

  test('is changed, moved and retired with a history of who and why; a retired one stays known, and comes back', async () => {
    const { code } = (await add(street)).json
    expect((await put(ma, code)).status).toBe(403)
    expect((await put(street, code, { state: 'damaged', note: '断裂' })).json).toMatchObject({ state: 'damaged' })
    expect((await put(street, code, { state: 'damaged', lat: here.lat + 0.001 })).status).toBe(200)
    // The same once more is no change.
    expect((await put(street, code, { state: 'damaged', lat: here.lat + 0.001 })).status).toBe(200)
    // Nobody moves a thing to where he has nothing to say, nor takes one from there.
    expect((await put(street, code, beyond)).status).toBe(403)
    expect((await put(otherStreet, code, beyond)).status).toBe(403)
    const retire = (who: typeof ma) => who.post(`/api/patrol/components/${code}/retire`, { note: '拆除' })
    expect((await retire(otherStreet)).status).toBe(403)
    expect((await retire(street)).json.retiredAt).not.toBeNull()
    expect((await retire(street)).json.code).toBe('patrol.retired')
    const listed = (await ma.get('/api/patrol/components?limit=2000')).json
    expect(listed.map((one: { code: string }) => one.code)).not.toContain(code)
    const entity = (await parts.twin.entities.find([componentEntity(code)])).get(componentEntity(code))
    expect(JSON.stringify(entity)).toContain('"retired"')
    expect((await put(street, code)).json.retiredAt).toBeNull()
    const history = async (who: typeof ma) => (await who.get(`/api/patrol/components/${code}/history`)).json
    const { changes, mayChange } = await history(street)
    expect(mayChange).toBe(true)
    expect((await history(ma)).mayChange).toBe(false)
    expect((await history(otherStreet)).mayChange).toBe(false)
    expect(changes.map(({ what }: { what: string }) => what)).toEqual([
      ...['returned', 'retired', 'moved', 'changed', 'added'],
    ])
    expect(changes[3]).toMatchObject({ before: { state: 'well' }, after: { state: 'damaged' }, note: '断裂' })
    expect(changes[4]).toMatchObject({ before: null, note: '新装' })
    await expect(sql`delete from patrol.component_change`.execute(city.base.db)).rejects.toThrow(/append only/)
  })
})
