import { describe, expect, test } from 'vitest'
import { hotline } from '../../packs/government/hotline/index.ts'
import { CityError } from '../errors/index.ts'
import { choice, number, place, text, yesNo } from '../record/index.ts'
import { type Calendar, workingDays } from '../time/index.ts'
import { canonicalJson, type PackDeclaration, pack, runPackTests, sealPack } from './index.ts'

const t = (zh: string, en: string) => ({ zh, en })
const head = { title: t('路灯', 'Lamp'), about: t('报修', 'Repairs'), area: 'city', owner: 'lighting' } as const

const calendar: Calendar = {
  id: 'plain',
  title: t('测试', 'Test'),
  zone: 'Asia/Shanghai',
  workdays: [1, 2, 3, 4, 5],
  hours: { 1: [[540, 1020]], 2: [[540, 1020]], 3: [[540, 1020]], 4: [[540, 1020]], 5: [[540, 1020]] },
  makeUpHours: [[540, 1020]],
  holidaysClose: true,
  years: [],
  beyond: 'weekly',
}

const lamp = pack('street-light', head)
  .asks({ where: place(t('位置', 'Where')), pole: text(t('杆号', 'Pole'), { optional: true }) })
  .step('inspect', {
    title: t('查看', 'Inspect'),
    reads: ['where'],
    gives: { broken: yesNo(t('坏了', 'Broken')), watts: number(t('功率', 'Power')) },
  })
  .step('repair', {
    title: t('修复', 'Repair'),
    within: workingDays(2),
    reads: ['where', 'inspect.broken'],
    when: (see) => see.inspect.broken.is(true),
    gives: { how: choice(t('方式', 'How'), { lamp: t('换灯', 'Lamp'), wire: t('接线', 'Wire') }) },
  })
  .marks({ text: 'pole', place: 'where', main: 'repair' })

const find = (declaration: PackDeclaration): CityError => {
  try {
    sealPack(declaration)
  } catch (cause) {
    if (cause instanceof CityError) return cause
    throw cause
  }
  throw new Error('It was accepted')
}

const change = (over: (plain: PackDeclaration) => unknown): PackDeclaration => {
  const { hash: _, ...plain } = JSON.parse(JSON.stringify(lamp.build()))
  over(plain)
  return plain
}

describe('a pack', () => {
  test('is plain frozen data with a hash of its content', () => {
    const built = lamp.build()
    expect(built.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.parse(JSON.stringify(built))).toEqual(built)
    expect(Object.isFrozen(built.flow.steps[0]?.gives)).toBe(true)
    expect(built.flow.steps[1]).toMatchObject({ after: ['inspect'], when: 'inspect.broken = true' })
  })

  test('has the same hash from the builder and from JSON, and another for any other content', () => {
    const built = lamp.build()
    const { hash, ...plain } = JSON.parse(JSON.stringify(built))
    expect(sealPack(plain).hash).toBe(hash)
    expect(sealPack({ ...plain, about: t('别的', 'Other') }).hash).not.toBe(hash)
    expect(canonicalJson({ b: 1, a: [undefined, 2] })).toBe('{"a":[null,2],"b":1}')
  })

  test('from JSON is refused with every fault named', () => {
    const bad = find(
      change((plain) => {
        const [inspect, repair] = plain.flow.steps as unknown as { reads: string[]; when?: string; roles: string[] }[]
        if (!inspect || !repair) throw new Error('two steps')
        inspect.reads = ['repair.how']
        repair.when = 'inspect.broke = true'
        repair.roles = []
        ;(plain.flow.marks as { main: string }).main = 'nowhere'
        ;(plain.flow.grants as Record<string, unknown>).fly = []
      }),
    )
    expect(bad.faults.map((fault) => fault.field).sort()).toEqual([
      'grants.fly',
      'inspect.reads',
      'marks.main',
      'repair.roles',
      'repair.when',
    ])
  })

  test.each([
    ['nothing', {}],
    ['another format', { ...JSON.parse(JSON.stringify(lamp.build())), hash: undefined, format: 2 }],
    ['a step that is a text', change((plain) => ((plain.flow as { steps: unknown }).steps = ['inspect']))],
    ['something more', change((plain) => ((plain as { run?: string }).run = 'rm'))],
  ])('%s is refused by its shape', (_, value) => {
    expect(find(value as PackDeclaration).code).toBe('pack.invalid')
  })

  test('whose own test fails is not for installing', () => {
    const wrong = lamp
      .test({
        name: 'never repaired',
        asks: { where: { address: '路口' } },
        acts: [{ do: 'complete', input: { broken: false, watts: 60 } }],
        expect: { status: 'open' },
      })
      .build()
    expect(() => runPackTests(wrong, calendar, Date.UTC(2026, 2, 2))).toThrow('never repaired')
    const right = lamp
      .test({
        name: 'not broken',
        asks: { where: { address: '路口' } },
        acts: [{ do: 'complete', input: { broken: false, watts: 60 } }],
        expect: { status: 'closed', steps: { repair: 'skipped' } },
      })
      .build()
    runPackTests(right, calendar, Date.UTC(2026, 2, 2))
    runPackTests(hotline, calendar, Date.UTC(2026, 2, 2))
  })
})

test('a wrong reference does not compile', () => {
  const one = pack('types', head).asks({
    age: number(t('年龄', 'Age')),
    kind: choice(t('类', 'Kind'), { a: t('甲', 'A'), b: t('乙', 'B') }),
  })
  const step = { title: t('办', 'Do'), gives: { done: yesNo(t('好了', 'Done')) } }
  // @ts-expect-error: no such field
  one.step('first', { ...step, reads: ['agee'] })
  // @ts-expect-error: a later step's answer
  one.step('first', { ...step, reads: ['second.done'] })
  const two = one.step('first', { ...step, reads: ['age', 'kind'] })
  two.step('second', {
    ...step,
    reads: ['first.done', 'age'],
    when: (see) => see.first.done.is(true).and(see.age.atLeast(18)),
  })
  // @ts-expect-error: it does not read that field
  expect(() => two.step('second', { ...step, reads: ['first.done'], when: (see) => see.age.atLeast(18) })).toBeDefined()
  // @ts-expect-error: an option that is not declared
  expect(() => two.step('second', { ...step, reads: ['kind'], when: (see) => see.kind.is('c') })).toBeDefined()
  // @ts-expect-error: a mark that is nowhere
  expect(() => two.marks({ text: 'nowhere', main: 'first' })).toBeDefined()
  // @ts-expect-error: a main step that is not there
  expect(() => two.marks({ text: 'age', main: 'third' })).toBeDefined()
})
