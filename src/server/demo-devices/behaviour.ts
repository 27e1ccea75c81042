import { seeded } from '../../kernel/codes/index.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A number in [0, 1) that depends on its arguments alone. */
function chance(seed: number, slot: number): number {
  let x = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(slot | 0, 0xc2b2ae35)) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32
}

/** Between −1 and 1, changing smoothly over `length` ms. */
function drift(seed: number, at: number, length: number): number {
  const slot = Math.floor(at / length)
  const part = at / length - slot
  const smooth = part * part * (3 - 2 * part)
  return (chance(seed, slot) * (1 - smooth) + chance(seed, slot + 1) * smooth) * 2 - 1
}

/** Hour of the day in the city, with fractions. */
const hourOf = (at: number) => ((at + 8 * hour) % day) / hour
const isWorkday = (at: number) => ![0, 6].includes(new Date(at + 8 * hour).getUTCDay())

/** How busy the city is, 0 to 1: two rushes on working days, one broad afternoon on others. */
function bustle(at: number): number {
  const now = hourOf(at)
  const bell = (centre: number, width: number) => Math.exp(-(((now - centre) / width) ** 2))
  return Math.min(
    1,
    0.08 + (isWorkday(at) ? 0.8 * bell(8.2, 1.6) + 0.75 * bell(18, 2) + 0.35 * bell(13, 3) : 0.6 * bell(15.5, 4.5)),
  )
}

/** Millimetres an hour that fall now: showers of one to three hours, on about one day in three. */
function rainNow(at: number): number {
  const today = Math.floor((at + 8 * hour) / day)
  if (chance(77, today) > 0.35) return 0
  const begins = 24 * chance(78, today)
  const lasts = 1 + 2 * chance(79, today)
  const into = hourOf(at) - begins
  return into < 0 || into > lasts ? 0 : Math.sin((Math.PI * into) / lasts) * (4 + 36 * chance(80, today) ** 2)
}

/** Rain of the last hours, weighted: what rivers and hollows feel. */
const wetness = (at: number): number =>
  [0, 0.5, 1, 2, 3].reduce((sum, back) => sum + rainNow(at - back * hour) / (1 + back), 0)

function temperature(at: number, seed: number): number {
  const season = Math.cos((2 * Math.PI * (at / day - 205)) / 365.25)
  return 17 + 11 * season + 4 * Math.sin((2 * Math.PI * (hourOf(at) - 9)) / 24) + 1.5 * drift(seed, at, 6 * hour)
}

const isDark = (at: number) => hourOf(at) < 6.3 || hourOf(at) > 17.6
const round = (value: number, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits
const battery = (seed: number, at: number) => Math.max(4, Math.round(100 - ((at / day + (seed % 900)) % 900) / 9.5))

type Behaviour = (seed: number, at: number) => Readonly<Record<string, number | boolean | string>>

/** Counters that only grow, without anything being kept: a rate since a fixed day. */
const since = (at: number) => (at - Date.UTC(2026, 0, 1)) / hour

const behaviours: Readonly<Record<string, Behaviour>> = {
  'rain-gauge': (seed, at) => ({
    rain: round((rainNow(at) / 12) * (0.7 + 0.6 * chance(seed, 1))),
    temperature: round(temperature(at, seed)),
    battery: battery(seed, at),
  }),
  'water-level': (seed, at) => ({
    level: round(
      2.2 +
        0.6 * Math.sin((2 * Math.PI * at) / (12.42 * hour) + (seed % 7)) +
        wetness(at) / 60 +
        0.05 * drift(seed, at, hour),
      3,
    ),
    flow: round(0.4 + 0.3 * drift(seed, at, 3 * hour), 2),
    battery: battery(seed, at),
  }),
  'road-flood': (seed, at) => {
    const depth = chance(seed, 2) < 0.2 ? Math.max(0, (wetness(at) - 18) / 90) : 0
    return { depth: round(depth, 3), isWet: depth > 0.01 || rainNow(at) > 0.5, battery: battery(seed, at) }
  },
  'weather-station': (seed, at) => ({
    temperature: round(temperature(at, seed)),
    humidity: round(Math.min(100, 65 + 15 * drift(seed, at, 8 * hour) + rainNow(at))),
    windSpeed: round(3 + 2.5 * drift(seed, at, 2 * hour)),
    windDirection: Math.round(180 + 179 * drift(seed + 1, at, 5 * hour)),
    pressure: round(1015 + 8 * drift(3, at, day)),
    rain: round(rainNow(at) / 6),
  }),
  'air-station': (seed, at) => {
    const haze = 45 + 30 * drift(5, at, 1.5 * day) + 18 * bustle(at) - rainNow(at)
    return {
      pm25: Math.max(4, Math.round(haze + 8 * drift(seed, at, 3 * hour))),
      pm10: Math.max(8, Math.round(haze * 1.5)),
      no2: Math.max(5, Math.round(28 + 30 * bustle(at))),
      so2: Math.max(3, Math.round(8 + 3 * drift(seed, at, day))),
      o3: Math.max(5, Math.round(60 + 50 * Math.sin((2 * Math.PI * (hourOf(at) - 9)) / 24))),
      co: round(0.6 + 0.4 * bustle(at), 2),
      temperature: round(temperature(at, seed)),
      humidity: round(65 + 15 * drift(6, at, 8 * hour)),
    }
  },
  'air-micro': (seed, at) => {
    const haze = 48 + 30 * drift(5, at, 1.5 * day) + 20 * bustle(at) - rainNow(at) + 10 * drift(seed, at, hour)
    return {
      pm25: Math.max(4, Math.round(haze)),
      pm10: Math.max(8, Math.round(haze * 1.6)),
      temperature: round(temperature(at, seed)),
      humidity: round(65 + 15 * drift(6, at, 8 * hour)),
    }
  },
  noise: (seed, at) => {
    const laeq =
      44 +
      20 * bustle(at) +
      4 * drift(seed, at, 20 * minute) +
      (chance(seed, Math.floor(at / (6 * hour))) > 0.985 ? 18 : 0)
    return { laeq: round(laeq), lamax: round(laeq + 8 + 5 * chance(seed, Math.floor(at / minute))) }
  },
  'traffic-flow': (seed, at) => {
    const busy = bustle(at) * (0.6 + 0.5 * chance(seed, 3))
    return {
      intensity: Math.round(70 * busy + 5 * chance(seed, Math.floor(at / minute))),
      speed: round(Math.max(6, 62 - 48 * busy - rainNow(at) / 4)),
      occupancy: round(Math.min(95, 6 + 60 * busy ** 2)),
    }
  },
  'crowd-flow': (seed, at) => ({
    entered: Math.round(40 * bustle(at) * (0.5 + chance(seed, Math.floor(at / minute)))),
    left: Math.round(38 * bustle(at - hour) * (0.5 + chance(seed + 1, Math.floor(at / minute)))),
    present: Math.round(900 * bustle(at - hour / 2) * (0.4 + chance(seed, 4))),
  }),
  'parking-bay': (seed, at) => ({
    isOccupied: chance(seed, Math.floor(at / (40 * minute))) < 0.35 + 0.5 * bustle(at),
    battery: battery(seed, at),
  }),
  'parking-lot': (seed, at) => {
    const capacity = 120 + (seed % 40) * 10
    return {
      occupied: Math.max(
        0,
        Math.min(capacity, Math.round(capacity * (0.25 + 0.6 * bustle(at - hour / 2) + 0.05 * drift(seed, at, hour)))),
      ),
      capacity,
    }
  },
  'street-light': (seed, at) => {
    const isOn = isDark(at)
    const isBroken = chance(seed, 5) < 0.012
    return {
      isOn,
      level: isOn ? 100 : 0,
      power: isOn ? (isBroken ? 1.2 : round(118 + 4 * drift(seed, at, hour))) : 0,
      voltage: round(229 + 5 * drift(seed % 50, at, hour)),
    }
  },
  manhole: (seed, at) => {
    const isOpen = chance(seed, 1_000 + Math.floor(at / (8 * hour))) < 0.0012
    return { isOpen, tilt: isOpen ? 24 : 1, level: round(0.4 + wetness(at) / 80, 2), battery: battery(seed, at) }
  },
  'bin-fill': (seed, at) => {
    const cycle = (20 + (seed % 16)) * hour
    return {
      fill: Math.min(100, Math.round((((at + (seed % 997) * minute) % cycle) / cycle) * (88 + (seed % 16)))),
      temperature: Math.round(temperature(at, seed) + 3),
      battery: battery(seed, at),
    }
  },
  smoke: (seed, at) => {
    const isAlarm = chance(seed, 2_000 + Math.floor(at / (2 * hour))) < 0.0002
    return {
      isAlarm,
      density: isAlarm ? 12 : 0,
      temperature: round(temperature(at, seed) * 0.4 + 14),
      battery: battery(seed, at),
    }
  },
  'gas-leak': (seed, at) => ({
    lel:
      chance(seed, 3_000 + Math.floor(at / (4 * hour))) < 0.004 ? 26 : round(Math.max(0, 0.5 * drift(seed, at, hour))),
    isAlarm: false,
  }),
  lift: (seed, at) => {
    const slot = Math.floor(at / (5 * minute))
    const isMoving = chance(seed, slot) < bustle(at)
    const isTrapped = chance(seed, 4_000 + Math.floor(at / (30 * minute))) < 0.0002
    return {
      floor: Math.floor(chance(seed + 1, slot) * (6 + (seed % 26))) + 1,
      isMoving: isMoving && !isTrapped,
      hasPeople: isMoving || isTrapped,
      isTrapped,
      fault: isTrapped ? 'betweenFloors' : 'none',
      trips: Math.round(since(at) * (6 + (seed % 14))),
    }
  },
  'charging-pile': (seed, at) => {
    const isCharging = chance(seed, Math.floor(at / (90 * minute))) < 0.45
    return {
      state: isCharging ? 'charging' : 'free',
      power: isCharging ? round(6.6 + 0.3 * drift(seed, at, hour), 2) : 0,
      energy: Math.round(since(at) * (1 + (seed % 3))),
      temperature: round(temperature(at, seed) + (isCharging ? 18 : 2)),
    }
  },
  'power-meter': (seed, at) => {
    const power = 40 + (seed % 60) + 120 * bustle(at)
    return {
      energy: Math.round(since(at) * (60 + (seed % 60))),
      power: round(power),
      voltage: round(229 + 4 * drift(seed, at, hour)),
      current: round(power / 0.66),
    }
  },
  'water-meter': (seed, at) => ({
    volume: round(since(at) * (0.4 + (seed % 10) / 10)),
    flow: round(0.2 + 1.4 * bustle(at), 2),
    pressure: Math.round(280 - 40 * bustle(at)),
    battery: battery(seed, at),
  }),
  tilt: (seed, at) => ({
    // One house in twenty leans a little more each day, and is set right after three.
    x: round(0.02 * drift(seed, at, day) + (chance(seed, 6) < 0.05 ? 0.6 * ((at / day) % 3) : 0), 3),
    y: round(0.02 * drift(seed + 1, at, day), 3),
    crack: round(0.3 + (seed % 10) / 20 + 0.02 * drift(seed, at, day), 2),
    battery: battery(seed, at),
  }),
  'call-button': (seed, at) => ({
    isCalled: chance(seed, 5_000 + Math.floor(at / hour)) < 0.0004,
    heartRate: Math.round(72 + 12 * drift(seed, at, hour)),
    isFallen: false,
    battery: battery(seed, at),
  }),
  'hazmat-vehicle': (seed, at) => {
    const angle = (at / (50 * minute)) * 2 * Math.PI + (seed % 6)
    // Now and then one takes the short way through the middle.
    const isShort = chance(seed, 6_000 + Math.floor(at / hour)) < 0.03
    const wide = isShort ? 0.1 : 1
    return {
      lng: round(121.47 + wide * (0.12 + (seed % 9) / 100) * Math.cos(angle), 5),
      lat: round(31.22 + wide * (0.1 + (seed % 7) / 100) * Math.sin(angle), 5),
      speed: round(42 + 14 * drift(seed, at, 10 * minute)),
      heading: Math.round(((720 - (angle * 180) / Math.PI) % 360) + 360) % 360,
      tankPressure: Math.round(380 + 20 * drift(seed, at, hour)),
      tankTemperature: round(temperature(at, seed)),
    }
  },
  gateway: (seed, at) => ({
    children: 100,
    load: round(18 + 6 * drift(seed, at, hour)),
    signal: Math.round(-72 + 8 * drift(seed, at, hour)),
  }),
}

/** What ails a device of the demonstration for good; most are well. */
export type DemoFault = 'silent' | 'stuck' | 'thousandfold' | 'clock' | undefined

/** About one device in forty has something. Gateways are well, so that the map is alive. */
export function faultOf(profile: string, seed: number): DemoFault {
  if (profile === 'gateway') return undefined
  const draw = seeded(`fault ${seed}`)()
  return draw < 0.012
    ? 'silent'
    : draw < 0.018
      ? 'stuck'
      : draw < 0.022
        ? 'thousandfold'
        : draw < 0.025
          ? 'clock'
          : undefined
}

/** Seconds between two readings of the demonstration's devices: those of events show a sign of life now and then. */
export const periodOf = (period: number): number => (period > 0 ? period : 3_600)

/** What a device says at a moment: plain values by measure, the same whoever asks. `undefined` when it says nothing. */
export function sayingOf(profile: string, seed: number, at: number): Readonly<Record<string, unknown>> | undefined {
  const behave = behaviours[profile]
  const fault = faultOf(profile, seed)
  if (behave === undefined || fault === 'silent') return undefined
  const values = behave(seed, fault === 'stuck' ? Math.floor(at / (30 * day)) * 30 * day : at)
  if (fault === 'clock') return { at: 12_000 + (at % 1_000_000), ...values }
  if (fault !== 'thousandfold') return { at, ...values }
  return {
    at,
    ...Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? value * 1_000 : value]),
    ),
  }
}

/** The next moment at which a device speaks, after `now`: each at its own place in its period. */
export function nextAt(period: number, seed: number, now: number): number {
  const length = periodOf(period) * 1_000
  const phase = (Math.abs(seed) % periodOf(period)) * 1_000
  return Math.floor((now - phase) / length) * length + length + phase
}
