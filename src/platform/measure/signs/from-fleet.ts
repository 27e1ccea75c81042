import type { AlarmsSource, DevicesSource, Sign } from '../../../kernel/signs/index.ts'
import type { Ailment } from '../../../kernel/things/index.ts'
import type { Db } from '../../base/index.ts'
import type { AlarmCount, LiveDevice } from '../../things/index.ts'
import type { Found, FoundByPlace } from './found.ts'
import type { SignWorld } from './parts.ts'
import { placesAbove } from './places.ts'

/** What is known of the devices themselves: what ails each, and its alarms. */
export type FleetFacts = {
  readonly ailing: ReadonlyMap<number, ReadonlySet<Ailment>>
  /** Alarm counts by the length of time that raised ones are counted over; 0 for those that stand alone. */
  readonly alarms: ReadonlyMap<number, readonly AlarmCount[]>
  readonly now: number
}

/** Reads what these signs need of devices and alarms. */
export async function readFleet(world: SignWorld, db: Db, signs: readonly Sign[], now: number): Promise<FleetFacts> {
  const ailing = new Map<number, Set<Ailment>>()
  if (signs.some(({ source }) => source.from === 'devices' || source.from === 'alarms'))
    for (const { device, ailment } of await world.things.ailing(db))
      ailing.set(device, (ailing.get(device) ?? new Set()).add(ailment))
  const lengths = new Set(signs.flatMap(({ source }) => (source.from === 'alarms' ? [source.over ?? 0] : [])))
  const alarms = new Map<number, readonly AlarmCount[]>()
  for (const over of lengths) alarms.set(over, await world.things.countAlarms(db, now - over * 1_000))
  return { ailing, alarms, now }
}

type Tally = { sources: number; reporting: number; counted: number; isDemo: boolean }

function tallied(
  devices: Iterable<LiveDevice>,
  city: string,
  look: (device: LiveDevice) => { readonly isHeard: boolean; readonly counted: number },
): ReadonlyMap<string, Tally> {
  const places = new Map<string, Tally>()
  for (const device of devices) {
    const { isHeard, counted } = look(device)
    for (const place of placesAbove(device.division, city)) {
      const tally = places.get(place) ?? { sources: 0, reporting: 0, counted: 0, isDemo: false }
      tally.sources += 1
      tally.counted += counted
      if (isHeard) tally.reporting += 1
      if (device.isDemo) tally.isDemo = true
      places.set(place, tally)
    }
  }
  return places
}

const isDown = (ailments: ReadonlySet<Ailment> | undefined): boolean =>
  ailments !== undefined && (ailments.has('silent') || ailments.has('never'))

/** Does this ailment count for the source? Never heard is silent, too. */
export const ails = ({ ailment }: DevicesSource, found: ReadonlySet<Ailment> | undefined): boolean =>
  ailment === 'silent' ? isDown(found) : (found?.has(ailment) ?? false)

/** Devices that a source counts. */
export const devicesOf = (world: SignWorld, { profiles }: Pick<DevicesSource, 'profiles'>): readonly LiveDevice[] =>
  [...world.things.fleet.all].filter(
    ({ state, ready }) => state === 'active' && (profiles === undefined || profiles.includes(ready.profile.name)),
  )

/** How devices themselves are, in every place. The state of each is known, also that of a silent one. */
export function fromDevices(world: SignWorld, { ailing, now }: FleetFacts, source: DevicesSource): FoundByPlace {
  const tally = tallied(devicesOf(world, source), world.city, ({ key }) => ({
    isHeard: true,
    counted: ails(source, ailing.get(key)) ? 1 : 0,
  }))
  return new Map(
    [...tally].map(([place, { sources, reporting, counted, isDemo }]): [string, Found] => [
      place,
      {
        ...{ value: source.as === 'share' ? (100 * counted) / sources : counted, sources, reporting, isDemo },
        ...{ newest: now, facts: { met: counted, of: sources } },
      },
    ]),
  )
}

/** The rules whose alarms a source counts; all of them when it names none. */
export const rulesOf = (
  { things }: SignWorld,
  { rules }: AlarmsSource,
): readonly { readonly name: string; readonly profile: string }[] =>
  [...things.rules(), ...things.foresees.map(({ name, at }) => ({ name, profile: at }))].filter(
    ({ name }) => rules.length === 0 || rules.includes(name),
  )

/** Alarms in every place; who is silent raises none, so silent devices count as not reporting. */
export function fromAlarms(world: SignWorld, { ailing, alarms, now }: FleetFacts, source: AlarmsSource): FoundByPlace {
  const rules = rulesOf(world, source)
  const names = new Set(rules.map(({ name }) => name))
  const counts = new Map<number, number>()
  for (const { rule, device, open, raised } of alarms.get(source.over ?? 0) ?? [])
    if (names.has(rule)) counts.set(device, (counts.get(device) ?? 0) + (source.as === 'open' ? open : raised))
  const watched = devicesOf(world, { profiles: [...new Set(rules.map(({ profile }) => profile))] })
  const tally = tallied(watched, world.city, ({ key }) => ({
    isHeard: !isDown(ailing.get(key)),
    counted: counts.get(key) ?? 0,
  }))
  return new Map(
    [...tally].map(([place, { sources, reporting, counted, isDemo }]): [string, Found] => [
      place,
      { value: counted, sources, reporting, newest: now, isDemo },
    ]),
  )
}
