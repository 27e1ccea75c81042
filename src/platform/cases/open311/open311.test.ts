import { sql } from 'kysely'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { dayMs, hourMs } from '../../../kernel/time/index.ts'
import { formOf, many, open311City, readXml, type Sent, staff } from './testing/open311-city.ts'

const city = await open311City()
const v2 = '/open311/v2'
let key = ''
let light = ''
beforeAll(async () => {
  key = await city.key('fixmystreet', 'open311')
  const services = (await city.get(`${v2}/services.json`)).json
  light = services.find((one: { service_name: string }) => one.service_name === '城乡建设').service_code
})

const request = (fields: Sent = {}): Sent => ({
  api_key: key,
  service_code: light,
  lat: '31.2304',
  long: '121.4737',
  description: '路灯不亮三天了',
  ...fields,
})

async function posted(fields: Sent = {}): Promise<string> {
  const answer = await city.send(`${v2}/requests.json`, request(fields))
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json[0].service_request_id
}

const query = (fields: Sent) => formOf(fields)
const found = async (fields: Sent) => {
  const answer = await city.get(`${v2}/requests.json?${query(fields)}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json
}

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/

describe('discovery', () => {
  test('is there as XML and as JSON with all fields', async () => {
    const json = (await city.get('/open311/discovery.json')).json
    expect(Object.keys(json)).toEqual(['changeset', 'contact', 'key_service', 'endpoints'])
    expect(json.changeset).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/)
    expect(json.endpoints).toEqual([
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: `${city.url}/open311/v2`,
        changeset: json.changeset,
        // The test city is a demonstration: what is sent there is not acted upon.
        type: 'test',
        formats: ['text/xml', 'application/json'],
      },
    ])
    const xml = readXml(await city.get('/open311/discovery.xml')).discovery
    expect(xml.endpoints.endpoint.formats.format).toEqual(['text/xml', 'application/json'])
    expect(xml.endpoints.endpoint.url).toBe(`${city.url}/open311/v2`)
  })

  test('names an endpoint that answers', async () => {
    const [endpoint] = (await city.get('/open311/discovery.json')).json.endpoints
    expect((await city.get(`${endpoint.url.slice(city.url.length)}/services.xml`)).status).toBe(200)
  })
})

describe('formats', () => {
  test('content types, UTF-8 and the XML declaration are as specified', async () => {
    const json = await city.get(`${v2}/services.json`)
    expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const xml = await city.get(`${v2}/services.xml`)
    expect(many(readXml(xml).services.service)).toHaveLength(json.json.length)
    expect(xml.text).toContain('城乡建设')
  })

  test('XML and JSON say the same by the Spark convention', async () => {
    const number = await posted({ description: '<b>"雨" & 雪</b> 🚧', 'attribute[sharedNearby]': 'true' })
    const [json] = (await city.get(`${v2}/requests/${number}.json`)).json
    const xml = readXml(await city.get(`${v2}/requests/${number}.xml`)).service_requests.request
    expect(Object.keys(xml)).toEqual(Object.keys(json))
    for (const [name, value] of Object.entries(json)) expect([name, xml[name]]).toEqual([name, String(value ?? '')])
  })

  test('an address without a format, and one that does not exist, is 404 in the form of errors', async () => {
    for (const path of [`${v2}/services`, `${v2}/nothing.xml`, '/open311/v1/services.xml']) {
      const answer = await city.get(path)
      expect([path, answer.status, readXml(answer).errors.error.code]).toEqual([path, 404, '404'])
    }
    expect((await city.get(`${v2}/nothing.json`)).json).toEqual([{ code: 404, description: expect.any(String) }])
  })

  test('pages of other sites may read what is public', async () => {
    expect((await city.get(`${v2}/services.json`)).headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('services', () => {
  test('are the first-level classes of the pack and the pack itself, with all fields', async () => {
    const services = (await city.get(`${v2}/services.json`)).json
    expect(services).toHaveLength(16)
    expect(services[0]).toMatchObject({ service_code: 'hotline', service_name: '12345 市民服务热线' })
    for (const service of services) {
      expect(Object.keys(service)).toEqual([
        'service_code',
        'service_name',
        'description',
        'metadata',
        'type',
        'keywords',
        'group',
      ])
      expect(service.service_code).toMatch(/^[a-z0-9-]+$/)
      expect(service.metadata).toBe(true)
      expect(service.type).toBe('realtime')
      expect(service.keywords).toContain('12345')
      expect(service.group).not.toBe('')
      expect(service.description).not.toBe('')
    }
    expect(new Set(services.map((one: { service_code: string }) => one.service_code)).size).toBe(services.length)
  })

  test('speak the language that is asked for', async () => {
    const english = (await city.get(`${v2}/services.json`, { 'accept-language': 'en' })).json
    expect(english.map((one: { service_name: string }) => one.service_name)).toContain('Urban construction')
  })

  test('have a definition with attributes in order', async () => {
    const { service_code, attributes } = (await city.get(`${v2}/services/${light}.json`)).json
    expect(service_code).toBe(light)
    expect(attributes.map((one: { order: number }) => one.order)).toEqual(
      attributes.map((_: unknown, i: number) => i + 1),
    )
    for (const attribute of attributes) {
      expect(attribute.variable).toBe(true)
      expect(['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist']).toContain(
        attribute.datatype,
      )
      expect(typeof attribute.required).toBe('boolean')
      expect(attribute).toHaveProperty('datatype_description')
      expect(attribute.description).not.toBe('')
      if (/list$/.test(attribute.datatype))
        expect(attribute.values[0]).toEqual({ key: expect.any(String), name: expect.any(String) })
    }
    const exact = attributes.find((one: { code: string }) => one.code === 'class')
    expect(exact.values).toContainEqual({ key: '城乡建设/市政设施/路灯照明', name: '路灯照明' })
    // Who reports is asked by the standard arguments, never as an attribute.
    expect(attributes.map((one: { code: string }) => one.code)).not.toEqual(expect.arrayContaining(['phone']))
    const xml = readXml(await city.get(`${v2}/services/${light}.xml`)).service_definition
    expect(many(xml.attributes.attribute)).toHaveLength(attributes.length)
    expect(
      many(many<{ values?: { value: unknown } }>(xml.attributes.attribute).at(-2)?.values?.value).length,
    ).toBeGreaterThan(5)
  })

  test('that do not exist are 404', async () => {
    const answer = await city.get(`${v2}/services/999.xml`)
    expect(answer.status).toBe(404)
    expect(readXml(answer).errors.error).toMatchObject({ code: '404', description: expect.stringContaining('999') })
  })
})

describe('jurisdiction_id', () => {
  test('may be left out, be empty or be ours; another one is 404', async () => {
    for (const id of ['', '310000'])
      expect((await city.get(`${v2}/services.xml?jurisdiction_id=${id}`)).status).toBe(200)
    for (const path of ['services.xml', 'requests.xml', `services/${light}.xml`, 'servicerequestupdates.xml']) {
      const answer = await city.get(`${v2}/${path}?jurisdiction_id=sfgov.org`)
      expect([path, answer.status, readXml(answer).errors.error.code]).toEqual([path, 404, '404'])
    }
    const answer = await city.send(`${v2}/requests.xml`, request({ jurisdiction_id: 'sfgov.org' }))
    expect(answer.status).toBe(404)
  })
})

describe('a new request', () => {
  test('is answered at once with its number, as XML and as JSON', async () => {
    const xml = await city.send(`${v2}/requests.xml`, request())
    expect(xml.status).toBe(200)
    expect(readXml(xml).service_requests.request.service_request_id).toMatch(/^20260302\d{5}$/)
    const json = (await city.send(`${v2}/requests.json`, request())).json
    expect(json).toEqual([
      {
        service_request_id: expect.stringMatching(/^20260302\d{5}$/),
        service_notice: expect.any(String),
        account_id: null,
      },
    ])
  })

  test('becomes a case with all that was said; who reports is kept apart', async () => {
    const number = await posted({
      ...{
        email: 'mei@example.org',
        phone: '138 0013-8000',
        first_name: '梅',
        last_name: '王',
        device_id: 'd1',
        account_id: 'a1',
      },
      address_string: '南京东路1号',
      media_url: 'https://example.org/photo.jpg?a=1&b=2',
      'attribute[title]': '灯',
      'attribute[sharedNearby]': 'true',
      'attribute[saidAt]': '2026-03-01T20:00:00+08:00',
      'attribute[class]': '城乡建设/市政设施/路灯照明',
    })
    const { rows } = await sql<
      Record<string, unknown>
    >`select c.channel, c.title, c.shared_nearby, c.address, c.state -> 'answers' as answers,
      p.answers as personal, s.suggestion, (select string_agg(e.event::text, '') from cases.event e where e.case_id = c.id) as log
      from cases.case c left join cases.personal p on p.case_id = c.id left join cases.suggestion s on s.case_id = c.id
      where c.number = ${number}`.execute(city.database.db)
    expect(rows[0]).toMatchObject({
      channel: 'open311',
      title: '灯',
      shared_nearby: true,
      address: '南京东路1号',
      answers: {
        what: '路灯不亮三天了\n图片：https://example.org/photo.jpg?a=1&b=2',
        where: { point: [121.4737, 31.2304], address: '南京东路1号' },
        saidAt: '2026-03-01T20:00:00+08:00',
      },
      personal: { name: '王梅', phone: '13800138000', email: 'mei@example.org' },
      suggestion: { fields: { class: { value: '城乡建设/市政设施/路灯照明' } } },
    })
    expect(rows[0]?.log).not.toMatch(/13800138000|mei@|王梅|d1"|a1"/)
  })

  test('may say where by words or by division alone', async () => {
    const places: readonly Sent[] = [{ address_string: '南京东路1号' }, { address_id: '310101002' }]
    for (const place of places) {
      const { lat: _, long: __, ...fields } = request()
      const answer = await city.send(`${v2}/requests.xml`, { ...fields, ...place })
      expect([place, answer.status]).toEqual([place, 200])
    }
  })

  test('needs no description: the service stands for it', async () => {
    const number = await posted({ description: '' })
    const [seen] = (await city.get(`${v2}/requests/${number}.json`, { authorization: `Bearer ${key}` })).json
    expect(seen.description).toBe('城乡建设')
  })

  test.each<[string, Sent, string]>([
    ['no place', { lat: '', long: '' }, 'lat'],
    ['half a place', { long: '' }, 'long'],
    ['a latitude that is none', { lat: 'north' }, 'lat'],
    ['a longitude off the earth', { long: '181' }, 'long'],
    ['an address id that is none of ours', { address_id: 'A-17' }, 'address_id'],
    ['a description beyond 4,000 characters', { description: '字'.repeat(4_001) }, 'description'],
    ['an e-mail address that is none', { email: 'mei' }, 'email'],
    ['a phone number that is none', { phone: '12' }, 'phone'],
    ['a picture that is no address', { media_url: 'javascript:alert(1)' }, 'media_url'],
    ['an unknown attribute', { 'attribute[colour]': 'red' }, 'attribute[colour]'],
    ['a value that is not among the options', { 'attribute[sharedNearby]': 'perhaps' }, 'attribute[sharedNearby]'],
    ['a moment that is none', { 'attribute[saidAt]': 'yesterday' }, 'attribute[saidAt]'],
    ['a class of another service', { 'attribute[class]': '民政/社会救助' }, 'attribute[class]'],
  ])('with %s is 400 and names the parameter', async (_, fields, name) => {
    const before = await sql`select count(*) from cases.case`.execute(city.database.db)
    const answer = await city.send(`${v2}/requests.json`, request(fields))
    expect(answer.status).toBe(400)
    expect(answer.json[0]).toEqual({ code: 400, description: expect.stringContaining(`${name}: `) })
    expect(await sql`select count(*) from cases.case`.execute(city.database.db)).toMatchObject({ rows: before.rows })
  })

  test('with several mistakes hears of all of them at once', async () => {
    const answer = await city.send(`${v2}/requests.xml`, request({ lat: 'x', email: 'y', 'attribute[z]': '1' }))
    expect(many(readXml(answer).errors.error).length).toBeGreaterThanOrEqual(2)
    expect(many<{ code: string }>(readXml(answer).errors.error).map((one) => one.code)).toEqual(
      many(readXml(answer).errors.error).map(() => '400'),
    )
  })

  test('without a service is 400, with an unknown one 404', async () => {
    expect((await city.send(`${v2}/requests.xml`, request({ service_code: '' }))).status).toBe(400)
    expect((await city.send(`${v2}/requests.xml`, request({ service_code: '001' }))).status).toBe(404)
  })

  test('that is not UTF-8 is refused instead of garbled', async () => {
    // 路灯 in GB18030.
    const body = `${formOf(request({ description: '' }))}&description=%C2%B7%B5%C6`
    const answer = await city.post(`${v2}/requests.xml`, body, { 'content-type': 'application/x-www-form-urlencoded' })
    expect([answer.status, readXml(answer).errors.error.description]).toEqual([400, expect.stringContaining('UTF-8')])
  })

  test('is read as UTF-8 whatever the header says', async () => {
    const number = await posted({ description: 'Ünïcödé 路灯 💡', 'attribute[sharedNearby]': 'true' })
    expect((await city.get(`${v2}/requests/${number}.json`)).json[0].description).toBe('Ünïcödé 路灯 💡')
  })

  test('with the same external_id twice, even at once, is one case', async () => {
    const fields = request({ 'attribute[external_id]': 'FMS-4711' })
    const answers = await Promise.all([1, 2, 3].map(() => city.send(`${v2}/requests.json`, fields)))
    const numbers = new Set(answers.map((answer) => answer.json[0].service_request_id))
    expect(numbers.size).toBe(1)
    const again = await city.send(`${v2}/requests.json`, fields)
    expect(again.json[0].service_request_id).toBe([...numbers][0])
  })

  test('in another content type is refused in the form of errors', async () => {
    const answer = await city.post(`${v2}/requests.xml`, '<request/>', { 'content-type': 'text/xml' })
    expect([answer.status, readXml(answer).errors.error.code]).toEqual([400, '400'])
  })
})

describe('media', () => {
  const photo = () =>
    sharp({ create: { width: 40, height: 30, channels: 3, background: '#c33' } })
      .jpeg()
      .toBuffer()

  async function multipart(fields: Sent, file: Buffer | undefined, at: 'first' | 'last' = 'last') {
    const form = new FormData()
    const add = () => file && form.append('media', new Blob([new Uint8Array(file)], { type: 'image/jpeg' }), 'p.jpg')
    if (at === 'first') add()
    for (const [name, value] of Object.entries(fields)) form.append(name, String(value))
    if (at === 'last') add()
    return city.call('POST', `${v2}/requests.json`, form)
  }

  test('a photo sent along becomes part of the case', async () => {
    const answer = await multipart(request(), await photo())
    expect(answer.status).toBe(200)
    const { rows } = await sql<{ media: string; width: number }>`select f.media, f.width from cases.file f
      join cases.case c on c.id = f.case_id where c.number = ${answer.json[0].service_request_id}`.execute(
      city.database.db,
    )
    expect(rows).toEqual([{ media: 'image/jpeg', width: 40 }])
  })

  test('without a file multipart works as well', async () => {
    expect((await multipart(request(), undefined)).status).toBe(200)
  })

  test('what only claims to be a photo is 400', async () => {
    const answer = await multipart(request(), Buffer.from('GIF89a, not really'))
    expect([answer.status, answer.json[0].code]).toEqual([400, 400])
  })

  test('from somebody whose key does not come before it is not even read', async () => {
    const before = await sql`select count(*) from cases.file`.execute(city.database.db)
    const answer = await multipart(request(), await photo(), 'first')
    expect(answer.status).toBe(403)
    expect(await sql`select count(*) from cases.file`.execute(city.database.db)).toMatchObject({ rows: before.rows })
  })
})

describe('api_key', () => {
  test('missing, wrong or without the scope is 403 in the form of errors', async () => {
    const other = await city.key('other', 'cases')
    for (const api_key of ['', 'xyz', 'shudu_wrong', other]) {
      const answer = await city.send(`${v2}/requests.xml`, request({ api_key }))
      expect([api_key, answer.status, readXml(answer).errors.error.code]).toEqual([api_key, 403, '403'])
    }
    const answer = await city.send(`${v2}/servicerequestupdates.json`, { service_request_id: '1' })
    expect([answer.status, answer.json[0].code]).toEqual([403, 403])
  })

  test('may come as a parameter of form or query, or as a bearer token', async () => {
    const { api_key: _, ...fields } = request()
    expect((await city.send(`${v2}/requests.xml?api_key=${key}`, fields)).status).toBe(200)
    expect((await city.send(`${v2}/requests.xml`, fields, { authorization: `Bearer ${key}` })).status).toBe(200)
  })

  test('is not needed for reading, but a wrong one is not passed over', async () => {
    expect((await city.get(`${v2}/requests.xml`)).status).toBe(200)
    expect((await city.get(`${v2}/requests.xml?api_key=`)).status).toBe(200)
    expect((await city.get(`${v2}/requests.xml?api_key=wrong`)).status).toBe(403)
    expect((await city.get(`${v2}/requests.xml?api_key=${key}`)).status).toBe(200)
  })
})

describe('searching requests', () => {
  test('gives every field, moments with their zone', async () => {
    const number = await posted({ address_string: '南京东路20号501室', 'attribute[sharedNearby]': 'true' })
    const [one] = await found({ service_request_id: number })
    expect(Object.keys(one)).toEqual([
      ...['service_request_id', 'status', 'status_notes', 'service_name', 'service_code', 'description'],
      ...['agency_responsible', 'service_notice', 'requested_datetime', 'updated_datetime', 'expected_datetime'],
      ...['address', 'address_id', 'zipcode', 'lat', 'long', 'media_url'],
    ])
    expect(one).toMatchObject({
      status: 'open',
      service_code: light,
      service_name: '城乡建设',
      lat: 31.2304,
      long: 121.4737,
    })
    for (const name of ['requested_datetime', 'updated_datetime', 'expected_datetime'])
      expect(one[name]).toMatch(moment)
    expect(one.agency_responsible).toBe('热线办')
  })

  test('by numbers, comma separated, overrides everything else', async () => {
    const [one, two] = [await posted(), await posted()]
    const both = await found({
      service_request_id: `${one}, ${two}`,
      status: 'closed',
      start_date: '2001-01-01T00:00:00Z',
    })
    expect(both.map((seen: { service_request_id: string }) => seen.service_request_id).sort()).toEqual(
      [one, two].sort(),
    )
    expect(await found({ service_request_id: '1' })).toEqual([])
  })

  test('by service, several at once; what was sorted anew counts where it is now', async () => {
    const services = (await city.get(`${v2}/services.json`)).json
    const codeOf = (name: string) =>
      services.find((one: { service_name: string }) => one.service_name === name).service_code
    const number = await posted({ service_code: codeOf('民政') })
    const seen = async (code: string) =>
      (await found({ service_code: code })).some(
        (one: { service_request_id: string }) => one.service_request_id === number,
      )
    expect([await seen(codeOf('民政')), await seen(light), await seen('hotline')]).toEqual([true, false, false])
    await city.act(
      number,
      staff.sorter,
      'complete',
      { kind: 'complaint', class: '环境保护/噪声污染', urgency: 'normal', route: 'dispatch', office: 'park' },
      'sort',
    )
    expect([await seen(codeOf('民政')), await seen(codeOf('环境保护'))]).toEqual([false, true])
    expect(await seen(`${light},${codeOf('环境保护')}`)).toBe(true)
    expect(await found({ service_code: 'no-such' })).toEqual([])
    const general = await posted({ service_code: 'hotline' })
    const [one] = await found({ service_request_id: general })
    expect(one.service_code).toBe('hotline')
  })

  test('by status', async () => {
    const number = await posted()
    await city.act(number, staff.operator, 'withdraw', { reason: 'mistake' })
    const [one] = await found({ service_request_id: number })
    expect(one).toMatchObject({ status: 'closed', status_notes: '诉求人已撤回', expected_datetime: null })
    const numbers = async (status: string) =>
      (await found({ status })).map((seen: { service_request_id: string }) => seen.service_request_id)
    expect(await numbers('closed')).toContain(number)
    expect(await numbers('open')).not.toContain(number)
    expect(await numbers('open,closed')).toContain(number)
    expect((await city.get(`${v2}/requests.xml?status=done`)).status).toBe(400)
  })

  test('what was joined into another is closed and says into which', async () => {
    const [one, two] = [await posted(), await posted()]
    await city.act(two, staff.operator, 'join', { other: one, reason: '同一盏灯' })
    expect((await found({ service_request_id: two }))[0]).toMatchObject({
      status: 'closed',
      status_notes: `与 ${one} 合并办理`,
    })
  })

  test('reaches back ninety days unless told otherwise, and spans no more', async () => {
    const start = city.clock.now
    const old = await posted()
    city.clock.now += 91 * dayMs
    try {
      const all = await found({})
      expect(all.map((one: { service_request_id: string }) => one.service_request_id)).not.toContain(old)
      const day = new Date(start).toISOString().slice(0, 10)
      const there = await found({ start_date: `${day}T00:00:00Z`, end_date: `${day}T23:59:59+08:00` })
      expect(there.map((one: { service_request_id: string }) => one.service_request_id)).toContain(old)
      // One end alone: ninety days from it.
      expect(await found({ end_date: new Date(start - dayMs).toISOString() })).toEqual([])
      expect((await found({ start_date: new Date(start - hourMs).toISOString() })).length).toBeGreaterThan(0)
    } finally {
      city.clock.now = start
    }
  })

  test.each<[string, Sent]>([
    ['more than ninety days', { start_date: '2025-01-01T00:00:00Z', end_date: '2025-04-02T00:00:00Z' }],
    ['an end before the start', { start_date: '2026-02-01T00:00:00Z', end_date: '2026-01-01T00:00:00Z' }],
    ['a moment without a zone', { start_date: '2026-02-01T00:00:00' }],
    ['no moment at all', { end_date: 'today' }],
    ['a 30th of February', { end_date: '2026-02-30T00:00:00Z' }],
    ['page zero', { page: '0' }],
    ['pages too large', { page_size: '1001' }],
    ['half a circle', { lat: '31.2' }],
    ['a circle too wide', { lat: '31.2', long: '121.4', radius: '99999' }],
  ])('with %s is 400', async (_, fields) => {
    const answer = await city.get(`${v2}/requests.json?${query(fields)}`)
    expect([answer.status, answer.json[0].code]).toEqual([400, 400])
  })

  test('pages through everything once, newest first', async () => {
    for (let made = 0; made < 5; made += 1) await posted()
    const all = await found({})
    const paged: unknown[] = []
    for (let page = 1; page <= Math.ceil(all.length / 3); page += 1)
      paged.push(...(await found({ page: String(page), page_size: '3' })))
    expect(paged).toEqual(all)
    const times = all.map((one: { requested_datetime: string }) => one.requested_datetime)
    expect(times).toEqual([...times].sort().reverse())
  })

  test('in a circle', async () => {
    const far = await posted({ lat: '30.9000', long: '121.9000' })
    const near = await posted({ lat: '30.9010', long: '121.9000' })
    const within = async (radius: string) =>
      (await found({ lat: '30.9', long: '121.9', radius })).map(
        (one: { service_request_id: string }) => one.service_request_id,
      )
    // 0.001° of latitude are 111 m.
    expect((await within('120')).sort()).toEqual([far, near].sort())
    expect(await within('100')).toEqual([far])
  })

  test('one that does not exist is 404', async () => {
    const answer = await city.get(`${v2}/requests/2026030200019.xml`)
    expect([answer.status, readXml(answer).errors.error.code]).toEqual([404, '404'])
  })
})

describe('what is seen', () => {
  const secrets = { description: '我叫欧阳测试，电话13912345678，邮箱 ouyang@example.org，路灯坏了' }

  test('of a request that was not agreed to be shown: that it exists, its kind and how it stands', async () => {
    const number = await posted({
      ...secrets,
      phone: '13912345678',
      first_name: '测试',
      last_name: '欧阳',
      email: 'ouyang@example.org',
    })
    const [one] = await found({ service_request_id: number })
    expect(one).toMatchObject({
      service_code: light,
      status: 'open',
      description: null,
      address: null,
      lat: null,
      long: null,
      media_url: null,
    })
    const answers = [await city.get(`${v2}/requests.xml`), await city.get(`${v2}/requests/${number}.xml`)]
    for (const { text } of answers) expect(text).not.toMatch(/欧阳|13912345678|ouyang/)
  })

  test('of one that was: words without numbers and addresses, the place without the door', async () => {
    const number = await posted({
      ...secrets,
      address_string: '南京东路20号501室',
      'attribute[sharedNearby]': 'true',
      phone: '13912345678',
    })
    const [one] = await found({ service_request_id: number })
    expect(one.description).toContain('路灯坏了')
    expect(one.description).not.toMatch(/13912345678|ouyang@/)
    expect(one.address).not.toMatch(/501/)
    expect(one.lat).toBe(31.2304)
  })

  test('by the program that sent it: all that it sent, and by no other program', async () => {
    const number = await posted(secrets)
    const [own] = await found({ service_request_id: number, api_key: key })
    expect(own).toMatchObject({ description: secrets.description, lat: 31.2304 })
    const stranger = await city.key('stranger', 'open311')
    const [other] = await found({ service_request_id: number, api_key: stranger })
    expect(other).toMatchObject({ description: null, lat: null })
  })

  test('of what came by other ways: only what its reporter agreed to', async () => {
    const report = async (sharedNearby: boolean) => {
      const body = { pack: 'hotline', answers: { what: '井盖缺失', sharedNearby, where: { point: [121.4, 31.2] } } }
      return (await city.post('/api/cases', body)).json.number as string
    }
    const [open, closed] = [await report(true), await report(false)]
    const numbers = (await found({})).map((one: { service_request_id: string }) => one.service_request_id)
    expect([numbers.includes(open), numbers.includes(closed)]).toEqual([true, false])
    expect((await city.get(`${v2}/requests/${closed}.xml`)).status).toBe(404)
    expect((await city.get(`${v2}/requests/${open}.json`)).json[0]).toMatchObject({
      description: '井盖缺失',
      service_code: 'hotline',
    })
  })
})

describe('tokens', () => {
  test('none is given out; a case’s short code serves as one; an unknown one is 404', async () => {
    const begun = (await city.post('/api/cases', { pack: 'hotline', answers: { what: '井盖缺失' } })).json
    const answer = await city.get(`${v2}/tokens/${begun.code}.json`)
    expect(answer.json).toEqual([{ service_request_id: begun.number, token: begun.code }])
    const none = await city.get(`${v2}/tokens/12345.xml`)
    expect([none.status, readXml(none).errors.error.code]).toEqual([404, '404'])
  })
})
