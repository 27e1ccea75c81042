import { pack } from '../../../kernel/pack/index.ts'
import { choice, files, longText } from '../../../kernel/record/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { workingDays, workingHours } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'

/**
 * Rubbish lying about (暴露垃圾). The limits are those of published city tables: four working hours on main roads and one working day
 * elsewhere; which road counts as main is the city's to say.
 */
export const exposedRubbish = pack('exposed-rubbish', {
  title: t('暴露垃圾', 'Exposed rubbish'),
  about: t('道路、公共场所暴露垃圾，限时清理', 'Rubbish on roads and public ground, cleared in time'),
  area: 'government',
  owner: 'city-appearance',
  begunBy: 'staff',
})
  .asks({
    ...foundFields,
    ground: choice(t('区域', 'Ground'), { main: t('主要道路', 'Main road'), other: t('其他', 'Elsewhere') }),
  })
  .hears(
    [
      { camera: ['litter'] },
      // Event 0102 暴露垃圾 after CJ/T 214 [?].
      { patrol: ['event:0102'] },
      {
        reports: {
          pack: 'hotline',
          classes: ['环境保护/垃圾处理/垃圾清运'],
          words: ['暴露垃圾', '垃圾没人清', '垃圾堆', '满地垃圾'],
          but: ['分类', '偷倒', '建筑垃圾'],
        },
      },
    ],
    {
      fills: { ...foundFills, ground: { fact: 'ground', otherwise: 'other' } },
      joins: { metres: 50, hours: 24 },
    },
  )
  .responsible([
    {
      name: 'street',
      to: { duty: 'street', level: 'street' },
      because: t('暴露垃圾由所在街镇清理', 'Rubbish is cleared by the street that it lies in'),
    },
    {
      name: 'district',
      to: { duty: 'city-appearance', level: 'district' },
      because: t('地点不明，由市容部门核实', 'The place is not known: the authority for the city’s appearance looks'),
    },
  ])
  .step('clear', {
    title: t('清理', 'Clear'),
    byRules: true,
    roles: ['grid-member', 'clerk', 'dispatcher'],
    within: { by: 'ground', of: { main: workingHours(4) }, otherwise: workingDays(1) },
    reads: ['what', 'where', 'ground', 'photos'],
    checks: {
      begins: t(
        '面积 0.5 平方米以上或散落 5 件以上（建议值）',
        'Half a square metre or five pieces and more (a proposal)',
      ),
      ends: t('垃圾清除、地面清洁', 'It is gone and the ground clean'),
    },
    gives: {
      result: choice(t('处置结果', 'Result'), {
        cleared: t('已清理', 'Cleared'),
        none: t('现场没有', 'Nothing there'),
      }),
      reply: longText(t('答复', 'Reply'), { max: 2000 }),
      evidence: files(t('清理后照片', 'Photos after'), { optional: true, max: 9 }),
    },
  })
  .filedAs(cityClasses('环境保护/垃圾处理/垃圾清运'), { class: '环境保护/垃圾处理/垃圾清运' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'clear', reply: 'clear.reply' })
  .returns(returns)
  .withMessages(messages)
  .withFigures(figuresOf('暴露垃圾', 'Exposed rubbish'))
  .nearby({ metres: 100, days: 2 })
  .test({
    name: 'cleared in time',
    asks: { what: '路边暴露垃圾', severity: 'notice', ground: 'main' },
    acts: [{ do: 'accept' }, { do: 'complete', input: { result: 'cleared', reply: '已清理。' } }],
    expect: { status: 'closed', steps: { clear: 'done' } },
  })
  .build()
