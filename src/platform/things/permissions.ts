import type { Grant, Permission, Role } from '../../kernel/access/index.ts'

/** Who keeps devices: those who answer for data or handle things, for devices of their own office and those below it. */
const keepers: readonly Role[] = ['administrator', 'data-officer', 'clerk']

const overOwn = (who: readonly Role[]): readonly Grant[] => who.map((role) => ({ who: role, relation: 'over' }))
const service: Grant = { who: 'service', relation: 'any' }

/** What may be done with devices. A thing without an office is kept by the city's administrators and data officers. */
export const permissions = {
  profiles: {
    action: 'things.profiles',
    title: { zh: '查看设备型号', en: 'See device profiles' },
    scope: 'public',
    grants: [{ who: 'anyone', relation: 'any' }, service],
    grade: 'public',
    changes: false,
  },
  see: {
    action: 'things.see',
    title: { zh: '查看设备', en: 'See devices' },
    scope: 'twin',
    grants: [
      ...overOwn([...keepers, 'supervisor', 'dispatcher', 'duty-officer', 'auditor']),
      { who: 'administrator', relation: 'any', levels: ['city'] },
      { who: 'data-officer', relation: 'any', levels: ['city'] },
      { who: 'duty-officer', relation: 'any', levels: ['city'] },
      service,
    ],
    grade: 'internal',
    changes: false,
  },
  list: {
    action: 'things.list',
    title: { zh: '列出设备', en: 'List devices' },
    scope: 'twin',
    // What of them is seen is decided by row: see `seenDevices`.
    grants: [
      ...[
        ...keepers,
        'supervisor' as const,
        'dispatcher' as const,
        'duty-officer' as const,
        'auditor' as const,
        'grid-member' as const,
      ].map((who): Grant => ({ who, relation: 'any' })),
      service,
    ],
    grade: 'internal',
    changes: false,
  },
  keep: {
    action: 'things.keep',
    title: { zh: '登记和维护设备', en: 'Enrol and keep devices' },
    scope: 'twin',
    grants: [
      ...overOwn(keepers),
      { who: 'administrator', relation: 'any', levels: ['city'] },
      { who: 'data-officer', relation: 'any', levels: ['city'] },
      service,
    ],
    grade: 'internal',
    changes: true,
  },
  command: {
    action: 'things.command',
    title: { zh: '向设备下发指令', en: 'Command devices' },
    scope: 'things.command',
    grants: [
      ...overOwn(keepers),
      { who: 'administrator', relation: 'any', levels: ['city'] },
      { who: 'duty-officer', relation: 'any', levels: ['city'] },
      service,
    ],
    grade: 'internal',
    changes: true,
  },
  rules: {
    action: 'things.rules',
    title: { zh: '维护告警规则', en: 'Keep alarm rules' },
    scope: 'things.rules',
    grants: [
      { who: 'administrator', relation: 'any' },
      { who: 'data-officer', relation: 'any', levels: ['city'] },
      service,
    ],
    grade: 'internal',
    changes: true,
  },
  report: {
    action: 'things.report',
    title: { zh: '代设备上报读数', en: 'Report readings for devices' },
    scope: 'twin',
    grants: [service, { who: 'administrator', relation: 'any' }],
    grade: 'internal',
    changes: false,
  },
  knock: {
    action: 'things.knock',
    title: { zh: '设备上报', en: 'Devices report' },
    scope: 'twin',
    // The device shows its own secret, which the route checks.
    grants: [{ who: 'anyone', relation: 'any' }, service],
    grade: 'internal',
    changes: false,
  },
} as const satisfies Record<string, Permission>
