import type { Grant, Permission } from '../../../kernel/access/index.ts'

const each = (relation: Grant['relation'], ...roles: readonly Grant['who'][]): readonly Grant[] =>
  roles.map((who) => ({ who, relation }))

/** What the city's own rules of responsibility, and signals that nobody answers for, are guarded by. */
export const responsibilityPermissions = {
  seeRules: {
    action: 'responsibility.see',
    title: { zh: '查看和试算责任规则', en: 'See and try rules of responsibility' },
    scope: 'cases',
    // Whoever asks why it went there may read the rule that a case names.
    grants: each(
      'any',
      'clerk',
      'grid-member',
      'dispatcher',
      'sorter',
      'supervisor',
      'duty-officer',
      'administrator',
      'auditor',
    ),
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
  unanswered: {
    action: 'signal.unanswered',
    title: { zh: '查看没有单位负责的信号', en: 'See signals that nobody answers for' },
    scope: 'cases',
    grants: each('any', 'dispatcher', 'supervisor', 'duty-officer'),
    grade: 'internal',
    changes: false,
  },
  decideUnanswered: {
    action: 'signal.decide',
    title: { zh: '处置没有单位负责的信号', en: 'Decide on signals that nobody answers for' },
    scope: 'cases',
    grants: each('any', 'dispatcher', 'duty-officer'),
    grade: 'internal',
    changes: true,
  },
} as const satisfies Record<string, Permission>
