import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../../base/testing.ts'
import { readLetter, type SmtpTerms, smtpServer } from '../testing/smtp-server.ts'
import { emailCarrier } from './email.ts'

const folder = await mkdtemp(join(tmpdir(), 'shudu-mail-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const certificate = await makeCertificate('mail')
const mailCa = join(folder, 'ca.pem')
await writeFile(mailCa, certificate.cert)
const login = { user: 'city', password: 'p@ss/word' }
const tls = { key: certificate.key, cert: certificate.cert }

async function ways(terms: SmtpTerms, more: { readonly ca?: boolean; readonly url?: (url: string) => string } = {}) {
  const server = await smtpServer(terms)
  const smtp = more.url?.(server.url) ?? server.url
  const carrier = emailCarrier({
    ...{ smtp, mailFrom: '数都 <no-reply@city.test>', allowedHosts: new Set() },
    ...(more.ca !== false && { mailCa }),
  })
  afterAll(async () => {
    carrier.close()
    await server.close()
  })
  const send = (to = 'an@example.com') =>
    carrier.send?.({
      ...{ id: '0190', to: { id: 'p-1', kind: 'official', language: 'zh', name: '安', email: to } },
      ...{ title: '应急指令：值班值守', text: '台风“贝碧嘉”：到岗带班。', link: 'https://city.test/o' },
    })
  return { server, send }
}

describe.each([
  ['STARTTLS', { ...tls }],
  ['TLS from the first byte', { ...tls, isImplicit: true }],
])('a server with %s and a login', (_, how) => {
  test('gets the letter unreadable for others, from whom it knows', async () => {
    const { server, send } = await ways({ tls: how, login })
    expect(await send()).toMatchObject({ kind: 'sent', providerId: '<0190@shudu>' })
    const [letter] = server.letters
    expect(letter).toMatchObject({ from: 'no-reply@city.test', to: 'an@example.com', isSecure: true, user: 'city' })
    expect(readLetter(letter ?? { data: '' })).toMatchObject({
      ...{ subject: '应急指令：值班值守', text: '台风“贝碧嘉”：到岗带班。\n\nhttps://city.test/o' },
      headers: { 'auto-submitted': 'auto-generated' },
    })
    expect(letter?.data).not.toContain('p-1')
    expect(server.overheard.filter((line) => !/^(EHLO|STARTTLS)/.test(line))).toEqual([])
  })

  test('whose certificate is of an unknown authority gets no word', async () => {
    const { server, send } = await ways({ tls: how, login }, { ca: false })
    expect(await send()).toMatchObject({ kind: 'failed' })
    expect(server.letters).toEqual([])
  })

  test('that refuses the password is tried again: the city is set up wrong, not the letter', async () => {
    const { send } = await ways({ tls: how, login }, { url: (url) => url.replace('word@', 'wrong@') })
    expect(await send()).toEqual({ kind: 'failed', fault: 'SMTP 535' })
  })
})

test('no password is told to a server without TLS', async () => {
  const { server, send } = await ways({ login })
  expect(await send()).toMatchObject({ kind: 'failed' })
  expect(server.overheard.filter((line) => line.startsWith('AUTH'))).toEqual([])
})

test('a server that wants a login which nobody gave is tried again; one that is not there, too', async () => {
  const { send } = await ways({ login }, { url: (url) => url.replace(/\/\/.*@/, '//') })
  expect(await send()).toEqual({ kind: 'failed', fault: 'SMTP 530' })
  const away = await ways({})
  away.server.isAway = true
  expect(await away.send()).toMatchObject({ kind: 'failed' })
  away.server.isAway = false
  expect(await away.send()).toMatchObject({ kind: 'sent' })
})

test('an address that is refused is refused for good', async () => {
  const { server, send } = await ways({ tls })
  server.answer = (to) => (to === 'gone@example.com' ? '550 no such mailbox' : '250 ok')
  expect(await send('gone@example.com')).toEqual({ kind: 'refused', fault: 'SMTP 550' })
  expect(await send()).toMatchObject({ kind: 'sent' })
})
