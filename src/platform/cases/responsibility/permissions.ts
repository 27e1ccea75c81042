import type { Grant, Permission } from '../../../kernel/access/index.ts'

const each = (relation: Grant['relation'], ...roles: readonly Grant['who'][]): readonly Grant[] =>
  roles.map((who) => ({ who, relation }))

/** What the city's own rules of responsibility, and signals that nobody answers for, are guarded by. */
export const responsibilityPermissions = {
  seeRules: {
    action: 'responsibility.see',
    title: { zh: '查看和试算责任规则', en: 'See and try rules of responsibility' },
    scope: 'cases',
    grants: each('any', 'dispatcher', 'sorter', 'supervisor', 'duty-officer', 'administrator', 'auditor'),
    grade: 'internal',
    changes: false,
  },
  rehearse: {
    action: 'responsibility.rehearse',
    title: { zh: '用近期事项试算责任规则', en: 'Rehearse a rule over cases of late' },
    scope: 'cases',
    grants: each('any', 'dispatcher', 'supervisor', 'duty-officer'),
    grade: 'internal',
    changes: false,
  },
  setRules: {
    action: 'responsibility.set',
    title: { zh: '制定本级及以下的责任规则', en: 'Make rules of responsibility for one’s part of the city' },
    scope: 'cases',
    grants: each('over', 'dispatcher', 'duty-officer', 'administrator'),
    grade: 'internal',
    changes: true,
  },
  readRules: {
    action: 'responsibility.read',
    title: { zh: '读入责任规则文件（不生效）', en: 'Read a file of rules, without entering it' },
    scope: 'cases',
    grants: each('any', 'dispatcher', 'duty-officer', 'administrator'),
    grade: 'internal',
    changes: false,
  },
} as const satisfies Record<string, Permission>
