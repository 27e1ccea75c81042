import { Type } from 'typebox'
import type { Fault } from '../../../kernel/errors/index.ts'
import { type DeviceProfile, plainDecoder, type Sink } from '../../../kernel/things/index.ts'
import type { Base, Http } from '../../base/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import { type LiveDevice, noteHeard } from '../devices/runtime.ts'
import { thingsErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import type { Ingest, Taken } from './ingest.ts'
import { paceOf, speaksFor } from './principals.ts'
import { shownDevice } from './shown-device.ts'

const mostBytes = 16 * 1024 * 1024
const mostFaults = 20

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

/** What became of the rows of a request. */
type Told = { taken: number; refused: number; readonly faults: { row: number; fault: string; detail: string }[] }

function note({ faults }: Told, row: number, { last }: Readonly<Taken>): void {
  if (last && faults.length < mostFaults) faults.push({ row, ...last })
}

type Packed = { readonly data: string; readonly format?: unknown }
const isPacked = (row: unknown): row is Packed => isRecord(row) && typeof row.data === 'string'

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

  /** Takes rows of one device that follow each other; `first` is the number of the first, from 1. */
  function takeRun(device: LiveDevice, rows: readonly unknown[], first: number, told: Told): void {
    const { profile } = device.ready
    const decode = plainOf(profile)
    const taken = ingest.takeWith(device, (sink, sofar) => {
      for (let i = 0; i < rows.length; i++) {
        const before = sofar.refused
        decode(rows[i], sink)
        if (sofar.refused > before) note(told, first + i, sofar)
      }
    })
    told.taken += taken.taken
    told.refused += taken.refused
  }

  /** A payload in one of the profile's own formats travels as base64. */
  function takePacked(device: LiveDevice, { data, format }: Packed, row: number, told: Told): void {
    const done = ingest.take(device, Buffer.from(data, 'base64'), typeof format === 'string' ? format : '')
    told.taken += done.taken
    told.refused += done.refused
    note(told, row, done)
  }

  function takeAll(rows: readonly unknown[], devices: readonly LiveDevice[]): Told {
    const told: Told = { taken: 0, refused: 0, faults: [] }
    for (let from = 0, to = 0; from < rows.length; from = to) {
      const device = devices[from] as LiveDevice // one was found for each row
      const row = rows[from]
      to = from + 1
      if (isPacked(row)) {
        takePacked(device, row, to, told)
        continue
      }
      while (to < rows.length && devices[to] === device && !isPacked(rows[to])) to++
      takeRun(device, from === 0 && to === rows.length ? rows : rows.slice(from, to), from + 1, told)
    }
    return told
  }

  http.route({
    method: 'POST',
    path: '/things/v1/readings',
    title: { zh: '上报读数（单条或成批）', en: 'Report readings, one or many' },
    access: permissions.knock,
    bodyLimit: mostBytes,
    isTerse: true,
    body: Type.Unknown(),
    response: Type.Object({
      taken: Type.Integer(),
      refused: Type.Integer(),
      faults: Type.Array(Type.Object({ row: Type.Integer(), fault: Type.String(), detail: Type.String() })),
    }),
    handle: async (ctx) => {
      const self = shownDevice(ctx, base, fleet)
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
      const told = takeAll(rows, devices)
      const { taken, refused, faults } = told
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
      return told
    },
  })
}
