import { pack } from '../../../kernel/pack/index.ts'
import { choice, files, longText, number, yesNo } from '../../../kernel/record/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'

/**
 * Leaking gas (燃气泄漏): minutes count. The valve may be closed by remote control after a person's yes; people near by are told. Limits are
 * proposals that a city edits in its own copy.
 */
export const gasLeak = pack('gas-leak', {
  title: t('燃气泄漏', 'Gas leak'),
  about: t('燃气泄漏报警、异味，疏散、关阀、抢修', 'Gas alarms and smells: cleared, shut off, mended'),
  area: 'government',
  owner: 'emergency',
  begunBy: 'staff',
})
  .asks({
    ...foundFields,
    lel: number(t('爆炸下限百分比', 'Of the lower explosive limit'), {
      optional: true,
      min: 0,
      max: 100,
      unit: t('%', '%'),
    }),
  })
  .hears(
    [
      { alarms: ['gas-leak-alarm'] },
      // Event 0503 燃气管道破裂 after CJ/T 214 [?].
      { patrol: ['event:0503'] },
      {
        reports: {
          pack: 'hotline',
          classes: [],
          words: ['燃气泄漏', '煤气泄漏', '煤气味', '燃气味', '天然气味', '漏气'],
          but: ['轮胎', '气球'],
        },
      },
    ],
    { fills: { ...foundFills, lel: 'value' }, joins: { metres: 150, hours: 3 } },
  )
  .responsible([
    {
      name: 'night',
      when: (see) => see.isWorkTime.is(false),
      to: { duty: 'operation-centre', level: 'district' },
      because: t('非工作时间由区城运中心值班指挥', 'Outside working time the district’s operation centre commands'),
    },
    {
      name: 'emergency',
      to: { duty: 'emergency', level: 'district' },
      because: t('燃气泄漏由应急管理部门牵头', 'Gas leaks are led by the emergency authority'),
    },
  ])
  .step('secure', {
    title: t('先期处置', 'Make safe'),
    byRules: true,
    roles: ['duty-officer', 'dispatcher', 'clerk'],
    within: hours(0.5),
    reads: ['what', 'where', 'lel', 'severity'],
    checks: {
      begins: t('浓度达爆炸下限 20% 以上，或有明显气味', '20 % of the lower explosive limit, or a clear smell'),
    },
    gives: {
      found: choice(t('现场情况', 'What is there'), {
        leak: t('确认泄漏', 'A leak'),
        suspected: t('疑似泄漏', 'Perhaps a leak'),
        none: t('没有泄漏', 'No leak'),
      }),
      evacuated: yesNo(t('已疏散警戒', 'Cleared and cordoned')),
      note: longText(t('处置情况', 'What was done'), { optional: true, max: 1000 }),
    },
    effects: [
      {
        ...{ kind: 'command', name: 'valve', title: t('关闭附近燃气阀门', 'Close the valves near by'), on: 'opened' },
        ...{ profile: 'gas-leak', command: 'closeValve', reach: 'source', input: {} },
        yesBy: ['duty-officer', 'dispatcher', 'supervisor', 'clerk'],
      },
      {
        ...{
          kind: 'notice',
          name: 'warn',
          title: t('告知附近市民', 'Tell people near by'),
          on: 'completed',
          metres: 500,
        },
        text: t(
          '{address}燃气泄漏处置中，请远离并勿用明火',
          'Gas is leaking at {address}: keep away and light no fire',
        ),
        when: (see) => see.secure.found.is('leak'),
      },
    ],
  })
  .step('mend', {
    title: t('抢修', 'Mend'),
    by: 'housing',
    roles: ['clerk', 'dispatcher', 'grid-member'],
    within: hours(4),
    reads: ['where', 'secure.found'],
    when: (see) => see.secure.found.isNot('none'),
    checks: {
      ends: t('泄漏点修复，复测浓度为零，恢复供气', 'The leak is mended, measured at nothing, gas runs again'),
    },
    gives: {
      result: choice(t('处置结果', 'Result'), {
        mended: t('已修复', 'Mended'),
        user: t('用户设施问题', 'The user’s own pipes'),
      }),
      reply: longText(t('答复', 'Reply'), { max: 2000 }),
      evidence: files(t('照片', 'Photos'), { optional: true, max: 9 }),
    },
    effects: [
      {
        ...{
          kind: 'notice',
          name: 'all-clear',
          title: t('告知解除', 'Tell that it is over'),
          on: 'completed',
          metres: 500,
        },
        ...{ text: t('{address}燃气泄漏已处置完毕', 'The gas leak at {address} is mended'), isEnd: true },
        when: (see) => see.secure.found.is('leak'),
      },
    ],
  })
  .filedAs(cityClasses('城乡建设/供水供气/燃气服务'), { class: '城乡建设/供水供气/燃气服务' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'mend', reply: 'mend.reply' })
  .returns(returns)
  .withMessages(messages)
  .withFigures(figuresOf('燃气泄漏', 'Gas leaks', 0.98))
  .test({
    name: 'made safe, valve closed, mended',
    asks: { what: '燃气浓度 26%', severity: 'critical', lel: 26 },
    acts: [
      { do: 'decide-effect', input: { run: 'valve/1', granted: true } },
      { do: 'complete', input: { found: 'leak', evacuated: true } },
      { do: 'complete', input: { result: 'mended', reply: '已更换阀门，复测正常。' } },
    ],
    expect: { status: 'closed', steps: { secure: 'done', mend: 'done' } },
  })
  .test({
    name: 'a false alarm',
    asks: { what: '疑似燃气味', severity: 'warning' },
    acts: [{ do: 'complete', input: { found: 'none', evacuated: false } }],
    expect: { status: 'closed', steps: { mend: 'skipped' } },
  })
  .build()
