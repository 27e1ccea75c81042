import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import type { Door } from '../ingest/door.ts'
import { permissions } from '../permissions.ts'

/** Where devices reach the city by MQTT, for those who set them up. */
export function whereRoute(
  http: Http,
  where: () => { readonly door: Door | undefined; readonly https: number | undefined },
): void {
  const port = Type.Union([Type.Integer(), Type.Null()])
  http.route({
    method: 'GET',
    path: '/api/things/where',
    title: { zh: '设备接入地址', en: 'Where devices reach the city' },
    access: permissions.profiles,
    response: Type.Object({
      mqtt: port,
      mqtts: port,
      https: port,
      broker: Type.Union([Type.String(), Type.Null()]),
      topics: Type.Record(Type.String(), Type.String()),
    }),
    handle: () => ({
      mqtt: where().door?.port ?? null,
      mqtts: where().door?.tlsPort ?? null,
      https: where().https ?? null,
      broker: where().door?.outside ?? null,
      topics: {
        readings: 'things/{device}/readings',
        format: 'things/{device}/readings/{format}',
        report: 'things/{device}/report',
        commands: 'things/{device}/commands',
        answer: 'things/{device}/commands/{id}/answer',
      },
    }),
  })
}
