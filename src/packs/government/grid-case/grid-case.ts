import { pack } from '../../../kernel/pack/index.ts'
import { mostLimit } from '../../../kernel/patrol/index.ts'
import { choice, files, longText, officeField, text, yesNo } from '../../../kernel/record/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours, type Within, workingDays, workingHours } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { everyCityClass } from '../city-classes.ts'

const upTo = (most: number) => Array.from({ length: most }, (_, index) => index + 1)

type LimitName = `workingHour-${number}` | `workingDay-${number}`

/** Every limit that a city's table may set, by its name: the clock of the case follows the table. */
const limits: readonly (readonly [LimitName, Words, Within])[] = [
  ...upTo(mostLimit.workingHour).map(
    (n) =>
      [
        `workingHour-${n}`,
        t(`${n} 工作小时`, n === 1 ? 'one working hour' : `${n} working hours`),
        workingHours(n),
      ] as const,
  ),
  ...upTo(mostLimit.workingDay).map(
    (n) =>
      [`workingDay-${n}`, t(`${n} 工作日`, n === 1 ? 'one working day' : `${n} working days`), workingDays(n)] as const,
  ),
]
// Made of names of limits alone.
const limitWords = Object.fromEntries(limits.map(([name, words]) => [name, words])) as Record<LimitName, Words>
const limitLengths = Object.fromEntries(limits.map(([name, , within]) => [name, within])) as Record<LimitName, Within>

/** What a table files under no class of the city is a municipal facility until somebody says better. */
const otherwise = '城乡建设/市政设施'

/**
 * Whatever a patrol finds that no other scenario hears (网格案件): filed by the city's table, handled by the unit which that table
 * names, within its limit, and checked on the spot against its closing condition.
 */
export const gridCase = pack('grid-case', {
  title: t('网格案件', 'Grid case'),
  about: t(
    '巡查发现的部件、事件问题，按立案结案标准处置',
    'What patrols find, handled by the city’s table of filing and closing conditions',
  ),
  area: 'government',
  owner: 'operation-centre',
  begunBy: 'staff',
})
  .asks({
    ...foundFields,
    kind: text(t('类别代码', 'Class'), { optional: true, max: 40 }),
    under: text(t('归入分类', 'Filed under'), { optional: true, max: 120 }),
    filing: longText(t('立案条件', 'Filing condition'), { optional: true, max: 500 }),
    closing: longText(t('结案条件', 'Closing condition'), { optional: true, max: 500 }),
    limit: choice(t('处置时限', 'Limit'), limitWords),
    ownership: text(t('权属', 'Owner'), { optional: true, max: 40 }),
    component: text(t('部件编码', 'Component code'), { optional: true, max: 40 }),
    office: officeField(t('责任单位', 'Responsible unit')),
  })
  .hears([{ patrol: ['component:', 'event:'], as: { by: 'class' } }], {
    fills: {
      ...foundFills,
      ...{ kind: 'kind', office: 'office', ownership: { fact: 'ownership' }, component: { fact: 'component' } },
      ...{ filing: { fact: 'filing' }, closing: { fact: 'closing' }, under: { fact: 'under' } },
      limit: { fact: 'limit', otherwise: 'workingDay-3' },
    },
    joins: { metres: 30, hours: 24 },
  })
  .responsible([
    {
      name: 'table',
      to: { answer: 'office' },
      because: t('按城市的部件、事件责任单位表', 'By the city’s table of responsible units'),
    },
    {
      name: 'street',
      to: { duty: 'street', level: 'street' },
      because: t('责任单位表中没有，由所在街镇处置', 'The table names nobody: the street that it lies in acts'),
    },
  ])
  .step('handle', {
    title: t('处置', 'Handle'),
    byRules: true,
    roles: ['clerk', 'grid-member', 'dispatcher'],
    within: {
      by: 'limit',
      of: limitLengths,
      otherwise: workingDays(3),
    },
    reads: ['what', 'where', 'photos', 'kind', 'filing', 'closing', 'limit', 'ownership', 'component', 'office'],
    checks: { begins: t('现场符合立案条件', 'The place meets the filing condition') },
    gives: {
      result: choice(t('处置结果', 'Result'), {
        done: t('已处置', 'Handled'),
        none: t('现场没有', 'Nothing there'),
        handed: t('已移交权属单位', 'Handed to the owner'),
      }),
      reply: longText(t('处置情况', 'What was done'), { max: 2000 }),
      evidence: files(t('处置后照片', 'Photos after'), { optional: true, max: 9 }),
    },
  })
  .step('check', {
    title: t('核查结案', 'Check and close'),
    by: 'street',
    roles: ['grid-member', 'clerk', 'dispatcher'],
    within: hours(24),
    reads: ['where', 'photos', 'closing', 'handle.result', 'handle.reply', 'handle.evidence'],
    checks: { ends: t('现场符合结案条件', 'The place meets the closing condition') },
    gives: {
      meets: yesNo(t('符合结案条件', 'It meets the closing condition')),
      note: longText(t('核查情况', 'Note'), { optional: true, max: 1000 }),
      seen: files(t('核查照片', 'Photos of the check'), { optional: true, max: 9 }),
    },
  })
  // The table says it, class by class: this pack knows none of its codes.
  .filedAs(everyCityClass, {
    by: 'under',
    of: Object.fromEntries(everyCityClass.classes.map(({ code }) => [code, code])),
    otherwise,
  })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'handle', reply: 'handle.reply' })
  .redo({ from: 'handle', within: hours(72), most: 2, when: (see) => see.check.meets.is(false) })
  .returns(returns)
  .extension({ most: 1, longest: workingDays(5) })
  .withMessages(messages)
  .withFigures(figuresOf('网格案件', 'Grid cases'))
  .nearby({ metres: 100, days: 3 })
  .test({
    name: 'handled and checked',
    asks: { what: '公共座椅断裂', severity: 'warning', limit: 'workingDay-5', office: 'street' },
    acts: [
      { do: 'complete', step: 'handle', input: { result: 'done', reply: '已更换。' } },
      { do: 'complete', step: 'check', input: { meets: true } },
    ],
    expect: { status: 'closed', steps: { handle: 'done', check: 'done' } },
  })
  .test({
    name: 'it does not meet the closing condition: handled again',
    asks: { what: '占道堆物', severity: 'warning', limit: 'workingHour-4', office: 'street' },
    acts: [
      { do: 'complete', step: 'handle', input: { result: 'done', reply: '已清走。' } },
      { do: 'complete', step: 'check', input: { meets: false } },
    ],
    expect: { status: 'open', steps: { handle: 'open', check: 'waiting' } },
  })
  .build()
