import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { publish } from '../base/index.ts'
import type { Template } from './index.ts'
import { good, notifyCity } from './testing/notify-city.ts'

const city = await notifyCity()
const { base, clock, notify } = city
const { db } = base

const ann = await city.enter({
  name: '安',
  kind: 'resident',
  personal: { phone: '13800138000', email: 'ann@example.com' },
})
const bob = await city.enter({ name: '柏', kind: 'resident', personal: { email: 'bob@example.com' } })
const official = await city.enter({ name: '官', personal: { phone: '13700137000' } })
const annSees = city.as(city.actor(ann))
const bobSees = city.as(city.actor(bob))

const template = (name: string, more: Partial<Template> = {}): Template => ({
  name,
  title: { zh: '标题 {n}', en: 'Title {n}' },
  text: { zh: '内容', en: 'Text' },
  ...more,
})
const tell = (people: readonly string[], what: Template, n = 1) =>
  db.tx((tx) =>
    notify.send(tx, { to: people.map((person) => ({ person })), template: what, values: { n }, about: 'test:1' }),
  )

const channelsOf = async (person: string): Promise<readonly string[]> => {
  const { rows } = await sql<{
    channel: string
  }>`select channel from notify.message where person = ${person} order by channel`.execute(db)
  await sql`delete from notify.message`.execute(db)
  return rows.map(({ channel }) => channel)
}

test('an inbox shows what its owner was told, newest first, page after page, and nobody else’s', async () => {
  for (const n of [1, 2, 3, 4, 5]) await tell([ann], template('test.one'), n)
  await tell([bob], template('test.one'), 9)
  const titles: string[] = []
  let before = ''
  for (;;) {
    const page = good(await annSees.get(`/api/notify/inbox?limit=2${before}`))
    expect(page.unread).toBe(5)
    titles.push(...page.items.map((one: { title: { en: string } }) => one.title.en))
    if (page.next === undefined) break
    before = `&before=${page.next}`
  }
  expect(titles).toEqual(['Title 5', 'Title 4', 'Title 3', 'Title 2', 'Title 1'])
  expect(good(await bobSees.get('/api/notify/inbox')).items).toHaveLength(1)
  expect((await city.get('/api/notify/inbox')).status).toBe(401)
})

test('lines are marked as read by their owner alone, one by one or all up to one', async () => {
  const { items } = good(await annSees.get('/api/notify/inbox'))
  const ids: string[] = items.map((one: { id: string }) => one.id)
  expect(good(await bobSees.post('/api/notify/inbox/read', { ids })).marked).toBe(0)
  expect(good(await annSees.post('/api/notify/inbox/read', { ids: [ids[1]] }))).toEqual({ marked: 1, unread: 4 })
  expect(good(await annSees.post('/api/notify/inbox/read', { upTo: ids[2] }))).toEqual({ marked: 3, unread: 1 })
  expect(good(await annSees.get('/api/notify/inbox/count'))).toEqual({ unread: 1 })
  const unread = good(await annSees.get('/api/notify/inbox?unread=true'))
  expect(unread.items.map((one: { id: string }) => one.id)).toEqual([ids[0]])
  await tell([ann], template('test.one'), 6)
  expect(good(await annSees.post('/api/notify/inbox/read', {}))).toEqual({ marked: 2, unread: 0 })
  expect(good(await bobSees.get('/api/notify/inbox/count'))).toEqual({ unread: 1 })
})

test('what is about generated data is marked so', async () => {
  await db.tx((tx) =>
    notify.send(tx, {
      to: { person: ann },
      template: template('test.one'),
      about: 'test:1',
      isDemo: true,
      channels: ['inbox'],
    }),
  )
  expect(good(await annSees.get('/api/notify/inbox?limit=1')).items[0].demo).toBe(true)
})

test('without a wish, residents are told by SMS or by e-mail, officials in the inbox', async () => {
  await tell([ann, bob, official, ann], template('test.one'))
  const { rows } = await sql<{
    who: string
    channel: string
  }>`select person as who, channel from notify.message`.execute(db)
  expect(new Set(rows.map(({ who, channel }) => `${who} ${channel}`))).toEqual(new Set([`${ann} sms`, `${bob} email`]))
  await sql`delete from notify.message`.execute(db)
})

test('everybody says how to be told: channels, quiet hours, what is muted; urgent things come through', async () => {
  const wish = { channels: ['email', 'webhook'], quiet: { from: 9 * 60, to: 10 * 60 }, muted: ['test.dull'] }
  expect(good(await annSees.call('PUT', '/api/notify/preference', wish))).toEqual(wish)
  expect(good(await annSees.get('/api/notify/preference'))).toEqual(wish)
  await tell([ann], template('test.dull'))
  expect(await channelsOf(ann)).toEqual([])
  await tell([ann], template('test.dull', { urgent: true }))
  expect(await channelsOf(ann)).toEqual(['email', 'webhook'])
  clock.now = Date.UTC(2030, 2, 4, 1, 30) // half past nine
  await tell([ann], template('test.one'))
  const { rows } = await sql<{ due_at: string }>`select distinct due_at from notify.message`.execute(db)
  expect(rows).toEqual([{ due_at: '2030-03-04T02:00:00.000Z' }])
  await sql`delete from notify.message`.execute(db)
  await tell([ann], template('test.one', { urgent: true }))
  expect((await sql`select 1 from notify.message where due_at > made_at`.execute(db)).rows).toEqual([])
  expect(await channelsOf(ann)).toEqual(['email', 'webhook'])
})

test.each([
  { channels: ['pigeon'], muted: [] },
  { channels: [], muted: [], quiet: { from: 0 } },
  { channels: [], muted: [], quiet: { from: 0, to: 1440 } },
  { channels: ['sms', 'sms'], muted: [] },
  { channels: [], muted: [], more: 1 },
])('a wish that cannot be is refused: %j', async (wish) => {
  const answer = await annSees.call('PUT', '/api/notify/preference', wish)
  expect([answer.status, answer.json.code]).toEqual([422, 'base.invalid'])
})

test('a person takes along what he was told, and it is gone with him', async () => {
  await tell([ann], template('test.one'), 77)
  good(await annSees.post('/api/notify/places', { title: '家', lng: 121.47, lat: 31.23, agrees: true }))
  const copy = JSON.stringify(await notify.holding.read(db, ann))
  expect(copy).toContain('Title 77')
  expect(copy).toContain('121.47')
  expect(copy).not.toContain('Title 9"')
  await publish(db, { type: 'person.erased', key: ann, payload: {} })
  await city.settle()
  expect(await notify.holding.read(db, ann)).toEqual({ notices: [], sent: [], places: [] })
  expect((await sql`select 1 from notify.preference where person = ${ann}`.execute(db)).rows).toEqual([])
  expect(good(await bobSees.get('/api/notify/inbox')).items.length).toBeGreaterThan(0)
})

test('what is old is let go, texts before the rest', async () => {
  const tidy = notify.jobs?.find((one) => one.name === 'notify.tidy')
  const run = () => tidy?.run({}, { log: base.log, attempt: 1, signal: new AbortController().signal })
  const count = async () =>
    (
      await sql<{
        notices: number
        texts: number
        messages: number
      }>`select (select count(*) from notify.notice) as notices,
      (select count(body) from notify.message) as texts, (select count(*) from notify.message) as messages`.execute(db)
    ).rows[0]
  await sql`delete from notify.notice`.execute(db)
  await tell([bob], template('test.one'))
  await sql`update notify.message set state = 'sandboxed'`.execute(db)
  clock.now += 89 * 86_400_000
  await run()
  expect(await count()).toEqual({ notices: 1, texts: 1, messages: 1 })
  clock.now += 2 * 86_400_000
  await run()
  expect(await count()).toEqual({ notices: 1, texts: 0, messages: 1 })
  clock.now += 300 * 86_400_000
  await run()
  expect(await count()).toEqual({ notices: 0, texts: 0, messages: 0 })
})
