import { expect, test } from 'vitest'
import { type Actor, anonymous } from '../../../kernel/access/index.ts'
import { testCity } from '../../base/testing.ts'
import { twinRoom } from '../index.ts'

const city = await testCity({ upTo: 'twin', rooms: (base) => [twinRoom(base)] })
const person = (id: string, isStaff: boolean): Actor => ({
  ...anonymous,
  ...{ id, kind: 'person', name: id },
  posts: isStaff
    ? [{ office: 'o', path: '/sh/o', level: 'city', role: 'duty-officer', title: { zh: '值班长', en: 'Duty officer' } }]
    : [],
})
const [maker, other, citizen] = [person('maker', true), person('other', true), person('citizen', false)].map((one) =>
  city.as(one),
)
if (!maker || !other || !citizen) throw new Error('three people were made')
const story = {
  title: { zh: '一天的空气', en: 'A day of air' },
  views: [{ address: 'layers=twin.air:points', words: { zh: '早上', en: 'Morning' } }],
  isShared: false,
}

test('a story is read by its maker, by others once it is shared, and changed by its maker alone', async () => {
  const made = await maker.call('POST', '/api/twin/stories', story)
  expect(made.status).toBe(201)
  const at = `/api/twin/stories/${made.json.id}`
  expect((await maker.get(at)).json).toMatchObject({ ...story, isOwn: true, version: 1 })
  expect((await other.get(at)).status).toBe(404)
  expect((await other.get('/api/twin/stories')).json.items).toEqual([])

  expect((await maker.call('PUT', at, { ...story, isShared: true, version: 1 })).status).toBe(204)
  expect((await other.get(at)).json).toMatchObject({ isOwn: false, version: 2 })
  expect((await citizen.get(at)).status).toBe(404)
  expect((await city.get(at)).status).toBe(404)

  // What was seen before somebody changed it is not written over the change; what is another's is not there to change.
  expect((await maker.call('PUT', at, { ...story, version: 1 })).json.code).toBe('twin.storyChanged')
  expect((await other.call('PUT', at, { ...story, version: 2 })).status).toBe(404)
  expect((await other.call('DELETE', at)).status).toBe(404)
  expect((await citizen.call('POST', '/api/twin/stories', story)).status).toBe(403)
  expect((await maker.call('DELETE', at)).status).toBe(204)
  expect((await maker.get(at)).status).toBe(404)
})
