import type { Permission } from '../../kernel/access/index.ts'

/** What may be done in this room. What is found is decided for each kind by who may read one. */
export const permissions = {
  find: {
    action: 'search.find',
    title: { zh: '查找', en: 'Search' },
    scope: 'public',
    grants: [
      { who: 'anyone', relation: 'any' },
      { who: 'service', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
  findPersonal: {
    action: 'search.find-personal',
    title: { zh: '按姓名或电话查找', en: 'Search by name or phone number' },
    scope: 'cases',
    grants: (['operator', 'sorter', 'dispatcher', 'clerk', 'grid-member', 'supervisor', 'duty-officer'] as const).map(
      (who) => ({ who, relation: 'any' as const }),
    ),
    grade: 'personal',
    changes: false,
  },
} as const satisfies Record<string, Permission>
