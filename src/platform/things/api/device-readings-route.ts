import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { getDevice } from '../devices/keep.ts'
import { permissions } from '../permissions.ts'
import { type DeviceParts, deviceAsked } from './device-parts.ts'
import { deviceId, Nullable, text } from './device-schemas.ts'

/** What a device measured: single readings, or figures of steps. */
export function deviceReadingsRoute(http: Http, parts: DeviceParts): void {
  const { base, twin } = parts
  http.route({
    method: 'GET',
    path: '/api/things/devices/:id/readings',
    title: { zh: '设备读数', en: 'Readings of a device' },
    access: permissions.see,
    params: deviceId,
    resource: deviceAsked(parts),
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
}
