import type { Sign } from '../../../kernel/signs/index.ts'
import { day, needs, sign, t, units } from './usual.ts'

/** Signs of fire (消防). */
export const fire: readonly Sign[] = [
  sign({
    code: 'smoke-open',
    class: 'fire',
    title: t('烟雾告警', 'Smoke alarms'),
    definition: t('当前未消除的烟雾报警', 'Alarms of smoke that stand now'),
    unit: units.alarms,
    period: 60,
    source: { from: 'alarms', rules: ['smoke-alarm'], as: 'open' },
    bounds: [{ side: 'high', warning: 1, serious: 3, critical: 6 }],
    answers: 'fire',
  }),
  sign({
    code: 'smoke-day',
    class: 'fire',
    title: t('一天烟雾告警', 'Smoke alarms in a day'),
    definition: t('最近 24 小时发生的烟雾报警', 'Alarms of smoke raised in the last 24 hours'),
    unit: units.alarms,
    source: { from: 'alarms', rules: ['smoke-alarm'], as: 'raised', over: day },
    bounds: [
      { side: 'high', when: { levels: ['city'] }, notice: 10, warning: 30 },
      { side: 'high', notice: 4, warning: 10 },
    ],
    answers: 'fire',
  }),
  sign({
    code: 'smoke-silent',
    class: 'fire',
    title: t('烟感失联率', 'Smoke detectors not heard'),
    definition: t('失联或从未上报的烟感比例', 'Share of smoke detectors silent or never heard'),
    unit: units.percent,
    digits: 1,
    source: { from: 'devices', ailment: 'silent', profiles: ['smoke'], as: 'share' },
    bounds: [{ side: 'high', notice: 5, warning: 15, serious: 40 }],
    ease: 1,
    answers: 'fire',
  }),
  sign({
    code: 'heat-indoors',
    class: 'fire',
    title: t('烟感最高温度', 'Hottest smoke detector'),
    definition: t('各烟感最新环境温度的最大值', 'The highest newest temperature over all smoke detectors'),
    unit: units.degrees,
    digits: 1,
    source: { from: 'readings', profile: 'smoke', measure: 'temperature', within: 'last', window: 0, across: 'max' },
    bounds: [{ side: 'high', notice: 50, warning: 57, serious: 70 }],
    ease: 3,
    answers: 'fire',
  }),
  sign({
    code: 'fire-calls',
    class: 'fire',
    title: t('一小时火警', 'Fires reported in an hour'),
    definition: t('119 最近一小时受理的火灾报警', 'Fires reported to 119 in the last hour'),
    unit: t('起', 'fires'),
    source: needs('119 接处警数据', 'calls to 119'),
    answers: 'fire',
  }),
  sign({
    code: 'hydrant-pressure',
    class: 'fire',
    title: t('消火栓压力不足', 'Hydrants without pressure'),
    definition: t('水压低于 0.10 兆帕的市政消火栓比例', 'Share of hydrants below 0.10 MPa'),
    unit: units.percent,
    source: needs('智能消火栓数据', 'hydrants with gauges'),
    basis: {
      kind: 'standard',
      name: t(
        'GB 50974-2014 第 7.2.8 条：火灾时压力不小于 0.10 兆帕',
        'GB 50974-2014 clause 7.2.8: 0.10 MPa at least in a fire',
      ),
    },
    answers: 'fire',
  }),
]
