import { expect, test } from 'vitest'
import { readConfig } from '../base/index.ts'
import { notifySettings } from './settings.ts'

test('settings are read from the environment', () => {
  expect(notifySettings(readConfig({}))).toEqual({
    smtp: undefined,
    mailCa: undefined,
    mailFrom: 'Shudu <no-reply@localhost>',
    allowedHosts: new Set(),
  })
  const set = notifySettings(
    readConfig({
      SMTP_URL: 'smtps://a:b@mail.example.com:465',
      SHUDU_OUTSIDE_HOSTS: ' sms.inner , 10.0.0.1:8080 ',
    }),
  )
  expect(set.mailFrom).toBe('Shudu <no-reply@mail.example.com>')
  expect([...set.allowedHosts]).toEqual(['sms.inner', '10.0.0.1:8080'])
  expect(() => notifySettings(readConfig({ SMTP_URL: 'mail.example.com' }))).toThrow('SMTP_URL')
})
