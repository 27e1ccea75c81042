import type { Grant, Permission, Role } from '../../kernel/access/index.ts'

const each = (relation: Grant['relation'], ...roles: readonly Role[]): readonly Grant[] =>
  roles.map((who) => ({ who, relation }))

const staff: readonly Role[] = ['grid-member', 'clerk', 'dispatcher', 'supervisor', 'duty-officer']

/** What the patrol room guards. Rounds are walked by those of the grid and planned by those above it. */
export const permissions = {
  look: {
    action: 'patrol.look',
    title: { zh: '查看网格、部件、立案结案标准', en: 'See grids, components and the table of conditions' },
    scope: 'patrol',
    grants: [...each('any', ...staff, 'data-officer', 'administrator'), { who: 'service', relation: 'any' }],
    grade: 'internal',
    changes: false,
  },
  today: {
    action: 'patrol.today',
    title: { zh: '查看自己当天的巡查', en: 'See one’s own rounds of the day' },
    scope: 'patrol',
    grants: each('any', 'grid-member', 'clerk'),
    grade: 'internal',
    changes: false,
  },
  finding: {
    action: 'patrol.finding',
    title: { zh: '查看一项发现', en: 'See a finding' },
    scope: 'patrol',
    grants: [...each('over', ...staff), { who: 'signed-in', relation: 'own' }],
    grade: 'internal',
    changes: false,
  },
  walk: {
    action: 'patrol.walk',
    title: { zh: '按路线巡查', en: 'Walk a round' },
    scope: 'patrol.walk',
    grants: each('over', 'grid-member', 'clerk'),
    grade: 'internal',
    changes: true,
  },
  find: {
    action: 'patrol.find',
    title: { zh: '上报巡查发现', en: 'Tell what was found' },
    scope: 'patrol.walk',
    grants: each('any', 'grid-member', 'clerk'),
    grade: 'internal',
    changes: true,
  },
  shift: {
    action: 'patrol.shift',
    title: { zh: '接班、交班', en: 'Take a shift and hand it over' },
    scope: 'patrol.walk',
    grants: [{ who: 'signed-in', relation: 'own' }],
    grade: 'internal',
    changes: true,
  },
  coverage: {
    action: 'patrol.coverage',
    title: { zh: '查看巡查覆盖情况', en: 'See who walked what, and what was missed' },
    scope: 'patrol',
    grants: each('any', 'dispatcher', 'supervisor', 'duty-officer'),
    grade: 'internal',
    changes: false,
  },
  plan: {
    action: 'patrol.plan',
    title: { zh: '划网格、排班、编路线', en: 'Draw grids, plan shifts and routes' },
    scope: 'patrol.plan',
    grants: each('over', 'dispatcher', 'supervisor', 'duty-officer'),
    grade: 'internal',
    changes: true,
  },
  tables: {
    action: 'patrol.tables',
    title: { zh: '录入立案结案标准', en: 'Enter the table of conditions, limits and units' },
    scope: 'patrol.tables',
    grants: (['duty-officer', 'data-officer', 'administrator'] as const).map((who) => ({
      who,
      relation: 'any',
      levels: ['city'],
    })),
    grade: 'internal',
    changes: true,
  },
  component: {
    action: 'patrol.component',
    title: { zh: '登记、修改、停用部件', en: 'Add, change and retire components' },
    scope: 'patrol.census',
    grants: each('over', 'dispatcher', 'supervisor', 'duty-officer', 'data-officer'),
    grade: 'internal',
    changes: true,
  },
  explain: {
    action: 'patrol.explain',
    title: { zh: '说明漏巡原因', en: 'Say why a round was missed' },
    scope: 'patrol.walk',
    grants: each('over', 'grid-member', 'clerk', 'dispatcher', 'supervisor', 'duty-officer'),
    grade: 'internal',
    changes: true,
  },
  census: {
    action: 'patrol.census',
    title: { zh: '导入部件普查', en: 'Bring in the census of components' },
    scope: 'patrol.census',
    grants: (['duty-officer', 'data-officer', 'administrator'] as const).map((who) => ({
      who,
      relation: 'any',
      levels: ['city'],
    })),
    grade: 'internal',
    changes: true,
  },
} as const satisfies Record<string, Permission>
