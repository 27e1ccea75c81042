import { pack } from '../../../kernel/pack/index.ts'
import { choice, files, longText, number, yesNo } from '../../../kernel/record/index.ts'
import { allOf } from '../../../kernel/rules/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours, workingDays, workingHours } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'
/**
 * Waste where it does not belong, and bins that run over (垃圾偷倒与满溢): two kinds of happening that one team handles; a full bin never
 * joins a dumped load. Limits are proposals that a city edits in its own copy.
 */
export const illegalDumping = pack('illegal-dumping', {
  title: t('垃圾偷倒与满溢', 'Illegal dumping and full bins'),
  about: t(
    '偷倒渣土垃圾、垃圾箱满溢，清运、取证、查处',
    'Dumped loads and full bins: cleared, evidence kept, followed up',
  ),
  area: 'government',
  owner: 'city-appearance',
  begunBy: 'staff',
})
  .asks({
    ...foundFields,
    matter: choice(t('情形', 'Matter'), { dumping: t('偷倒', 'Dumped'), overfull: t('满溢', 'Overfull') }),
    fill: number(t('满溢度', 'Fill'), { optional: true, min: 0, max: 100, unit: t('%', '%') }),
  })
  .hears(
    [
      { alarms: ['bin-full'], as: 'overfull' },
      { camera: ['dumping'], as: 'dumping' },
      // Event 0103 积存垃圾渣土 after CJ/T 214 [?].
      { patrol: ['event:0103'], as: 'dumping' },
      {
        reports: { pack: 'hotline', classes: [], words: ['偷倒', '乱倒垃圾', '倾倒渣土', '建筑垃圾'], but: ['收费'] },
        as: 'dumping',
      },
      { reports: { pack: 'hotline', classes: [], words: ['垃圾桶满', '垃圾箱满', '垃圾满溢'] }, as: 'overfull' },
    ],
    {
      fills: {
        ...foundFills,
        matter: { by: 'kind', of: { 'bin-full': 'overfull' }, otherwise: 'dumping' },
        fill: 'value',
      },
      joins: { metres: 60, hours: 24 },
    },
  )
  .responsible([
    {
      name: 'bin',
      when: (see) => see.matter.is('overfull'),
      to: { duty: 'street', level: 'street' },
      because: t('满溢由所在街镇安排清运', 'Full bins are emptied by the street'),
    },
    {
      name: 'night',
      when: (see) => see.isWorkTime.is(false),
      to: { duty: 'operation-centre', level: 'district' },
      because: t('非工作时间的偷倒由区城运中心值班处置', 'Outside working time the district’s operation centre acts'),
    },
    {
      name: 'enforcement',
      to: { duty: 'urban-enforcement', level: 'district' },
      because: t('偷倒由城管执法部门取证查处', 'Dumping is for those who enforce the city’s order'),
    },
  ])
  .step('clear', {
    title: t('清运', 'Clear'),
    byRules: true,
    roles: ['grid-member', 'clerk', 'dispatcher'],
    within: { by: 'matter', of: { overfull: hours(4) }, otherwise: workingHours(8) },
    reads: ['what', 'where', 'matter', 'photos'],
    checks: {
      begins: t(
        '道路、绿地、水边倾倒的垃圾渣土，或垃圾箱满溢',
        'Waste or rubble on roads, greens and banks, or a bin running over',
      ),
      ends: t('垃圾清除、地面清洁；偷倒的已取证', 'Waste is gone, the ground clean; of dumping there is evidence'),
    },
    gives: {
      done: choice(t('处置结果', 'Result'), {
        cleared: t('已清除', 'Cleared'),
        none: t('现场没有', 'Nothing there'),
      }),
      culprit: yesNo(t('已锁定责任人', 'It is known who did it'), { optional: true }),
      reply: longText(t('答复', 'Reply'), { max: 2000 }),
      evidence: files(t('照片', 'Photos'), { optional: true, max: 9 }),
    },
  })
  .step('follow', {
    title: t('查处', 'Follow up'),
    by: 'urban-enforcement',
    roles: ['clerk', 'dispatcher'],
    within: workingDays(15),
    reads: ['matter', 'clear.culprit'],
    when: (see) => allOf(see.matter.is('dumping'), see.clear.culprit.is(true)),
    gives: { outcome: longText(t('查处情况', 'What came of it'), { max: 2000 }) },
  })
  .filedAs(cityClasses('环境保护/垃圾处理/垃圾清运'), { class: '环境保护/垃圾处理/垃圾清运' })
  .marks({
    title: 'title',
    text: 'what',
    place: 'where',
    files: 'photos',
    kind: 'matter',
    main: 'clear',
    reply: 'clear.reply',
  })
  .returns(returns)
  .withMessages(messages)
  .withFigures(figuresOf('垃圾清运', 'Waste'))
  .nearby({ metres: 100, days: 3 })
  .test({
    name: 'a full bin is emptied',
    asks: { what: '垃圾箱满溢', severity: 'notice', matter: 'overfull', fill: 96 },
    acts: [{ do: 'complete', input: { done: 'cleared', reply: '已清运。' } }],
    expect: { status: 'closed', steps: { clear: 'done', follow: 'skipped' } },
  })
  .test({
    name: 'a dumped load is followed up',
    asks: { what: '渣土偷倒', severity: 'warning', matter: 'dumping' },
    acts: [
      { do: 'complete', input: { done: 'cleared', culprit: true, reply: '已清除并取证。' } },
      { do: 'complete', input: { outcome: '已立案处罚。' }, later: { days: 5 } },
    ],
    expect: { status: 'closed', steps: { clear: 'done', follow: 'done' } },
  })
  .build()
