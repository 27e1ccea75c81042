import { pack } from '../../../kernel/pack/index.ts'
import { choice, files, longText, number, yesNo } from '../../../kernel/record/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'
import { floodForeseen } from './foresees.ts'

/**
 * Water on the road (道路积水): rain, levels, cameras, patrols and citizens tell of it; it is foreseen where it can be, checked,
 * closed off, pumped dry and checked again. Depths and limits are proposals: a city edits them in its own copy.
 */
export const roadFlooding = pack('road-flooding', {
  title: t('道路积水', 'Road flooding'),
  about: t(
    '发现或预计道路、下立交积水，封控、抽排、告知',
    'Water on a road, found or foreseen: closed off, pumped dry, told',
  ),
  area: 'government',
  owner: 'operation-centre',
  begunBy: 'staff',
})
  .asks({
    ...foundFields,
    depth: number(t('水深', 'Depth'), { optional: true, min: 0, max: 5, unit: t('米', 'm') }),
  })
  .hears(
    [
      { alarms: ['road-flooding', 'flood-foreseen'] },
      { camera: ['flood'] },
      // Event 0506 道路积水 of the city's own table after CJ/T 214 [?].
      { patrol: ['event:0506'] },
      {
        reports: {
          pack: 'hotline',
          classes: ['城乡建设/市政设施/排水积水'],
          words: ['积水', '内涝', '淹水', '水漫', '水没过', '下立交进水'],
          but: ['消费', '积水潭', '屋顶积水', '阳台积水'],
        },
        opens: 3,
      },
    ],
    { fills: { ...foundFills, depth: 'value' }, joins: { metres: 300, hours: 3, extent: 1_500 } },
  )
  .foresees([floodForeseen])
  .responsible([
    {
      name: 'duty',
      when: (see) => see.severity.is('critical'),
      to: { duty: 'operation-centre', level: 'district' },
      because: t('危急事件由区城运中心指挥', 'What is critical is commanded by the district'),
    },
    {
      name: 'street',
      to: { duty: 'street', level: 'street' },
      because: t('路面积水由所在街镇先行处置', 'Water on a road is first for the street that it lies in'),
    },
    {
      name: 'centre',
      to: { duty: 'operation-centre', level: 'district' },
      because: t('地点不明，由城运中心处置', 'The place is not known: the operation centre handles it'),
    },
  ])
  .step('confirm', {
    title: t('核实', 'Check'),
    byRules: true,
    roles: ['grid-member', 'clerk', 'dispatcher', 'duty-officer'],
    within: hours(0.5),
    reads: ['what', 'where', 'severity', 'depth', 'reason'],
    checks: {
      begins: t(
        '路面积水深度 15 厘米以上，或预计 30 分钟内达到',
        'Water 15 cm deep or more on a road, or foreseen within 30 min',
      ),
    },
    gives: {
      found: choice(t('现场情况', 'What is there'), {
        flooded: t('已积水', 'Flooded'),
        rising: t('正在上涨', 'Rising'),
        none: t('没有积水', 'No water'),
      }),
      deep: number(t('现场水深', 'Depth there'), { optional: true, min: 0, max: 5, unit: t('米', 'm') }),
      passable: yesNo(t('车辆行人能否通行', 'Can it be passed')),
      evidence: files(t('现场照片', 'Photos'), { optional: true, max: 9 }),
    },
    effects: [
      {
        ...{ kind: 'command', name: 'pump', title: t('启动附近水泵', 'Start the pumps near by'), on: 'opened' },
        ...{ profile: 'pump', command: 'run', reach: { metres: 2_000 }, input: { isRunning: true } },
        yesBy: ['duty-officer', 'dispatcher', 'supervisor', 'clerk'],
      },
      {
        ...{
          kind: 'notice',
          name: 'warn',
          title: t('告知附近市民', 'Tell people near by'),
          on: 'completed',
          metres: 1_000,
        },
        text: t('{address}积水，请绕行', 'Water on the road at {address}: please take another way'),
        when: (see) => see.confirm.passable.is(false),
      },
    ],
  })
  .step('close', {
    title: t('封控', 'Close the road'),
    byStep: 'confirm',
    roles: ['grid-member', 'clerk', 'dispatcher'],
    within: hours(0.5),
    reads: ['where', 'confirm.passable', 'confirm.found'],
    when: (see) => see.confirm.passable.is(false),
    gives: {
      closed: yesNo(t('已设置围挡警示', 'Closed off and signed')),
      note: longText(t('封控情况', 'How'), { optional: true, max: 1000 }),
      evidence: files(t('现场照片', 'Photos'), { optional: true, max: 9 }),
    },
  })
  .step('drain', {
    title: t('抽排', 'Drain'),
    by: 'water',
    roles: ['clerk', 'grid-member', 'dispatcher'],
    within: hours(4),
    reads: ['where', 'depth', 'confirm.found', 'confirm.deep'],
    when: (see) => see.confirm.found.isNot('none'),
    gives: {
      result: choice(t('处置结果', 'Result'), {
        drained: t('已排干', 'Drained'),
        receded: t('已自行退水', 'Receded by itself'),
        longer: t('需长期改造', 'Needs works'),
      }),
      reply: longText(t('答复', 'Reply'), { max: 2000 }),
      evidence: files(t('处置照片', 'Photos'), { optional: true, max: 9 }),
    },
  })
  .step('check', {
    title: t('核查结案', 'Check and close'),
    byRules: true,
    roles: ['dispatcher', 'duty-officer', 'clerk', 'grid-member'],
    within: hours(4),
    reads: ['where', 'confirm.found', 'drain.result'],
    after: ['close'],
    when: (see) => see.confirm.found.isNot('none'),
    checks: { ends: t('路面无积水，通行恢复，围挡撤除', 'No water on the road, traffic runs, barriers are gone') },
    gives: {
      open: yesNo(t('已恢复通行', 'Traffic runs again')),
      note: longText(t('核查情况', 'Note'), { optional: true, max: 1000 }),
    },
    effects: [
      {
        ...{
          kind: 'notice',
          name: 'all-clear',
          title: t('告知恢复通行', 'Tell that it can be passed'),
          on: 'completed',
          metres: 1_000,
        },
        ...{ text: t('{address}已恢复通行', 'The road at {address} is open again'), isEnd: true },
        when: (see) => see.check.open.is(true),
      },
    ],
  })
  .filedAs(cityClasses('城乡建设/市政设施/排水积水'), { class: '城乡建设/市政设施/排水积水' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'drain', reply: 'drain.reply' })
  .redo({ from: 'drain', within: hours(24), most: 2, when: (see) => see.check.open.is(false) })
  .returns(returns)
  .withMessages(messages)
  .withFigures(figuresOf('道路积水', 'Road flooding'))
  .nearby({ metres: 500, days: 1 })
  .test({
    name: 'found, closed off, drained, opened again',
    asks: { what: '下立交积水 0.25 米', severity: 'serious', depth: 0.25 },
    acts: [
      { do: 'decide-effect', input: { run: 'pump/1', granted: true } },
      { do: 'complete', step: 'confirm', input: { found: 'flooded', deep: 0.3, passable: false } },
      { do: 'complete', step: 'close', input: { closed: true } },
      { do: 'complete', step: 'drain', input: { result: 'drained', reply: '已抽排，恢复通行。' } },
      { do: 'complete', step: 'check', input: { open: true } },
    ],
    expect: { status: 'closed', steps: { confirm: 'done', close: 'done', drain: 'done', check: 'done' } },
  })
  .test({
    name: 'no water there',
    asks: { what: '预计积水', severity: 'warning' },
    acts: [{ do: 'complete', input: { found: 'none', passable: true } }],
    expect: { status: 'closed', steps: { close: 'skipped', drain: 'skipped', check: 'skipped' } },
  })
  .test({
    name: 'still wet: drained again',
    asks: { what: '路口积水', severity: 'serious' },
    acts: [
      { do: 'complete', step: 'confirm', input: { found: 'flooded', passable: true } },
      { do: 'complete', step: 'drain', input: { result: 'drained', reply: '已抽排。' } },
      { do: 'complete', step: 'check', input: { open: false } },
    ],
    expect: { status: 'open', steps: { drain: 'open', check: 'waiting' } },
  })
  .build()
