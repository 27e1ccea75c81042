import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { type Browser, identityCity } from '../testing.ts'

const city = await identityCity()
const issuer = `${city.url}/oidc`
const root = await city.signedIn({ name: '总管', posts: [{ office: 'sh', role: 'administrator' }] })
const callback = 'https://app.example/callback'

type Registered = { readonly id: string; readonly secret?: string }

async function register(more: object = {}): Promise<Registered> {
  const id = `app-${randomBytes(4).toString('hex')}`
  const answer = await root.browser.post('/api/admin/clients', {
    id,
    title: { zh: '外部应用', en: 'An application' },
    isConfidential: true,
    redirectUris: [callback],
    logoutUris: ['https://app.example/bye'],
    scopes: ['offices.read', 'people.read'],
    ...more,
  })
  expect(answer.status).toBe(201)
  return answer.json
}

const local = (url: string) => (url.startsWith(city.url) ? url.slice(city.url.length) : url)

/** Follows redirects of this city; ends at a page of ours or at another site. */
async function follow(browser: Browser, path: string): Promise<URL> {
  for (let at = path; ; ) {
    const answer = await browser.get(at)
    const to = answer.headers.get('location')
    if (to === null) throw new Error(`${at} answered ${answer.status}: ${answer.text}`)
    const next = new URL(to, city.url)
    if (next.origin !== city.url || next.pathname === '/sign-in') return next
    at = local(next.href)
  }
}

type Flow = { readonly client: Registered; readonly verifier: string; readonly state: string; readonly path: string }

function begin(client: Registered, scope: string, more: Record<string, string> = {}): Flow {
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(8).toString('hex')
  const query = new URLSearchParams({
    client_id: client.id,
    response_type: 'code',
    redirect_uri: callback,
    scope,
    state,
    nonce: 'n-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  })
  return { client, verifier, state, path: `/oidc/auth?${query}` }
}

/** Answers every question that the sign-in page asks with yes. */
async function allowAll(browser: Browser, flow: Flow): Promise<{ code: string; asked: string[] }> {
  const asked: string[] = []
  let at = await follow(browser, flow.path)
  while (at.pathname === '/sign-in') {
    const uid = at.searchParams.get('uid')
    asked.push((await browser.get(`/api/interactions/${uid}`)).json.prompt)
    const { json } = await browser.post(`/api/interactions/${uid}`, { allow: true })
    at = await follow(browser, local(json.to))
  }
  expect(`${at.origin}${at.pathname}`).toBe(callback)
  expect(at.searchParams.get('state')).toBe(flow.state)
  expect(at.searchParams.get('iss')).toBe(issuer)
  return { code: at.searchParams.get('code') ?? '', asked }
}

function token(client: Registered, form: Record<string, string>) {
  const basic = `Basic ${btoa(`${client.id}:${client.secret}`)}`
  const secret: Record<string, string> = client.secret === undefined ? {} : { authorization: basic }
  const body = new URLSearchParams({ ...form, ...(client.secret === undefined ? { client_id: client.id } : {}) })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...secret }
  return city.post('/oidc/token', String(body), headers)
}

const exchange = (flow: Flow, code: string, verifier = flow.verifier) =>
  token(flow.client, { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier })

const bearer = (text: string) => ({ authorization: `Bearer ${text}` })

describe('an application', () => {
  test('finds everything by discovery, below the issuer and at the root', async () => {
    const found = await city.get('/oidc/.well-known/openid-configuration')
    expect(found.json).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
    })
    expect(found.json.scopes_supported).toEqual(expect.arrayContaining(['openid', 'offline_access', 'people.read']))
    const moved = await city.get('/.well-known/openid-configuration')
    expect([moved.status, moved.headers.get('location')]).toEqual([308, '/oidc/.well-known/openid-configuration'])
    expect((await city.get('/oidc/jwks')).json.keys.every((key: { d?: string }) => key.d === undefined)).toBe(true)
  })

  test('learns who somebody is, by code and PKCE; the identity token is signed by a published key', async () => {
    const client = await register()
    const person = await city.signedIn({
      name: '王芳',
      posts: [{ office: 's11', role: 'clerk' }],
      personal: { phone: '13800000001' },
    })
    const flow = begin(client, 'openid profile posts offices.read')
    const { code, asked } = await allowAll(person.browser, flow)
    expect(asked).toEqual(['login', 'consent'])
    const tokens = (await exchange(flow, code)).json
    expect(tokens.token_type).toBe('Bearer')
    expect(tokens.refresh_token).toBeUndefined()
    const [head = '', body = '', signature = ''] = tokens.id_token.split('.')
    const { kid, alg } = JSON.parse(Buffer.from(head, 'base64url').toString())
    const jwk = (await city.get('/oidc/jwks')).json.keys.find((key: { kid: string }) => key.kid === kid)
    expect(alg).toBe('RS256')
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    expect(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
    expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toMatchObject({
      iss: issuer,
      sub: person.id,
      aud: client.id,
      nonce: 'n-1',
    })
    const info = (await city.get('/oidc/me', bearer(tokens.access_token))).json
    expect(info).toEqual({
      sub: person.id,
      name: '王芳',
      locale: 'zh',
      preferred_username: person.login,
      posts: [{ office: 's11', path: '/sh/d1/s11', role: 'clerk' }],
    })
  })

  test('acts for the person within the scopes granted, and no longer than the person may', async () => {
    const client = await register()
    const person = await city.signedIn({ name: '一区管', posts: [{ office: 'd1', role: 'administrator' }] })
    const flow = begin(client, 'openid people.read')
    const { code } = await allowAll(person.browser, flow)
    const { access_token } = (await exchange(flow, code)).json
    expect((await city.get('/api/admin/people?within=/sh/d1', bearer(access_token))).status).toBe(200)
    expect((await city.get('/api/offices', bearer(access_token))).status).toBe(403)
    expect((await city.get('/api/me', bearer(access_token))).status).toBe(403)
    const office = { id: 'x1', parent: 'd1', level: 'street', kind: 'street', title: { zh: '甲', en: 'A' } }
    expect((await city.post('/api/admin/offices', office, bearer(access_token))).status).toBe(403)
    await root.browser.post(`/api/admin/people/${person.id}/status`, { status: 'inactive' })
    expect((await city.get('/api/admin/people?within=/sh/d1', bearer(access_token))).json.code).toBe(
      'identity.badToken',
    )
  })

  test('stays connected by refresh where that was asked for; a refresh token is good once for a public one', async () => {
    const client = await register({ isConfidential: false })
    const person = await city.signedIn({ name: '李娜' })
    const flow = begin(client, 'openid offline_access', { prompt: 'consent' })
    const { code } = await allowAll(person.browser, flow)
    const first = (await exchange(flow, code)).json
    const again = { grant_type: 'refresh_token', refresh_token: first.refresh_token }
    const second = await token(client, again)
    expect(second.json.access_token).not.toBe(first.access_token)
    expect(second.json.refresh_token).not.toBe(first.refresh_token)
    expect((await city.get('/oidc/me', bearer(second.json.access_token))).json.sub).toBe(person.id)
    const replayed = await token(client, again)
    expect(replayed.json.error).toBe('invalid_grant')
    // Somebody has a copy: all that came of this grant is void.
    expect(
      (await token(client, { grant_type: 'refresh_token', refresh_token: second.json.refresh_token })).json.error,
    ).toBe('invalid_grant')
  })

  test('of the city itself is not asked about, and one known is asked once', async () => {
    const own = await register({ isTrusted: true })
    const other = await register()
    const person = await city.signedIn({ name: '赵雷' })
    expect((await allowAll(person.browser, begin(own, 'openid profile'))).asked).toEqual(['login'])
    expect((await allowAll(person.browser, begin(own, 'openid profile people.read'))).asked).toEqual([])
    expect((await allowAll(person.browser, begin(other, 'openid profile'))).asked).toEqual(['consent'])
    expect((await allowAll(person.browser, begin(other, 'openid profile'))).asked).toEqual([])
  })

  test('signs somebody out of the city too', async () => {
    const client = await register({ isTrusted: true })
    const person = await city.signedIn({ name: '孙悦' })
    const flow = begin(client, 'openid')
    const { code } = await allowAll(person.browser, flow)
    const tokens = (await exchange(flow, code)).json
    const query = new URLSearchParams({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: 'https://app.example/bye',
    })
    const page = await person.browser.get(`/oidc/session/end?${query}`)
    expect(page.text).toContain('退出')
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const form = String(new URLSearchParams({ xsrf, logout: 'yes' }))
    const left = await person.browser.post('/oidc/session/end/confirm', form, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(left.headers.get('location')).toBe('https://app.example/bye')
    expect((await person.browser.get('/api/session')).json.actor.kind).toBe('anonymous')
    expect((await city.get('/oidc/me', bearer(tokens.access_token))).status).toBe(401)
    expect((await city.get('/api/offices', bearer(tokens.access_token))).status).toBe(401)
  })

  test('that is closed is closed at once, with all it holds', async () => {
    const client = await register({ scopes: ['offices.read'] })
    const person = await city.signedIn({ name: '周涛' })
    const flow = begin(client, 'openid offices.read')
    const { code } = await allowAll(person.browser, flow)
    const { access_token } = (await exchange(flow, code)).json
    expect((await city.get('/api/offices', bearer(access_token))).status).toBe(200)
    expect((await root.browser.call('DELETE', `/api/admin/clients/${client.id}`)).json.closedAt).toEqual(
      expect.any(String),
    )
    expect((await city.get('/api/offices', bearer(access_token))).status).toBe(401)
    expect((await person.browser.get(begin(client, 'openid').path)).text).toContain('invalid_client')
  })
})

describe('what does not fit is refused:', () => {
  test('no PKCE, another address to answer to, a scope not registered', async () => {
    const client = await register({ scopes: ['offices.read'] })
    const { browser } = await city.signedIn({ name: '吴磊' })
    const plain = new URLSearchParams({
      client_id: client.id,
      response_type: 'code',
      redirect_uri: callback,
      scope: 'openid',
    })
    expect((await follow(browser, `/oidc/auth?${plain}`)).searchParams.get('error')).toBe('invalid_request')
    const elsewhere = await browser.get(begin(client, 'openid', { redirect_uri: 'https://evil.example/callback' }).path)
    expect(elsewhere.status).toBe(400)
    expect(elsewhere.text).toContain('invalid_redirect_uri')
    const more = await follow(browser, begin(client, 'openid people.read').path)
    expect(more.searchParams.get('error')).toBe('invalid_scope')
  })

  test('a wrong verifier, a wrong secret, a code twice', async () => {
    const client = await register()
    const { browser } = await city.signedIn({ name: '郑爽' })
    const flow = begin(client, 'openid')
    const first = await allowAll(browser, flow)
    expect((await exchange(flow, first.code, 'x'.repeat(43))).json.error).toBe('invalid_grant')
    const again = begin(client, 'openid')
    const { code } = await allowAll(browser, again)
    const stolen = await exchange({ ...again, client: { ...client, secret: 'guessed' } }, code)
    expect([stolen.status, stolen.json.error]).toEqual([401, 'invalid_client'])
    const tokens = await exchange(again, code)
    expect(tokens.status).toBe(200)
    expect((await exchange(again, code)).json.error).toBe('invalid_grant')
    expect((await city.get('/oidc/me', bearer(tokens.json.access_token))).status).toBe(401)
  })

  test('somebody who says no; somebody who is not signed in; another browser', async () => {
    const client = await register()
    const person = await city.signedIn({ name: '冯刚' })
    const at = await follow(person.browser, begin(client, 'openid').path)
    const path = `/api/interactions/${at.searchParams.get('uid')}`
    expect((await city.browser().post(path, { allow: true })).status).toBe(401)
    const other = await city.signedIn({ name: '陈晨' })
    expect((await other.browser.post(path, { allow: true })).json.code).toBe('identity.noInteraction')
    expect((await other.browser.get(path)).json.code).toBe('identity.noInteraction')
    const { json } = await person.browser.post(path, { allow: false })
    expect((await follow(person.browser, local(json.to))).searchParams.get('error')).toBe('access_denied')
  })

  test('single sign-on after signing out of the city', async () => {
    const client = await register({ isTrusted: true })
    const person = await city.signedIn({ name: '褚亮' })
    await allowAll(person.browser, begin(client, 'openid'))
    await person.browser.call('DELETE', '/api/session')
    const silent = await follow(person.browser, begin(client, 'openid', { prompt: 'none' }).path)
    expect(silent.searchParams.get('error')).toBe('login_required')
    expect((await follow(person.browser, begin(client, 'openid').path)).pathname).toBe('/sign-in')
  })

  test('the identity of the one before, when another person signs in on the same browser', async () => {
    const client = await register({ isTrusted: true })
    const one = await city.signedIn({ name: '卫一' })
    await allowAll(one.browser, begin(client, 'openid'))
    const two = await city.enter({ name: '卫二' })
    await one.browser.post('/api/session', { login: two.login, password: two.password })
    const at = await follow(one.browser, begin(client, 'openid').path)
    const { json } = await one.browser.post(`/api/interactions/${at.searchParams.get('uid')}`, { allow: true })
    // The library ends its old session by a form that the page sends by itself.
    const form = await one.browser.get(local(json.to))
    const fields = [...form.text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ])
    const next = await one.browser.post('/oidc/session/end/confirm', String(new URLSearchParams(fields)), {
      'content-type': 'application/x-www-form-urlencoded',
    })
    let now = new URL(next.headers.get('location') ?? '', city.url)
    if (now.origin === city.url) now = await follow(one.browser, local(now.href))
    if (now.pathname === '/sign-in') {
      const answer = await one.browser.post(`/api/interactions/${now.searchParams.get('uid')}`, { allow: true })
      now = await follow(one.browser, local(answer.json.to))
    }
    expect(now.searchParams.get('code')).toBeTruthy()
    const { rows } = await sql<{ person: string }>`select person from identity.oidc_item
      where model = 'AuthorizationCode' order by ends_at desc limit 1`.execute(city.db)
    expect(rows[0]?.person).toBe(two.id)
    expect((await one.browser.get('/api/session')).json.actor.id).toBe(two.id)
  })
})

describe('what is kept', () => {
  test('lets nobody sign in who reads it: no code, token, cookie, secret or private key stands there', async () => {
    const client = await register()
    const person = await city.signedIn({ name: '蒋欣' })
    const flow = begin(client, 'openid offline_access', { prompt: 'consent' })
    const { code } = await allowAll(person.browser, flow)
    const tokens = (await exchange(flow, code)).json
    const secrets = [
      code,
      tokens.access_token,
      tokens.refresh_token,
      client.secret ?? '',
      ...person.browser.cookies.values(),
    ]
    for (const table of ['oidc_item', 'oidc_client', 'oidc_key', 'session']) {
      const { rows } = await sql<{
        all: string
      }>`select string_agg(t::text, ' ') as all from identity.${sql.ref(table)} t`.execute(city.db)
      for (const secret of secrets) {
        expect(secret.length).toBeGreaterThan(20)
        expect(rows[0]?.all).not.toContain(secret)
      }
      expect(rows[0]?.all).not.toMatch(/"d":|"kty"/)
    }
  })

  test('is what every process of the city reads: the same keys after a restart', async () => {
    const { signingKeys } = await import('../oidc/signing-keys.ts')
    const published = (await city.get('/oidc/jwks')).json.keys.map(({ kid }: { kid: string }) => kid)
    expect((await signingKeys(city.base)).map(({ kid }) => kid)).toEqual(expect.arrayContaining(published))
  })
})

test('clients are entered by the city’s administrators, with addresses that are safe', async () => {
  const d1 = await city.signedIn({ name: '区管', posts: [{ office: 'd1', role: 'administrator' }] })
  const body = {
    id: 'bad',
    title: { zh: '坏', en: 'Bad' },
    isConfidential: true,
    redirectUris: ['http://app.example/cb'],
  }
  expect((await d1.browser.post('/api/admin/clients', body)).status).toBe(403)
  const refused = await root.browser.post('/api/admin/clients', {
    ...body,
    redirectUris: [
      'http://app.example/cb',
      'https://app.example/#x',
      'nonsense',
      'javascript:alert(1)',
      'https://ok.example/cb',
    ],
  })
  expect(refused.json.errors.map(({ field }: { field: string }) => field)).toEqual([
    'redirectUris.0',
    'redirectUris.1',
    'redirectUris.2',
    'redirectUris.3',
  ])
  const all = await root.browser.post('/api/admin/clients', { ...body, redirectUris: [callback], scopes: ['*'] })
  expect(all.json.code).toBe('identity.unknownScope')
  const { id, secret } = await register()
  const renewed = (await root.browser.post(`/api/admin/clients/${id}/secret`)).json
  expect(renewed.secret).not.toBe(secret)
  const listed = await root.browser.get('/api/admin/clients')
  expect(listed.json.items.find((item: { id: string }) => item.id === id)).toMatchObject({
    isConfidential: true,
    isTrusted: false,
  })
  expect(listed.text).not.toContain(renewed.secret)
})
