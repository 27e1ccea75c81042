import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkForm } from '../../kernel/forms/index.ts'
import { answersFor, findHearing, type Pack, runPackTests, type Signal } from '../../kernel/pack/index.ts'
import { alarmRules } from '../city/alarms/index.ts'
import { deviceProfiles } from '../city/devices/index.ts'
import { bureaus, officeCalendar } from '../city/shanghai/index.ts'
import { signs } from '../city/signs/index.ts'
import { governmentPacks } from './index.ts'

const scenarios = governmentPacks.filter(({ name }) => name !== 'hotline' && name !== 'alarm')
const start = Date.UTC(2026, 2, 2, 1)

const samplesOf = async ({ name }: Pack): Promise<readonly Signal[]> => {
  // Each folder's door exports its samples.
  const { samples } = (await import(`./${name}/index.ts`)) as { samples: readonly Signal[] }
  return samples
}

test('each folder is a pack that the city ships, and the other way round', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? [one.name] : [],
  )
  expect(folders.sort()).toEqual(governmentPacks.map(({ name }) => name).sort())
  expect(scenarios).toHaveLength(13)
})

test('every alarm rule is heard, none by two; what no scenario names goes to the pack of alarms', () => {
  const named = governmentPacks.flatMap(({ name, hears = [] }) =>
    hears.flatMap((one) => ('alarms' in one && one.alarms !== 'others' ? one.alarms.map((rule) => [rule, name]) : [])),
  )
  const rules = [...alarmRules, ...governmentPacks.flatMap(({ foresees = [] }) => foresees)].map(({ name }) => name)
  expect(new Set(named.map(([rule]) => rule)).size).toBe(named.length)
  for (const [rule] of named) expect(rules).toContain(rule)
  const told = {
    id: 'x',
    who: 'd',
    title: { zh: '', en: '' },
    text: { zh: '', en: '' },
    at: new Date(start).toISOString(),
  }
  for (const kind of rules) {
    const own = named.find(([rule]) => rule === kind)?.[1] ?? 'alarm'
    expect(findHearing(governmentPacks, { ...told, source: 'alarm', kind, class: '生态环境' })?.pack.name).toBe(own)
  }
})

test('what packs hear of signs is in the catalogue of signs', () => {
  const codes = new Set(signs.map(({ code }) => code))
  const heard = governmentPacks.flatMap(({ hears = [] }) => hears.flatMap((one) => ('signs' in one ? one.signs : [])))
  expect(heard.length).toBeGreaterThan(0)
  for (const code of heard) expect(codes).toContain(code)
})

describe.each(scenarios.map((pack) => [pack.name, pack] as const))('%s', (name, pack) => {
  test('its samples are heard by it and fill its form', async () => {
    const samples = await samplesOf(pack)
    expect(samples.length).toBeGreaterThanOrEqual(2)
    for (const signal of samples) {
      expect(findHearing(governmentPacks, signal)?.pack.name, signal.text.zh).toBe(name)
      const answers = answersFor(pack, signal, 'street')
      expect(checkForm(pack.flow.asks, answers)).toMatchObject({ what: signal.text.zh })
    }
  })

  test('its own tests pass, and one of them closes a case', () => {
    expect(pack.tests.length).toBeGreaterThan(0)
    expect(() => runPackTests(pack, officeCalendar, start)).not.toThrow()
    expect(pack.tests.some(({ expect: { status } }) => status === 'closed')).toBe(true)
  })

  test('it is whole: limits, conditions for taking up and ending, who answers and why, messages, figures', () => {
    const { flow } = pack
    for (const step of flow.steps) expect(step.within, step.name).toBeDefined()
    expect(flow.steps.some(({ checks }) => checks?.begins)).toBe(true)
    expect(flow.steps.some(({ checks }) => checks?.ends)).toBe(true)
    expect(flow.responsible?.length).toBeGreaterThan(0)
    expect(flow.steps.some(({ by }) => 'rules' in by)).toBe(true)
    expect(pack.messages.length).toBeGreaterThan(0)
    expect(pack.figures.length).toBeGreaterThan(0)
    expect(pack.joins).toBeDefined()
    expect(pack.begunBy).toBe('staff')
    // What a patrol finds is classed by the city's table of components and events.
    if (name !== 'grid-case') expect(flow.filed).toBeDefined()
  })

  test('what it commands, the devices know; who answers, the city has', () => {
    const known = new Set([
      ...bureaus.flatMap(({ duty, cityDuties = [], districtDuties = [] }) => [duty, ...cityDuties, ...districtDuties]),
      'street',
      'operation-centre',
    ])
    for (const { by } of pack.flow.steps) if ('duty' in by) expect(known).toContain(by.duty)
    for (const { to } of pack.flow.responsible ?? []) if ('duty' in to) expect(known).toContain(to.duty)
    for (const effect of pack.flow.steps.flatMap(({ effects = [] }) => effects)) {
      if (effect.kind !== 'command') continue
      const command = deviceProfiles.find((one) => one.name === effect.profile)?.commands[effect.command]
      expect(command, effect.name).toBeDefined()
      expect(Object.keys(command?.fields ?? {})).toEqual(expect.arrayContaining(Object.keys(effect.input)))
    }
  })
})
