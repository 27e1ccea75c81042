import type { Grant, Permission, Role } from '../../kernel/access/index.ts'

const each = (relation: Grant['relation'], ...roles: readonly Role[]): readonly Grant[] =>
  roles.map((who) => ({ who, relation }))

/** What the dispatch room guards: plans and crews by those who stand over an office, one's own round by its crew alone. */
export const permissions = {
  look: {
    action: 'dispatch.look',
    title: { zh: '查看班组和派遣方案', en: 'See crews and plans' },
    scope: 'dispatch',
    grants: each('over', 'dispatcher', 'supervisor', 'duty-officer'),
    grade: 'internal',
    changes: false,
  },
  terms: {
    action: 'dispatch.terms',
    title: { zh: '查看技能、车辆和外出任务种类', en: 'See skills, vehicles and kinds of errand' },
    scope: 'dispatch',
    grants: [
      ...each('any', 'dispatcher', 'supervisor', 'duty-officer', 'clerk', 'grid-member', 'administrator'),
      { who: 'service', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
  plan: {
    action: 'dispatch.plan',
    title: { zh: '生成、调整、确认派遣方案', en: 'Propose, change and confirm plans' },
    scope: 'dispatch.plan',
    grants: each('over', 'dispatcher', 'duty-officer'),
    grade: 'internal',
    changes: true,
  },
  crews: {
    action: 'dispatch.crews',
    title: { zh: '维护班组和班次', en: 'Keep crews and their shifts' },
    scope: 'dispatch.plan',
    grants: each('over', 'dispatcher', 'administrator'),
    grade: 'internal',
    changes: true,
  },
  round: {
    action: 'dispatch.round',
    title: { zh: '查看本班组的任务路线', en: 'See the round of one’s crew' },
    scope: 'dispatch',
    grants: each('any', 'clerk', 'grid-member', 'dispatcher'),
    grade: 'internal',
    changes: false,
  },
  answer: {
    action: 'dispatch.answer',
    title: { zh: '到场、不能办理', en: 'Say that one is there, or cannot do it' },
    scope: 'dispatch.answer',
    grants: [{ who: 'signed-in', relation: 'own' }],
    grade: 'internal',
    changes: true,
  },
} as const satisfies Record<string, Permission>
