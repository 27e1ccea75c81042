import { pack } from '../../../kernel/pack/index.ts'
import { choice, choices, files, longText, number } from '../../../kernel/record/index.ts'
import { allOf } from '../../../kernel/rules/index.ts'
import { figuresOf, foundFields, foundFills, messages, returns, t } from '../../../kernel/scenario/index.ts'
import { hours } from '../../../kernel/time/index.ts'
import { cityClasses } from '../city-classes.ts'
import { dustTraced } from './foresees.ts'
/**
 * A spell of bad air (空气污染过程): stations and small sensors tell of it; the suspected sources are the sensors that show most near by and
 * whether they lie upwind. Concentrations and limits are proposals that a city edits in its own copy.
 */
export const airEpisode = pack('air-episode', {
  title: t('空气污染过程', 'Air-quality episode'),
  about: t('颗粒物升高、扬尘、异味，溯源、管控、告知', 'Dust and smells: traced, held down, told'),
  area: 'government',
  owner: 'environment',
  begunBy: 'staff',
})
  .asks({
    ...foundFields,
    concentration: number(t('浓度', 'Concentration'), {
      optional: true,
      min: 0,
      max: 2000,
      unit: t('微克/立方米', 'µg/m³'),
    }),
    suspects: longText(t('疑似来源', 'Suspected sources'), { optional: true, max: 1000 }),
  })
  .hears(
    [
      { alarms: ['air-polluted', 'dust-site', 'dust-traced'] },
      // Of a whole district: it has no point, and is a matter of its own.
      { signs: ['aqi'] },
      {
        reports: {
          pack: 'hotline',
          classes: ['环境保护/大气污染'],
          words: ['扬尘', '灰尘很大', '刺鼻', '异味', '焚烧'],
          but: ['装修异味', '食品'],
        },
      },
    ],
    {
      fills: { ...foundFills, concentration: 'value', suspects: { fact: 'suspects' } },
      joins: { metres: 2_000, hours: 6, extent: 10_000 },
    },
  )
  .foresees([dustTraced])
  .step('trace', {
    title: t('溯源', 'Trace'),
    by: 'environment',
    roles: ['clerk', 'dispatcher'],
    within: hours(2),
    reads: ['what', 'where', 'severity', 'concentration', 'suspects', 'reason'],
    checks: {
      begins: t('小时浓度超标，或半小时均值突升', 'Above the hourly bound, or a sudden rise of the half-hour mean'),
    },
    gives: {
      source: choice(t('来源', 'Source'), {
        site: t('工地', 'Building site'),
        road: t('道路', 'Road'),
        firm: t('企业', 'Firm'),
        burning: t('焚烧', 'Burning'),
        afar: t('区域输送', 'From afar'),
        none: t('误报', 'False alarm'),
      }),
      found: longText(t('溯源情况', 'What was found'), { max: 2000 }),
      evidence: files(t('照片', 'Photos'), { optional: true, max: 9 }),
    },
    effects: [
      {
        ...{ kind: 'notice', name: 'advise', title: t('健康提示', 'Health advice'), on: 'completed', metres: 3_000 },
        text: t(
          '{address}周边空气质量下降，敏感人群请减少户外活动',
          'The air around {address} is poor: the sensitive should stay in',
        ),
        when: (see) => allOf(see.severity.isOneOf('serious', 'critical'), see.trace.source.isNot('none')),
      },
    ],
  })
  .step('control', {
    title: t('管控', 'Hold down'),
    byRules: true,
    roles: ['clerk', 'grid-member', 'dispatcher'],
    within: hours(8),
    reads: ['where', 'trace.source', 'trace.found'],
    when: (see) => see.trace.source.isOneOf('site', 'road', 'firm', 'burning'),
    checks: { ends: t('来源得到控制，浓度回落', 'The source is held down and the figures fall') },
    gives: {
      measure: choices(t('措施', 'Measures'), {
        spray: t('喷淋洒水', 'Spraying'),
        cover: t('裸土覆盖', 'Covering'),
        stop: t('停工停产', 'Stopping work'),
        fine: t('立案查处', 'Penalty'),
      }),
      reply: longText(t('答复', 'Reply'), { max: 2000 }),
      evidence: files(t('照片', 'Photos'), { optional: true, max: 9 }),
    },
  })
  .responsible([
    {
      name: 'environment',
      to: { duty: 'environment', level: 'district' },
      because: t('污染源由区生态环境部门管控', 'Sources are held down by the district’s environment authority'),
    },
  ])
  .filedAs(cityClasses('环境保护/大气污染/扬尘废气'), { class: '环境保护/大气污染/扬尘废气' })
  .marks({ title: 'title', text: 'what', place: 'where', files: 'photos', main: 'control', reply: 'control.reply' })
  .returns(returns)
  .withMessages(messages)
  .withFigures(figuresOf('空气污染', 'Air episodes'))
  .test({
    name: 'traced to a site and held down',
    asks: { what: 'PM10 半小时均值 320', severity: 'serious', concentration: 320, suspects: '东南 1.2 公里工地' },
    acts: [
      { do: 'complete', input: { source: 'site', found: '土方作业未喷淋。' } },
      { do: 'complete', input: { measure: ['spray', 'cover'], reply: '已要求喷淋覆盖。' } },
    ],
    expect: { status: 'closed', steps: { trace: 'done', control: 'done' } },
  })
  .test({
    name: 'from afar: nothing to hold down here',
    asks: { what: 'PM2.5 三小时均值 160', severity: 'warning' },
    acts: [{ do: 'complete', input: { source: 'afar', found: '区域输送。' } }],
    expect: { status: 'closed', steps: { control: 'skipped' } },
  })
  .build()
