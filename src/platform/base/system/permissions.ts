import type { Grant, Permission } from '../../../kernel/access/index.ts'

const administrator: Grant = { who: 'administrator', relation: 'any', levels: ['city'] }
const auditor: Grant = { who: 'auditor', relation: 'any', levels: ['city'] }
const service: Grant = { who: 'service', relation: 'any' }

/** What may be done with the machinery, by whom. */
export const systemPermissions = {
  seeHealth: {
    action: 'base.see-health',
    title: { zh: '查看系统健康', en: 'See the health of the system' },
    scope: 'admin',
    grants: [administrator, auditor, { who: 'duty-officer', relation: 'any', levels: ['city'] }, service],
    grade: 'internal',
    changes: false,
  },
  readMetrics: {
    action: 'base.read-metrics',
    title: { zh: '读取运行指标', en: 'Read the metrics of the running city' },
    scope: 'metrics',
    grants: [administrator, service],
    grade: 'internal',
    changes: false,
  },
  seeWork: {
    action: 'base.see-work',
    title: { zh: '查看后台任务与未送达事件', en: 'See jobs and undelivered events' },
    scope: 'admin',
    grants: [administrator, service],
    grade: 'internal',
    changes: false,
  },
  mendWork: {
    action: 'base.mend-work',
    title: { zh: '重试或放弃后台任务', en: 'Retry or drop jobs and events' },
    scope: 'admin',
    grants: [administrator],
    grade: 'internal',
    changes: true,
  },
  seeAudit: {
    action: 'base.see-audit',
    title: { zh: '查阅审计记录', en: 'Read the audit' },
    scope: 'audit',
    grants: [auditor],
    grade: 'sensitive',
    changes: false,
  },
  seeRights: {
    action: 'base.see-rights',
    title: { zh: '查看权限总表', en: 'See the table of rights' },
    scope: 'admin',
    grants: [administrator, auditor],
    grade: 'internal',
    changes: false,
  },
} as const satisfies Record<string, Permission>
