import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CityRule,
  type HeldRule,
  type Matter,
  nextChange,
  type RuleVersion,
  rankRules,
  ruleConflicts,
  ruleFaults,
  rulesAt,
} from './index.ts'

const t = (text: string) => ({ zh: text, en: text })
const rule = (more: Partial<HeldRule> = {}): HeldRule => ({
  ...{ id: 'r', version: 1, name: t('名'), because: t('因'), to: { office: 'a' }, priority: 0 },
  ...more,
})
/** Thursday, 20 November 2026, 10:00 in Shanghai. */
const at = Date.UTC(2026, 10, 19, 2)
const matter: Matter = {
  ...{ pack: 'manhole-cover', codes: ['城乡建设/市政设施/井盖缺失', 'component:0102'], division: '310101002003' },
  ...{ grid: '310101002000001', point: [121.48, 31.23], ownership: 'gas', at, isWorkTime: true },
}
const square = (lng: number, lat: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [lng - 0.01, lat - 0.01],
      [lng + 0.01, lat - 0.01],
      [lng + 0.01, lat + 0.01],
      [lng - 0.01, lat + 0.01],
      [lng - 0.01, lat - 0.01],
    ] as const,
  ],
})

const partial = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
const rules = fc
  .uniqueArray(
    fc.record({
      id: fc.uuid(),
      priority: fc.constantFrom(0, 0, 0, 3),
      pack: partial(['manhole-cover', 'street-light']),
      code: partial(['城乡建设', '城乡建设/市政设施', '城乡建设/市政设施/井盖缺失', 'component:01', '环境保护']),
      ownership: partial(['gas', 'water']),
      place: partial([
        { divisions: ['310000'] },
        { divisions: ['310101'] },
        { divisions: ['310101002', '310115'] },
        { divisions: ['310115'] },
        { grids: ['310101002000001'] },
        { area: square(121.48, 31.23) },
        { area: square(121.6, 31.3) },
      ]),
      time: partial([
        { hours: [9, 17] as const },
        { hours: [22, 6] as const },
        { work: 'in' as const },
        { weekdays: [4] },
      ]),
      to: fc.constantFrom({ office: 'a' }, { office: 'b' }, { duty: 'street', level: 'street' as const }),
    }),
    { selector: ({ id }) => id, maxLength: 12 },
  )
  .map((all) => all.map((one) => rule(one as Partial<HeldRule>))) // `undefined` stands for absent here

describe('which rule answers', () => {
  test('does not depend on the order in which the rules stand', () => {
    fc.assert(
      fc.property(
        rules.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(rankRules(shuffled, matter)).toEqual(rankRules(all, matter))
        },
      ),
    )
  })

  test('what is taken away and did not answer changes nothing; what did leaves it to the next', () => {
    fc.assert(
      fc.property(rules, (all) => {
        const ranked = rankRules(all, matter)
        for (const one of all) {
          const rest = rankRules(
            all.filter(({ id }) => id !== one.id),
            matter,
          )
          expect(rest).toEqual(ranked.filter(({ id }) => id !== one.id))
        }
      }),
    )
  })

  test('of two that fit, adding a condition to one puts it first', () => {
    const narrower: readonly Partial<CityRule>[] = [
      { place: { divisions: ['310101'] } },
      { code: '城乡建设' },
      { pack: 'manhole-cover' },
      { ownership: 'gas' },
      { time: { hours: [9, 17] } },
      { priority: 1 },
    ]
    fc.assert(
      fc.property(rules, fc.constantFrom(...narrower), fc.boolean(), (all, more, first) => {
        for (const wide of rankRules(all, matter)) {
          const key = Object.keys(more)[0] as keyof CityRule // each has one
          if (wide[key] !== undefined && wide[key] !== 0) continue
          const narrow = { ...wide, ...more, id: first ? '0' : 'z' }
          expect(rankRules([wide, narrow], matter)[0]?.id).toBe(narrow.id)
        }
      }),
    )
  })

  test('the narrower place wins: the city, district, street, committee, grid, drawn area', () => {
    const places = [
      undefined,
      { divisions: ['310000'] },
      { divisions: ['310101'] },
      { divisions: ['310101002'] },
      { divisions: ['310101002003'] },
      { grids: ['310101002000001'] },
      { area: square(121.48, 31.23) },
    ]
    const all = places.map((place, i) => rule({ id: String(i), ...(place && { place }) }))
    expect(rankRules(all, matter).map(({ id }) => id)).toEqual(['6', '5', '4', '3', '2', '1', '0'])
  })

  test.each([
    ['another scenario', { pack: 'street-light' }],
    ['another class', { code: '环境保护' }],
    ['a class that only begins alike', { code: '城乡建设/市政' }],
    ['another kind', { code: 'component:02' }],
    ['another owner', { ownership: 'water' }],
    ['another place', { place: { divisions: ['310115'] } }],
    ['another area', { place: { area: square(121.6, 31.3) } }],
    ['another hour', { time: { hours: [11, 9] as const, weekdays: [4] } }],
    ['another day', { time: { weekdays: [5, 6, 7] } }],
    ['another time of work', { time: { work: 'out' as const } }],
  ])('no rule of %s', (_, more) => {
    expect(rankRules([rule(more)], matter)).toEqual([])
  })

  test('a time may pass midnight, to the hour', () => {
    const night = rule({ time: { hours: [22, 6] } })
    const hit = (hour: number) => rankRules([night], { ...matter, at: Date.UTC(2026, 10, 19, hour - 8) }).length === 1
    expect([21, 22, 23, 24, 29, 30].map(hit)).toEqual([false, true, true, true, true, false])
  })
})

describe('what holds when', () => {
  const versions = fc
    .uniqueArray(
      fc.record({
        id: fc.constantFrom('a', 'b'),
        version: fc.integer({ min: 1, max: 9 }),
        from: fc.integer({ min: 0, max: 20 }),
        length: partial([1, 5]),
        has: fc.boolean(),
        isWithdrawn: fc.boolean(),
      }),
      { selector: ({ id, version }) => `${id} ${version}`, maxLength: 10 },
    )
    .map((all) =>
      all.map(
        ({ length, has, from, ...one }): RuleVersion => ({
          ...one,
          from,
          ...(length !== undefined && { until: from + length }),
          ...(has && { rule: rule({ priority: one.version }) }),
        }),
      ),
    )

  test('a later version never changes what held before it, and nothing changes between two changes', () => {
    fc.assert(
      fc.property(versions, fc.integer({ min: 0, max: 25 }), fc.integer({ min: 10, max: 99 }), (all, now, version) => {
        const held = rulesAt(all, now)
        const later: RuleVersion = { id: 'a', version, from: now + 1, isWithdrawn: false, rule: rule() }
        expect(rulesAt([...all, later], now)).toEqual(held)
        const next = nextChange(all, now)
        for (let moment = now; moment < Math.min(next, 40); moment += 1) expect(rulesAt(all, moment)).toEqual(held)
      }),
    )
  })

  test('the newest of those that began; its end, a version without a rule and a withdrawn one', () => {
    const one: RuleVersion = { id: 'a', version: 1, from: 10, rule: rule({ priority: 1 }), isWithdrawn: false }
    const two: RuleVersion = { ...one, version: 2, from: 20, until: 30, rule: rule({ priority: 2 }) }
    const held = (all: readonly RuleVersion[], now: number) => rulesAt(all, now).map(({ priority }) => priority)
    expect([9, 10, 19, 20, 29, 30].map((now) => held([two, one], now))).toEqual([[], [1], [1], [2], [2], []])
    expect(held([one, { ...two, isWithdrawn: true }], 25)).toEqual([1])
    expect(held([one, { id: 'a', version: 3, from: 15, isWithdrawn: false }], 16)).toEqual([])
  })
})

describe('conflicts and faults', () => {
  test('two rules conflict exactly when neither is more exact, both can fit, and they name different offices', () => {
    fc.assert(
      fc.property(rules, (all) => {
        const ranked = rankRules(all, matter)
        const [first, second] = ranked
        if (!first || !second) return
        const same = { ...first, id: second.id, to: { office: 'other' } }
        expect(ruleConflicts([first, same])).toEqual([{ one: first.id, other: second.id }])
        expect(ruleConflicts([first, { ...same, to: first.to }])).toEqual([])
        expect(ruleConflicts([first, { ...same, priority: first.priority + 1 }])).toEqual([])
      }),
    )
    const day = rule({ id: '1', time: { hours: [6, 22] } })
    const night = rule({ id: '2', time: { hours: [22, 6] }, to: { office: 'b' } })
    expect(ruleConflicts([day, night])).toEqual([])
    expect(ruleConflicts([day, { ...night, time: { hours: [21, 6] } }])).toHaveLength(1)
  })

  test('a rule says what is wrong with it, field by field', () => {
    expect(ruleFaults(rule())).toEqual([])
    const bad = rule({
      ...{ name: t(' '), priority: 10, code: 'component:1', to: { office: '' } },
      ...{ place: { divisions: ['31'], grids: ['1'] }, time: { weekdays: [8], hours: [0, 24] } },
    })
    expect(ruleFaults(bad).map(({ field }) => field)).toEqual([
      'name',
      'priority',
      'divisions',
      'grids',
      'code',
      'weekdays',
      'hours',
      'to',
    ])
  })
})
