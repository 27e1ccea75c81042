import type { Actor } from '../../../kernel/access/index.ts'
import { anonymous } from '../../../kernel/access/index.ts'
import type { Config, Room } from '../../base/index.ts'
import { type TestAnswer, type TestCity, testCity } from '../../base/testing.ts'
import { type Twin, twinRoom } from '../room.ts'

/** An outside program with these scopes. */
export const program = (id: string, ...scopes: string[]): Actor => ({
  ...anonymous,
  id,
  kind: 'service',
  name: id,
  scopes,
})

/** A city with nothing but a twin, and an outside program that calls it. */
export type TwinCity = {
  readonly city: TestCity
  readonly twin: Twin & Room
  readonly clock: { now: number }
  /** Calls the interface: `ngsi('GET', '/entities?type=X')`; a body goes as JSON unless headers say otherwise. */
  ngsi(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>
  /** The same as somebody else. */
  as(actor: Actor): TwinCity['ngsi']
}

/** Starts one for a test file. */
export async function twinCity(
  options: {
    allowedHosts?: ReadonlySet<string>
    background?: boolean
    publicUrl?: string
    config?: Partial<Config>
  } = {},
): Promise<TwinCity> {
  const clock = { now: Date.parse('2026-11-20T08:00:00Z') }
  let made: (Twin & Room) | undefined
  const city = await testCity({
    upTo: 'twin',
    now: () => clock.now,
    background: options.background,
    config: { publicUrl: options.publicUrl ?? 'https://city.example', ...options.config },
    rooms: (base) => {
      const room = twinRoom(base, { allowedHosts: options.allowedHosts })
      made = room
      return [room]
    },
  })
  if (made === undefined) throw new Error('The room was not made')
  const as = (actor: Actor): TwinCity['ngsi'] => {
    const caller = city.as(actor)
    return (method, path, body, headers = {}) => {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const type: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' }
      return caller.call(method, `/ngsi-ld/v1${path}`, text, { ...type, ...headers })
    }
  }
  return { city, twin: made, clock, as, ngsi: as(program('writer', 'twin')) }
}

/** The end of an error's type: `ResourceNotFound`. */
export const errorOf = ({ status, json }: TestAnswer): [number, string] => [
  status,
  String(json?.type).split('/').at(-1) ?? '',
]
