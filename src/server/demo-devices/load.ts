import { demoCity } from '../../packs/city/shanghai/index.ts'
import type { Base, Room } from '../../platform/base/index.ts'
import type { Things } from '../../platform/things/index.ts'
import { ColumnBatch, type Twin } from '../../platform/twin/index.ts'
import { periodOf, sayingOf } from './behaviour.ts'
import { playDevices } from './simulator.ts'
import { type DemoDevice, demoDevices, openDevice } from './which.ts'

type Parts = { readonly base: Base; readonly twin: Twin; readonly things: Things }

/** A day and a little more, so that the hour of yesterday that one looks back to first has its readings. */
const past = 26 * 3_600_000
/** History comes in steps of at least so many seconds. */
const leastStep = 900
/** What moves is told oftener: its way would otherwise jump across the city. */
const movingStep = 120

const secretOf = (base: Base) => (id: string) => base.secret(`demo-device ${id}`).toString('base64url')

/** Enrols the demonstration's devices and gives them a day of history, once. Where they stand is drawn only then. */
async function load({ base, twin, things }: Parts): Promise<readonly DemoDevice[]> {
  const isMissing = ({ id }: DemoDevice) => things.fleet.find(id) === undefined
  const known = demoDevices(secretOf(base))
  if (![...known, openDevice].some(isMissing)) return known
  const devices = demoDevices(secretOf(base), demoCity())
  const missing = [...devices, openDevice].filter(isMissing)
  const started = performance.now()
  const by = 'demonstration'
  // Gateways stand first: the others speak through them.
  const gateways = missing.filter(({ profile }) => profile === 'gateway')
  await things.enrol(gateways, by)
  const others = missing.filter(({ profile }) => profile !== 'gateway')
  for (let from = 0; from < others.length; from += 500) await things.enrol(others.slice(from, from + 500), by)
  const rows = await writeHistory({ base, twin, things }, missing)
  base.log.info('the devices of the demonstration were enrolled', {
    devices: missing.length,
    readings: rows,
    milliseconds: Math.round(performance.now() - started),
  })
  return devices
}

/** Writes what the devices would have sent during the last day and two hours, through their own decoders' values. */
async function writeHistory({ base, twin, things }: Parts, devices: readonly DemoDevice[]): Promise<number> {
  const now = base.now()
  let batch = new ColumnBatch(20_000)
  let rows = 0
  // Its rules are asked of what was sent, as on any other day: the city wakes with cases that its devices opened.
  const keep = async (written: ColumnBatch) => {
    await twin.observations.write(written)
    things.watcher.take(written)
    await things.watcher.settled()
  }
  for (const { id, profile, seed } of devices) {
    const live = things.fleet.find(id)
    if (live === undefined || seed < 0) continue
    const least = live.ready.names.includes('lng') ? movingStep : leastStep
    const step = Math.max(least, periodOf(live.ready.profile.period)) * 1_000
    for (let at = Math.ceil((now - past) / step) * step; at < now; at += step) {
      const saying = sayingOf(profile, seed, at)
      if (saying?.at !== at) continue
      for (const [index, name] of live.ready.names.entries()) {
        const value = saying[name]
        const choice = typeof value === 'string' ? live.ready.measures[index]?.choices?.[value]?.code : undefined
        const number = typeof value === 'boolean' ? Number(value) : typeof value === 'number' ? value : choice
        const range = live.ready.measures[index]?.range
        if (number !== undefined && (range === undefined || (number >= range[0] && number <= range[1])))
          batch.add(live.series[index] ?? 0, at, number, 0)
      }
    }
    if (batch.length < 19_000) continue
    rows += batch.length
    await keep(batch)
    batch = new ColumnBatch(20_000)
  }
  rows += batch.length
  await keep(batch)
  return rows
}

/**
 * The devices of the demonstration city: enrolled and given a past when the city is new, then played over MQTT like any
 * device. Everything of them is marked 演示数据. The start does not wait for them.
 */
export function demonstrationDevices(parts: Parts): Room {
  const { base, things } = parts
  let end: (() => void) | undefined
  let loading: Promise<void> | undefined
  let isStopped = false

  async function play(): Promise<void> {
    const devices = await load(parts)
    const { mqttUrl, host } = base.config
    const door = things.door()
    const url =
      mqttUrl ??
      (door?.port === undefined
        ? undefined
        : `mqtt://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${door.port}`)
    if (isStopped || url === undefined) return
    end = playDevices({
      url,
      gateways: devices.filter(({ profile }) => profile === 'gateway').map(({ id, secret = '' }) => ({ id, secret })),
      devices: devices.map(({ id, profile, seed, parent }) => ({
        ...{ id, profile, seed, gateway: parent ?? id },
        period: things.fleet.profiles.get(profile)?.profile.period ?? 3_600,
      })),
    })
  }

  return {
    name: 'demonstration-devices',
    start: () => {
      if (!base.config.roles.has('api')) return
      loading = play().catch((cause: unknown) => {
        if (!isStopped) base.log.error('the devices of the demonstration could not be loaded', { cause })
      })
    },
    stop: async () => {
      isStopped = true
      await loading
      end?.()
    },
  }
}
