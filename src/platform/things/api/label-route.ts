import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Words } from '../../../kernel/words.ts'
import { type Base, type Http, raw } from '../../base/index.ts'
import { writeLabels } from '../../registry/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import { thingsErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import { isSeen, pathsSeen } from './seen.ts'

/** Most labels of one sheet: their ids travel in the address. */
const most = 200

/** Labels for chosen devices: the QR code leads to the device's own page, where whoever may sees how it is. */
export function labelRoute(http: Http, { base, fleet }: { readonly base: Base; readonly fleet: Fleet }): void {
  http.route({
    method: 'GET',
    path: '/api/things/labels.pdf',
    title: { zh: '设备二维码标签', en: 'QR labels of devices' },
    access: permissions.list,
    query: Type.Object({
      /** Ids, parted by commas. */
      devices: Type.String({ minLength: 1, maxLength: 14_000 }),
      grid: Type.Optional(
        Type.Union([Type.Literal('2x4'), Type.Literal('3x7'), Type.Literal('3x8'), Type.Literal('5x13')]),
      ),
    }),
    response: raw('application/pdf'),
    handle: async ({ actor, query, request }) => {
      const paths = pathsSeen(actor)
      const asked = [...new Set(query.devices.split(','))].slice(0, most)
      const seen = asked.flatMap((id) => {
        const device = fleet.find(id)
        return device && isSeen(device, paths) ? [device] : []
      })
      if (seen.length === 0) throw thingsErrors.make('things.noDevices')
      const { rows } = await sql<{ id: string; title: Words | null }>`select d.id, e.title from things.device d
        join twin.entity e on e.key = d.entity where d.id = any(${seen.map(({ id }) => id)}::text[])`.execute(base.db)
      const titles = new Map(rows.map(({ id, title }) => [id, title]))
      const site = base.config.publicUrl ?? `${request.protocol}://${request.host}`
      const labels = seen.map(({ id, ready: { profile } }) => ({
        address: `${site}/desk/devices/${encodeURIComponent(id)}`,
        written: id,
        title: titles.get(id) ?? profile.title,
        note: profile.title.zh,
      }))
      return { type: 'application/pdf', body: await writeLabels(labels, query.grid), fileName: 'device-labels.pdf' }
    },
  })
}
