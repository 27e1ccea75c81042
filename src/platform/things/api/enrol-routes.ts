import { Type } from 'typebox'
import { bytesSource, type Http, uploads } from '../../base/index.ts'
import { enrol } from '../devices/enrol.ts'
import { importDevices } from '../devices/import-devices.ts'
import { claimDevice } from '../devices/keep.ts'
import { thingsErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import type { DeviceParts } from './device-parts.ts'
import { EnrolledView, FaultView, NewDeviceSchema } from './device-schemas.ts'

/** How devices come: one by one, by file, and by taking their secret themselves. */
export function enrolRoutes(http: Http, parts: DeviceParts): void {
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
}
