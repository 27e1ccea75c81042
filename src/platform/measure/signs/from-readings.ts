import {
  type AirIndexSource,
  airIndex,
  airWindows,
  type DeviceValue,
  type Pollutant,
  placeValue,
  pollutants,
  type ReadingsSource,
  type Sign,
  type WindowFigures,
  windowsOf,
  windowValue,
} from '../../../kernel/signs/index.ts'
import { silentAfter, unfit } from '../../../kernel/things/index.ts'
import type { LiveDevice } from '../../things/index.ts'
import type { Found, FoundByPlace } from './found.ts'
import type { SignWorld } from './parts.ts'
import { placesAbove } from './places.ts'

type Figures = ReadonlyMap<number, WindowFigures>

/** Readings of all devices that some signs need: figures of each window by series, the newest from memory. */
export type Readings = {
  /** Devices in use, by the name of their profile. */
  readonly devices: ReadonlyMap<string, readonly LiveDevice[]>
  readonly windows: ReadonlyMap<number, Figures>
  readonly now: number
  /** Of a moment that is past: the newest readings then are the last of the time after which a device is silent. */
  readonly isPast: boolean
}

/** Windows of eight hours and more are of hourly stations and end at whole hours, so that kept figures serve; others at whole five minutes. */
function endOf(window: number, now: number): number {
  const step = window >= 8 * 3_600 ? 3_600_000 : 300_000
  return Math.floor(now / step) * step
}

const isFromReadings = (sign: Sign): sign is Sign & { source: ReadingsSource | AirIndexSource } =>
  sign.source.from === 'readings' || sign.source.from === 'air-index'

const measuresOf = (source: ReadingsSource | AirIndexSource): readonly string[] =>
  source.from === 'air-index' ? pollutants : source.per ? [source.measure, source.per] : [source.measure]

/** The series of a device's measure; 0 where it has none. */
export const seriesOf = (device: LiveDevice, measure: string): number =>
  device.series[device.ready.names.indexOf(measure)] ?? 0

/** The time after which a kind of device is silent, in whole five minutes (seconds). */
function silentWindow({ things: { fleet } }: SignWorld, name: string): number {
  const profile = fleet.profiles.get(name)?.profile
  return profile ? Math.ceil(silentAfter(profile) / 300) * 300 : 0
}

/** Reads what these signs need: one statement a length of window, however many signs and devices. */
export async function readReadings(
  world: SignWorld,
  signs: readonly Sign[],
  now: number,
  isPast = false,
): Promise<Readings> {
  const wanted = signs.filter(isFromReadings)
  const profiles = new Set(wanted.map(({ source }) => source.profile))
  const devices = new Map<string, LiveDevice[]>()
  for (const device of world.things.fleet.all) {
    const { name } = device.ready.profile
    if (device.state !== 'active' || !profiles.has(name)) continue
    const known = devices.get(name)
    if (known) known.push(device)
    else devices.set(name, [device])
  }
  const series = new Map<number, Set<number>>()
  for (const { source } of wanted)
    for (const declared of windowsOf(source)) {
      const window = declared === 0 && isPast ? silentWindow(world, source.profile) : declared
      if (window === 0) continue
      const of = series.get(window) ?? new Set()
      series.set(window, of)
      for (const device of devices.get(source.profile) ?? [])
        for (const measure of measuresOf(source)) of.add(seriesOf(device, measure))
    }
  const windows = new Map<number, Figures>()
  for (const [window, of] of series) {
    of.delete(0)
    const till = endOf(window, now)
    const rows =
      of.size === 0 ? [] : await world.twin.observations.window({ series: [...of], from: till - window * 1_000, till })
    windows.set(window, new Map(rows.map((row) => [row.series, row])))
  }
  return { devices, windows, now, isPast }
}

/** What one measure of a device says, the newest from memory while the device is not silent. */
function measureValue(
  world: SignWorld,
  { windows, now, isPast }: Readings,
  device: LiveDevice,
  measure: string,
  source: Pick<ReadingsSource, 'within' | 'window' | 'readings'>,
): number | undefined {
  const series = seriesOf(device, measure)
  if (source.within !== 'last')
    return windowValue(windows.get(source.window)?.get(series), source.within, source.readings)
  if (isPast) return windows.get(silentWindow(world, device.ready.profile.name))?.get(series)?.last
  const { observations } = world.twin
  const at = observations.lastAt(series)
  const isFresh = now - at <= silentAfter(device.ready.profile) * 1_000
  return isFresh && (observations.lastQuality(series) & unfit) === 0 ? observations.lastValue(series) : undefined
}

/** What each device says for a sign over readings. */
export function deviceValues(
  world: SignWorld,
  readings: Readings,
  source: ReadingsSource,
): readonly (DeviceValue & { readonly device: LiveDevice })[] {
  return (readings.devices.get(source.profile) ?? []).map((device) => {
    const value = measureValue(world, readings, device, source.measure, source)
    if (source.per === undefined) return { device, value }
    return { device, value, per: measureValue(world, readings, device, source.per, source) }
  })
}

type Gathered<One> = { all: One[]; newest: number; isDemo: boolean }

/** Things by every place that holds their devices. */
function byPlace<One extends { readonly device: LiveDevice }>(
  world: SignWorld,
  ones: readonly One[],
  measure: string,
): Map<string, Gathered<One>> {
  const places = new Map<string, Gathered<One>>()
  for (const one of ones) {
    const newest = world.twin.observations.lastAt(seriesOf(one.device, measure))
    for (const place of placesAbove(one.device.division, world.city)) {
      const there = places.get(place) ?? { all: [], newest: Number.NEGATIVE_INFINITY, isDemo: false }
      places.set(place, there)
      there.all.push(one)
      if (newest > there.newest) there.newest = newest
      if (one.device.isDemo) there.isDemo = true
    }
  }
  return places
}

const newestOf = (newest: number): number | undefined => (Number.isFinite(newest) ? newest : undefined)

/** The value of a sign over readings in every place. */
export function fromReadings(world: SignWorld, readings: Readings, source: ReadingsSource): FoundByPlace {
  const places = byPlace(world, deviceValues(world, readings, source), source.measure)
  return new Map(
    [...places].map(([place, { all, newest, isDemo }]): [string, Found] => [
      place,
      { ...placeValue(all, source), newest: newestOf(newest), isDemo },
    ]),
  )
}

/** Means of the pollutants over the stations of a place, and how many stations had any. */
function stationMeans(world: SignWorld, readings: Readings, stations: readonly { readonly device: LiveDevice }[]) {
  const means: Partial<Record<Pollutant, number>> = {}
  const told = new Set<LiveDevice>()
  for (const pollutant of pollutants) {
    let [sum, count] = [0, 0]
    for (const { device } of stations) {
      const value = measureValue(world, readings, device, pollutant, { within: 'mean', ...airWindows[pollutant] })
      if (value === undefined) continue
      sum += value
      count += 1
      told.add(device)
    }
    if (count > 0) means[pollutant] = sum / count
  }
  return { means, reporting: told.size }
}

/** The air quality index in every place. */
export function fromAirIndex(world: SignWorld, readings: Readings, source: AirIndexSource): FoundByPlace {
  const stations = (readings.devices.get(source.profile) ?? []).map((device) => ({ device }))
  return new Map(
    [...byPlace(world, stations, 'pm25')].map(([place, { all, newest, isDemo }]): [string, Found] => {
      const { means, reporting } = stationMeans(world, readings, all)
      const index = airIndex(means)
      const head = { sources: all.length, reporting, newest: newestOf(newest), isDemo }
      return [
        place,
        index ? { value: index.value, facts: { pollutant: index.pollutant }, ...head } : { value: undefined, ...head },
      ]
    }),
  )
}
