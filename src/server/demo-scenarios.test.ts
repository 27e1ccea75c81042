import { describe, expect, test } from 'vitest'
import { foldCase } from '../kernel/flow/index.ts'
import { demoCity, officeCalendar, officeDuties, shanghaiCode, showcaseStreet } from '../packs/city/shanghai/index.ts'
import { scenarioSamples } from '../packs/government/scenario-samples.ts'
import { generateScenarios, scenarioCount } from '../platform/cases/index.ts'
import { OfficeTree } from '../platform/identity/index.ts'
import { officesFor } from './office-duties.ts'

const city = demoCity()
const tree = new OfficeTree(city.offices.map((office) => ({ ...office, openSince: '2026-01-01' })))
const addresses = city.addresses.filter(({ street }) => street === showcaseStreet)
const to = Date.UTC(2026, 10, 20, 6)
const asked = { scenarios: scenarioSamples, each: 2 }
const changes = [
  ...generateScenarios({
    ...{ ...asked, seed: 'test', from: 0, to, calendar: officeCalendar, jurisdiction: shanghaiCode, firstSerial: 1 },
    offices: officesFor({ tree }, shanghaiCode, officeDuties),
    personOf: () => undefined,
    place: (random) => {
      const { text, point, street } = addresses[Math.floor(random() * addresses.length)] ?? {
        text: '',
        point: { lng: 121.47, lat: 31.23 },
        street: showcaseStreet,
      }
      return { address: text, point: [point.lng, point.lat], division: street }
    },
    fieldOffice: ({ office }) =>
      tree.children(office).find(({ level }) => level === 'grid') && {
        office: `${office}.g01`,
        path: `${tree.find(office)?.path}/${office}.g01`,
      },
  }),
]

test('every life that was planned was lived, and its log folds to what is written', () => {
  expect(changes).toHaveLength(scenarioCount(asked))
  for (const { row, events } of changes) expect(foldCase(row.id, events)).toEqual(row.state)
  expect(changes.every(({ fixed }) => fixed?.is_demo)).toBe(true)
})

describe.each(scenarioSamples.map(({ pack }) => [pack.name, pack.flow.steps.length] as const))('%s', (name, length) => {
  const own = changes.filter(({ row }) => row.state.pack === name)

  test('stands at its first step, at others, and is over; has a class; some have two sources', () => {
    const open = own.filter(({ row }) => row.status === 'open')
    expect(own.some(({ row }) => row.status === 'closed')).toBe(true)
    const steps = new Set(open.map(({ row }) => row.step))
    expect(steps.size).toBeGreaterThanOrEqual(Math.min(2, length))
    expect(own.every(({ row }) => row.class !== null)).toBe(true)
    expect(own.every(({ events }) => events.every(({ at }) => at <= to))).toBe(true)
    // Nothing seems to be on its way that nobody sends.
    expect(own.flatMap(({ row }) => row.state.effects ?? []).filter(({ state }) => state === 'wanted')).toEqual([])
  })
})

test('some are told of twice, some are with a grid', () => {
  expect(changes.filter(({ row }) => (row.state.heard ?? []).length > 0).length).toBeGreaterThan(10)
  expect(changes.filter(({ row }) => row.office_path?.includes('.g01')).length).toBeGreaterThan(3)
})
