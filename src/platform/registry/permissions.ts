import type { Grant, Permission } from '../../kernel/access/index.ts'

const anyone: readonly Grant[] = [
  { who: 'anyone', relation: 'any' },
  { who: 'service', relation: 'any' },
]

/** What may be done in this room. Places are public; who asks for which is nobody's business and is not kept. */
export const permissions = {
  see: {
    action: 'registry.see',
    title: { zh: '查看区划、网格和地址', en: 'See divisions, grids and addresses' },
    scope: 'public',
    grants: anyone,
    grade: 'public',
    changes: false,
  },
  find: {
    action: 'registry.find',
    title: { zh: '查找地点', en: 'Find places' },
    scope: 'public',
    grants: anyone,
    grade: 'public',
    changes: false,
  },
} as const satisfies Record<string, Permission>
