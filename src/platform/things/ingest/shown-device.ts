import { timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Actor } from '../../../kernel/access/index.ts'
import type { Authenticate, Base, Ctx } from '../../base/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import { thingsErrors } from '../errors.ts'
import { certificateOf } from '../mqtt/index.ts'
import { deviceByCertificate } from './principals.ts'

const basic = /^Basic +([A-Za-z0-9+/=]+)$/i

/** A device that shows its id and secret (`curl -u id:secret`) is nobody among people and programs: its routes know it. */
export const knowingDevices = (authenticate: Authenticate, nobody: Actor): Authenticate => {
  const identified = { actor: nobody, by: 'nobody' } as const
  return (request) => {
    const header = request.headers.authorization
    const isDevice = header !== undefined && request.url.startsWith('/things/v1/') && basic.test(header)
    return isDevice ? identified : authenticate(request)
  }
}

/** What a connection showed last, and as whose it was right. */
type Shown = { readonly header: Buffer; readonly device: LiveDevice; readonly secret: Buffer }

/**
 * What was right on a connection is right on it again, without another keyed hash, for as long as the device has the very secret it
 * was held against: a device that is read anew after any change is asked anew. It is forgotten with the connection.
 */
const shownBefore = new WeakMap<Socket, Shown>()

function deviceBefore(socket: Socket, header: Buffer): LiveDevice | undefined {
  const before = shownBefore.get(socket)
  if (before === undefined) return undefined
  const { device, secret } = before
  const isSame = before.header.length === header.length && timingSafeEqual(before.header, header)
  return isSame && device.state === 'active' && device.secret === secret ? device : undefined
}

/**
 * The device that shows its certificate, or its id and secret, in a request: asked with each one.
 * @throws things.badDevice when they are not right
 */
export function shownDevice({ request }: Pick<Ctx, 'request'>, base: Base, fleet: Fleet): LiveDevice | undefined {
  const { socket } = request.raw
  const { authorization = '' } = request.headers
  const shown = basic.exec(authorization)?.[1]
  if (shown === undefined) {
    const certificate = certificateOf(socket, base.now())
    const known = deviceByCertificate(base, fleet, certificate)
    if (certificate && !known && authorization === '') throw thingsErrors.make('things.badDevice')
    return known
  }
  const header = Buffer.from(authorization, 'latin1')
  const before = deviceBefore(socket, header)
  if (before) return before
  const text = Buffer.from(shown, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const device = fleet.find(text.slice(0, Math.max(0, colon)))
  if (colon < 0 || device === undefined || !fleet.isRight(device, text.slice(colon + 1)))
    throw thingsErrors.make('things.badDevice')
  if (device.secret) shownBefore.set(socket, { header, device, secret: device.secret })
  return device
}
