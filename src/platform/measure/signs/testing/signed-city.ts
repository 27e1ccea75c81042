import { sql } from 'kysely'
import type { Actor } from '../../../../kernel/access/index.ts'
import type { Sign } from '../../../../kernel/signs/index.ts'
import { alarmRules } from '../../../../packs/city/alarms/index.ts'
import { deviceProfiles } from '../../../../packs/city/devices/index.ts'
import { signs } from '../../../../packs/city/signs/index.ts'
import { hotline } from '../../../../packs/government/hotline/index.ts'
import { roadFlooding } from '../../../../packs/government/road-flooding/index.ts'
import type { Config } from '../../../base/index.ts'
import { type TestCity, testCity } from '../../../base/testing.ts'
import { casesRoom } from '../../../cases/index.ts'
import { person, plainCalendar, smallOffices } from '../../../cases/testing.ts'
import { type Things, thingsRoom } from '../../../things/index.ts'
import { ColumnBatch, type Twin, twinRoom } from '../../../twin/index.ts'
import { measureRoom } from '../../index.ts'

/** Three places: two streets of one district, one of another. */
export const streets = ['310101001', '310101002', '310115003'] as const

/** A city with all kinds of device, whose signs are computed when a test says so. */
export type SignedCity = {
  readonly city: TestCity
  readonly twin: Twin
  readonly things: Things
  /** 20 November 2026, 14:00 in Shanghai, a Friday; moves when a test says so. */
  readonly clock: { now: number }
  /** Enrols a device of a kind in each street: `kind-1` to `kind-3`. */
  enrol(profile: string): Promise<void>
  /** Readings of a device, by minutes before now. */
  feed(
    device: string,
    measure: string,
    readings: readonly (readonly [minutesAgo: number, value: number])[],
  ): Promise<void>
  /** Runs the job that computes what is due. */
  compute(): Promise<void>
  as(id: string, role: Actor['posts'][number]['role'], office?: string): ReturnType<TestCity['as']>
}

/** Starts the city with some signs; all of those that are shipped unless told. */
export async function signedCity(
  declared: readonly Sign[] = signs,
  { config }: { readonly config?: Partial<Config> } = {},
): Promise<SignedCity> {
  const clock = { now: Date.UTC(2026, 10, 20, 6) }
  let made: { twin: Twin; things: Things } | undefined
  const city = await testCity({
    upTo: 'measure',
    now: () => clock.now,
    config,
    rooms: (base) => {
      const twin = twinRoom(base)
      const things = thingsRoom(base, {
        ...{ twin, profiles: deviceProfiles, rules: alarmRules, findProgram: async () => undefined },
        foresees: roadFlooding.foresees ?? [],
      })
      const cases = casesRoom(base, {
        offices: smallOffices,
        calendar: plainCalendar,
        jurisdiction: '310000',
        packs: [hotline],
      })
      made = { twin, things }
      const districts = () => ['310101', '310115']
      const titles = {
        office: smallOffices.title,
        division: (code: string) => ({ zh: `区划${code}`, en: `Division ${code}` }),
      }
      return [
        twin,
        things,
        cases,
        measureRoom(base, {
          cases,
          offices: smallOffices,
          titles,
          signs: { declared, twin, things, city: '310000', districts },
        }),
      ]
    },
  })
  if (!made) throw new Error('The rooms were not made')
  const { twin, things } = made
  return {
    ...{ city, twin, things, clock },
    enrol: async (profile) => {
      await things.enrol(
        streets.map((division, i) => ({ id: `${profile}-${i + 1}`, profile, division })),
        'test',
      )
    },
    feed: async (id, measure, readings) => {
      const device = things.fleet.find(id)
      const series = device?.series[device.ready.names.indexOf(measure)]
      if (series === undefined) throw new Error(`No ${measure} of ${id}`)
      const batch = new ColumnBatch()
      for (const [minutesAgo, value] of readings) batch.add(series, clock.now - minutesAgo * 60_000, value, 0)
      await twin.observations.write(batch)
    },
    compute: async () => {
      await sql`select graphile_worker.add_job('measure.signs', '{}'::json)`.execute(city.base.db)
      await city.settle()
    },
    as: (id, role, office = 'sh') => city.as(person(id, [role, office])),
  }
}
