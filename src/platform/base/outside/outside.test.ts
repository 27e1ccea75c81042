import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { receiver } from '../testing.ts'
import { isPublicAddress } from './address-guard.ts'
import { outsideThrough, type Refusal } from './outside-call.ts'

const refuse: Refusal = (host, _zh, en) => new Error(`${host}: ${en}`)
const other = await receiver()
afterAll(other.close)

test.each([
  '127.0.0.1',
  '127.8.9.1',
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:db8::1',
  '2001::1',
  'fc00::1',
  'fd12::1',
  'fe80::1',
  'fe80::1%eth0',
  'ff02::1',
  'localhost',
  '',
  '1.2.3',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(['8.8.8.8', '101.226.4.6', '172.32.0.1', '100.128.0.1', '2400:3200::1', '2606:4700::1111'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

test('no private address of IPv4 passes in any form', () => {
  const byte = fc.nat(255)
  fc.assert(
    fc.property(fc.constantFrom([10], [127], [192, 168], [169, 254], [172, 20]), byte, byte, byte, (head, a, b, c) => {
      const address = [...head, a, b, c].slice(0, 4)
      const hex = (high: number, low: number) => ((high << 8) | low).toString(16)
      const [one = 0, two = 0, three = 0, four = 0] = address
      expect(isPublicAddress(address.join('.'))).toBe(false)
      expect(isPublicAddress(`::ffff:${hex(one, two)}:${hex(three, four)}`)).toBe(false)
      expect(isPublicAddress(`64:ff9b::${hex(one, two)}:${hex(three, four)}`)).toBe(false)
      expect(isPublicAddress(`2002:${hex(one, two)}:${hex(three, four)}::1`)).toBe(false)
    }),
  )
})

test.each([
  ['not an address', 'complete address'],
  ['ftp://example.com/', 'https'],
  ['http://example.com/', 'https'],
  ['https://user:word@example.com/', 'name and password'],
  ['https://example.com:25/', 'port'],
  ['https://127.0.0.1/', 'public internet'],
  ['https://0x7f.1/', 'public internet'],
  ['https://2130706433/', 'public internet'],
  ['https://[::1]/', 'public internet'],
  ['https://[::ffff:10.0.0.1]/', 'public internet'],
])('%s is refused before anything is sent', (url, words) => {
  expect(() => outsideThrough(new Set(), refuse).check(url)).toThrow(words)
})

test('a name that leads inside is refused, also when only one of its addresses does', async () => {
  const to = (...addresses: string[]) => outsideThrough(new Set(), refuse, { resolve: async () => addresses })
  const call = { method: 'POST', url: 'https://evil.test/', headers: {} } as const
  await expect(to('127.0.0.1').call(call)).rejects.toThrow('leads inside')
  await expect(to('101.226.4.6', '10.0.0.1').call(call)).rejects.toThrow('leads inside')
  await expect(to('::ffff:169.254.169.254').call(call)).rejects.toThrow('leads inside')
  await expect(outsideThrough(new Set(), refuse).call({ ...call, url: 'https://localhost/' })).rejects.toThrow(
    'leads inside',
  )
})

test('the name is resolved once, and the call goes to the address that was checked', async () => {
  const asked: string[] = []
  const port = other.host.split(':')[1]
  const resolve = async (host: string) => {
    asked.push(host)
    return asked.length === 1 ? ['127.0.0.1'] : ['203.0.113.9']
  }
  const outside = outsideThrough(new Set([`inner.test:${port}`]), refuse, { resolve })
  const answer = await outside.call({
    method: 'POST',
    url: `http://inner.test:${port}/x?y=1`,
    headers: { a: 'b' },
    body: '说',
  })
  expect(answer.status).toBe(200)
  expect(asked).toEqual(['inner.test'])
  expect(other.calls.at(-1)).toMatchObject({
    method: 'POST',
    url: '/x?y=1',
    body: '说',
    headers: { host: `inner.test:${port}`, a: 'b' },
  })
})

test('redirects are not followed, long answers are cut, slow ones end', async () => {
  const outside = outsideThrough(new Set([other.host]), refuse)
  const before = other.calls.length
  other.answer = () => ({ status: 302, headers: { location: `${other.url}/elsewhere` } })
  expect((await outside.call({ method: 'GET', url: other.url, headers: {} })).status).toBe(302)
  expect(other.calls).toHaveLength(before + 1)
  other.answer = () => ({ status: 200, body: 'x'.repeat(1_000_000) })
  expect((await outside.call({ method: 'GET', url: other.url, headers: {} })).body).toHaveLength(64 * 1024)
  await expect(outside.call({ method: 'GET', url: other.url, headers: {} }, 0)).rejects.toThrow()
})

test('plain http where it is allowed goes to public addresses alone', async () => {
  const plain = outsideThrough(new Set(), refuse, { resolve: async () => ['10.0.0.1'], allowPlain: true })
  expect(plain.check('http://example.com/').port).toBe('')
  expect(() => plain.check('http://127.0.0.1:8080/')).toThrow('public internet')
  expect(() => plain.check('http://example.com:22/')).toThrow('port')
  await expect(plain.call({ method: 'GET', url: 'http://example.com/', headers: {} })).rejects.toThrow('leads inside')
})

test('more of an answer is read where more is asked for', async () => {
  const outside = outsideThrough(new Set([other.host]), refuse)
  other.answer = () => ({ status: 200, body: 'x'.repeat(100_000), headers: { 'x-kind': 'long' } })
  const answer = await outside.call({ method: 'GET', url: other.url, headers: {}, mostBytes: 90_000 })
  expect([answer.body.length, answer.headers['x-kind']]).toEqual([90_000, 'long'])
})
