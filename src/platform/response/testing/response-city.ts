import type { Actor, Level, Role } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { plans } from '../../../packs/city/plans/index.ts'
import { type Caller, type TestCity, testCity } from '../../base/testing.ts'
import { type ResponseRoom, responseRoom } from '../index.ts'

type TestOffice = {
  readonly id: string
  readonly path: string
  readonly level: Level
  readonly division: string
  readonly duties: readonly string[]
  readonly title: Words
}

const office = (
  path: string,
  level: Level,
  division: string,
  zh: string,
  en: string,
  ...duties: string[]
): TestOffice => ({
  id: path.split('/').at(-1) ?? '',
  ...{ path, level, division, duties, title: { zh, en } },
})

const numbers = (to: number) => Array.from({ length: to }, (_, i) => i + 1)

/** City, two districts, four streets, ten grids, ten communities, a water authority; police of the city and of one district. */
export const offices: readonly TestOffice[] = [
  office('/sh', 'city', '310000', '市城运中心', 'City Centre', 'operation-centre'),
  office('/sh/water', 'city', '310000', '市水务局', 'Water Authority', 'water'),
  office('/sh/police', 'city', '310000', '市公安局', 'City Police', 'police'),
  ...[101, 115].flatMap((district) => [
    office(
      `/sh/d${district}`,
      'district',
      `310${district}`,
      `第${district}区城运中心`,
      `District ${district}`,
      'operation-centre',
    ),
    ...numbers(2).flatMap((street) => [
      office(
        `/sh/d${district}/s${district}-${street}`,
        'street',
        `310${district}00${street}`,
        `${district}区${street}街道`,
        `Street ${street} of ${district}`,
        'operation-centre',
        'street',
      ),
      ...numbers(3).flatMap((one) => [
        office(
          `/sh/d${district}/s${district}-${street}/g${district}-${street}-${one}`,
          'grid',
          `310${district}00${street}`,
          `第${one}网格`,
          `Grid ${one}`,
          'grid',
        ),
        office(
          `/sh/d${district}/s${district}-${street}/c${district}-${street}-${one}`,
          'community',
          `310${district}00${street}00${one}`,
          `第${one}居委会`,
          `Committee ${one}`,
          'committee',
        ),
      ]),
    ]),
  ]),
]

const byId = new Map(offices.map((one) => [one.id, one]))

/** A city with the response room and a clock that tests move. */
export type ResponseCity = {
  readonly city: TestCity
  readonly room: ResponseRoom
  readonly clock: { now: number }
  /** Calls as somebody with a role in an office. */
  as(role: Role, office: string): Caller
}

/** Starts it: 20 November 2026, 14:00 in Shanghai. */
export async function responseCity(): Promise<ResponseCity> {
  const clock = { now: Date.UTC(2026, 10, 20, 6) }
  const made: { room?: ResponseRoom } = {}
  const city = await testCity({
    upTo: 'response',
    now: () => clock.now,
    rooms: (base) => {
      made.room = responseRoom({
        ...{ base, plans, city: '310000' },
        offices: {
          withDuty: (duty, level) => offices.filter((one) => one.level === level && one.duties.includes(duty)),
          find: (id) => byId.get(id),
          title: (id) => byId.get(id)?.title,
        },
        divisionsAt: ({ lng }) => (lng < 121.5 ? ['310101', '310101001'] : ['310115', '310115001']),
        divisionTitle: (code) => ({ zh: `区划${code}`, en: `Division ${code}` }),
      })
      return [made.room]
    },
  })
  const as = (role: Role, at: string) => {
    const found = byId.get(at)
    if (!found) throw new Error(`No office ${at}`)
    const { path, level, title } = found
    const actor: Actor = {
      ...{
        id: `${role}@${at}`,
        kind: 'person',
        name: `${title.zh}${role === 'duty-officer' ? '值班长' : '经办'}`,
        scopes: ['*'],
      },
      posts: [{ office: at, path, level, role, title }],
    }
    return city.as(actor)
  }
  if (!made.room) throw new Error('The room was not made')
  return { city, room: made.room, clock, as }
}
