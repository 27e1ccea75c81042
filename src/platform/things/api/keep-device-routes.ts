import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { renewSecret, setState, want } from '../devices/keep.ts'
import { permissions } from '../permissions.ts'
import { type DeviceParts, deviceAsked } from './device-parts.ts'
import { deviceId, text } from './device-schemas.ts'

/** What is done with devices that are there: a new secret, on and off, what they should run. */
export function keepDeviceRoutes(http: Http, parts: DeviceParts): void {
  const resource = deviceAsked(parts)

  http.route({
    method: 'POST',
    path: '/api/things/devices/:id/secret',
    title: { zh: '重新签发设备密钥', en: 'Issue a new secret' },
    access: permissions.keep,
    params: deviceId,
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
    params: deviceId,
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
    params: deviceId,
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
