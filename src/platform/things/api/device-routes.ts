import { sql } from 'kysely'
import { type Static, Type } from 'typebox'
import { ailmentWords } from '../../../kernel/things/index.ts'
import { type Base, bytesSource, type Http, uploads, WordsSchema } from '../../base/index.ts'
import type { Twin } from '../../twin/index.ts'
import { type EnrolParts, enrol } from '../devices/enrol.ts'
import { ailmentsNow } from '../devices/health.ts'
import { importDevices } from '../devices/import-devices.ts'
import { claimDevice, getDevice, renewSecret, setState, want } from '../devices/keep.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import { thingsErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import { isSeen, pathsSeen, resourceOf } from './seen.ts'

const text = Type.String({ maxLength: 200 })
const id = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })
const Nullable = <T extends ReturnType<typeof Type.String> | typeof WordsSchema | ReturnType<typeof Type.Number>>(
  schema: T,
) => Type.Union([schema, Type.Null()])

const NewDeviceSchema = Type.Object({
  id: text,
  profile: text,
  title: Type.Optional(WordsSchema),
  point: Type.Optional(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
  division: Type.Optional(text),
  path: Type.Optional(text),
  asset: Type.Optional(text),
  parent: Type.Optional(text),
  secret: Type.Optional(text),
  certificate: Type.Optional(text),
  claim: Type.Optional(text),
})

const DeviceBrief = Type.Object({
  id: Type.String(),
  entity: Type.String(),
  profile: Type.String(),
  state: Type.String(),
  path: Nullable(Type.String()),
  parent: Nullable(Type.String()),
  heardAt: Nullable(Type.String()),
  ailments: Type.Array(Type.String()),
})

const LastSchema = Type.Object({
  measure: Type.String(),
  title: WordsSchema,
  unit: Nullable(Type.String()),
  series: Type.Integer(),
  at: Type.String(),
  value: Type.Number(),
  quality: Type.Integer(),
})

const DeviceView = Type.Object({
  ...DeviceBrief.properties,
  title: Nullable(WordsSchema),
  asset: Nullable(Type.String()),
  lng: Nullable(Type.Number()),
  lat: Nullable(Type.Number()),
  enrolledAt: Type.String(),
  isDemo: Type.Boolean(),
  firmware: Type.Object({ wanted: Nullable(Type.String()), reported: Nullable(Type.String()) }),
  config: Type.Object({ wanted: Type.Unknown(), reported: Type.Unknown() }),
  reportedAt: Nullable(Type.String()),
  last: Type.Array(LastSchema),
  faults: Type.Array(
    Type.Object({ fault: Type.String(), count: Type.Integer(), lastAt: Type.String(), detail: Type.String() }),
  ),
  health: Type.Array(Type.Object({ ailment: Type.String(), title: WordsSchema, since: Nullable(Type.String()) })),
})

const EnrolledView = Type.Object({ id: Type.String(), entity: Type.String(), secret: Type.Optional(Type.String()) })
const FaultView = Type.Object({
  row: Type.Optional(Type.Integer()),
  field: Type.Optional(Type.String()),
  found: Type.Optional(Type.String()),
  says: WordsSchema,
})

type Parts = EnrolParts & { readonly twin: Twin; readonly base: Base }

/** Devices: who they are, how they are, and how they come and go. */
export function deviceRoutes(http: Http, parts: Parts): void {
  const { base, twin, fleet } = parts
  const resource = ({ params }: { params: { id: string } }) => resourceOf(getDevice(parts, params.id))
  const briefOf = (device: LiveDevice): Static<typeof DeviceBrief> => ({
    ...{
      id: device.id,
      entity: device.entityId,
      profile: device.ready.profile.name,
      state: device.state,
      path: device.path,
    },
    parent: device.parent?.id ?? null,
    heardAt: device.heard > 0 ? new Date(device.heard).toISOString() : null,
    ailments: device.state === 'active' ? [...ailmentsNow(device, twin.observations, base.now())] : [],
  })

  http.route({
    method: 'GET',
    path: '/api/things/profiles',
    title: { zh: '设备型号', en: 'Device profiles' },
    access: permissions.profiles,
    response: Type.Array(
      Type.Object({
        name: Type.String(),
        title: WordsSchema,
        about: WordsSchema,
        type: Type.String(),
        model: Type.Optional(Type.String()),
        period: Type.Number(),
        measures: Type.Unknown(),
        commands: Type.Unknown(),
        formats: Type.Array(Type.String()),
      }),
    ),
    handle: () =>
      [...fleet.profiles.values()].map(({ profile }) => ({
        ...{
          name: profile.name,
          title: profile.title,
          about: profile.about,
          type: profile.type,
          period: profile.period,
        },
        ...(profile.model && { model: profile.model }),
        ...{
          measures: profile.measures,
          commands: profile.commands,
          formats: ['plain', ...Object.keys(profile.formats)],
        },
      })),
  })

  http.route({
    method: 'GET',
    path: '/api/things/devices',
    title: { zh: '设备列表', en: 'Devices' },
    access: permissions.list,
    query: Type.Object({
      profile: Type.Optional(text),
      state: Type.Optional(text),
      ailment: Type.Optional(text),
      q: Type.Optional(text),
      after: Type.Optional(text),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    }),
    response: Type.Object({ total: Type.Integer(), items: Type.Array(DeviceBrief), next: Nullable(Type.String()) }),
    handle: ({ actor, query: { profile, state, ailment, q, after = '', limit = 100 } }) => {
      const paths = pathsSeen(actor)
      const wanted = [...fleet.all]
        .filter(
          (device) =>
            isSeen(device, paths) &&
            (profile === undefined || device.ready.profile.name === profile) &&
            (state === undefined || device.state === state) &&
            (q === undefined || device.id.includes(q)),
        )
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(briefOf)
        .filter(({ ailments }) => ailment === undefined || ailments.includes(ailment))
      const page = wanted.filter((one) => one.id > after).slice(0, limit)
      const last = page.at(-1)?.id
      const hasMore = last !== undefined && (wanted.at(-1)?.id ?? '') > last
      return { total: wanted.length, items: page, next: hasMore ? last : null }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/things/devices/:id',
    title: { zh: '设备详情', en: 'A device' },
    access: permissions.see,
    params: id,
    resource,
    response: DeviceView,
    handle: async ({ params }) => {
      const device = getDevice(parts, params.id)
      const { rows } = await sql<
        Record<string, never>
      >`select d.title, d.asset, d.lng, d.lat, d.enrolled_at as "enrolledAt", d.is_demo as "isDemo",
          jsonb_build_object('wanted', d.firmware_wanted, 'reported', d.firmware_reported) as firmware,
          jsonb_build_object('wanted', d.config_wanted, 'reported', d.config_reported) as config, d.reported_at as "reportedAt",
          coalesce((select jsonb_agg(jsonb_build_object('fault', fault, 'count', count, 'lastAt', last_at, 'detail', detail) order by last_at desc)
            from things.device_fault where device = d.key), '[]') as faults,
          coalesce((select jsonb_object_agg(ailment, since) from things.ailment where device = d.key), '{}') as since
        from things.device d where d.key = ${device.key}`.execute(base.db)
      // The columns are those of the view, by the statement above.
      const { since, ...row } = rows[0] as unknown as Omit<
        Static<typeof DeviceView>,
        'last' | 'health' | keyof Static<typeof DeviceBrief>
      > & { since: Record<string, string> }
      const brief = briefOf(device)
      return {
        ...brief,
        ...row,
        health: brief.ailments.map((ailment) => ({
          ailment,
          title: ailmentWords[ailment as keyof typeof ailmentWords], // ailments come from the kernel
          since: since[ailment] ?? null,
        })),
        last: device.ready.names.flatMap((measure, i) => {
          const series = device.series[i] ?? 0
          const last = twin.observations.last(series)
          const declared = device.ready.measures[i]
          if (last === undefined || declared === undefined) return []
          return [
            {
              measure,
              title: declared.title,
              unit: declared.unit ?? null,
              series,
              at: new Date(last.at).toISOString(),
              value: last.value,
              quality: last.quality,
            },
          ]
        }),
      }
    },
  })

  http.route({
    method: 'GET',
    path: '/api/things/devices/:id/readings',
    title: { zh: '设备读数', en: 'Readings of a device' },
    access: permissions.see,
    params: id,
    resource,
    query: Type.Object({
      measure: text,
      from: Type.Optional(Type.String({ format: 'date-time' })),
      till: Type.Optional(Type.String({ format: 'date-time' })),
      /** Seconds of a step; single readings when absent. */
      step: Type.Optional(Type.Integer({ minimum: 60, maximum: 86_400 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50_000, default: 5_000 })),
    }),
    response: Type.Object({
      unit: Nullable(Type.String()),
      readings: Type.Array(Type.Tuple([Type.Number(), Type.Number(), Type.Integer()])),
      steps: Type.Array(
        Type.Object({
          at: Type.Number(),
          count: Type.Integer(),
          mean: Type.Number(),
          min: Type.Number(),
          max: Type.Number(),
          first: Type.Number(),
          last: Type.Number(),
        }),
      ),
    }),
    handle: async ({ params, query }) => {
      const device = getDevice(parts, params.id)
      const index = device.ready.names.indexOf(query.measure)
      const series = device.series[index] ?? 0
      const unit = device.ready.measures[index]?.unit ?? null
      const till = query.till === undefined ? base.now() + 1 : Date.parse(query.till)
      const from = query.from === undefined ? till - 86_400_000 : Date.parse(query.from)
      if (query.step === undefined) {
        const found = await twin.observations.range({ series, from, till, limit: query.limit ?? 5_000 })
        return {
          unit,
          readings: found.map(({ at, value, quality }) => [at, value, quality] as [number, number, number]),
          steps: [],
        }
      }
      const steps = await twin.observations.steps({ series: [series], from, till, step: query.step })
      return {
        unit,
        readings: [],
        steps: steps.map(({ at, count, sum, min, max, first, last }) => ({
          at,
          count,
          mean: sum / count,
          min,
          max,
          first,
          last,
        })),
      }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/things/devices',
    title: { zh: '登记设备', en: 'Enrol a device' },
    access: permissions.keep,
    body: NewDeviceSchema,
    resource: ({ body }) => ({ holders: body.path === undefined ? [] : [body.path] }),
    status: 201,
    response: EnrolledView,
    handle: async ({ body, actor, audit }) => {
      audit({ resource: `device:${body.id}` })
      const [enrolled] = await enrol(parts, [body], actor.id)
      if (enrolled === undefined) throw thingsErrors.make('things.noDevices')
      return {
        id: enrolled.id,
        entity: enrolled.entity,
        ...(enrolled.secret !== undefined && { secret: enrolled.secret }),
      }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/things/devices/file',
    title: { zh: '按文件登记设备', en: 'Enrol devices from a file' },
    access: permissions.keep,
    resource: ({ actor }) => ({ holders: actor.posts.map(({ path }) => path) }),
    uploads: 20 * 1024 * 1024,
    response: Type.Object({
      read: Type.Integer(),
      enrolled: Type.Array(EnrolledView),
      refused: Type.Integer(),
      faults: Type.Array(FaultView),
      mend: Type.String(),
    }),
    handle: async ({ request, actor, may, audit }) => {
      for await (const part of uploads(request, { fileBytes: 20 * 1024 * 1024, files: 1 })) {
        if (part.kind !== 'file') continue
        const pieces: Buffer[] = []
        for await (const piece of part.stream) pieces.push(piece as Buffer) // a stream without encoding gives buffers
        const done = await importDevices(parts, bytesSource(Buffer.concat(pieces)), {
          by: actor.id,
          path: actor.posts[0]?.path,
          datum: 'wgs84',
          mayKeep: (path) => may(permissions.keep, { holders: path === undefined ? [] : [path] }),
        })
        audit({ facts: { read: done.read, enrolled: done.enrolled.length, refused: done.refused } })
        return {
          ...done,
          faults: done.faults.map(({ row, field, found, says }) => ({
            ...(row !== undefined && { row }),
            ...(field !== undefined && { field }),
            ...(found !== undefined && { found }),
            says,
          })),
          enrolled: done.enrolled.map(({ id: one, entity, secret }) => ({
            id: one,
            entity,
            ...(secret !== undefined && { secret }),
          })),
        }
      }
      throw thingsErrors.make('things.noDevices')
    },
  })

  http.route({
    method: 'POST',
    path: '/things/v1/claim',
    title: { zh: '设备凭认领码取得密钥', en: 'A device takes its secret by its claim code' },
    access: permissions.knock,
    // Codes must not be found by trying.
    rate: { perMinute: 20, burst: 10 },
    body: Type.Object({ code: Type.String({ minLength: 8, maxLength: 100 }) }),
    response: Type.Object({ id: Type.String(), secret: Type.String() }),
    handle: ({ body }) => claimDevice(parts, body.code),
  })

  http.route({
    method: 'POST',
    path: '/api/things/devices/:id/secret',
    title: { zh: '重新签发设备密钥', en: 'Issue a new secret' },
    access: permissions.keep,
    params: id,
    resource,
    response: Type.Object({ secret: Type.String() }),
    handle: async ({ params, audit }) => {
      audit({ resource: `device:${params.id}` })
      return { secret: await renewSecret(parts, params.id) }
    },
  })

  http.route({
    method: 'POST',
    path: '/api/things/devices/:id/state',
    title: { zh: '启用、停用或吊销设备', en: 'Switch a device on or off, or revoke it' },
    access: permissions.keep,
    params: id,
    resource,
    body: Type.Object({ state: Type.Union([Type.Literal('active'), Type.Literal('off'), Type.Literal('revoked')]) }),
    handle: async ({ params, body, audit }) => {
      audit({ resource: `device:${params.id}`, facts: { state: body.state } })
      await setState(parts, params.id, body.state)
    },
  })

  http.route({
    method: 'POST',
    path: '/api/things/devices/:id/wanted',
    title: { zh: '设定期望的固件和配置', en: 'Say which firmware and configuration is wanted' },
    access: permissions.keep,
    params: id,
    resource,
    body: Type.Object({
      firmware: Type.Optional(text),
      config: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
    handle: async ({ params, body, audit }) => {
      audit({ resource: `device:${params.id}` })
      await want(parts, params.id, body)
    },
  })
}
