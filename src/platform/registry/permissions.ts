import type { Grant, Permission } from '../../kernel/access/index.ts'

const anyone: readonly Grant[] = [
  { who: 'anyone', relation: 'any' },
  { who: 'service', relation: 'any' },
]

const officers: readonly Grant[] = [
  { who: 'data-officer', relation: 'any' },
  { who: 'administrator', relation: 'any' },
  { who: 'service', relation: 'any' },
  { who: 'system', relation: 'any' },
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
  issueCodes: {
    action: 'registry.issueCodes',
    title: { zh: '赋码、绑定和停用编码', en: 'Issue, bind and withdraw codes' },
    scope: 'registry',
    grants: officers,
    grade: 'internal',
    changes: true,
  },
  seeIssues: {
    action: 'registry.seeIssues',
    title: { zh: '查看赋码记录、打印标签', en: 'See issues of codes, print labels' },
    scope: 'registry',
    grants: officers,
    grade: 'internal',
    changes: false,
  },
} as const satisfies Record<string, Permission>
