import { expect, test } from 'vitest'
import { SoftwareAuthenticator } from '../sign-in/software-authenticator.ts'
import { identityCity } from '../testing.ts'

const origin = 'https://city.example'
let now = Date.now()
const city = await identityCity({ config: { publicUrl: origin }, now: () => now })

async function withPasskey(name: string) {
  const person = await city.signedIn({ name, posts: [{ office: 's11', role: 'clerk' }] })
  const authenticator = new SoftwareAuthenticator(origin)
  const options = (await person.browser.post('/api/passkeys/options')).json
  const credential = authenticator.create(options)
  const made = await person.browser.post('/api/passkeys', { title: '手机', credential })
  expect(made.status).toBe(201)
  return { ...person, authenticator, credential, options, passkey: made.json.id as string }
}

const begin = async () => (await city.post('/api/passkeys/sign-in/options')).json

test('a passkey is made, signs in, is listed, and is removed', async () => {
  const person = await withPasskey('王芳')
  const browser = city.browser(origin)
  const answer = await browser.post('/api/passkeys/sign-in', person.authenticator.get(await begin()))
  expect(answer.status).toBe(200)
  expect(answer.json.actor).toMatchObject({ id: person.id, name: '王芳' })
  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^__Host-shudu=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
  )
  expect((await browser.get('/api/session')).json.actor.id).toBe(person.id)
  const listed = (await browser.get('/api/passkeys')).json.items
  expect(listed).toEqual([
    { id: person.passkey, title: '手机', backedUp: false, madeAt: expect.any(String), usedAt: expect.any(String) },
  ])
  expect((await browser.call('DELETE', `/api/passkeys/${person.passkey}`)).status).toBe(204)
  const gone = await city.browser(origin).post('/api/passkeys/sign-in', person.authenticator.get(await begin()))
  expect(gone.json.code).toBe('identity.badPasskey')
})

test('the options name this site, ask to verify the person, and leave out keys there already', async () => {
  const person = await withPasskey('李娜')
  expect(person.options).toMatchObject({
    rp: { id: 'city.example' },
    user: { name: person.login, displayName: '李娜' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const again = (await person.browser.post('/api/passkeys/options')).json
  expect(again.excludeCredentials.map(({ id }: { id: string }) => id)).toEqual([person.passkey])
  expect(await begin()).toMatchObject({ rpId: 'city.example', userVerification: 'required' })
})

test.each([
  ['of another site', { origin: 'https://city.example.evil.test' }],
  ['to another challenge', { challenge: 'bm90IG91cnM' }],
  ['without the person verified', { unverified: true }],
  ['signed by another key', { foreignKey: true }],
])('an answer %s is refused', async (_, spoilt) => {
  const person = await withPasskey('赵雷')
  const answer = await city
    .browser(origin)
    .post('/api/passkeys/sign-in', person.authenticator.get(await begin(), spoilt))
  expect(answer.status).toBe(401)
  expect(answer.json.code).toBe('identity.badPasskey')
  expect(answer.headers.getSetCookie()).toEqual([])
})

test('a challenge is good once, and for five minutes', async () => {
  const person = await withPasskey('孙悦')
  const options = await begin()
  expect((await city.browser(origin).post('/api/passkeys/sign-in', person.authenticator.get(options))).status).toBe(200)
  expect((await city.browser(origin).post('/api/passkeys/sign-in', person.authenticator.get(options))).status).toBe(401)
  const late = await begin()
  now += 5 * 60_000
  expect((await city.browser(origin).post('/api/passkeys/sign-in', person.authenticator.get(late))).status).toBe(401)
})

test('a copied key is noticed by its counter', async () => {
  const person = await withPasskey('周涛')
  await city.browser(origin).post('/api/passkeys/sign-in', person.authenticator.get(await begin()))
  person.authenticator.rewind()
  const copied = await city.browser(origin).post('/api/passkeys/sign-in', person.authenticator.get(await begin()))
  expect(copied.json.code).toBe('identity.badPasskey')
})

test('a registration begun by one person does not end with another', async () => {
  const [one, other] = [await city.signedIn({ name: '吴一' }), await city.signedIn({ name: '吴二' })]
  const options = (await one.browser.post('/api/passkeys/options')).json
  const credential = new SoftwareAuthenticator(origin).create(options)
  const answer = await other.browser.post('/api/passkeys', { title: '偷', credential })
  expect(answer.json.code).toBe('identity.badPasskey')
})

test('somebody inactive does not sign in with a passkey; nobody removes another’s', async () => {
  const root = await city.signedIn({ name: '总管', posts: [{ office: 'sh', role: 'administrator' }] })
  const person = await withPasskey('郑洁')
  const other = await city.signedIn({ name: '冯刚' })
  expect((await other.browser.call('DELETE', `/api/passkeys/${person.passkey}`)).status).toBe(403)
  await root.browser.post(`/api/admin/people/${person.id}/status`, { status: 'inactive' })
  const answer = await city.browser(origin).post('/api/passkeys/sign-in', person.authenticator.get(await begin()))
  expect(answer.status).toBe(401)
})
