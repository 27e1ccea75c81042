import { Type } from 'typebox'
import type { Actor } from '../../../kernel/access/index.ts'
import type { Fault } from '../../../kernel/errors/index.ts'
import { type DeviceProfile, plainDecoder, type Sink } from '../../../kernel/things/index.ts'
import type { Authenticate, Base, Ctx, Http } from '../../base/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import { type LiveDevice, noteHeard } from '../devices/runtime.ts'
import { thingsErrors } from '../errors.ts'
import { certificateOf } from '../mqtt/index.ts'
import { permissions } from '../permissions.ts'
import type { Ingest } from './ingest.ts'
import { deviceByCertificate, paceOf, speaksFor } from './principals.ts'

const mostBytes = 16 * 1024 * 1024
const mostFaults = 20

const basic = /^Basic +([A-Za-z0-9+/=]+)$/i

/** A device that shows its id and secret (`curl -u id:secret`) is nobody among people and programs: its routes know it. */
export const knowingDevices =
  (authenticate: Authenticate, nobody: Actor): Authenticate =>
  async (request) => {
    const header = request.headers.authorization
    const isDevice = header !== undefined && request.url.startsWith('/things/v1/') && basic.test(header)
    return isDevice ? { actor: nobody, by: 'nobody' } : authenticate(request)
  }

/** The device that shows its certificate, or its id and secret, in a request. @throws things.badDevice when they are not right */
function deviceOf(ctx: Pick<Ctx, 'request'>, base: Base, fleet: Fleet): LiveDevice | undefined {
  const shown = basic.exec(ctx.request.headers.authorization ?? '')?.[1]
  if (shown === undefined) {
    const certificate = certificateOf(ctx.request.raw.socket, base.now())
    const known = deviceByCertificate(base, fleet, certificate)
    if (certificate && !known && ctx.request.headers.authorization === undefined)
      throw thingsErrors.make('things.badDevice')
    return known
  }
  const text = Buffer.from(shown, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const device = fleet.find(text.slice(0, Math.max(0, colon)))
  if (colon < 0 || device === undefined || !fleet.isRight(device, text.slice(colon + 1)))
    throw thingsErrors.make('things.badDevice')
  return device
}

/** Decoders of parsed JSON in the plain form, made once a profile. */
const plain = new WeakMap<DeviceProfile, (json: unknown, sink: Sink) => void>()
function plainOf(profile: DeviceProfile) {
  const known = plain.get(profile)
  if (known) return known
  const made = plainDecoder(profile, () => '').json
  plain.set(profile, made)
  return made
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Parts = { readonly base: Base; readonly fleet: Fleet; readonly ingest: Ingest }

/** `POST /things/v1/readings`: one reading, a list, or `{"readings": [...]}`; answered when all of them are kept. */
export function readingsRoute(http: Http, { base, fleet, ingest }: Parts): void {
  /** The device that a row is about. */
  function deviceFor(row: unknown, self: LiveDevice | undefined): LiveDevice {
    const named = isRecord(row) && typeof row.device === 'string' ? row.device : undefined
    if (named === undefined) {
      if (self) return self
      throw thingsErrors.make('things.noDevice', { id: '' })
    }
    const device = fleet.find(named)
    if (device === undefined) throw thingsErrors.make('things.noDevice', { id: named })
    if (self ? !speaksFor(device, self.id) : device.state !== 'active')
      throw thingsErrors.make('things.notYours', { id: named })
    return device
  }

  function takeRow(row: unknown, device: LiveDevice) {
    // A payload in one of the profile's own formats travels as base64.
    if (isRecord(row) && typeof row.data === 'string')
      return ingest.take(device, Buffer.from(row.data, 'base64'), typeof row.format === 'string' ? row.format : '')
    return ingest.takeWith(device, (sink) => plainOf(device.ready.profile)(row, sink))
  }

  http.route({
    method: 'POST',
    path: '/things/v1/readings',
    title: { zh: '上报读数（单条或成批）', en: 'Report readings, one or many' },
    access: permissions.knock,
    bodyLimit: mostBytes,
    body: Type.Unknown(),
    response: Type.Object({
      taken: Type.Integer(),
      refused: Type.Integer(),
      faults: Type.Array(Type.Object({ row: Type.Integer(), fault: Type.String(), detail: Type.String() })),
    }),
    handle: async (ctx) => {
      const self = deviceOf(ctx, base, fleet)
      if (self === undefined) ctx.allow(permissions.report)
      else {
        noteHeard(self, base.now())
        const wait = paceOf(self, base.now(), base.config.rate)
        const seconds = Math.ceil(wait / 1_000)
        if (wait > 0) throw thingsErrors.make('things.tooFast', { id: self.id, seconds }, { facts: { seconds } })
      }
      await ingest.room(Number(ctx.request.headers['content-length'] ?? mostBytes))
      const { body } = ctx
      const rows = Array.isArray(body) ? body : isRecord(body) && Array.isArray(body.readings) ? body.readings : [body]
      // Who a row is about is settled for all rows before any is taken.
      const devices = rows.map((row) => deviceFor(row, self))
      let [taken, refused] = [0, 0]
      const faults: { row: number; fault: string; detail: string }[] = []
      for (const [i, row] of rows.entries()) {
        const device = devices[i]
        if (device === undefined) continue
        const done = takeRow(row, device)
        taken += done.taken
        refused += done.refused
        if (done.last && faults.length < mostFaults) faults.push({ row: i + 1, ...done.last })
      }
      if (self) self.tokens -= taken + refused
      if (taken === 0 && refused > 0)
        throw thingsErrors.make(
          'things.nothingTaken',
          {},
          {
            faults: faults.map(
              ({ row, fault, detail }): Fault => ({
                row,
                field: fault,
                found: detail,
                says: { zh: detail, en: detail },
              }),
            ),
          },
        )
      await ingest.kept()
      return { taken, refused, faults }
    },
  })
}
