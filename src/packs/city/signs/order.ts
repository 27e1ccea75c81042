import type { Sign } from '../../../kernel/signs/index.ts'
import { needs, sign, t, units } from './usual.ts'

const crowds = { from: 'readings', profile: 'crowd-flow', measure: 'present', within: 'last', window: 0 } as const

/** Signs of public order (公共秩序). */
export const order: readonly Sign[] = [
  sign({
    code: 'crowd-largest',
    class: 'order',
    title: t('最大聚集人数', 'Largest crowd'),
    definition: t(
      '各客流点最新在场人数的最大值',
      'The highest newest number of people present over all counted places',
    ),
    unit: units.people,
    period: 60,
    source: { ...crowds, across: 'max' },
    bounds: [
      { side: 'high', when: { months: [1, 2, 10] }, notice: 1_200, warning: 2_500, serious: 5_000, critical: 8_000 },
      { side: 'high', notice: 1_500, warning: 3_000, serious: 5_000, critical: 8_000 },
    ],
    ease: 100,
    answers: 'police',
  }),
  sign({
    code: 'crowd-present',
    class: 'order',
    title: t('重点区域在场人数', 'People in places that are counted'),
    definition: t('各客流点最新在场人数之和', 'Sum of the newest numbers of people present'),
    unit: units.people,
    source: { ...crowds, across: 'sum' },
    answers: 'police',
  }),
  sign({
    code: 'crowd-inflow',
    class: 'order',
    title: t('一刻钟进入人数', 'People entering in a quarter of an hour'),
    definition: t(
      '各客流点最近一刻钟进入人数的最大值',
      'The highest number that entered in a quarter of an hour over all counted places',
    ),
    unit: units.people,
    source: { from: 'readings', profile: 'crowd-flow', measure: 'entered', within: 'sum', window: 900, across: 'max' },
    bounds: [{ side: 'high', notice: 1_000, warning: 2_000, serious: 4_000 }],
    ease: 100,
    answers: 'police',
  }),
  sign({
    code: 'camera-findings',
    class: 'order',
    title: t('视频智能发现', 'Findings of cameras'),
    definition: t('最近一小时由视频发现并成为事项的数量', 'Cases of the last hour that cameras found'),
    unit: units.cases,
    source: { from: 'cases', channel: 'camera', count: 'received', over: 3_600 },
    answers: 'police',
  }),
  sign({
    code: 'police-calls',
    class: 'order',
    title: t('一小时 110 接警', 'Calls to 110 in an hour'),
    definition: t('110 最近一小时接警数', 'Calls to 110 in the last hour'),
    unit: t('起', 'calls'),
    source: needs('110 接处警汇总数据', 'the totals of calls to 110'),
    answers: 'police',
  }),
]
