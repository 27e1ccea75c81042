import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { identityCity } from '../testing.ts'

let now = Date.now()
const city = await identityCity({ now: () => now })

describe('signing in', () => {
  test('gives exactly what the screens expect, to somebody unknown and to somebody signed in', async () => {
    const browser = city.browser()
    const unknown = await browser.get('/api/session')
    expect(unknown.json).toEqual({
      actor: { id: 'anonymous', kind: 'anonymous', name: '', posts: [] },
      demo: true,
      version: city.base.config.version,
      city: { title: { zh: '测试市', en: 'Testville' }, centre: [121.47, 31.23], bounds: [120.8, 30.6, 122.2, 31.9] },
    })
    const person = await city.enter({ name: '王芳', posts: [{ office: 's11', role: 'clerk' }] })
    const answer = await browser.post('/api/session', { login: person.login.toUpperCase(), password: person.password })
    expect(answer.json.actor).toEqual({
      id: person.id,
      kind: 'person',
      name: '王芳',
      posts: [
        {
          office: 's11',
          path: '/sh/d1/s11',
          role: 'clerk',
          level: 'street',
          title: { zh: '一街道', en: 'First Street' },
        },
      ],
    })
    expect((await browser.get('/api/session')).json.actor.id).toBe(person.id)
  })

  test('sets a cookie that scripts cannot read and other sites do not send; the token is not in the database', async () => {
    const person = await city.enter({ name: '李强' })
    const answer = await city.browser().post('/api/session', { login: person.login, password: person.password })
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^shudu=[A-Za-z0-9_-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
    const token = cookie.slice(6, 49)
    const dump = await sql<{ all: string }>`select string_agg(s::text, '') as all from identity.session s`.execute(
      city.db,
    )
    expect(dump.rows[0]?.all).not.toContain(token)
    expect(dump.rows[0]?.all).not.toContain(Buffer.from(token).toString('hex'))
  })

  test('refuses an unknown login, a wrong password and somebody inactive with the same words', async () => {
    const person = await city.enter({ name: '赵敏' })
    const gone = await city.enter({ name: '孙立' })
    await sql`update identity.person set status = 'inactive' where id = ${gone.id}`.execute(city.db)
    const answers = await Promise.all([
      city.browser().post('/api/session', { login: 'nobody-here', password: 'whatever it is' }),
      city.browser().post('/api/session', { login: person.login, password: 'whatever it is' }),
      city.browser().post('/api/session', { login: gone.login, password: gone.password }),
    ])
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(answer.json.code).toBe('identity.wrongPassword')
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect(new Set(answers.map(({ json }) => json.detail)).size).toBe(1)
  })

  test('is on record, and so is a failure', async () => {
    const person = await city.enter({ name: '钱进' })
    await city.browser().post('/api/session', { login: person.login, password: person.password })
    const { rows } = await sql<{ outcome: string; facts: object }>`select outcome, facts from base.audit
      where action = 'identity.sign-in' and resource = ${`person:${person.id}`}`.execute(city.db)
    expect(rows).toEqual([{ outcome: 'done', facts: { method: 'password' } }])
  })

  test('again in the same browser ends the session before', async () => {
    const person = await city.signedIn({ name: '周洁' })
    const old = new Map(person.browser.cookies)
    await person.browser.post('/api/session', { login: person.login, password: person.password })
    const stale = await city.get('/api/session', { cookie: `shudu=${old.get('shudu')}` })
    expect(stale.json.actor.kind).toBe('anonymous')
    expect((await person.browser.get('/api/session')).json.actor.id).toBe(person.id)
  })

  test('from another site is refused for a browser that is signed in', async () => {
    const person = await city.signedIn({ name: '吴迪' })
    const answer = await person.browser.call('DELETE', '/api/session', undefined, {
      origin: 'https://elsewhere.example',
    })
    expect(answer.json.code).toBe('base.foreignOrigin')
  })
})

describe('a session', () => {
  test('ends when one signs out, at once', async () => {
    const { browser } = await city.signedIn({ name: '郑好' })
    const cookie = `shudu=${browser.cookies.get('shudu')}`
    const answer = await browser.call('DELETE', '/api/session')
    expect(answer.json.actor.kind).toBe('anonymous')
    expect(browser.cookies.has('shudu')).toBe(false)
    expect((await city.get('/api/session', { cookie })).json.actor.kind).toBe('anonymous')
  })

  test('ends after a time without use, sooner for an official than for a resident', async () => {
    const official = await city.signedIn({ name: '冯远' })
    const resident = await city.signedIn({ name: '陈静', kind: 'resident' })
    const kindOf = async (who: typeof official) => (await who.browser.get('/api/session')).json.actor.kind
    now += 3.9 * 3600_000
    expect(await kindOf(official)).toBe('person') // Used: the time begins anew.
    now += 3.9 * 3600_000
    expect(await kindOf(official)).toBe('person')
    now += 4.1 * 3600_000
    expect(await kindOf(official)).toBe('anonymous')
    expect(await kindOf(resident)).toBe('person')
  })

  test('ends at its last hour, however much it is used', async () => {
    const official = await city.signedIn({ name: '褚亮' })
    let alive = 0
    for (let hour = 1; hour <= 26; hour += 1) {
      now += 3600_000
      if ((await official.browser.get('/api/session')).json.actor.kind === 'person') alive = hour
    }
    expect(alive).toBe(23)
  })

  test('is listed with its device, and another one can be ended by its owner alone', async () => {
    const person = await city.enter({ name: '卫国' })
    const [phone, desk] = [city.browser(), city.browser()]
    const body = { login: person.login, password: person.password }
    await phone.post('/api/session', body, { 'user-agent': 'Mozilla/5.0 (iPhone) Version/18.0 Safari/604.1' })
    await desk.post('/api/session', body, { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36' })
    const { items } = (await desk.get('/api/sessions')).json
    expect(items.map(({ device, current }: { device: string; current: boolean }) => [device, current])).toEqual([
      ['Chrome · Windows', true],
      ['Safari · iPhone', false],
    ])
    const other = await city.signedIn({ name: '蒋理' })
    const foreign = await other.browser.call('DELETE', `/api/sessions/${items[1].id}`)
    expect(foreign.status).toBe(403)
    expect((await phone.get('/api/session')).json.actor.id).toBe(person.id)
    expect((await desk.call('DELETE', `/api/sessions/${items[1].id}`)).status).toBe(204)
    expect((await phone.get('/api/session')).json.actor.kind).toBe('anonymous')
    expect((await desk.call('DELETE', `/api/sessions/${items[1].id}`)).status).toBe(404)
  })

  test('of all other devices can be ended together', async () => {
    const person = await city.enter({ name: '沈默' })
    const browsers = [city.browser(), city.browser(), city.browser()] as const
    for (const one of browsers) await one.post('/api/session', { login: person.login, password: person.password })
    expect((await browsers[0].call('DELETE', '/api/sessions')).json).toEqual({ ended: 2 })
    const kinds = await Promise.all(browsers.map(async (one) => (await one.get('/api/session')).json.actor.kind))
    expect(kinds).toEqual(['person', 'anonymous', 'anonymous'])
  })
})

describe('a resident', () => {
  const account = { login: 'resident-one', name: '何苗', password: 'a quiet harbour', phone: '138 0000 1111' }

  test('makes an account, is signed in, and holds no post', async () => {
    const browser = city.browser()
    const made = await browser.post('/api/account', account)
    expect([made.status, made.json.actor.kind, made.json.actor.posts]).toEqual([201, 'person', []])
    expect((await browser.get('/api/me')).json).toMatchObject({
      person: { kind: 'resident', name: '何苗' },
      personal: { phone: '13800001111' },
    })
    const again = await city.browser().post('/api/session', { login: 'Ｒesident-Ｏne ', password: account.password })
    expect(again.status).toBe(200)
  })

  test('is told what is wrong, and nothing is kept', async () => {
    for (const login of [account.login, 'RESIDENT-ONE', 'ｒesident-one'])
      expect((await city.browser().post('/api/account', { ...account, login })).json.code).toBe('identity.loginTaken')
    const weak = await city
      .browser()
      .post('/api/account', { ...account, login: 'resident-two', password: '1234567890' })
    expect(weak.json).toMatchObject({ code: 'identity.weakPassword', errors: [{ field: 'password' }] })
    const kept = await sql`select 1 from identity.account where login = 'resident-two'`.execute(city.db)
    expect(kept.rows).toEqual([])
  })

  test('cannot give himself a kind or a post', async () => {
    for (const more of [{ kind: 'official' }, { posts: [{ office: 'sh', role: 'administrator' }] }]) {
      const answer = await city.browser().post('/api/account', { ...account, login: 'resident-three', ...more })
      expect(answer.json.code).toBe('base.invalid')
    }
  })
})
