import { seeded, uuidv7At } from '../../../../kernel/codes/index.ts'
import type { Shift } from '../../../../kernel/dispatch/index.ts'
import type { Words } from '../../../../kernel/words.ts'
import type { DemoCity } from './demo-city.ts'
import { personName } from './names.ts'
import { showcaseDistrict, showcaseStreet } from './showcase.ts'
import { enteredAt } from './staff.ts'

/** A crew (班组) of the demonstration as the dispatch room loads one; metres, degrees in WGS 84. */
export type ProfileCrew = {
  readonly id: string
  readonly office: string
  /** Path of the part of the tree whose tasks it goes to. */
  readonly serves: string
  readonly title: Words
  readonly skills: readonly string[]
  readonly vehicle: string
  readonly reach: number
  readonly lng: number
  readonly lat: number
  readonly shifts: readonly Shift[]
  readonly lead: string
  readonly members: readonly { readonly person: string; readonly name: string }[]
}

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const long: readonly Shift[] = [{ weekdays: everyDay, from: 6 * 60, until: 22 * 60 }]
const day: readonly Shift[] = [{ weekdays: everyDay, from: 7 * 60, until: 19 * 60 }]
const night: readonly Shift[] = [{ weekdays: everyDay, from: 19 * 60, until: 31 * 60 }]

const t = (zh: string, en: string): Words => ({ zh, en })

/** Crews of the district's bureaus: name, bureau, skills, vehicle, shifts. */
const ofDistrict = [
  [t('黄浦照明抢修班', 'Huangpu lighting'), 'construction', ['light', 'road'], 'van', long],
  [t('黄浦排水一班', 'Huangpu drainage, day'), 'construction', ['drain', 'look'], 'van', day],
  [t('黄浦排水二班', 'Huangpu drainage, night'), 'emergency', ['drain', 'road', 'look'], 'van', night],
  [t('黄浦道路养护班', 'Huangpu road repair'), 'construction', ['road', 'drain'], 'van', day],
  [t('黄浦清运一班', 'Huangpu waste, north'), 'greening', ['waste'], 'truck', day],
  [t('黄浦清运二班', 'Huangpu waste, south'), 'greening', ['waste', 'look'], 'truck', night],
  [t('黄浦房屋设施班', 'Huangpu buildings and lifts'), 'housing', ['building', 'gas'], 'van', long],
  [t('黄浦环境检查组', 'Huangpu environment'), 'environment', ['environment', 'look'], 'van', day],
  [t('黄浦市容机动组', 'Huangpu street order'), 'urban-enforcement', ['order', 'look', 'waste'], 'van', long],
] as const

/** Where the depots of the district lie, one after the other. */
const depots = [
  [121.4785, 31.2335],
  [121.4905, 31.2205],
  [121.4835, 31.2065],
  [121.4715, 31.2245],
] as const

/** Invented crews of Huangpu District: of its bureaus, of each street, and of one grid. The same every time. */
export function demoCrews({ offices, people, addresses }: DemoCity): readonly ProfileCrew[] {
  const district = offices.find(({ id }) => id === showcaseDistrict)
  if (!district) return []
  const staffOf = (office: string) =>
    people
      .filter(({ kind, posts = [] }) => kind === 'official' && posts.some((post) => post.office === office))
      .filter(({ posts = [] }) => posts.every(({ role }) => role === 'clerk' || role === 'grid-member'))
      .map(({ id, name }) => ({ person: id, name }))
  const leads = new Set<string>()
  const make = (
    name: string,
    one: Omit<ProfileCrew, 'id' | 'lead' | 'members' | 'reach'> & { readonly reach?: number },
  ): readonly ProfileCrew[] => {
    // Each is led by somebody of its office who leads no other; the workers have no account.
    const lead = staffOf(one.office).find(({ person }) => !leads.has(person))
    if (!lead) return []
    leads.add(lead.person)
    const random = seeded(`crew/${name}`)
    const id = uuidv7At(enteredAt, random)
    const workers = [1, 2].map((nth) => ({ person: `${id}/${nth}`, name: personName(random, 'male').zh }))
    return [{ reach: 9_000, ...one, id, lead: lead.person, members: [lead, ...workers] }]
  }
  const bureaus = ofDistrict.flatMap(([title, bureau, skills, vehicle, shifts], index) => {
    const [lng, lat] = depots[index % depots.length] ?? depots[0]
    const office = `${showcaseDistrict}.${bureau}`
    return make(title.en, { ...{ office, serves: district.path, title, skills, vehicle, shifts, lng, lat } })
  })
  const streets = offices.filter(
    ({ id, level, path }) => level === 'street' && path.startsWith(`${district.path}/`) && id,
  )
  const ofStreets = streets.flatMap(({ id, path, title }) => {
    const place = addresses.find(({ street }) => street === id)
    const short = t(title.zh.replace('城市运行管理中心', ''), title.en.replace(' Operation Centre', ''))
    if (!place) return []
    return make(`street/${id}`, {
      ...{ office: id, serves: path, vehicle: 'bicycle', reach: 4_000, shifts: long, ...place.point },
      title: t(`${short.zh}综合处置组`, `${short.en} response crew`),
      skills: ['order', 'look', 'waste', 'building'],
    })
  })
  const grid = offices.find(({ id }) => id === `${showcaseStreet}.g01`)
  const near = addresses.filter(({ street }) => street === showcaseStreet).at(3)
  const ofGrid =
    grid && near
      ? make('grid', {
          ...{ office: grid.id, serves: grid.path, vehicle: 'foot', reach: 3_000, shifts: long, ...near.point },
          title: t('南京东路第一网格巡处组', 'Nanjing East Road grid 1'),
          skills: ['order', 'look', 'light', 'road', 'waste'],
        })
      : []
  return [...bureaus, ...ofStreets, ...ofGrid]
}
