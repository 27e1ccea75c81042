import type { Grant, Permission } from '../../../kernel/access/index.ts'

/** Who brings files in and takes tables out: those who run the hotline and those who answer for data. */
const stewards: readonly Grant[] = [
  { who: 'operator', relation: 'any', levels: ['city'] },
  { who: 'sorter', relation: 'any', levels: ['city'] },
  { who: 'data-officer', relation: 'any', levels: ['city'] },
  { who: 'administrator', relation: 'any' },
  { who: 'service', relation: 'any' },
]

/** What imports and exports guard. */
export const importPermissions = {
  read: {
    action: 'import.read',
    title: { zh: '查看导入', en: 'See imports' },
    scope: 'imports',
    grants: stewards,
    grade: 'personal',
    changes: false,
  },
  run: {
    action: 'import.run',
    title: { zh: '导入文件', en: 'Import files' },
    scope: 'imports',
    grants: stewards,
    grade: 'personal',
    changes: true,
  },
  export: {
    action: 'export.run',
    title: { zh: '导出数据', en: 'Export data' },
    scope: 'exports',
    grants: [
      { who: 'data-officer', relation: 'any', levels: ['city'] },
      { who: 'administrator', relation: 'any' },
      { who: 'auditor', relation: 'any' },
      { who: 'service', relation: 'any' },
    ],
    grade: 'personal',
    changes: false,
  },
} as const satisfies Record<string, Permission>
