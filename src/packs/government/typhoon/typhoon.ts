import { pack } from '../../../kernel/pack/index.ts'
import { choice, choices, files, integer, longText, number } from '../../../kernel/record/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'

/**
 * A typhoon's work on the streets (台风应对): wind that a station measures, warnings and what the storm does become one happening of a
 * district. The warning's colour informs and never is the response: levels of response are another record. Limits are proposals.
 */
export const typhoon = pack('typhoon', {
  title: t('台风应对', 'Typhoon'),
  about: t(
    '大风、台风预警后的加固、转移、巡查、复核',
    'After wind and warnings: fastened, moved to safety, patrolled, checked',
  ),
  area: 'government',
  owner: 'emergency',
  begunBy: 'staff',
})
  .asks({
    ...foundFields,
    wind: number(t('风速', 'Wind'), { optional: true, min: 0, max: 75, unit: t('米/秒', 'm/s') }),
    colour: choice(
      t('预警颜色', 'Colour of the warning'),
      { blue: t('蓝色', 'Blue'), yellow: t('黄色', 'Yellow'), orange: t('橙色', 'Orange'), red: t('红色', 'Red') },
      { optional: true },
    ),
  })
  .hears(
    [
      { alarms: ['strong-wind'] },
      { signs: ['wind'] },
      { system: ['typhoon-warning'] },
      { reports: { pack: 'hotline', classes: [], words: ['树倒', '广告牌吹', '大树倒', '台风吹', '花盆吹落'] } },
    ],
    {
      fills: { ...foundFills, wind: 'value', colour: { fact: 'colour' } },
      joins: { metres: 5_000, hours: 24, extent: 20_000 },
    },
  )
  .responsible([
    {
      name: 'emergency',
      to: { duty: 'emergency', level: 'district' },
      because: t('台风应对由区应急管理部门牵头', 'Typhoons are led by the district’s emergency authority'),
    },
  ])
  .step('prepare', {
    title: t('加固转移', 'Fasten and move'),
    byRules: true,
    roles: ['duty-officer', 'dispatcher', 'clerk'],
    within: hours(4),
    reads: ['what', 'where', 'severity', 'wind', 'colour'],
    checks: {
      begins: t('阵风 17.2 米/秒（8 级）以上，或发布台风预警', 'Gusts of 17.2 m/s (force 8), or a typhoon warning'),
    },
    gives: {
      measures: choices(t('措施', 'Measures'), {
        signs: t('店招广告加固', 'Signs fastened'),
        trees: t('行道树支撑', 'Trees propped'),
        sites: t('工地停工', 'Sites stopped'),
        shelter: t('人员转移', 'People moved'),
        none: t('无需措施', 'Nothing needed'),
      }),
      moved: integer(t('转移人数', 'People moved'), { optional: true, min: 0, max: 1_000_000 }),
      note: longText(t('情况', 'Note'), { optional: true, max: 2000 }),
    },
    effects: [
      {
        ...{ kind: 'notice', name: 'warn', title: t('告知市民', 'Tell people'), on: 'opened', metres: 10_000 },
        text: t(
          '大风影响{address}，请减少外出，收好阳台物品',
          'Strong wind at {address}: stay in and clear your balconies',
        ),
        when: (see) => see.severity.isOneOf('serious', 'critical'),
      },
    ],
  })
  .step('patrol', {
    title: t('灾中灾后巡查', 'Patrol'),
    by: 'street',
    roles: ['grid-member', 'clerk', 'dispatcher'],
    within: hours(24),
    reads: ['where', 'severity', 'prepare.measures'],
    checks: { ends: t('险情处置完毕，转移人员返回', 'What was dangerous is dealt with, people are back') },
    gives: {
      damage: choice(t('受损情况', 'Damage'), {
        none: t('无', 'None'),
        some: t('有', 'Some'),
        much: t('严重', 'Much'),
      }),
      reply: longText(t('处置情况', 'What was done'), { max: 2000 }),
      evidence: files(t('照片', 'Photos'), { optional: true, max: 9 }),
    },
    effects: [
      {
        ...{
          kind: 'notice',
          name: 'all-clear',
          title: t('告知解除', 'Tell that it is over'),
          on: 'completed',
          metres: 10_000,
        },
        ...{ text: t('{address}大风影响已结束', 'The wind at {address} is over'), isEnd: true },
        when: (see) => see.severity.isOneOf('serious', 'critical'),
      },
    ],
  })
  .filedAs(cityClasses('应急管理/自然灾害/台风暴雨'), { class: '应急管理/自然灾害/台风暴雨' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'patrol', reply: 'patrol.reply' })
  .returns(returns)
  .withMessages(messages)
  .withFigures(figuresOf('台风应对', 'Typhoons'))
  .test({
    name: 'fastened, moved, patrolled',
    asks: { what: '阵风 21 米/秒', severity: 'serious', wind: 21, colour: 'yellow' },
    acts: [
      { do: 'complete', input: { measures: ['signs', 'shelter'], moved: 120 } },
      { do: 'complete', input: { damage: 'some', reply: '倒伏树木已清理。' } },
    ],
    expect: { status: 'closed', steps: { prepare: 'done', patrol: 'done' } },
  })
  .build()
