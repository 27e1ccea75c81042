import type { Grant, Permission } from '../../kernel/access/index.ts'

/** Who works with messages across the city: aggregate views show them no names of reporters. */
const staff: readonly Grant[] = (
  ['operator', 'sorter', 'dispatcher', 'supervisor', 'duty-officer', 'administrator', 'auditor'] as const
).map((who) => ({ who, relation: 'any' }))

const keepers: readonly Grant[] = [
  { who: 'administrator', relation: 'any' },
  { who: 'data-officer', relation: 'any' },
]

/** What the insight room guards. */
export const permissions = {
  models: {
    action: 'insight.models',
    title: { zh: '查看模型与误差', en: 'See models and how wrong they are' },
    scope: 'insight',
    grants: [...staff, { who: 'data-officer', relation: 'any' }, { who: 'service', relation: 'any' }],
    grade: 'internal',
    changes: false,
  },
  activate: {
    action: 'insight.activate',
    title: { zh: '启用某个模型版本', en: 'Put a model version to use' },
    scope: 'insight',
    grants: keepers,
    grade: 'internal',
    changes: true,
  },
  train: {
    action: 'insight.train',
    title: { zh: '重新训练模型', en: 'Train a model anew' },
    scope: 'insight',
    grants: keepers,
    grade: 'internal',
    changes: true,
  },
  suggestion: {
    action: 'insight.suggestion',
    title: { zh: '查看分拣建议', en: 'See the suggestion for a case' },
    scope: 'insight',
    grants: [
      { who: 'operator', relation: 'any' },
      { who: 'sorter', relation: 'involved' },
      { who: 'dispatcher', relation: 'involved' },
      { who: 'supervisor', relation: 'involved' },
      { who: 'auditor', relation: 'any' },
      { who: 'service', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
  topics: {
    action: 'insight.topics',
    title: { zh: '查看热点话题', en: 'See hot topics' },
    scope: 'insight',
    grants: [...staff, { who: 'service', relation: 'any' }],
    grade: 'internal',
    changes: false,
  },
  similar: {
    action: 'insight.similar',
    title: { zh: '查看别人是否已反映过', en: 'See whether it was reported already' },
    scope: 'public',
    grants: [
      { who: 'anyone', relation: 'any' },
      { who: 'service', relation: 'any' },
    ],
    grade: 'public',
    changes: false,
  },
} as const satisfies Record<string, Permission>
