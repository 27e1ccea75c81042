import { expect, test } from 'vitest'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { hotline } from '../../packs/government/hotline/index.ts'
import { manholeCover } from '../../packs/government/manhole-cover/index.ts'
import { testCity } from '../base/testing.ts'
import { casesRoom, type Offices } from './index.ts'
import { person, plainCalendar, smallOffices } from './testing/small-city.ts'

/** The park guards, the west mends. */
const duties: Readonly<Record<string, string>> = { street: 'park', construction: 'west', hotline: 'hotline' }
const offices: Offices = { ...smallOffices, findDuty: (duty) => smallOffices.find(duties[duty] ?? '') }
const city = await testCity({
  rooms: (base) => [
    casesRoom(base, { offices, calendar: plainCalendar, jurisdiction: '310000', packs: [hotline, manholeCover] }),
  ],
  upTo: 'cases',
})
const guard = city.as(person('park-clerk', ['clerk', 'park']))
const district = city.as(person('east-dispatcher', ['dispatcher', 'east']))
const mender = city.as(person('west-clerk', ['clerk', 'west']))
const stranger = city.as(person('pier-clerk', ['clerk', 'pier'], ['dispatcher', 'pier']))

const begin = async (): Promise<string> => {
  const answer = await guard.post('/api/cases', {
    ...{ pack: 'manhole-cover', actionId: uuidv7() },
    answers: { what: '井盖缺失', severity: 'serious', ownership: 'unknown' },
  })
  expect(answer.status, answer.text).toBe(201)
  return answer.json.id
}
const found = async (who: typeof guard, query = ''): Promise<string[]> =>
  (await who.get(`/api/cases?view=cases&limit=200${query}`)).json.items.map(({ id }: { id: string }) => id)
const guarded = (id: string, how: string) =>
  guard.post(`/api/cases/${id}/actions`, {
    ...{ action: 'complete', step: 'guard', actionId: uuidv7(), input: { found: how, guarded: how !== 'well' } },
  })

test('who has a part in it, or is going to answer, finds and reads it before its main step begins; nobody beside them does', async () => {
  const id = await begin()
  for (const who of [guard, district, mender]) {
    expect(await found(who)).toContain(id)
    expect((await who.get(`/api/cases/${id}`)).status).toBe(200)
  }
  expect(await found(stranger)).not.toContain(id)
  expect((await stranger.get(`/api/cases/${id}`)).status).toBe(403)
  // To see it is not to have it: neither a number nor an action is his yet.
  expect(await found(mender, '&figure=received')).not.toContain(id)
  expect((await mender.get('/api/cases?view=mine')).json.items).toEqual([])
  const early = await mender.post(`/api/cases/${id}/actions`, {
    action: 'note',
    actionId: uuidv7(),
    input: { text: '早' },
  })
  expect(early.status).toBe(403)

  expect((await guarded(id, 'missing')).status).toBe(200)
  expect((await found(mender)).filter((one) => one === id)).toEqual([id])
  expect(await found(mender, '&figure=received')).toContain(id)
})

test('a step that nobody will have is shown to nobody any more', async () => {
  const id = await begin()
  expect(await found(mender)).toContain(id)
  expect((await guarded(id, 'well')).status).toBe(200)
  expect(await found(mender)).not.toContain(id)
  expect((await mender.get(`/api/cases/${id}`)).status).toBe(403)
})

test('pages hold every case once, whoever has which part in it', async () => {
  const ids = [await begin(), await begin(), await begin(), await begin(), await begin()]
  for (const id of ids.slice(0, 2)) await guarded(id, 'missing')
  for (const who of [guard, mender]) {
    const whole = await found(who)
    const paged: string[] = []
    for (let next = ''; ; ) {
      const page = (await who.get(`/api/cases?view=cases&limit=2${next}`)).json
      paged.push(...page.items.map((one: { id: string }) => one.id))
      if (!page.next) break
      next = `&cursor=${page.next}`
    }
    expect(paged).toEqual(whole)
    expect(new Set(paged).size).toBe(paged.length)
  }
  expect(await found(mender)).toEqual(expect.arrayContaining(ids))
})
