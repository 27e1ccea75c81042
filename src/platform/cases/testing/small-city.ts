import { type Actor, isWithin, type Level, type Role } from '../../../kernel/access/index.ts'
import type { OfficeRef } from '../../../kernel/flow/index.ts'
import type { Calendar } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Offices } from '../world.ts'

const paths: Readonly<Record<string, { path: string; level: Level; title: Words }>> = {
  sh: { path: '/sh', level: 'city', title: { zh: '市城运中心', en: 'City' } },
  hotline: { path: '/sh/hotline', level: 'city', title: { zh: '热线办', en: 'Hotline' } },
  east: { path: '/sh/east', level: 'district', title: { zh: '东区', en: 'East' } },
  west: { path: '/sh/west', level: 'district', title: { zh: '西区', en: 'West' } },
  park: { path: '/sh/east/park', level: 'street', title: { zh: '公园街道', en: 'Park Street' } },
  pier: { path: '/sh/east/pier', level: 'street', title: { zh: '码头街道', en: 'Pier Street' } },
  lane: { path: '/sh/east/park/lane', level: 'grid', title: { zh: '里弄网格', en: 'Lane grid' } },
  hill: { path: '/sh/west/hill', level: 'street', title: { zh: '山街道', en: 'Hill Street' } },
}

const refOf = (id: string): OfficeRef | undefined => (paths[id] ? { office: id, path: paths[id].path } : undefined)

const centreOf = (path: string): OfficeRef | undefined => {
  const id = ['east', 'west'].find((district) => isWithin(path, `/sh/${district}`)) ?? 'sh'
  return refOf(id)
}

/** A tree of eight offices for tests: a hotline, two districts, three streets, a grid. */
export const smallOffices: Offices = {
  find: refOf,
  title: (id) => paths[id]?.title,
  findDuty: (duty) => refOf(duty === 'hotline' ? 'hotline' : duty),
  dispatcherOf: centreOf,
  supervisorOf: () => refOf('sh'),
}

/** Somebody with posts in that tree: `person('ann', ['clerk', 'park'])`. */
export function person(id: string, ...posts: readonly (readonly [Role, string])[]): Actor {
  return {
    id,
    kind: 'person',
    name: id,
    scopes: ['*'],
    posts: posts.map(([role, office]) => {
      const found = paths[office]
      if (!found) throw new Error(`No office ${office}`)
      return { office, role, path: found.path, level: found.level, title: found.title }
    }),
  }
}

/** Working days Monday to Friday, nine to five, no holidays. */
export const plainCalendar: Calendar = {
  id: 'plain',
  title: { zh: '测试日历', en: 'Test calendar' },
  zone: 'Asia/Shanghai',
  workdays: [1, 2, 3, 4, 5],
  hours: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, [[540, 1020]]])),
  makeUpHours: [[540, 1020]],
  holidaysClose: true,
  years: [],
  beyond: 'weekly',
}
