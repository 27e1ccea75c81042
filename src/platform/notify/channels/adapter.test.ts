import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outsideThrough } from '../../base/index.ts'
import { refuseAddress } from '../errors.ts'
import { type Adapter, callOf, checkAdapter } from './adapter.ts'

const outside = outsideThrough(new Set(), refuseAddress)
const adapter: Adapter = {
  method: 'POST',
  url: 'https://sms.example.com/send?to={phone}',
  headers: { authorization: 'Bearer {secret.token}', 'x-title': '{title}' },
  encoding: 'json',
  body: { phone: '{phone}', text: '{title}：{text}', list: ['{id}', 7, true] },
}
const letter = (text: string) => ({
  id: '0190',
  to: { id: 'p', kind: 'resident' as const, language: 'zh' as const, phone: '+8613800138000' },
  title: text,
  text,
})

test('no message changes the structure of a call', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const { url, headers, body = '' } = callOf(adapter, { token: 't' }, letter(text))
      expect(new URL(url).searchParams.get('to')).toBe('+8613800138000')
      expect(headers['x-title']).not.toMatch(/[\r\n\0]/)
      expect(headers.authorization).toBe('Bearer t')
      const sent = JSON.parse(body)
      expect(Object.keys(sent)).toEqual(['phone', 'text', 'list'])
      expect(sent.text).toBe(`${text}：${text}`.toWellFormed() === `${text}：${text}` ? `${text}：${text}` : sent.text)
      const form = callOf({ ...adapter, encoding: 'form', body: { a: '{text}', b: 'x' } }, { token: 't' }, letter(text))
      expect([...new URLSearchParams(form.body).keys()]).toEqual(['a', 'b'])
    }),
  )
})

test('a secret that a message names is not told', () => {
  const { body } = callOf(adapter, { token: 'hidden' }, letter('{secret.token} {phone}'))
  expect(body).not.toContain('hidden')
})

test.each([
  [{ ...adapter, body: { x: '{nobody}' } }, 'there is no {nobody}'],
  [{ ...adapter, headers: { a: '{secret.other}' } }, 'the secret "other" is missing'],
  [{ ...adapter, url: 'https://{name}.example.com/' }, 'host name is fixed'],
  [{ ...adapter, url: 'http://sms.example.com/' }, 'https'],
  [{ ...adapter, url: 'https://10.0.0.1/' }, 'public internet'],
] as const)('%# is refused: %s', (wrong, words) => {
  expect(() => checkAdapter(wrong, { token: 't' }, outside)).toThrow(words)
})

test('one that is right is taken', () => {
  const right = { ...adapter, body: { to: '{phone}', says: '{title} {text} {link}' } }
  expect(() => checkAdapter(right, { token: 't' }, outside)).not.toThrow()
})
