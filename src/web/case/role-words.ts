import type { Role } from '../../kernel/access/index.ts'
import type { Words } from '../../kernel/words.ts'

/** The names of roles. */
export const roleWords: Readonly<Record<Role, Words>> = {
  operator: { zh: '话务员', en: 'Operator' },
  sorter: { zh: '分拣员', en: 'Sorter' },
  dispatcher: { zh: '派单员', en: 'Dispatcher' },
  clerk: { zh: '承办人', en: 'Clerk' },
  'grid-member': { zh: '网格员', en: 'Grid member' },
  supervisor: { zh: '督办员', en: 'Supervisor' },
  'duty-officer': { zh: '值班长', en: 'Duty officer' },
  'data-officer': { zh: '数据专员', en: 'Data officer' },
  administrator: { zh: '管理员', en: 'Administrator' },
  auditor: { zh: '审计员', en: 'Auditor' },
}
