import { type Permission, roles } from '../../kernel/access/index.ts'

/** Programs with the scope, the city's data officers, administrators. */
const keepers = [
  { who: 'service', relation: 'any' },
  { who: 'data-officer', relation: 'any', levels: ['city'] },
  { who: 'administrator', relation: 'any' },
] as const

/** What may be done with the twin. What of it somebody sees is compiled into every query: see `sight.ts`. */
export const permissions = {
  read: {
    action: 'twin.read',
    title: { zh: '查看城市孪生中的实体', en: 'See entities of the city’s twin' },
    scope: 'twin',
    grants: [
      { who: 'anyone', relation: 'any' },
      { who: 'service', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
  readStories: {
    action: 'twin.readStories',
    title: { zh: '阅读地图故事', en: 'Read stories of the map' },
    scope: 'twin',
    // Which of them is decided by row: one's own, and those that are shared with who works for the city.
    grants: [{ who: 'anyone', relation: 'any' }],
    grade: 'internal',
    changes: false,
  },
  tellStories: {
    action: 'twin.tellStories',
    title: { zh: '讲述地图故事', en: 'Tell stories of the map' },
    scope: 'twin',
    grants: roles.map((who) => ({ who, relation: 'any' as const })),
    grade: 'internal',
    changes: true,
  },
  knock: {
    action: 'twin.knock',
    title: { zh: '登记的信息来源发来通知', en: 'Registered sources notify' },
    scope: 'twin',
    // What lets a source in is the key in the address it was given, which the route checks.
    grants: [
      { who: 'anyone', relation: 'any' },
      { who: 'service', relation: 'any' },
    ],
    grade: 'internal',
    changes: false,
  },
  subscribe: {
    action: 'twin.subscribe',
    title: { zh: '订阅城市孪生的变化', en: 'Subscribe to changes of the city’s twin' },
    scope: 'twin',
    grants: keepers,
    grade: 'internal',
    changes: true,
  },
  write: {
    action: 'twin.write',
    title: { zh: '维护城市孪生中的实体', en: 'Keep entities of the city’s twin' },
    scope: 'twin',
    grants: keepers,
    grade: 'internal',
    changes: true,
  },
  import: {
    action: 'twin.import',
    title: { zh: '导入图层', en: 'Import layers' },
    scope: 'twin',
    grants: [{ who: 'system', relation: 'any' }, ...keepers],
    grade: 'internal',
    changes: true,
  },
  seeImports: {
    action: 'twin.seeImports',
    title: { zh: '查看图层导入', en: 'See imports of layers' },
    scope: 'twin',
    grants: [{ who: 'system', relation: 'any' }, ...keepers],
    grade: 'internal',
    changes: false,
  },
  seeNotifications: {
    action: 'twin.seeNotifications',
    title: { zh: '查看待发通知与死信', en: 'See notifications that wait or were given up' },
    scope: 'twin.notifications',
    grants: keepers,
    grade: 'internal',
    changes: false,
  },
  keepNotifications: {
    action: 'twin.keepNotifications',
    title: { zh: '重发或丢弃通知死信', en: 'Retry or drop notifications that were given up' },
    scope: 'twin.notifications',
    grants: keepers,
    grade: 'internal',
    changes: true,
  },
} as const satisfies Record<string, Permission>
