import { uuidv7 } from '../../../kernel/codes/index.ts'
import { resourceOf } from '../../../kernel/flow/index.ts'
import { exposedRubbish } from '../../../packs/government/exposed-rubbish/index.ts'
import { hotline } from '../../../packs/government/hotline/index.ts'
import { type TestCity, testCity } from '../../base/testing.ts'
import { type CasesRoom, casesRoom, type Offices } from '../../cases/index.ts'
import { plainCalendar, smallOffices } from '../../cases/testing.ts'
import { type Camera, cameraRoom } from '../index.ts'

/** A small city with cases and cameras, and a clock that tests move. */
export type CameraCity = { readonly city: TestCity; readonly clock: { now: number }; readonly camera: Camera }

const offices: Offices = {
  ...smallOffices,
  findDuty: (duty) => smallOffices.find(duty === 'hotline' ? 'hotline' : 'park'),
}

/** Starts it: events east of 121.4° lie in the park’s street, those beyond 122.5° in no city. */
export async function cameraCity(): Promise<CameraCity> {
  const clock = { now: Date.UTC(2026, 10, 20, 2) }
  let camera: Camera | undefined
  const city = await testCity({
    upTo: 'camera',
    // What fails on purpose is told to the callers, who look at it.
    log: 'silent',
    now: () => clock.now,
    rooms: (base) => {
      const cases = casesRoom(base, {
        ...{ offices, calendar: plainCalendar, jurisdiction: '310000', packs: [hotline, exposedRubbish] },
      })
      const room = cameraRoom({ base, ...joined(cases) })
      camera = room
      return [cases, room]
    },
  })
  if (!camera) throw new Error('The room was not made')
  return { city, clock, camera }
}

type Loaded = Awaited<ReturnType<CasesRoom['ofSignal']>>
const known = (loaded: Loaded) =>
  loaded && { id: loaded.state.id, number: loaded.state.number, resource: resourceOf(loaded.state) }

const joined = (cases: CasesRoom) => ({
  cases: {
    ofSignal: async (id: string) => known(await cases.ofSignal(id)),
    find: async (number: string, actor: Parameters<CasesRoom['findFor']>[0]) =>
      known(await cases.findFor(actor, number)),
    keepPicture: async ({
      display,
      thumb,
      ...more
    }: {
      display: string
      thumb: string
      name: string
      width: number
      height: number
      by: string
    }) => {
      const id = uuidv7()
      const { name, width, height, by } = more
      await cases.files.keep({
        ...{ id, name, width, height, media: 'image/webp', bytes: 1, madeBy: by },
        ...{ hash: display, displayHash: display, thumbHash: thumb },
      })
      return id
    },
  },
  placeOf: ([lng]: readonly [number, number]) =>
    lng > 122.5 ? undefined : { office: 'park', path: '/sh/east/park', division: '310101002' },
  office: (id: string) => {
    const found = smallOffices.find(id)
    return found && { ...found, title: smallOffices.title(id) ?? { zh: id, en: id } }
  },
})
