import { describe, expect, it } from 'vitest'
import { hotline } from '../../packs/government/hotline/index.ts'
import { openDb } from '../base/index.ts'
import { testCity } from '../base/testing.ts'
import { type CasesRoom, casesRoom } from '../cases/index.ts'
import { person, plainCalendar, smallOffices } from '../cases/testing.ts'
import { type InsightRoom, insightRoom } from './index.ts'
import { syntheticMessages } from './text/testing/synthetic.ts'

const offices = {
  ...smallOffices,
  findDuty: (duty: string, division?: string) =>
    smallOffices.findDuty(duty === 'street' && division === '310101002' ? 'park' : duty, division),
}
const testNow = Date.UTC(2026, 10, 20, 6)
const classes: Readonly<Record<string, string>> = { 交通: '交通运输', 环境: '环境保护', 教育: '教育文体' }

let cases: CasesRoom | undefined
let insight: InsightRoom | undefined
let clock = testNow
const city = await testCity({
  rooms: (base) => {
    cases = casesRoom(base, {
      offices,
      calendar: plainCalendar,
      jurisdiction: '310000',
      packs: [hotline],
    })
    insight = insightRoom(base, {
      cases,
      offices,
      findPlace: async (text) =>
        text.includes('外滩') ? { address: '外滩', division: '310101002', confidence: 0.9 } : undefined,
    })
    return [cases, insight]
  },
  upTo: 'insight',
  now: () => clock,
})
const operator = city.as(person('operator', ['operator', 'hotline']))
const sorter = city.as(person('sorter', ['sorter', 'hotline']))
const keeper = city.as(person('keeper', ['administrator', 'sh']))

/** A file of made-up messages with their class, as imports take it. */
function labelled(seed: number, count: number): Blob {
  const quote = (text: string) => `"${text}"`
  const lines = syntheticMessages(seed, count).map(({ title, text, path }, at) =>
    [`${seed}-${at}`, title, text, '2026-11-01 08:30:00', classes[path[0] ?? ''] ?? ''].map(quote).join(','),
  )
  return new Blob([['留言编号,留言主题,留言详情,留言时间,一级分类', ...lines].join('\n')])
}

async function importFile(content: Blob, name: string): Promise<void> {
  const form = new FormData()
  form.append('file', content, name)
  const sent = await operator.call('POST', '/api/imports?what=messages', form)
  expect(sent.status).toBe(201)
  expect((await operator.post(`/api/imports/${sent.json.id}/start`)).status).toBe(200)
  await city.settle()
}

async function report(what: string, more: Record<string, unknown> = {}): Promise<string> {
  const sent = await city.post('/api/cases', { pack: 'hotline', answers: { what, ...more } })
  expect(sent.status).toBe(201)
  await city.settle()
  return sent.json.id
}

const suggestionOf = async (id: string) => (await sorter.get(`/api/insight/suggestion/${id}`)).json

describe('the insight room', () => {
  it('suggests by names and declared words before anything was taught, and is sure of nothing', async () => {
    const id = await report('外滩路灯不亮，晚上没有照明')
    const suggestion = await suggestionOf(id)
    expect(suggestion.model).toBeUndefined()
    expect(suggestion.fields.class.value).toBe('城乡建设/市政设施/路灯照明')
    expect(suggestion.class.basis).toBe('names')
    expect(suggestion.division).toEqual({ code: '310101002', from: 'words', address: '外滩' })
    expect(suggestion.fields.office.value).toBe('park')
    expect(suggestion.fields.route.value).toBe('dispatch')
    expect(suggestion).toMatchObject({ isSure: false, urgency: 0 })
  })

  it('marks what is urgent by declared words, whatever it was taught', async () => {
    const suggestion = await suggestionOf(await report('五楼着火了，浓烟很大，快来人'))
    expect(suggestion.urgency).toBe(2)
    expect(suggestion.fields.urgency).toMatchObject({
      value: 'emergency',
      words: expect.arrayContaining([{ word: '着火', weight: 1 }]),
    })
  })

  it('learns from an imported file that carries classes, and then says how sure it is and why', async () => {
    await importFile(labelled(21, 180), 'taught.csv')
    const { json: models } = await keeper.get('/api/insight/models?field=class')
    expect(models).toMatchObject([
      { version: 'hotline-class-1', isActive: true, messages: 180, verdict: { why: 'first' } },
    ])
    expect(models[0].accuracy).toBeGreaterThan(0.95)
    const suggestion = await suggestionOf(await report('公交班次太少，末班车也太早，候车一小时'))
    expect(suggestion.model).toBe('hotline-class-1')
    expect(suggestion.fields.class.value).toMatch(/^交通运输/)
    expect(suggestion.fields.class.confidence).toBeGreaterThan(0.85)
    expect(suggestion.fields.class.words[0].weight).toBeGreaterThan(0)
    expect(suggestion.fields.class.others.length).toBeGreaterThan(0)
    const { words, rest, bias, score } = { ...suggestion.fields.class, ...suggestion.class }
    const sum = words.reduce((total: number, word: { weight: number }) => total + word.weight, rest + bias)
    expect(sum).toBeCloseTo(score, 4)
  })

  it('takes over what a file says of a case, instead of guessing', async () => {
    const { json } = await operator.get('/api/cases?view=cases&limit=200')
    const imported = json.items.find((item: { channel: string }) => item.channel === 'file')
    const suggestion = await suggestionOf(imported.id)
    expect(suggestion.class.basis).toBe('file')
    expect(Object.values(classes)).toContain(suggestion.fields.class.value)
  })

  it('remembers what a sorter decided otherwise, and learns it', async () => {
    const id = await report('学校旁边停车收费太贵，报名那几天更挤')
    const before = await suggestionOf(id)
    const input = { kind: 'complaint', class: '商贸旅游', urgency: 'normal', route: 'dispatch', office: 'park' }
    const done = await sorter.post(`/api/cases/${id}/actions`, { action: 'complete', step: 'sort', input })
    expect(done.status).toBe(200)
    clock += 60_000
    await city.settle()
    const { rows } = await city.base.db.pool.query(
      'select decided, suggested, suggested_by, source from insight.example where id = $1',
      [id],
    )
    expect(rows).toEqual([
      {
        decided: { class: '商贸旅游', kind: 'complaint', urgency: 'normal', route: 'dispatch' },
        suggested: expect.objectContaining({ class: before.fields.class.value }),
        suggested_by: 'hotline-class-1',
        source: 'sorter',
      },
    ])
  })

  it('trains a new version when asked, compares it on the same messages, and puts it to use only when it is not worse', async () => {
    await importFile(labelled(22, 90), 'more.csv')
    const { json: models } = await keeper.get('/api/insight/models?field=class')
    expect(models[0]).toMatchObject({ version: 'hotline-class-2', messages: 271 })
    const { verdict } = models[0]
    expect(verdict.against).toMatchObject({ version: 'hotline-class-1', messages: 271 })
    expect(verdict.putToUse).toBe(verdict.against.right >= verdict.against.otherRight)
    const { json: comparison } = await keeper.get('/api/insight/comparison?one=hotline-class-1&other=hotline-class-2')
    expect(comparison).toMatchObject({
      messages: 271,
      oneRight: verdict.against.otherRight,
      otherRight: verdict.against.right,
    })
    expect(comparison.chance).toBeGreaterThan(0)
  })

  it('goes back to an older version at one command, and stays there until it is let go of', async () => {
    const back = await keeper.post('/api/insight/models/hotline-class-1/activate', {})
    expect(back.json).toMatchObject({ version: 'hotline-class-1', isActive: true, activatedBy: 'keeper' })
    expect((await suggestionOf(await report('公交司机不停站台'))).model).toBe('hotline-class-1')
    expect((await keeper.post('/api/insight/train')).status).toBe(202)
    clock += 60_000
    await city.settle()
    const { json: models } = await keeper.get('/api/insight/models?field=class')
    expect(models[0]).toMatchObject({
      version: 'hotline-class-3',
      isActive: false,
      verdict: { putToUse: false, why: 'held' },
    })
    await keeper.post('/api/insight/models/hotline-class-3/activate', { hold: false })
    expect((await suggestionOf(await report('公交线路绕行'))).model).toBe('hotline-class-3')
  })

  it('shows figures by class and a risk card for each version', async () => {
    const { json } = await keeper.get('/api/insight/models/hotline-class-2')
    expect(json.card.branches[0].classes.map(({ path }: { path: string[] }) => path[0])).toEqual([
      '交通运输',
      '教育文体',
      '环境保护',
    ])
    expect(json.card.training.leftOut).toEqual([{ path: ['商贸旅游'], support: 1 }])
    expect(json.risk.length).toBeGreaterThanOrEqual(7)
    expect(JSON.stringify(json.risk)).toContain('宏平均')
    expect((await keeper.get('/api/insight/models/nothing')).status).toBe(404)
  })

  it('forms a topic of messages about one thing, finds twins, and merges nothing else', async () => {
    const mixer = [
      '丽发新城旁边的搅拌站夜里施工，灰尘和噪音很大',
      '丽发新城小区外搅拌站粉尘严重，噪音不断，居民不敢开窗',
      '投诉丽发新城边上的搅拌站，灰尘大，夜里噪音，孩子咳嗽',
    ]
    const ids: string[] = []
    for (const what of mixer) ids.push(await report(what, { sharedNearby: ids.length === 0 }))
    const last = await suggestionOf(ids[2] ?? '')
    expect(last.twins.map(({ id }: { id: string }) => id).toSorted()).toEqual(ids.slice(0, 2).toSorted())
    expect(last.twins[0].places.join()).toContain('丽发新城')
    const { json } = await keeper.get('/api/insight/topics?place=丽发')
    expect(json.items).toHaveLength(1)
    const [topic] = json.items
    expect(topic).toMatchObject({ cases: 3, place: expect.stringContaining('丽发新城'), lastDay: 3, demo: false })
    expect(topic.words).toContain('搅拌站')
    expect(topic.samples.map(({ id }: { id: string }) => id).toSorted()).toEqual(ids.toSorted())
    const { json: whole } = await keeper.get(`/api/insight/topics/${topic.id}`)
    expect(whole.list).toHaveLength(3)
    expect(whole.days).toEqual([{ day: '2026-11-20', messages: 3 }])
    expect((await keeper.get('/api/insight/topics?place=金泰花园')).json.items).toEqual([])
  })

  it('tells a citizen what was already reported, only where its reporter lets it be shown, and masks numbers', async () => {
    const { json } = await city.get(
      `/api/insight/similar?text=${encodeURIComponent('丽发新城搅拌站灰尘太大，夜里噪音')}`,
    )
    expect(json).toHaveLength(1)
    expect(json[0]).toMatchObject({ status: 'open', places: [expect.stringContaining('丽发新城')], demo: false })
    expect(Object.keys(json[0])).not.toContain('phone')
    const title = encodeURIComponent('丽发新城搅拌站')
    await report('丽发新城的搅拌站请联系 13812345678，噪音灰尘', { sharedNearby: true })
    const again = await city.get(`/api/insight/similar?text=${title}灰尘噪音`)
    expect(again.text).toContain('138****5678')
    expect(again.text).not.toContain('13812345678')
  })

  it('shows each thing only to those who may see it', async () => {
    const clerk = city.as(person('clerk', ['clerk', 'park']))
    const id = await report('公交车厢太脏')
    expect((await clerk.get('/api/insight/models')).status).toBe(403)
    expect((await clerk.get(`/api/insight/suggestion/${id}`)).status).toBe(403)
    expect((await sorter.post('/api/insight/models/hotline-class-1/activate', {})).status).toBe(403)
    expect((await sorter.post('/api/insight/train')).status).toBe(403)
    expect((await clerk.get('/api/insight/topics')).status).toBe(403)
    expect((await city.get('/api/insight/models')).status).toBe(401)
    expect((await city.get(`/api/insight/suggestion/${id}`)).status).toBe(401)
  })

  it('loses no case when reading fails half way, and reads it again', async () => {
    const owner = openDb(city.database.owner, { connections: 1 })
    await owner.pool.query('alter table insight.topic_message rename to away')
    const id = await report('公交站台没有雨棚')
    expect((await sorter.get(`/api/insight/suggestion/${id}`)).status).toBe(404)
    await owner.pool.query('alter table insight.away rename to topic_message')
    await owner.close()
    await report('公交站台积水')
    expect((await suggestionOf(id)).fields.class.value).toMatch(/^交通运输/)
    const { rows } = await city.base.db.pool.query('select count(*)::int as n from insight.pending')
    expect(rows).toEqual([{ n: 0 }])
  })
})
