import { expect, test } from 'vitest'
import { type Source, toldWords } from './index.ts'

const source: Source = {
  ...{ id: 'lamp-7', channel: 'device', at: 0, title: { zh: '路灯', en: 'Lamp' } },
  text: { zh: '路灯不亮已经三个晚上，附近有学校，放学时看不清路面', en: 'Dark for three nights near a school' },
}

test('a machine’s own words are there in both languages, whole or cut to their field', () => {
  expect(toldWords({ source }, '路灯')).toEqual({ zh: '路灯', en: 'Lamp' })
  expect(toldWords({ source }, source.text?.zh ?? '')?.en).toBe('Dark for three nights near a school')
  const reason = { zh: '1 小时雨量 26 毫米', en: 'Rain in 1 h 26 mm' }
  expect(toldWords({ source: { ...source, reason } }, reason.zh)).toEqual(reason)
  const cut = `${source.text?.zh.slice(0, 22)}…`
  expect(toldWords({ source }, cut)).toEqual({ zh: cut, en: 'Dark for three nights near a school' })
})

test('what somebody wrote, what has one language, and what only begins alike has no other words', () => {
  expect(toldWords({ source }, '路灯坏了')).toBeUndefined()
  expect(toldWords({ source }, '路…')).toBeUndefined()
  expect(toldWords({}, '路灯')).toBeUndefined()
  expect(toldWords({ source: { ...source, title: { zh: '路灯', en: '' } } }, '路灯')).toBeUndefined()
  expect(toldWords({ source: { ...source, title: { zh: 'lamp-7', en: 'lamp-7' } } }, 'lamp-7')).toBeUndefined()
})
