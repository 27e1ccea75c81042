import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { publish } from '../base/index.ts'
import { good, searchCity, somebody } from './testing/search-city.ts'
import { queryOf } from './text/query.ts'
import { vectorOf } from './text/vector.ts'

const city = await searchCity()
const { db } = city.base
const citizen = somebody('citizen')
const sorter = somebody('sorter', ['sorter', 'hotline'])
const clerk = somebody('clerk', ['clerk', 's11'])
const farClerk = somebody('far', ['clerk', 's21'])
const district = somebody('district', ['dispatcher', 'd1'])
const operator = somebody('operator', ['operator', 'hotline'])
const auditor = somebody('auditor', ['auditor', 'sh'])
const administrator = somebody('administrator', ['administrator', 'sh'])

const find = async (actor: typeof citizen, q: string, more = '') =>
  good(await city.as(actor).get(`/api/search?q=${encodeURIComponent(q)}${more}`))
const found = async (actor: typeof citizen, q: string): Promise<readonly string[]> =>
  (await find(actor, q, '&kind=case')).items.map((item: { id: string }) => item.id)

const report = async (answers: object, actor = citizen): Promise<{ id: string; number: string }> =>
  good(await city.as(actor).post('/api/cases', { pack: 'hotline', answers, actionId: uuidv7() }))
const sortTo = (id: string, office: string) =>
  city.as(sorter).post(`/api/cases/${id}/actions`, {
    ...{ action: 'complete', step: 'sort', actionId: uuidv7() },
    input: { kind: 'complaint', class: '城乡建设/市政设施/路灯照明', urgency: 'normal', route: 'dispatch', office },
  })

describe('services', () => {
  test('are found by anybody in plain words, in both languages', async () => {
    for (const q of ['12345热线', '我家门口的路灯坏了怎么办', 'hotline']) {
      const { items } = good(await city.get(`/api/search?q=${encodeURIComponent(q)}`))
      expect(items[0], q).toMatchObject({ kind: 'service', id: 'hotline', to: '/report/hotline', demo: false })
    }
  })

  test('that only staff begin are offered to nobody', async () => {
    const { items } = good(await city.get(`/api/search?q=${encodeURIComponent('路灯故障')}&kind=service`))
    expect(items.map((item: { id: string }) => item.id)).not.toContain('street-light')
    expect(city.cases.shelf.current().map(({ name }) => name)).toContain('street-light')
  })
})

test('a service is not lost among thousands of cases that have the same words', async () => {
  await sql`insert into search.document (kind, id, version, scheme, title_zh, body_zh, words, reach, owner, at)
    select 'case', 'many-' || n, 1, 99, '热线', '热线', '''热线'':1D ''和'':2 ''很'':3 ''多'':4 ''别的'':5'::tsvector, '{}', 'many', now() from generate_series(1, 1500) n`.execute(
    db,
  )
  const { items } = await find({ ...citizen, id: 'many' }, '热线')
  expect(items[0]).toMatchObject({ kind: 'service', id: 'hotline' })
  expect(items[1]).toMatchObject({ kind: 'case' })
  await sql`delete from search.document where owner = 'many'`.execute(db)
})

describe('a case', () => {
  test('is found by those who may read it, by words that a dictionary cuts otherwise too, and by nobody else', async () => {
    const { id, number } = await report({ what: '锦绣小区门口道路灯不亮三天了，联系电话13800138000' })
    good(await sortTo(id, 's11'))
    await city.settle()
    for (const q of ['路灯', '道路 灯不亮', '锦绣小区', '锦', number, '市政设施'])
      for (const actor of [citizen, sorter, clerk, district, operator, auditor])
        expect(await found(actor, q), `${actor.name}: ${q}`).toContain(id)
    for (const actor of [farClerk, administrator, somebody('another')])
      expect(await found(actor, '路灯'), actor.name).not.toContain(id)
    const { items } = good(await city.get(`/api/search?q=${encodeURIComponent('路灯')}`))
    expect(items.filter((item: { kind: string }) => item.kind === 'case')).toEqual([])
    for (const q of ['垃圾', '13800138000', number.slice(0, -1), '灯路'])
      expect(await found(sorter, q), q).not.toContain(id)
  })

  test('is shown with marks, its state, and the page where its reader sees it; numbers of people are masked', async () => {
    const { id } = await report({ what: '彩虹桥栏杆松动，请打13900139000联系', title: '彩虹桥栏杆' })
    await city.settle()
    const [own] = (await find(citizen, '栏杆松动', '&kind=case')).items
    expect(own).toMatchObject({ id, to: `/mine/${id}`, status: 'open', title: { zh: '彩虹桥栏杆' } })
    expect(own.text.zh).toContain('139****9000')
    expect(JSON.stringify(own)).not.toContain('13900139000')
    expect(own.marks.text.zh.map(([from, to]: [number, number]) => own.text.zh.slice(from, to))).toContain('栏杆松动')
    const [seen] = (await find(sorter, '栏杆松动', '&kind=case')).items
    expect(seen.to).toBe(`/desk/cases/${id}`)
    const kept = await sql<{ row: string }>`select d::text as row from search.document d where id = ${id}`.execute(db)
    expect(kept.rows[0]?.row).not.toContain('13900139000')
  })

  test('is found by what it became, and an older view never replaces a newer one', async () => {
    const { id } = await report({ what: '枫林路窨井盖丢失' })
    await city.settle()
    expect(await found(clerk, '窨井盖')).not.toContain(id)
    good(await sortTo(id, 's11'))
    await city.settle()
    expect(await found(clerk, '窨井盖')).toContain(id)
    good(
      await city.as(clerk).post(`/api/cases/${id}/actions`, {
        ...{ action: 'complete', step: 'handle', actionId: uuidv7() },
        input: { result: 'solved', reply: '已补装球墨铸铁盖板' },
      }),
    )
    await city.settle()
    expect(await found(citizen, '球墨铸铁')).toContain(id)
    await sql`update search.document set version = 1000, title_zh = 'newer' where id = ${id}`.execute(db)
    await sql`insert into search.pending values ('case', ${id})`.execute(db)
    await runIndex()
    const { rows } = await sql<{ title_zh: string }>`select title_zh from search.document where id = ${id}`.execute(db)
    expect(rows[0]?.title_zh).toBe('newer')
  })
})

const runIndex = async () => {
  const job = city.search.jobs?.find((one) => one.name === 'search.index')
  await job?.run({}, { log: city.base.log, attempt: 1, signal: new AbortController().signal })
}

test('what has the words in one piece comes first', async () => {
  const first = await report({ what: '锦绣苑门口积水' })
  const second = await report({ what: '锦绣前程雕塑旁积水，苑内亦然' })
  await city.settle()
  expect((await found(citizen, '锦绣苑')).filter((id) => [first.id, second.id].includes(id))).toEqual([
    first.id,
    second.id,
  ])
})

describe('names and numbers', () => {
  test('find cases for officials who may read them, exactly, and on record', async () => {
    const { id } = await report({ what: '电梯故障', phone: '+8613700137000', name: '欧阳小红' })
    good(await sortTo(id, 's11'))
    await city.settle()
    const personal = async (actor: typeof citizen, q: string) =>
      good(await city.as(actor).get(`/api/search/personal?q=${encodeURIComponent(q)}`)).items.map(
        (item: { id: string }) => item.id,
      )
    for (const q of ['13700137000', '137 0013 7000', '＋8613700137000', '欧阳小红'])
      expect(await personal(operator, q), q).toEqual([id])
    for (const q of ['1370013700', '欧阳', '13700137001']) expect(await personal(operator, q), q).toEqual([])
    expect(await personal(clerk, '欧阳小红')).toEqual([id])
    expect(await personal(farClerk, '欧阳小红')).toEqual([])
    expect((await city.as(citizen).get('/api/search/personal?q=13700137000')).status).toBe(403)
    expect((await city.get('/api/search/personal?q=13700137000')).status).toBe(401)
    for (const q of ['13700137000', '欧阳小红']) expect(await found(operator, q), q).toEqual([])
    const { rows } = await sql<{
      n: number
      said: string
    }>`select count(*) as n, string_agg(audit::text, '') as said from base.audit audit
      where action = 'search.find-personal' and outcome = 'done'`.execute(db)
    expect(rows[0]?.n).toBeGreaterThan(8)
    expect(rows[0]?.said).not.toMatch(/欧阳|13700137000/)
  })

  test('of somebody who is erased find nothing any more', async () => {
    const owner = somebody('erased')
    const { id } = await report({ what: '树枝遮挡', phone: '13600136000' }, owner)
    await city.settle()
    await publish(db, { type: 'person.erased', key: owner.id, payload: {} })
    await city.settle()
    const { rows } = await sql<{
      secrets: string[]
      owner: string | null
    }>`select secrets, owner from search.document where id = ${id}`.execute(db)
    expect(rows).toEqual([{ secrets: [], owner: null }])
  })
})

describe('pages', () => {
  test('show everything once, best first, whatever their size', async () => {
    const ids: string[] = []
    for (let count = 0; count < 23; count += 1)
      ids.push((await report({ what: `翻页测试 ${'梧桐 '.repeat(count % 5)}第${count}件` })).id)
    await city.settle()
    for (const limit of [1, 7, 50]) {
      const seen: string[] = []
      let after = ''
      do {
        const page = await find(citizen, '翻页测试', `&kind=case&limit=${limit}${after}`)
        seen.push(...page.items.map((item: { id: string }) => item.id))
        after = page.next === undefined ? '' : `&after=${page.next}`
      } while (after !== '')
      expect(seen.length).toBe(23)
      expect(new Set(seen)).toEqual(new Set(ids))
    }
  })

  test('what has some of the words is shown when nothing has all, and said to be so', async () => {
    const { id } = await report({ what: '玉兰树倒伏' })
    await city.settle()
    const page = await find(citizen, '玉兰树 大象', '&kind=case')
    expect(page).toMatchObject({
      isLoose: true,
      terms: ['玉兰树', '大象'],
    })
    expect(page.items.map((item: { id: string }) => item.id)).toContain(id)
    expect((await find(citizen, '玉兰树', '&kind=case')).isLoose).toBe(false)
  })

  test.each([
    'abc',
    '',
    'W10',
    Buffer.from('[1,2]').toString('base64url'),
    Buffer.from('["x","y","z","w",1]').toString('base64url'),
  ])('a place that was not given is refused: %s', async (after) => {
    const answer = await city.as(citizen).get(`/api/search?q=a&after=${after || '%20'}`)
    expect([answer.status, answer.json.code]).toEqual([422, 'search.badCursor'])
  })

  test('signs alone find nothing, too long is refused', async () => {
    expect(await find(citizen, '，。!')).toEqual({ items: [], terms: [], isLoose: false })
    expect((await city.get(`/api/search?q=${'a'.repeat(201)}`)).status).toBe(422)
    expect((await city.get('/api/search?q=')).status).toBe(422)
  })
})

test('whatever is written and whatever is typed, PostgreSQL reads both; a text is found by each piece of it', async () => {
  const texts = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        "'",
        '\\',
        ':',
        '&',
        '|',
        '!',
        '(',
        '*',
        '路',
        '灯',
        '亮',
        '𠮷',
        'a',
        'B',
        '1',
        '-',
        '.',
        ' ',
        '，',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 30,
  })
  await fc.assert(
    fc.asyncProperty(texts, texts, fc.nat(29), fc.integer({ min: 1, max: 6 }), async (text, typed, from, length) => {
      const read = queryOf(typed)
      const piece = queryOf((text.match(/\p{Script=Han}+/gu)?.[0] ?? '').slice(from % 5, (from % 5) + length))
      const asked = [read.all, read.any, piece.all].map((one) => (one === '' ? null : one))
      const { rows } = await sql<{ a: boolean; b: boolean; c: boolean | null }>`
        select words @@ ${asked[0]}::tsquery as a, words @@ ${asked[1]}::tsquery as b, words @@ ${asked[2]}::tsquery as c
        from (select ${vectorOf(text, '')}::tsvector as words) as one`.execute(db)
      if (piece.all !== '') expect(rows[0]?.c, `${piece.all} in ${vectorOf(text, '')}`).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('what was there before the room, or came without news, is found after looking for it', async () => {
  const { id } = await report({ what: '青石巷积水' })
  await city.settle()
  await sql`delete from search.document where id = ${id}`.execute(db)
  await sql`update search.document set scheme = 0, title_zh = 'old' where kind = 'case' and id <> ${id}`.execute(db)
  expect(await found(citizen, '青石巷')).toEqual([])
  await publish(db, { type: 'import.finished', key: 'i', payload: {} })
  await city.settle()
  expect(await found(citizen, '青石巷')).toEqual([id])
  const { rows } = await sql<{ n: number }>`select count(*) as n from search.document where scheme = 0`.execute(db)
  expect(rows[0]?.n).toBe(0)
})
