import type { Actor, Role } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Calendar } from '../../../kernel/time/index.ts'
import { hotline } from '../../../packs/government/hotline/index.ts'
import { streetLight } from '../../../packs/government/street-light/index.ts'
import type { Room } from '../../base/index.ts'
import { type TestAnswer, type TestCity, testCity } from '../../base/testing.ts'
import { type CasesRoom, casesRoom, type Offices } from '../../cases/index.ts'
import { smallCity } from '../../identity/testing.ts'
import { searchRoom } from '../index.ts'

const paths = new Map<string, string>()
for (const { id, parent } of smallCity) paths.set(id, `${parent === undefined ? '' : (paths.get(parent) ?? '')}/${id}`)

const refOf = (office: string) => {
  const path = paths.get(office)
  return path === undefined ? undefined : { office, path }
}

const offices: Offices = {
  find: refOf,
  title: (id) => smallCity.find((one) => one.id === id)?.title,
  findDuty: (duty) => refOf(duty),
  dispatcherOf: (path) => refOf(path.split('/')[2] ?? 'sh') ?? refOf('sh'),
  supervisorOf: () => refOf('sh'),
}

const calendar: Calendar = {
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

/** A city with cases and this room. */
export type SearchCity = TestCity & { readonly cases: CasesRoom; readonly search: Room }

/** Starts the city; it stops after the last test. */
export async function searchCity(): Promise<SearchCity> {
  const made: { cases?: CasesRoom; search?: Room } = {}
  const city = await testCity({
    upTo: 'search',
    rooms: (base): Room[] => {
      const cases = casesRoom(base, { offices, calendar, jurisdiction: '310000', packs: [hotline, streetLight] })
      const search = searchRoom(base, { cases })
      Object.assign(made, { cases, search })
      return [cases, search]
    },
  })
  const { cases, search } = made
  if (!cases || !search) throw new Error('The rooms were not made')
  return { ...city, cases, search }
}

/** Somebody with posts in that tree: `somebody('ann', ['clerk', 's11'])`. */
export const somebody = (name: string, ...posts: readonly (readonly [Role, string])[]): Actor => ({
  ...{ id: uuidv7(), kind: 'person', name, scopes: ['*'] },
  posts: posts.map(([role, office]) => {
    const found = smallCity.find((one) => one.id === office)
    if (!found) throw new Error(`No office ${office}`)
    return { office, role, path: paths.get(office) ?? '', level: found.level, title: found.title }
  }),
})

/** The answer of a call that must succeed. */
export function good(answer: TestAnswer) {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json
}
