import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { systemActor } from '../access/index.ts'
import { CityError } from '../errors/index.ts'
import { appendHappening, type CaseState, isOver, type Source, sourcesOf, submit, type World } from '../flow/index.ts'
import { choice, longText, number, officeField, place, text } from '../record/index.ts'
import { answersFor, findHearing, pack, type Signal, sealPack } from './index.ts'

const t = (zh: string, en: string) => ({ zh, en })
const head = { title: t('路灯', 'Lamp'), about: t('报修', 'Repairs'), area: 'city', owner: 'lighting' } as const

const asking = pack('lamp', head).asks({
  what: longText(t('情况', 'What'), { max: 20 }),
  where: place(t('位置', 'Where'), { optional: true }),
  level: choice(t('级别', 'Level'), { low: t('低', 'Low'), high: t('高', 'High') }),
  watts: number(t('功率', 'Power'), { optional: true, max: 500 }),
  office: officeField(t('机构', 'Office'), { optional: true }),
  owner: text(t('权属', 'Owner'), { optional: true }),
})
const fills = {
  what: 'text',
  where: 'place',
  level: { by: 'level', of: { serious: 'high' }, otherwise: 'low' },
  watts: 'value',
  owner: { fact: 'owner' },
} as const

const lamp = asking
  .hears(
    [
      { alarms: ['lamp-failed'] },
      { patrol: ['component:0120'] },
      { reports: { pack: 'hotline', classes: ['市政/路灯'], words: ['路灯不亮'], but: ['车灯'] }, opens: 2 },
    ],
    { fills, joins: { metres: 100, hours: 24 } },
  )
  .responsible([
    { name: 'old', until: '2025-12-31', to: { duty: 'old', level: 'city' }, because: t('旧规', 'The old rule') },
    { name: 'named', to: { answer: 'office' }, because: t('指定', 'It was named') },
    {
      name: 'night',
      when: (see) => see.hour.lessThan(6),
      to: { duty: 'night', level: 'district' },
      because: t('夜间', 'At night'),
    },
    { name: 'here', within: ['310101'], to: { duty: 'here', level: 'street' }, because: t('本区', 'In this district') },
    {
      name: 'work',
      when: (see) => see.isWorkTime.is(true),
      to: { duty: 'work', level: 'city' },
      because: t('上班', 'At work'),
    },
    { name: 'rest', to: { duty: 'rest', level: 'city' }, because: t('其余', 'Else') },
  ])
  .step('mend', { title: t('修', 'Mend'), byRules: true, gives: { done: text(t('结果', 'Result')) } })
  .marks({ text: 'what', place: 'where', main: 'mend' })
  .build()

const signal = (more: Partial<Signal> = {}): Signal => ({
  ...{ id: 's1', source: 'alarm', kind: 'lamp-failed', who: 'd1', at: '2026-03-02T01:00:00.000Z' },
  ...{ title: t('灯', 'Lamp'), text: t('路灯不亮', 'A lamp is dark') },
  ...more,
})

/** Duties of every name exist; so does the office `park`. Working time is nine to five. */
const worldAt = (now: number): World => ({
  now,
  findOffice: (id) => (id === 'park' ? { office: id, path: `/${id}` } : undefined),
  findDuty: (duty, division) => ({ office: `${duty}@${division ?? ''}`, path: `/${duty}` }),
  dispatcherOf: () => undefined,
  supervisorOf: () => undefined,
  due: (from, { amount }) => {
    const hour = new Date(from + 8 * 3_600_000).getUTCHours()
    return hour >= 9 && hour < 17 ? from + amount * 3_600_000 : from + 86_400_000
  },
})

const begin = (answers: object, now = Date.UTC(2026, 2, 2, 2), id = 'a', more: { source?: Source } = {}): CaseState =>
  submit({
    ...{ flow: lamp.flow, pack: lamp.name, hash: lamp.hash, id, number: id, actor: systemActor, world: worldAt(now) },
    ...{ answers: { what: 'x', level: 'low', ...answers }, origin: { channel: 'device' }, ...more },
  }).state

describe('what a pack hears', () => {
  test('a wrong mapping does not compile, and as JSON it is refused with its place', () => {
    const build = (wrong: object) =>
      // The type refuses what is tried below; here it comes as JSON would.
      sealPack({ ...JSON.parse(JSON.stringify({ ...lamp, hash: undefined })), fills: { ...fills, ...wrong } })
    // @ts-expect-error a field that the form does not have
    asking.hears([{ alarms: ['x'] }], { fills: { ...fills, colour: 'text' } as const satisfies typeof fills })
    // @ts-expect-error a required field is not filled
    asking.hears([{ alarms: ['x'] }], { fills: { what: 'text' } })
    // @ts-expect-error a value that is none of the options
    asking.hears([{ alarms: ['x'] }], { fills: { ...fills, level: { is: 'medium' } } })
    // @ts-expect-error a number is not filled by a text
    asking.hears([{ alarms: ['x'] }], { fills: { ...fills, watts: 'text' } })
    const faultOf = (wrong: object) => {
      try {
        build(wrong)
      } catch (cause) {
        if (cause instanceof CityError) return cause.faults?.map(({ field }) => field)
        throw cause
      }
      return undefined
    }
    expect(faultOf({ colour: 'text' })).toEqual(['fills.colour'])
    expect(faultOf({ level: { is: 'medium' } })).toEqual(['fills.level'])
    expect(faultOf({ watts: 'text' })).toEqual(['fills.watts'])
    expect(faultOf({ what: { fact: 'said' } })).toEqual(['fills.what'])
    expect(faultOf({})).toBeUndefined()
  })

  test('alarms by name, components by code, reports by words until somebody sorts them', () => {
    const hears = (more: Partial<Signal>) => findHearing([lamp], signal(more))
    expect(hears({})).toMatchObject({ kind: 'lamp', opens: 1 })
    expect(hears({ kind: 'other' })).toBeUndefined()
    expect(hears({ source: 'patrol', kind: 'component:012003' })?.pack.name).toBe('lamp')
    const report = { source: 'report', kind: 'hotline' } as const
    expect(hears(report)).toMatchObject({ word: '路灯不亮', opens: 2 })
    expect(hears({ ...report, text: t('车灯和路灯不亮', '') })).toBeUndefined()
    expect(hears({ ...report, class: '市政/道路' })).toBeUndefined()
    expect(hears({ ...report, class: '市政/路灯/灯杆', text: t('歪了', '') })).toMatchObject({ kind: 'lamp' })
    expect(hears({ ...report, kind: 'other-pack' })).toBeUndefined()
  })

  test('a signal fills the form; what does not fit is left out or replaced', () => {
    expect(
      answersFor(lamp, signal({ level: 'serious', value: 60, point: [121, 31], facts: { owner: 'city' } }), 'o'),
    ).toEqual({
      ...{ what: '路灯不亮', level: 'high', watts: 60, where: { point: [121, 31] }, owner: 'city' },
    })
    const long = answersFor(lamp, signal({ text: t('长'.repeat(50), ''), value: 9_999, level: 'unheard-of' }), 'o')
    expect(long).toEqual({ what: `${'长'.repeat(19)}…`, level: 'low' })
    // Never in the middle of a letter of two parts, which nothing could keep.
    const faces = answersFor(lamp, signal({ text: t('😀'.repeat(50), '') }), 'o')
    expect(faces).toEqual({ what: `${'😀'.repeat(9)}…`, level: 'low' })
  })
})

describe('who answers', () => {
  const holderOf = (answers: object, now?: number) => {
    const { holder, because } = begin(answers, now).tasks.mend ?? {}
    return [holder?.office, because?.en]
  }
  const where = (division: string) => ({ where: { division } })
  test('by what is answered, place, time of day and dates, with the reason', () => {
    expect(holderOf({ office: 'park' })).toEqual(['park', 'It was named'])
    // An office that is no more is passed over.
    expect(holderOf({ office: 'gone', ...where('310101002005') })).toEqual(['here@310101002005', 'In this district'])
    expect(holderOf(where('310115001'))).toEqual(['work@', 'At work'])
    // Seven in the evening, and three at night, by the city's clock.
    expect(holderOf({}, Date.UTC(2026, 2, 2, 11))).toEqual(['rest@', 'Else'])
    expect(holderOf(where('310115001'), Date.UTC(2026, 2, 1, 19))).toEqual(['night@310115', 'At night'])
    expect(holderOf({}, Date.UTC(2025, 11, 31, 3))).toEqual(['old@', 'The old rule'])
    // Midnight in the city ends the year, not in Greenwich.
    expect(holderOf({ office: 'park' }, Date.UTC(2025, 11, 31, 17))).toEqual(['park', 'It was named'])
  })
})

describe('joining and taking apart', () => {
  const world = worldAt(Date.UTC(2026, 2, 2, 3))
  const apply = (state: CaseState, ...happenings: Parameters<typeof appendHappening>[2][]) =>
    happenings.reduce<CaseState>((at, one) => appendHappening(lamp.flow, at, one, systemActor, world).state, state)
  const plain = ({ seq: _, changedAt: __, ...rest }: CaseState) => JSON.parse(JSON.stringify(rest))
  const sources = fc.uniqueArray(
    fc.record({ id: fc.constantFrom('d1', 'd2', 'd3', 'd4', 'd5'), at: fc.integer({ min: 0, max: 1_000 }) }),
    { selector: ({ id }) => id, maxLength: 5 },
  )
  const heardOf = (all: readonly { id: string; at: number }[]) =>
    all.map(({ id, at }) => ({ id, at, channel: 'device' as const, answers: { what: id } }))

  test('taking out what was joined leaves both as they were', () => {
    fc.assert(
      fc.property(sources, sources, (mine, theirs) => {
        const own = new Set(mine.map(({ id }) => id))
        const target = apply(begin({}), { type: 'heard', sources: heardOf(mine) })
        const other = apply(begin({}, undefined, 'b'), {
          type: 'heard',
          sources: heardOf(theirs.filter(({ id }) => !own.has(id))),
        })
        const joined = apply(other, { type: 'joined', into: 'a', intoNumber: 'a', reason: 'rule' })
        const absorbing = apply(target, {
          ...{ type: 'absorbed', from: 'b', fromNumber: 'b', origin: other.origin, at: other.openedAt },
          sources: sourcesOf(other),
        })
        expect(sourcesOf(absorbing)).toHaveLength(sourcesOf(target).length + sourcesOf(other).length)
        // What its device tells meanwhile goes with it.
        const told = apply(absorbing, {
          type: 'heard',
          sources: heardOf(theirs.filter(({ id }) => !own.has(id)).slice(0, 1)),
        })
        expect(sourcesOf(told)).toHaveLength(sourcesOf(absorbing).length)
        expect(plain(apply(told, { type: 'released', other: 'b', reason: '' }))).toEqual(plain(target))
        expect(plain(apply(joined, { type: 'separated', from: 'a', reason: '' }))).toEqual(plain(other))
      }),
    )
  })

  test('hearing and parting a source leaves the case as it was; hearing it again counts it', () => {
    fc.assert(
      fc.property(sources, fc.integer({ min: 0, max: 1_000 }), (all, at) => {
        const before = apply(begin({}), { type: 'heard', sources: heardOf(all) })
        const more = apply(before, { type: 'heard', sources: heardOf([{ id: 'new', at }]) })
        const parted = { type: 'parted', source: 'new', into: 'c', intoNumber: 'c', reason: '' } as const
        expect(plain(apply(more, parted))).toEqual(plain(before))
        const again = apply(more, {
          type: 'heard',
          sources: heardOf([
            { id: 'new', at: at + 5 },
            { id: 'new', at: at - 5 },
          ]),
        })
        expect(sourcesOf(again).find(({ id }) => id === 'new')).toMatchObject({ times: 3, at: at - 5, lastAt: at + 5 })
      }),
    )
  })

  test('a source is over from when it says so until it tells again, wherever it stands, in whatever order it is heard', () => {
    const over = (at: number) =>
      ({
        type: 'calmed',
        sources: [
          { id: 'd1', at, why: 'calm' },
          { id: 'nobody', at, why: 'calm' },
        ],
      }) as const
    const told = (at: number) => ({ type: 'heard', sources: heardOf([{ id: 'd1', at }]) }) as const
    const source: Source = { id: 'd1', channel: 'device', at: 10 }
    const other = begin({}, undefined, 'b', { source })
    const absorbed = {
      type: 'absorbed',
      ...{ from: 'b', fromNumber: 'b', origin: other.origin, at: 0, sources: sourcesOf(other) },
    } as const
    for (const begun of [
      begin({}, undefined, 'a', { source }),
      apply(begin({}), told(10)),
      apply(begin({}), absorbed),
    ]) {
      const isCalm = (...all: Parameters<typeof appendHappening>[2][]) =>
        sourcesOf(apply(begun, ...all))
          .filter(isOver)
          .map(({ id }) => id)
      expect(isCalm()).toEqual([])
      expect(isCalm(over(20))).toEqual(['d1'])
      expect(isCalm(over(20), told(30))).toEqual([])
      expect(isCalm(told(30), over(20))).toEqual([])
      expect(isCalm(over(20), told(30), over(40), over(35))).toEqual(['d1'])
      expect(apply(begun, over(20)).status).toBe('open')
    }
  })

  test('the source that a case began with is counted where it stands', () => {
    const source: Source = { id: 'd1', channel: 'device', at: 10 }
    const state = apply(begin({}, undefined, 'a', { source }), {
      type: 'heard',
      sources: heardOf([{ id: 'd1', at: 20 }]),
    })
    expect(sourcesOf(state)).toEqual([{ id: 'd1', channel: 'device', at: 10, lastAt: 20, times: 2 }])
  })
})
