import { expect, test } from 'vitest'
import { CityError } from '../errors/index.ts'
import { choice, instant, integer } from '../record/index.ts'
import { askTable, decisionTable, type TableDeclaration, type Vocabulary } from './index.ts'

const say = (zh: string, en = zh) => ({ zh, en })
const vocabulary = {
  kind: choice(say('诉求类型', 'Kind'), {
    ask: say('咨询', 'enquiry'),
    help: say('求助', 'help'),
    complain: say('投诉', 'complaint'),
  }),
  sort: {
    urgency: choice(say('紧急程度', 'Urgency'), { urgent: say('紧急', 'urgent'), normal: say('一般', 'normal') }),
  },
  returned: integer(say('退回次数', 'Times returned')),
  at: instant(say('提交时间', 'Sent')),
} as const satisfies Vocabulary

type Input = 'kind' | 'urgent' | 'returned' | 'waited'
const declared: TableDeclaration<Input, { readonly days: number }> = {
  inputs: { kind: 'kind', urgent: 'sort.urgency', returned: 'returned', waited: 'now() - at' },
  hit: 'first',
  rows: [
    { when: { urgent: '"urgent"' }, gives: { days: 1 }, note: say('紧急件当日办', 'urgent cases within a day') },
    { when: { kind: '"help", "complain"', returned: '< 2' }, gives: { days: 5 } },
    { when: { kind: 'not("ask")', returned: '[2..9]', urgent: '-' }, gives: { days: 3 } },
    { when: { waited: '> duration("P30D")' }, gives: { days: 2 } },
    { when: {}, gives: { days: 15 } },
  ],
}
const at = Date.UTC(2026, 4, 1)
const limits = decisionTable(declared, vocabulary)

test.each([
  [{ sort: { urgency: 'urgent' } }, 1, []],
  [{ kind: 'help', returned: 0 }, 2, []],
  [{ kind: 'complain', returned: 2 }, 3, []],
  [{ kind: 'ask', returned: 2, at: '2026-03-01T00:00:00Z' }, 4, []],
  [{ kind: 'ask', returned: 0, at: '2026-04-30T00:00:00Z' }, 5, []],
  [{ kind: 'help' }, 5, [2, 3, 4]],
])('%j is decided by row %i', (facts, row, unknown) => {
  const answer = askTable(limits, facts, { at })
  expect(answer.hits.map((hit) => hit.row)).toEqual([row])
  expect(answer.hits[0]?.gives).toBe(declared.rows[row - 1]?.gives)
  expect(answer.unknown).toEqual(unknown)
  expect(answer.lacks.length > 0).toBe(unknown.length > 0)
})

test('the row that decided says why', () => {
  const [hit] = askTable(limits, { kind: 'help', returned: 1 }, { at }).hits
  expect(hit?.explanation.parts.map((part) => part.says)).toEqual([
    { zh: '诉求类型 “求助” 属于 “求助”、“投诉”：满足', en: 'Kind "help" is one of "help", "complaint": met' },
    { zh: '退回次数 1 须 < 2：满足', en: 'Times returned 1 should be < 2: met' },
  ])
  expect(askTable(limits, { sort: { urgency: 'urgent' } }).hits[0]?.note?.zh).toBe('紧急件当日办')
})

test('“collect” gives every row that holds', () => {
  const all = decisionTable({ ...declared, hit: 'collect' }, vocabulary)
  const facts = { sort: { urgency: 'urgent' }, kind: 'help', returned: 1, at: '2026-04-30T00:00:00Z' }
  expect(askTable(all, facts, { at }).hits.map((hit) => hit.row)).toEqual([1, 2, 5])
})

test('“unique” refuses two rows that hold at once, and two rows that are the same', () => {
  const one = decisionTable({ ...declared, hit: 'unique', rows: declared.rows.slice(0, 4) }, vocabulary)
  expect(askTable(one, { kind: 'ask', sort: { urgency: 'urgent' }, returned: 0, at }, { at }).hits).toHaveLength(1)
  expect(() => askTable(one, { kind: 'help', sort: { urgency: 'urgent' }, returned: 0, at }, { at })).toThrow(
    'rows 1, 2',
  )
  const twice = { ...declared, hit: 'unique', rows: [...declared.rows, { when: {}, gives: { days: 9 } }] } as const
  expect(() => decisionTable(twice, vocabulary)).toThrow('rows 5, 6')
})

test.each([
  [{ urgent: '"urgnt"' }, 'one of'],
  [{ returned: '"2"' }, 'number'],
  [{ waited: '> 3' }, 'duration'],
  [{ kind: 'not("ask"' }, '")"'],
  [{ kind: '' }, 'belongs here'],
])('a wrong cell %j is refused with its row', (when, words) => {
  const table = { ...declared, rows: [...declared.rows.slice(0, 1), { when, gives: { days: 1 } }] }
  try {
    decisionTable(table, vocabulary)
    expect.unreachable()
  } catch (error) {
    if (!(error instanceof CityError)) throw error
    expect(error.code).toBe('rules.table')
    expect(error.faults[0]?.row).toBe(2)
    expect(error.message).toContain(words)
  }
})

test('a cell for an input that is not there does not compile, and is refused', () => {
  // @ts-expect-error no such input
  const wrong: TableDeclaration<Input, number>['rows'][number] = { when: { urgnt: '"urgent"' }, gives: 1 }
  expect(() => decisionTable({ ...declared, rows: [wrong] }, vocabulary)).toThrow('there is no input "urgnt"')
})
