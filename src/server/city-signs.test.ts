import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type SignClass, signClasses, signFaults } from '../kernel/signs/index.ts'
import { alarmRules } from '../packs/city/alarms/index.ts'
import { deviceProfiles } from '../packs/city/devices/index.ts'
import { plans } from '../packs/city/plans/index.ts'
import { bureaus } from '../packs/city/shanghai/index.ts'
import { signs } from '../packs/city/signs/index.ts'
import { hotline } from '../packs/government/hotline/index.ts'
import { governmentPacks } from '../packs/government/index.ts'
import { tableOfSigns } from './sign-table.ts'

const profiles = new Map(deviceProfiles.map((profile) => [profile.name, profile]))

it('every sign is declared right, under a code of its own, with a unit and words in both languages', () => {
  for (const sign of signs) {
    expect([sign.code, signFaults(sign, profiles)]).toEqual([sign.code, []])
    for (const words of [sign.title, sign.definition])
      expect([sign.code, words.zh.length > 1, !/[\u3000-\u9fff\uff00-\uffef]/u.test(words.en)]).toEqual([
        sign.code,
        true,
        true,
      ])
  }
  expect(new Set(signs.map(({ code }) => code)).size).toBe(signs.length)
})

it('every class has signs, sixty and more in all; what is not connected says what would have to be', () => {
  expect(signs.length).toBeGreaterThanOrEqual(60)
  const classes = Object.keys(signClasses) as SignClass[] // the keys of the constant
  for (const one of classes) expect([one, signs.some((sign) => sign.class === one)]).toEqual([one, true])
  for (const { code, source } of signs)
    if (source.from === 'outside') expect([code, source.needs.zh.length > 4]).toEqual([code, true])
})

it('classes of cases, alarm rules and duties that signs name are there', () => {
  const classes = new Set(Object.values(hotline.taxonomies).flatMap((one) => one.classes.map(({ code }) => code)))
  const rules = new Set(
    [...alarmRules, ...governmentPacks.flatMap(({ foresees = [] }) => foresees)].map(({ name }) => name),
  )
  const duties = new Set([...bureaus.map(({ duty }) => duty), 'operation-centre', 'hotline'])
  for (const { code, source, answers } of signs) {
    if (source.from === 'cases' && source.class) expect([code, classes.has(source.class)]).toEqual([code, true])
    if (source.from === 'alarms') for (const rule of source.rules) expect([code, rules.has(rule)]).toEqual([code, true])
    expect([code, duties.has(answers)]).toEqual([code, true])
  }
})

it('plans answer signs that are there, at levels that bounds of theirs reach', () => {
  const byCode = new Map(signs.map((sign) => [sign.code, sign]))
  for (const { plan } of plans)
    for (const [code, levels] of Object.entries(plan.answers ?? {})) {
      const bounds = byCode.get(code)?.settings.bounds ?? []
      const reached = Object.keys(levels).filter((level) => bounds.some((one) => Object.hasOwn(one, level)))
      expect([plan.id, code, reached]).toEqual([plan.id, code, Object.keys(levels)])
    }
})

it('the table of the documentation is that of the signs', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/vital-signs.md'), 'utf8')
  const written = text.split('<!-- signs -->')[1]?.split('<!-- /signs -->')[0]?.trim()
  expect(written).toBe(tableOfSigns().trim())
})
