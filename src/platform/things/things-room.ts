import { join } from 'node:path'
import { Type } from 'typebox'
import type { AlarmRule, CombinedRule, DeviceProfile } from '../../kernel/things/index.ts'
import { askedGauge, type Base, job, type Query, type Room, type Tx } from '../base/index.ts'
import type { Twin } from '../twin/index.ts'
import { type AlarmCount, countAlarms } from './alarms/count-alarms.ts'
import { Foreseer } from './alarms/foreseer.ts'
import { RuleShelf } from './alarms/rule-shelf.ts'
import { type StandingAlarm, standingAlarms } from './alarms/standing-alarms.ts'
import { Watcher } from './alarms/watcher.ts'
import { alarmRoutes } from './api/alarm-routes.ts'
import { commandRoutes } from './api/command-routes.ts'
import { deviceRoutes } from './api/device-routes.ts'
import { labelRoute } from './api/label-route.ts'
import { whereRoute } from './api/where-route.ts'
import { commandNear, type NearAsked } from './commands/command-near.ts'
import { Commands } from './commands/commands.ts'
import { taskingModel } from './commands/tasking-models.ts'
import { takeTasks, tellTaskBy } from './commands/tasks.ts'
import { type Ailing, ailingNow, type DeviceBrief, deviceBriefs } from './devices/briefs.ts'
import { type Enrolled, enrol, modelsOf, type NewDevice, rangesOf } from './devices/enrol.ts'
import { Fleet } from './devices/fleet.ts'
import { lookAtHealth } from './devices/health.ts'
import { renewSecret } from './devices/keep.ts'
import { followMoving } from './devices/moving.ts'
import { thingsErrors } from './errors.ts'
import type { Door, DoorParts } from './ingest/door.ts'
import { EdgeBuffer } from './ingest/edge-buffer.ts'
import { type HttpsDoor, openHttpsDoor } from './ingest/https-door.ts'
import { Ingest } from './ingest/ingest.ts'
import { type HearSigned, makeLine } from './ingest/line.ts'
import { openOutsideDoor } from './ingest/outside-door.ts'
import { openOwnDoor } from './ingest/own-door.ts'
import type { FindProgram } from './ingest/principals.ts'
import { readingsRoute } from './ingest/readings-route.ts'
import { permissions } from './permissions.ts'

/** What the room of things is joined with by the server. */
export type ThingsParts = {
  readonly twin: Twin
  /** Kinds of device that the city's packs declare. */
  readonly profiles: readonly DeviceProfile[]
  readonly findProgram: FindProgram
  /** Calls `heard` whenever tokens may no longer hold what they held. @returns ends that */
  readonly onTokens?: (heard: () => void) => () => void
  /** Alarm rules that the city's packs declare. */
  readonly rules?: readonly AlarmRule[]
  /** Rules over several devices near a place. */
  readonly foresees?: readonly CombinedRule[]
}

/** Devices of the city, and what rooms after this one use of them. */
export type Things = {
  readonly fleet: Fleet
  readonly commands: Commands
  readonly ingest: Ingest
  readonly watcher: Watcher
  readonly foreseer: Foreseer
  /** Alarm rules, those of packs and those of people. */
  rules(): readonly AlarmRule[]
  /** Rules over several devices near a place. */
  readonly foresees: readonly CombinedRule[]
  /** Alarms by rule and device: how many stand, how many were raised since an instant (epoch ms). */
  countAlarms(on: Query, since: number): Promise<readonly AlarmCount[]>
  /** The alarms that stand at devices, by their keys. */
  standingAlarms(on: Query, devices: readonly number[]): Promise<readonly StandingAlarm[]>
  /** What ails devices, as it was last looked at. */
  ailing(on: Query): Promise<readonly Ailing[]>
  /** What is told of devices, by their keys. */
  briefs(on: Query, keys: readonly number[]): Promise<ReadonlyMap<number, DeviceBrief>>
  /** Looks at the health of every device now. @returns how many ailments began or ended */
  lookAtHealth(): Promise<number>
  /** Commands devices near a place in the transaction of whoever asks; what becomes of it is told as `things.commandTold`. */
  commandNear(tx: Tx, asked: NearAsked): Promise<readonly string[]>
  /** Enrols devices, all or none. */
  enrol(devices: readonly NewDevice[], by: string): Promise<readonly Enrolled[]>
  /** From now on what devices send signed (`things/{device}/signed`) goes to this room above, and to no other. */
  hearSigned(hear: HearSigned): void
  /** A new secret for a device; the old one ends at once. @throws things.noDevice */
  renewSecret(id: string): Promise<string>
  /** Where devices speak MQTT; `undefined` before the start and in processes without the role `api`. */
  door(): Door | undefined
}

/** How often signs of life and faults are written down, milliseconds. */
const signsPause = 2_000

/** The room of things (物联): devices, what they send and what they are told. */
export function thingsRoom(
  base: Base,
  { twin, profiles, findProgram, onTokens, rules = [], foresees = [] }: ThingsParts,
): Room & Things {
  const fleet = new Fleet(base, profiles)
  let door: Door | undefined
  let https: HttpsDoor | undefined
  let signs: NodeJS.Timeout | undefined
  let isStopped = false
  let quiet: (() => void) | undefined
  let stay: (() => Promise<void>) | undefined
  let guard: (() => void) | undefined
  const buffer = new EdgeBuffer(join(base.config.data, 'readings'), base.log, {
    write: (columns) => twin.observations.write(columns),
    onEmpty: () => door?.goOn(),
  })
  const ingest = new Ingest(base, twin.observations, buffer)
  const tellTask = tellTaskBy(base, twin.sensorThings)
  const commands = new Commands(
    base,
    fleet,
    (device, told, delivered) => door?.hand(device, told, delivered) ?? false,
    tellTask,
  )
  const shelf = new RuleShelf(base, fleet)
  const watcher = new Watcher(base, fleet, shelf)
  ingest.onKept((columns) => watcher.take(columns))
  const foreseer = new Foreseer(base, fleet, foresees)
  ingest.onKept((columns) => foreseer.take(columns))
  const look = () => lookAtHealth(base, fleet, twin.observations)
  let signed: HearSigned | undefined
  const line = makeLine({ base, fleet, ingest, commands: () => commands, signed: () => signed })
  const warn = (what: string) => (cause: unknown) => base.log.warn(what, { cause })
  const parts = { base, twin, fleet }
  return {
    name: 'things',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: thingsErrors,
    fleet,
    commands,
    ingest,
    watcher,
    foreseer,
    rules: () => shelf.all,
    foresees,
    countAlarms,
    standingAlarms,
    ailing: ailingNow,
    briefs: deviceBriefs,
    lookAtHealth: look,
    commandNear: (tx, asked) => commandNear({ fleet, commands }, tx, asked),
    enrol: (devices, by) => enrol(parts, devices, by),
    hearSigned: (hear) => {
      signed = hear
    },
    renewSecret: (id) => renewSecret(parts, id),
    door: () => door,
    routes: (http) => {
      readingsRoute(http, { base, fleet, ingest })
      deviceRoutes(http, parts)
      commandRoutes(http, { base, fleet, commands })
      alarmRoutes(http, { base, fleet, shelf, observations: twin.observations })
      whereRoute(http, () => ({ door, https: https?.port }))
      http.fastify.addHook('onListen', async () => {
        https = await openHttpsDoor(base, http)
      })
      http.fastify.addHook('onClose', async () => https?.stop())
      labelRoute(http, { base, fleet })
    },
    consumers: [takeTasks(fleet, commands, tellTask)],
    jobs: [
      job({
        name: 'things.minute',
        payload: Type.Object({}),
        cron: '* * * * *',
        run: async () => {
          await look()
          await commands.expire()
        },
      }),
    ],
    start: async () => {
      await fleet.start()
      await twin.observations.noteRanges(base.db, rangesOf(fleet))
      // Profiles may say something else than when their devices were enrolled, or when SensorThings did not show it yet.
      await twin.sensorThings.noteModels(base.db, profiles.map(taskingModel))
      await twin.sensorThings.noteModelsOf(base.db, modelsOf(fleet))
      await shelf.start(rules)
      await watcher.start()
      await foreseer.start()
      quiet = fleet.onChange((device, before) => {
        const isChanged =
          before && (device.state !== 'active' || (before.secret && !device.secret?.equals(before.secret)))
        if (isChanged) door?.banish(device.id)
      })
      measure(base, ingest, buffer, () => door)
      if (!base.config.roles.has('api')) return
      await buffer.start()
      commands.start()
      stay = followMoving(base, twin, fleet)
      ingest.onRoom(() => door?.goOn())
      const doorParts: DoorParts = {
        ...{ base, fleet, ingest, line, findProgram },
        sensorThings: twin.sensorThings,
        listens: (device) => void commands.handOver(device, true).catch(warn('commands wait')),
      }
      const { mqttUrl } = base.config
      door = mqttUrl === undefined ? await openOwnDoor(doorParts) : await openOutsideDoor(doorParts, mqttUrl)
      guard = guardTokens(() => door?.lookAgain(), onTokens)
      const write = () => {
        // A round that was under way when the city stopped begins no other.
        if (isStopped) return
        signs = setTimeout(() => fleet.writeSigns().catch(warn('signs of devices wait')).finally(write), signsPause)
      }
      write()
    },
    stop: async () => {
      quiet?.()
      guard?.()
      isStopped = true
      clearTimeout(signs)
      commands.stop()
      await door?.stop()
      await ingest.drained()
      await watcher.stop()
      await foreseer.stop()
      await stay?.()
      shelf.stop()
      await buffer.stop()
      if (door) await fleet.writeSigns().catch(warn('signs of devices were not written'))
      fleet.stop()
    },
  }
}

/** Tokens also end by themselves, which nobody tells. */
const tokensPause = 60_000

/** Has programs with an open connection asked anew who they are, at once when tokens were taken back and every minute. @returns ends that */
function guardTokens(look: () => Promise<void> | undefined, onTokens: ThingsParts['onTokens']): () => void {
  let [isLooking, isAsked] = [false, false]
  const ask = async () => {
    isAsked = true
    if (isLooking) return
    isLooking = true
    while (isAsked) {
      isAsked = false
      await look()
    }
    isLooking = false
  }
  const deaf = onTokens?.(ask)
  const timer = setInterval(ask, tokensPause).unref()
  return () => {
    deaf?.()
    clearInterval(timer)
  }
}

function measure(
  { metrics: { registry } }: Base,
  ingest: Ingest,
  buffer: EdgeBuffer,
  door: () => Door | undefined,
): void {
  askedGauge(registry, 'shudu_readings_kept', 'Readings kept since the start', () => ingest.counts.readings)
  askedGauge(registry, 'shudu_readings_refused', 'Readings refused since the start', () => ingest.counts.refused)
  askedGauge(
    registry,
    'shudu_readings_buffered',
    'Readings that went through the buffer on disk',
    () => ingest.counts.buffered,
  )
  askedGauge(registry, 'shudu_readings_buffer_bytes', 'Bytes in the buffer on disk', () => buffer.bytes)
  askedGauge(registry, 'shudu_mqtt_connections', 'MQTT connections', () => door()?.connections() ?? 0)
}
