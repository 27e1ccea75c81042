import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import { cellText, fileSource, openTable, type Room, readRuntime } from '../../platform/base/index.ts'
import { MqttClient, type NewDevice, type Things } from '../../platform/things/index.ts'
import { withCity } from '../../server/attach.ts'
import { type Command, type CommandContext, exitCodes, UsageError } from '../command.ts'
import { layouts, type ReplayLayout, type ReplayRow, type ReplayStation } from '../replay/layouts.ts'

const gatewayId = 'replay-gateway'

/** `shudu replay <file> --speed 3600 --as parking-lot`: plays a file of readings as devices of the running city. */
export const command: Command = {
  says: {
    zh: '把序列文件当作设备重放：在运行中的城市登记设备，按原时刻上报',
    en: 'Plays a file of readings as devices: enrols them in the running city and sends them, with their own instants, over MQTT',
  },
  usage: '<file> [--speed <n>] [--as <profile>] [--shift] [--places <file>]',
  words: [1, 1],
  options: {
    speed: {
      type: 'string',
      value: '<n>',
      default: '0',
      says: { zh: '每秒播放几秒的数据；0 为尽快', en: 'seconds of the file a second; 0 as fast as they are kept' },
    },
    as: {
      type: 'string',
      value: '<profile>',
      says: {
        zh: '设备型号，如 parking-lot、air-station',
        en: 'the device profile, such as parking-lot or air-station',
      },
    },
    shift: {
      type: 'boolean',
      says: {
        zh: '整体平移若干个整周，使最后一条在现在之前',
        en: 'moves all by whole weeks, so that the last one lies just before now',
      },
    },
    places: {
      type: 'string',
      value: '<file>',
      says: {
        zh: '设备位置表：列 device、lng、lat（WGS 84），可有 name、name_en',
        en: 'a table of where the devices stand: columns device, lng, lat (WGS 84), optionally name and name_en',
      },
    },
  },
  run: async (context) => {
    const path = resolve(context.words[0] ?? '')
    const found = await stat(path).catch(() => undefined)
    if (!found?.isFile()) throw new UsageError(`There is no file ${context.words[0]}`)
    const speed = Number(context.options.speed)
    if (!(speed >= 0)) throw new UsageError(`--speed must be a number from 0 up, not "${context.options.speed}"`)
    const { layout, rows } = await readRows(path, context)
    const url = readRuntime(context.config.data)?.url
    if (url === undefined) throw new UsageError('No city runs on this data folder: start it with "shudu serve" first.')
    const stations = { ...layout.stations, ...(await readStations(context.options.places)) }
    const { secret, nameOf } = await enrolAll({ layout, stations, rows }, context)
    await play(await addressOf(url, secret), rows, nameOf, speed, context)
    return exitCodes.ok
  },
}

async function readRows(
  path: string,
  { options, tell }: CommandContext,
): Promise<{ layout: ReplayLayout; rows: readonly ReplayRow[] }> {
  const table = await openTable(await fileSource(path))
  try {
    const columns = new Map(table.shape.headers.map(({ original, column }) => [original.trim(), column]))
    const layout = layouts.find(
      ({ needs, profile }) =>
        needs.every((name) => columns.has(name)) && (options.as === undefined || options.as === profile),
    )
    if (layout === undefined)
      throw new UsageError(
        `No known layout fits the columns of this file; known are: ${layouts.map(({ name, profile }) => `${name} (${profile})`).join(', ')}`,
      )
    const rows: ReplayRow[] = []
    for await (const { rows: batch } of table.batches())
      for (const { cells } of batch)
        rows.push(
          ...layout.rows((name) => {
            const column = columns.get(name)
            return column === undefined ? '' : cellText(cells[column] ?? null).trim()
          }),
        )
    rows.sort((a, b) => a.at - b.at)
    const week = 7 * 86_400_000
    const last = rows.at(-1)?.at ?? 0
    const by = options.shift ? Math.floor((Date.now() - last) / week) * week : 0
    tell(`${rows.length} readings as ${layout.profile}`)
    return { layout, rows: by === 0 ? rows : rows.map((row) => ({ ...row, at: row.at + by })) }
  } finally {
    await table.close()
  }
}

/** Where devices stand, by a table of the caller's. */
async function readStations(path: unknown): Promise<Readonly<Record<string, ReplayStation>>> {
  if (typeof path !== 'string') return {}
  const table = await openTable(await fileSource(resolve(path)))
  try {
    const columns = new Map(table.shape.headers.map(({ original, column }) => [original.trim(), column]))
    const found: Record<string, ReplayStation> = {}
    for await (const { rows } of table.batches())
      for (const { cells } of rows) {
        const cell = (name: string) => cellText(cells[columns.get(name) ?? -1] ?? null).trim()
        const [device, lng, lat] = [cell('device'), Number(cell('lng') || 'none'), Number(cell('lat') || 'none')]
        if (device === '' || !(Math.abs(lng) <= 180 && Math.abs(lat) <= 90))
          throw new UsageError(
            `--places needs columns device, lng and lat (WGS 84 degrees); found "${device}", "${cell('lng')}", "${cell('lat')}"`,
          )
        found[device] = {
          title: { zh: cell('name') || device, en: cell('name_en') || cell('name') || device },
          lng,
          lat,
        }
      }
    return found
  } finally {
    await table.close()
  }
}

type Replayed = {
  readonly layout: ReplayLayout
  readonly stations: Readonly<Record<string, ReplayStation>>
  readonly rows: readonly ReplayRow[]
}

/** Enrols what is missing, behind a gateway whose secret is made anew for this replay. */
async function enrolAll({ layout, stations, rows }: Replayed, { config, log }: CommandContext) {
  const nameOf = (device: string) => `${layout.name}-${device.replace(/[^A-Za-z0-9_.-]/g, '-')}`
  const devices = [...new Set(rows.map(({ device }) => device))]
  return withCity(config, log, async ({ rooms }) => {
    const room = rooms.find(({ name }) => name === 'things')
    if (!room) throw new UsageError('This city has no devices')
    // The composition gives the name to this kind of room only.
    const things = room as Room & Things
    if (things.fleet.find(gatewayId) === undefined)
      await things.enrol(
        [{ id: gatewayId, profile: 'gateway', title: { zh: '重放网关', en: 'Replay gateway' } }],
        'replay',
      )
    const secret = await things.renewSecret(gatewayId)
    const missing = devices.flatMap((device): NewDevice[] => {
      const id = nameOf(device)
      if (things.fleet.find(id) !== undefined) return []
      const { title, lng, lat } = stations[device] ?? {}
      const point = lng === undefined || lat === undefined ? undefined : { lng, lat }
      return [
        { id, profile: layout.profile, parent: gatewayId, title: title ?? { zh: id, en: id }, ...(point && { point }) },
      ]
    })
    if (missing.length > 0) await things.enrol(missing, 'replay')
    return { secret, nameOf }
  })
}

async function addressOf(url: string, secret: string): Promise<string> {
  const answer = await fetch(`${url}/api/things/where`)
  const { mqtt } = (await answer.json()) as { mqtt: number | null } // as the route declares
  if (mqtt === null) throw new UsageError('This city listens to an outside MQTT broker: replay with its own broker.')
  return `mqtt://${gatewayId}:${encodeURIComponent(secret)}@${new URL(url).hostname}:${mqtt}`
}

async function play(
  address: string,
  rows: readonly ReplayRow[],
  nameOf: (device: string) => string,
  speed: number,
  { print }: CommandContext,
): Promise<void> {
  const client = new MqttClient({ url: address, clientId: `replay-${process.pid}` })
  try {
    const begun = performance.now()
    const first = rows[0]?.at ?? 0
    const sent: Promise<void>[] = []
    for (const { device, at, values } of rows) {
      const wait = speed === 0 ? 0 : (at - first) / speed - (performance.now() - begun)
      if (wait > 5) await rest(wait)
      const done = client.publish(`things/${nameOf(device)}/readings`, JSON.stringify({ at, ...values }))
      sent.push(done)
      // No more on the way than a broker keeps in mind at once.
      if (sent.length >= 2_000) await Promise.all(sent.splice(0))
    }
    await Promise.all(sent)
    const seconds = (performance.now() - begun) / 1_000
    print(
      `${rows.length} readings of ${new Set(rows.map(({ device }) => device)).size} devices were kept in ${seconds.toFixed(1)} s`,
    )
  } finally {
    client.stop()
  }
}
