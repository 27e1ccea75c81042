import { randomUUID } from 'node:crypto'
import { systemActor } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { errandKinds, skills, vehicles } from '../../../packs/city/errands/index.ts'
import { hotline } from '../../../packs/government/hotline/index.ts'
import type { Base } from '../../base/index.ts'
import { type Caller, type TestCity, type TestDatabase, testCity } from '../../base/testing.ts'
import { type CasesRoom, casesRoom } from '../../cases/index.ts'
import { person, plainCalendar, smallOffices } from '../../cases/testing.ts'
import { type DispatchRoomParts, dispatchRoom } from '../index.ts'

const all = [1, 2, 3, 4, 5, 6, 7]

/** A crew as it is sent, of the park street unless told otherwise; at work round the clock. */
export const aCrew = (title: string, lead: string, more: object = {}) => ({
  ...{
    office: 'park',
    serves: '/sh/east/park',
    title: { zh: title, en: title },
    skills: ['light', 'look'],
    vehicle: 'bicycle',
  },
  ...{ reach: 20_000, lng: 121.47, lat: 31.23, shifts: [{ weekdays: all, from: 0, until: 1_440 }], lead },
  members: [{ person: lead, name: lead }],
  ...more,
})

const lamp = '城乡建设/市政设施/路灯照明'

/** A city with cases and dispatch, a clock that tests move, and ways to make cases. */
export type DispatchCity = {
  readonly city: TestCity
  readonly clock: { now: number }
  readonly cases: CasesRoom
  /** The dispatcher of the eastern district. */
  readonly east: Caller
  as(id: string, ...posts: Parameters<typeof person>[1][]): Caller
  /** A case about a lamp that waits to be handled, so many metres east of the middle of the park. @returns its id */
  lampCase(
    metresEast: number,
    office?: string,
    more?: { readonly class?: string; readonly urgency?: string },
  ): Promise<string>
}

/** Starts it: Monday 2 March 2026, 10:00 in Shanghai. */
export async function dispatchCity(
  parts: Partial<DispatchRoomParts> = {},
  database?: TestDatabase,
): Promise<DispatchCity> {
  const clock = { now: Date.UTC(2026, 2, 2, 2) }
  let cases: CasesRoom | undefined
  const city = await testCity({
    upTo: 'dispatch',
    ...(database && { database }),
    now: () => clock.now,
    rooms: (base: Base) => {
      cases = casesRoom(base, {
        offices: smallOffices,
        calendar: plainCalendar,
        jurisdiction: '310000',
        packs: [hotline],
      })
      const room = dispatchRoom({
        ...{ base, cases, offices: smallOffices, terms: { skills, vehicles, kinds: errandKinds }, budget: 300 },
        divisionTitle: (code) => ({ zh: `区划${code}`, en: `Division ${code}` }),
        ...parts,
      })
      return [cases, room]
    },
  })
  if (!cases) throw new Error('no cases room')
  const { engine } = cases
  const as = (id: string, ...posts: Parameters<typeof person>[1][]) => city.as(person(id, ...posts))
  return {
    ...{ city, clock, cases, as, east: as('east', ['dispatcher', 'east']) },
    lampCase: async (metresEast, office = 'park', { class: code = lamp, urgency = 'normal' } = {}) => {
      const begun = await engine.begin({
        ...{ pack: 'hotline', origin: { channel: 'phone' }, actor: systemActor, action: uuidv7() },
        answers: {
          ...{ what: `路灯不亮 ${randomUUID().slice(0, 8)}`, phone: '13800138000' },
          where: {
            point: [121.47 + metresEast / 95_000, 31.23],
            address: `公园路${metresEast}号`,
            division: '310101002001',
          },
        },
      })
      await engine.perform({
        ...{ id: begun.id, name: 'complete', step: 'sort', actor: person('sorter', ['sorter', 'hotline']) },
        input: { kind: 'complaint', class: code, urgency, route: 'dispatch', office },
      })
      return begun.id
    },
  }
}
