import { createHash } from 'node:crypto'
import { deviceProfiles } from '../../packs/city/devices/index.ts'
import type { DemoCity } from '../../packs/city/shanghai/index.ts'
import type { NewDevice } from '../../platform/things/index.ts'

/** How many of each kind the demonstration city has; with the gateways they are 2,000. */
const counts: Readonly<Record<string, number>> = {
  ...{
    'rain-gauge': 60,
    'water-level': 60,
    'road-flood': 60,
    'weather-station': 16,
    'air-station': 20,
    'air-micro': 120,
  },
  ...{ noise: 60, 'traffic-flow': 120, 'crowd-flow': 30, 'parking-bay': 200, 'parking-lot': 40, 'street-light': 420 },
  ...{ manhole: 120, 'bin-fill': 150, smoke: 120, 'gas-leak': 40, lift: 120, 'charging-pile': 80, 'power-meter': 40 },
  ...{ 'water-meter': 40, tilt: 30, 'call-button': 24, 'hazmat-vehicle': 10 },
}

/** The kinds of device that the demonstration city has. */
export const demonstrationKinds: ReadonlySet<string> = new Set([...Object.keys(counts), 'gateway'])

/** Devices that one gateway speaks for. */
const perGateway = 100

/** A device of the demonstration: what it is enrolled as, and the number from which all its behaviour follows. */
export type DemoDevice = NewDevice & { readonly seed: number }

/** The device of the README, with a secret that everybody knows: in the demonstration city alone. */
export const openDevice: DemoDevice = {
  ...{ id: 'rain-demo', profile: 'rain-gauge', title: { zh: '演示雨量计', en: 'Demonstration rain gauge' }, seed: -1 },
  ...{ point: { lng: 121.4737, lat: 31.2304 }, secret: 'shudu-demonstration', isDemo: true },
}

/** What devices are placed by. */
export type DemoPlaces = Pick<DemoCity, 'addresses' | 'offices' | 'roads'>

type Address = DemoCity['addresses'][number]

const kinds = new Map(deviceProfiles.map(({ name, title }) => [name, title]))

/** What a device at an address is called in English: its kind, its running number, the door. */
function englishName(profile: string, number: number, address: Address, roadOf: ReadonlyMap<string, string>): string {
  const kind = kinds.get(profile)?.en ?? profile
  const road = roadOf.get(`${address.street} ${address.road}`) ?? address.road
  const lane = address.lane === undefined ? '' : `, Lane ${address.lane}`
  return `${kind} ${number}, ${address.number} ${road}${lane}`
}

const numberOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0)

/** The devices of the demonstration city, always the same: gateways first. `secretOf` gives each gateway its secret. */
export function demoDevices(
  secretOf: (id: string) => string,
  { addresses, offices, roads }: DemoPlaces = { addresses: [], offices: [], roads: [] },
): readonly DemoDevice[] {
  const pathOf = new Map(offices.map(({ id, path }) => [id, path]))
  const roadOf = new Map(roads.map(({ street, name }) => [`${street} ${name.zh}`, name.en]))
  const placed = Object.entries(counts).flatMap(([profile, count]) =>
    Array.from({ length: count }, (_, i): DemoDevice => {
      const id = `${profile}-${String(i + 1).padStart(4, '0')}`
      const seed = numberOf(id)
      const address = addresses[seed % addresses.length]
      // A few metres off the door, so that devices at one address do not hide each other.
      const point = address && {
        lng: address.point.lng + ((seed % 97) - 48) / 1e5,
        lat: address.point.lat + ((seed % 89) - 44) / 1e5,
      }
      const path = address && pathOf.get(address.street)
      return {
        ...{ id, profile, seed, isDemo: true },
        ...(point && { point }),
        ...(address && {
          division: address.street,
          title: { zh: address.text, en: englishName(profile, i + 1, address, roadOf) },
        }),
        ...(path !== undefined && { path }),
      }
    }),
  )
  const gateways = Array.from({ length: Math.ceil(placed.length / perGateway) }, (_, i): DemoDevice => {
    const id = `gateway-${String(i + 1).padStart(4, '0')}`
    const { point, division, path } = placed[i * perGateway] ?? {}
    return {
      ...{ id, profile: 'gateway', seed: numberOf(id), secret: secretOf(id), isDemo: true },
      ...{ title: { zh: `物联网关 ${i + 1}`, en: `Gateway ${i + 1}` } },
      ...(point && { point }),
      ...(division !== undefined && { division }),
      ...(path !== undefined && { path }),
    }
  })
  return [
    ...gateways,
    ...placed.map((device, i) => ({ ...device, parent: gateways[Math.floor(i / perGateway)]?.id ?? '' })),
  ]
}
