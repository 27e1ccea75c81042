import { pack } from '../../../kernel/pack/index.ts'
import { choice, files, longText, text } from '../../../kernel/record/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours, workingDays } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'

import { hazmatRestricted } from './foresees.ts'
/**
 * A vehicle with dangerous goods where it may not be, too fast, or with a tank that warms (危险货物运输偏离路线). Zones, speeds and limits are
 * proposals that a city edits in its own copy.
 */
export const hazmatRoute = pack('hazmat-route', {
  title: t('危险货物车辆偏离路线', 'Hazardous-goods vehicle off its route'),
  about: t(
    '危险货物车辆偏离路线、超速、罐内异常，联系、拦截、处置',
    'Off its route, too fast, or its tank is wrong: called, stopped, dealt with',
  ),
  area: 'government',
  owner: 'transport',
  begunBy: 'staff',
})
  .asks({
    ...foundFields,
    vehicle: text(t('车辆', 'Vehicle'), { max: 100 }),
    goods: text(t('货物', 'Goods'), { optional: true, max: 100 }),
  })
  .hears(
    [
      { alarms: ['hazmat-restricted', 'hazmat-fast', 'hazmat-tank'], as: 'vehicle' },
      { system: ['hazmat-off-route'], as: 'vehicle' },
      { camera: ['hazmat'], as: 'sighted' },
    ],
    {
      fills: { ...foundFills, vehicle: 'who', goods: { fact: 'goods' } },
      // One vehicle is one matter, wherever it goes; two that are near each other are two.
      joins: { metres: 0, hours: 6 },
    },
  )
  .foresees([hazmatRestricted])
  .responsible([
    {
      name: 'police',
      when: (see) => see.severity.is('critical'),
      to: { duty: 'police', level: 'district' },
      because: t('危急情形由公安部门拦截警戒', 'Where it is critical the police stop it'),
    },
    {
      name: 'transport',
      to: { duty: 'transport', level: 'city' },
      because: t(
        '危险货物运输由市交通部门监管',
        'Dangerous goods on the road are supervised by the city’s transport authority',
      ),
    },
  ])
  .step('call', {
    title: t('联系核实', 'Call and check'),
    byRules: true,
    roles: ['duty-officer', 'dispatcher', 'clerk'],
    within: hours(0.5),
    reads: ['what', 'where', 'vehicle', 'goods', 'reason'],
    checks: {
      begins: t(
        '驶入禁行区、偏离备案路线、超速或罐内压力温度异常',
        'In a closed zone, off its route, too fast, or its tank is wrong',
      ),
    },
    gives: {
      found: choice(t('核实情况', 'What was found'), {
        offRoute: t('确实偏离', 'Off its route'),
        permitted: t('已获许可', 'It has a permit'),
        fault: t('定位故障', 'Its position is wrong'),
        danger: t('有险情', 'There is danger'),
      }),
      note: longText(t('联系情况', 'What was said'), { optional: true, max: 1000 }),
    },
  })
  .step('stop', {
    title: t('拦截处置', 'Stop'),
    by: 'police',
    roles: ['duty-officer', 'dispatcher', 'clerk'],
    within: hours(1),
    reads: ['where', 'vehicle', 'call.found'],
    when: (see) => see.call.found.isOneOf('offRoute', 'danger'),
    checks: { ends: t('车辆驶离禁行区或就地安全停放', 'It has left the zone, or stands safely') },
    gives: {
      result: choice(t('处置结果', 'Result'), {
        led: t('引导驶离', 'Led out'),
        parked: t('就地停放', 'Stands'),
        leak: t('泄漏处置', 'A leak was dealt with'),
      }),
      reply: longText(t('处置情况', 'What was done'), { max: 2000 }),
      evidence: files(t('照片', 'Photos'), { optional: true, max: 9 }),
    },
    effects: [
      {
        ...{
          kind: 'notice',
          name: 'warn',
          title: t('告知附近市民', 'Tell people near by'),
          on: 'opened',
          metres: 1_000,
        },
        text: t(
          '{address}危险货物车辆处置中，请避让',
          'A vehicle with dangerous goods is dealt with at {address}: keep away',
        ),
        when: (see) => see.call.found.is('danger'),
      },
    ],
  })
  .step('penalty', {
    title: t('查处', 'Follow up'),
    by: 'transport',
    roles: ['clerk', 'dispatcher'],
    within: workingDays(15),
    reads: ['vehicle', 'call.found'],
    when: (see) => see.call.found.is('offRoute'),
    gives: { outcome: longText(t('查处情况', 'What came of it'), { max: 2000 }) },
  })
  .filedAs(cityClasses('应急管理/危险化学品/危化品运输'), { class: '应急管理/危险化学品/危化品运输' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'call', reply: 'stop.reply' })
  .returns(returns)
  .withMessages(messages)
  .withFigures(figuresOf('危险货物车辆', 'Dangerous goods'))
  .test({
    name: 'off its route, led out, followed up',
    asks: { what: '驶入禁行区', severity: 'serious', vehicle: '沪A00001' },
    acts: [
      { do: 'complete', step: 'call', input: { found: 'offRoute' } },
      { do: 'complete', step: 'stop', input: { result: 'led', reply: '已引导驶离。' } },
      { do: 'complete', step: 'penalty', input: { outcome: '已立案。' }, later: { days: 3 } },
    ],
    expect: { status: 'closed', steps: { call: 'done', stop: 'done', penalty: 'done' } },
  })
  .test({
    name: 'it has a permit',
    asks: { what: '驶入禁行区', severity: 'serious', vehicle: '沪A00002' },
    acts: [{ do: 'complete', input: { found: 'permitted' } }],
    expect: { status: 'closed', steps: { stop: 'skipped', penalty: 'skipped' } },
  })
  .build()
