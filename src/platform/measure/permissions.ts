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
} as const satisfies Record<string, Permission>
