import type { Grant, Permission } from '../../../kernel/access/index.ts'

const watchers: readonly Grant[] = (
  [
    'operator',
    'sorter',
    'dispatcher',
    'clerk',
    'grid-member',
    'supervisor',
    'duty-officer',
    'data-officer',
    'administrator',
    'auditor',
  ] as const
).map((who) => ({ who, relation: 'any' }))

/** Who answers for what is done about an anomaly, and for the data. */
const judges: readonly Grant[] = (
  ['dispatcher', 'supervisor', 'duty-officer', 'data-officer', 'administrator'] as const
).map((who) => ({ who, relation: 'any' }))

/** What of series is guarded; which series somebody sees follows from the entity (`sightOf` of the twin). */
export const seriesPermissions = {
  series: {
    action: 'insight.series',
    title: { zh: '查看序列的异常与预测', en: 'See anomalies and forecasts of series' },
    scope: 'insight',
    grants: [...watchers, { who: 'service', relation: 'any' }],
    grade: 'internal',
    changes: false,
  },
  judge: {
    action: 'insight.judge-anomaly',
    title: { zh: '确认或排除异常', en: 'Say whether an anomaly is one' },
    scope: 'insight',
    grants: judges,
    grade: 'internal',
    changes: true,
  },
  forecast: {
    action: 'insight.forecast',
    title: { zh: '立即预测', en: 'Ask for a forecast now' },
    scope: 'insight',
    grants: [...watchers.filter(({ who }) => who !== 'auditor'), { who: 'service', relation: 'any' }],
    grade: 'internal',
    changes: true,
  },
} as const satisfies Record<string, Permission>
