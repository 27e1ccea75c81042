import { sql } from 'kysely'
import { type Static, Type } from 'typebox'
import { ailmentWords, silentAfter } from '../../../kernel/things/index.ts'
import { type Http, WordsSchema } from '../../base/index.ts'
import { getDevice } from '../devices/keep.ts'
import { permissions } from '../permissions.ts'
import { briefOf, type DeviceParts, deviceAsked } from './device-parts.ts'
import { DeviceBrief, DeviceView, deviceId, Nullable, text } from './device-schemas.ts'
import { isSeen, pathsSeen } from './seen.ts'

/** Kinds of device, lists of devices, and each with how it is. */
export function seeDeviceRoutes(http: Http, parts: DeviceParts): void {
  const { base, twin, fleet } = parts
  const resource = deviceAsked(parts)

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
        payloads: Type.Unknown(),
        silentAfter: Type.Number(),
        clock: Type.Unknown(),
        most: Type.Number(),
        keepDays: Type.Number(),
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
          payloads: profile.formats,
        },
        ...{ silentAfter: silentAfter(profile), clock: profile.clock, most: profile.most, keepDays: profile.keepDays },
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
        .map((device) => briefOf(parts, device))
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
    params: deviceId,
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
      const brief = briefOf(parts, device)
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
}
