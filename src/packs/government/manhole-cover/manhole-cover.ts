import { pack } from '../../../kernel/pack/index.ts'
import { choice, files, longText, text, yesNo } from '../../../kernel/record/index.ts'
import { anyOf } from '../../../kernel/rules/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours, workingDays, workingHours } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'

/** Subclasses 01 to 12 and 14 of public utilities. */
const coverClasses = [...Array.from({ length: 12 }, (_, index) => index + 1), 14].map(
  (minor) => `component:01${String(minor).padStart(2, '0')}`,
)

/**
 * A manhole cover that is missing, moved or broken (井盖缺失移位): guarded first, then mended by whoever owns it. Who owns it is told
 * by the component's census; limits are proposals that a city edits in its own copy.
 */
export const manholeCover = pack('manhole-cover', {
  title: t('井盖缺失移位', 'Manhole cover missing or moved'),
  about: t('井盖缺失、移位、破损，先围挡再修复', 'A cover missing, moved or broken: guarded first, then mended'),
  area: 'government',
  owner: 'operation-centre',
  begunBy: 'staff',
})
  .asks({
    ...foundFields,
    ownership: choice(t('权属', 'Owner'), {
      drainage: t('排水', 'Drainage'),
      water: t('供水', 'Water supply'),
      gas: t('燃气', 'Gas'),
      power: t('电力', 'Power'),
      telecom: t('通信', 'Telecoms'),
      unknown: t('权属不明', 'Not known'),
    }),
    component: text(t('部件编码', 'Component code'), { optional: true, max: 40 }),
  })
  .hears(
    [
      { alarms: ['manhole-open'] },
      { camera: ['manhole'] },
      // Covers by owner among the components of class 01; poles, cabinets and lights are none.
      { patrol: coverClasses },
      {
        reports: {
          pack: 'hotline',
          classes: ['城乡建设/市政设施/井盖缺失'],
          words: ['井盖不见', '井盖缺失', '井盖没', '井盖移位', '井盖破', '没有井盖', '窨井盖'],
        },
      },
    ],
    {
      fills: {
        ...foundFills,
        ownership: { fact: 'ownership', otherwise: 'unknown' },
        component: { fact: 'component' },
      },
      joins: { metres: 30, hours: 24 },
    },
  )
  .responsible([
    {
      name: 'gas',
      when: (see) => see.ownership.is('gas'),
      to: { duty: 'housing', level: 'district' },
      because: t('燃气井盖由燃气主管部门督促权属单位修复', 'Gas covers are mended through the authority for gas'),
    },
    {
      name: 'drainage',
      when: (see) => anyOf(see.ownership.is('drainage'), see.ownership.is('water')),
      to: { duty: 'water', level: 'district' },
      because: t('供排水井盖由水务部门修复', 'Covers of water and drainage are mended by the water authority'),
    },
    {
      name: 'lines',
      when: (see) => anyOf(see.ownership.is('power'), see.ownership.is('telecom')),
      to: { duty: 'economy-information', level: 'district' },
      because: t(
        '电力通信井盖由经信部门督促权属单位修复',
        'Covers of lines are mended through the authority for industry',
      ),
    },
    {
      name: 'unknown',
      to: { duty: 'construction', level: 'district' },
      because: t(
        '权属不明的由建设管理部门代为处置',
        'Without a known owner the construction authority acts in his stead',
      ),
    },
  ])
  .step('guard', {
    title: t('先行围挡', 'Guard'),
    by: 'street',
    roles: ['grid-member', 'clerk', 'dispatcher'],
    within: hours(1),
    reads: ['what', 'where', 'ownership', 'component'],
    checks: {
      begins: t('井盖缺失、移位、破损，危及通行', 'A cover is missing, moved or broken and endangers traffic'),
    },
    gives: {
      found: choice(t('现场情况', 'What is there'), {
        missing: t('缺失', 'Missing'),
        moved: t('移位', 'Moved'),
        broken: t('破损', 'Broken'),
        well: t('完好', 'Well'),
      }),
      guarded: yesNo(t('已围挡警示', 'Guarded and signed')),
      evidence: files(t('现场照片', 'Photos'), { optional: true, max: 9 }),
    },
  })
  .step('mend', {
    title: t('修复', 'Mend'),
    byRules: true,
    roles: ['clerk', 'grid-member', 'dispatcher'],
    within: { by: 'guard.found', of: { missing: workingHours(8), moved: workingHours(8) }, otherwise: workingDays(2) },
    reads: ['where', 'ownership', 'component', 'guard.found'],
    when: (see) => see.guard.found.isNot('well'),
    checks: {
      ends: t('井盖完好、与路面齐平，围挡撤除', 'The cover is whole and level with the road, barriers are gone'),
    },
    gives: {
      result: choice(t('处置结果', 'Result'), {
        replaced: t('已更换', 'Replaced'),
        reset: t('已复位', 'Put back'),
        handed: t('已移交权属单位', 'Handed to the owner'),
      }),
      reply: longText(t('答复', 'Reply'), { max: 2000 }),
      evidence: files(t('处置照片', 'Photos'), { optional: true, max: 9 }),
    },
  })
  .filedAs(cityClasses('城乡建设/市政设施/井盖缺失'), { class: '城乡建设/市政设施/井盖缺失' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'mend', reply: 'mend.reply' })
  .returns(returns)
  .extension({ most: 1, longest: workingDays(5) })
  .withMessages(messages)
  .withFigures(figuresOf('井盖', 'Manhole covers'))
  .nearby({ metres: 100, days: 3 })
  .test({
    name: 'guarded, then replaced',
    asks: { what: '井盖缺失', severity: 'serious', ownership: 'drainage' },
    acts: [
      { do: 'complete', input: { found: 'missing', guarded: true } },
      { do: 'complete', input: { result: 'replaced', reply: '已更换井盖。' } },
    ],
    expect: { status: 'closed', steps: { guard: 'done', mend: 'done' } },
  })
  .test({
    name: 'the cover is well',
    asks: { what: '井盖移位', severity: 'serious', ownership: 'unknown' },
    acts: [{ do: 'complete', input: { found: 'well', guarded: false } }],
    expect: { status: 'closed', steps: { mend: 'skipped' } },
  })
  .build()
