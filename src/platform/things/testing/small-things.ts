import type { Actor } from '../../../kernel/access/index.ts'
import { deviceProfile } from '../../../kernel/things/index.ts'
import type { Config } from '../../base/index.ts'
import { type TestCity, testCity } from '../../base/testing.ts'
import { type Twin, twinRoom } from '../../twin/index.ts'
import { type Things, type ThingsParts, thingsRoom } from '../index.ts'

const temperature = {
  title: { zh: '温度', en: 'Temperature' },
  kind: 'number',
  unit: 'CEL',
  range: [-40, 60],
  jump: 20,
} as const

/** A thermometer with one command and a vendor's format. */
export const thermometer = deviceProfile({
  name: 'thermometer',
  title: { zh: '温度计', en: 'Thermometer' },
  about: { zh: '测试用', en: 'For tests' },
  type: 'WeatherObserved',
  period: 60,
  measures: {
    temperature,
    battery: {
      title: { zh: '电量', en: 'Battery' },
      kind: 'whole',
      unit: 'P1',
      range: [0, 100],
      attribute: 'batteryLevel',
    },
  },
  battery: { measure: 'battery', low: 20 },
  commands: {
    interval: {
      title: { zh: '周期', en: 'Interval' },
      fields: {
        seconds: { title: { zh: '秒', en: 'Seconds' }, kind: 'whole', unit: 'SEC', range: [1, 3600], isRequired: true },
      },
      expiresAfter: 600,
    },
  },
  formats: {
    hex: { kind: 'binary', carried: 'hex', least: 2, values: { temperature: { from: 0, type: 'i16', scale: 0.1 } } },
  },
  most: 20,
})

/** A gateway that others speak through. */
export const relay = deviceProfile({
  name: 'relay',
  title: { zh: '网关', en: 'Relay' },
  about: { zh: '测试用', en: 'For tests' },
  type: 'Device',
  period: 60,
  measures: { load: { title: { zh: '负载', en: 'Load' }, kind: 'number', unit: 'P1', range: [0, 100] } },
})

const degrees = (most: number) =>
  ({ title: { zh: '度', en: 'Degrees' }, kind: 'number', unit: 'DD', range: [-most, most] }) as const

/** Something that tells where it is. */
export const rover = deviceProfile({
  name: 'rover',
  title: { zh: '小车', en: 'Rover' },
  about: { zh: '测试用', en: 'For tests' },
  type: 'Vehicle',
  period: 10,
  measures: { lng: degrees(180), lat: degrees(90) },
  position: { lng: 'lng', lat: 'lat' },
})

/** A program with a token that is good for everything of the twin; its token is `program`. */
export const program: Actor = { id: 'p1', kind: 'service', name: 'program', posts: [], scopes: ['twin'] }

/** A city of the rooms up to things, on free ports. */
export async function smallThings(
  config: Partial<Config> = {},
  parts: Partial<ThingsParts> = {},
): Promise<{ readonly city: TestCity; readonly twin: Twin; readonly things: Things }> {
  let made: { twin: Twin; things: Things } | undefined
  const city = await testCity({
    upTo: 'things',
    config,
    rooms: (base) => {
      const twin = twinRoom(base, { divisionOf: () => undefined })
      const things = thingsRoom(base, {
        ...{ twin, profiles: [thermometer, relay, rover] },
        findProgram: async (token) => (token === 'program' ? program : undefined),
        ...parts,
      })
      made = { twin, things }
      return [twin, things]
    },
  })
  city.as(program)
  if (made === undefined) throw new Error('the rooms were not made')
  return { city, ...made }
}
