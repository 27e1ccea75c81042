import type { Permission } from '../../kernel/access/index.ts'

/** What the measure room guards: numbers over the cases of one's own part of the tree, nothing personal in them. */
export const permissions = {
  read: {
    action: 'measure.read',
    title: { zh: '查看指标和态势', en: 'See figures and the situation' },
    scope: 'measure',
    grants: [
      { who: 'dispatcher', relation: 'any' },
      { who: 'supervisor', relation: 'any' },
      { who: 'duty-officer', relation: 'any' },
      { who: 'service', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
  signs: {
    action: 'measure.signs',
    title: { zh: '查看城市体征和值班日志', en: 'See the vital signs and the duty log' },
    scope: 'measure',
    grants: (['dispatcher', 'supervisor', 'duty-officer', 'data-officer', 'administrator', 'service'] as const).map(
      (who) => ({ who, relation: 'any' }) as const,
    ),
    grade: 'internal',
    changes: false,
  },
  duty: {
    action: 'measure.duty',
    title: {
      zh: '值班：接班、交班、记录和确认体征预警',
      en: 'Be on duty: take over, hand over, note, see to warnings',
    },
    scope: 'measure.duty',
    grants: (['duty-officer', 'supervisor'] as const).map((who) => ({ who, relation: 'any' }) as const),
    grade: 'internal',
    changes: true,
  },
  signSettings: {
    action: 'measure.sign-settings',
    title: { zh: '设置体征阈值', en: 'Set the bounds of signs' },
    scope: 'measure.settings',
    grants: [
      { who: 'administrator', relation: 'any', levels: ['city'] },
      { who: 'duty-officer', relation: 'any', levels: ['city'] },
    ],
    grade: 'internal',
    changes: true,
  },
} as const satisfies Record<string, Permission>
