import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plans } from '../../packs/city/plans/index.ts'
import { differenceOf, hashPlans, isOver, levelsOf, type Plan, planFaults, readyOrders, wantedAt } from './index.ts'

const words = { zh: '某', en: 'some' }
const task = (id: string, more: Partial<Plan['tasks'][number]> = {}): Plan['tasks'][number] => ({
  ...{ id, title: words, text: words, at: ['IV'], to: [{ duty: 'a', levels: ['city'] }] },
  ...{ acknowledgeWithin: 5, doneWithin: 10 },
  ...more,
})
const plan = (...tasks: Plan['tasks']): Plan => ({
  ...{ id: 'p', title: words, hazard: 'typhoon', basis: words, proposes: {}, tasks, resources: [], messages: [] },
})

describe('a plan', () => {
  it('is known by its content alone', () => {
    const [one, again, other] = hashPlans([plan(task('a')), plan(task('a')), plan(task('b'))])
    expect(one?.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(again?.hash).toBe(one?.hash)
    expect(other?.hash).not.toBe(one?.hash)
    expect(() => {
      ;(one?.plan as { id: string }).id = 'changed'
    }).toThrow()
  })

  it.each([
    ['two tasks of one id', plan(task('a'), task('a'))],
    ['a task after one that is not there', plan(task('a', { after: ['b'] }))],
    ['a circle', plan(task('a', { after: ['b'] }), task('b', { after: ['a'] }))],
    ['a task after one that a level lacks', plan(task('a'), task('b', { at: ['IV', 'I'], after: ['a'] }))],
    ['a language missing', plan(task('a', { text: { zh: '某', en: '' } }))],
    ['nobody to do it', plan(task('a', { to: [] }))],
    ['done before acknowledged', plan(task('a', { doneWithin: 1 }))],
    ['a proposal of an empty level', { ...plan(task('a')), proposes: { red: 'I' as const } }],
  ])('is refused with %s', (_, bad) => {
    expect(planFaults(bad).length).toBeGreaterThan(0)
    expect(() => hashPlans([bad])).toThrow(TypeError)
  })

  it('that ships proposes only what it can do', () => {
    expect(plans.map(({ plan: { id } }) => id)).toEqual(['typhoon', 'rainstorm', 'gas-explosion', 'crowd'])
    for (const one of plans) expect(levelsOf(one.plan)).toEqual(['IV', 'III', 'II', 'I'])
  })
})

describe('orders of a level', () => {
  const office = (id: string) => ({ id, path: `/${id}`, level: 'city' as const })
  const two = plan(
    task('a', { at: ['IV', 'III'] }),
    task('b', { at: ['III'], after: ['a'], to: [{ duty: 'x', levels: ['grid'] }] }),
  )

  it('go to everybody with the duty, once each, and say where there is nobody', () => {
    const wanted = wantedAt(two, 'III', (duty) => (duty === 'a' ? [office('one'), office('two'), office('one')] : []))
    expect(wanted.orders.map((order) => [order.task.id, order.office.id])).toEqual([
      ['a', 'one'],
      ['a', 'two'],
    ])
    expect(wanted.nobody).toEqual([{ task: 'b', duty: 'x', level: 'grid' }])
  })

  it('wait until every order before is over', () => {
    const [a1, a2, b] = [
      { id: '1', task: 'a', state: 'done' as const },
      { id: '2', task: 'a', state: 'issued' as const },
      { id: '3', task: 'b', state: 'waiting' as const },
    ]
    expect(readyOrders(two, [a1, a2, b])).toEqual([])
    expect(readyOrders(two, [a1, { ...a2, state: 'refused' }, b])).toEqual(['3'])
  })

  const states = ['waiting', 'issued', 'acknowledged', 'done', 'refused', 'withdrawn'] as const
  it('after any change of level are those wanted and what is over, none twice', () => {
    const pair = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', 'y', 'z'))
    const unique = fc.uniqueArray(pair, { selector: String })
    fc.assert(
      fc.property(
        unique,
        unique,
        fc.array(fc.constantFrom(...states), { minLength: 9, maxLength: 9 }),
        (has, wants, how) => {
          const standing = has.map(([one, at], i) => ({
            id: String(i),
            task: one,
            office: at,
            state: how[i] ?? 'issued',
          }))
          const wanted = wants.map(([one, at]) => ({ task: task(one), office: office(at) }))
          const { add, withdraw } = differenceOf(standing, wanted)
          const kept = standing.filter((one) => !isOver(one.state) && !withdraw.includes(one))
          const open = [
            ...kept.map((one) => `${one.task}${one.office}`),
            ...add.map((one) => one.task.id + one.office.id),
          ]
          const settled = standing.filter(({ state }) => state === 'done' || state === 'refused')
          const expected = wants.map(String).filter((one) => !settled.some((s) => `${s.task},${s.office}` === one))
          expect(open.sort()).toEqual(expected.map((one) => one.replace(',', '')).sort())
        },
      ),
    )
  })
})
