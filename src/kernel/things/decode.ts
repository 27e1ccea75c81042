import { type BinaryFormat, bytesOfText, isWhole, readBinary } from './binary.ts'
import { follow, instantOf, type JsonFormat, type JsonValue, stepsOf } from './json-format.ts'
import type { DeviceProfile, Measure } from './profile.ts'

/** What is wrong with a payload, or with one value of it. */
export type PayloadFault =
  | 'garbage' // not of the declared form at all
  | 'empty' // well-formed, but nothing of what the profile measures
  | 'type' // a value that is not what the measure takes: text for a number, NaN, 0.5 for yes-no
  | 'instant' // the time cannot be read
  | 'clock' // the time cannot be true
  | 'format' // the named format is not one of the profile's
  | 'unknown' // a measure that the profile does not have

/** Where a decoder puts what it finds. Positional and without objects: it runs once a reading. */
export type Sink = {
  /** `at` in epoch milliseconds, NaN when the payload names no instant. `measure` is the index in `measureNames`. */
  reading(measure: number, at: number, value: number): void
  /** `detail` is short and safe to show: the place and what was found. */
  fault(fault: PayloadFault, detail: string): void
}

/** Bytes as UTF-8 text: the kernel has no decoder of its own. */
export type ReadText = (bytes: Uint8Array) => string

/** Reads a payload. Never throws on what comes from outside. */
export type Decoder = (payload: Uint8Array, sink: Sink) => void

/** The names of a profile's measures in the order of their indexes. */
export const measureNames = (profile: DeviceProfile): readonly string[] => Object.keys(profile.measures)

// As JSON: an object that came from outside may have a `toString` that is no function.
const clip = (value: unknown): string => {
  const said = JSON.stringify(value) ?? 'nothing'
  return said.length > 60 ? `${said.slice(0, 57)}…` : said
}

function parsed(payload: Uint8Array, readText: ReadText, sink: Sink): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(readText(payload)) as unknown }
  } catch {
    // What does not parse is told to the device's owner, not thrown at the line it came by.
    sink.fault('garbage', `${payload.length} bytes that are not JSON`)
    return undefined
  }
}

/** A value as the number its measure keeps; NaN when it is none. */
function numberOf(value: unknown, measure: Measure): number {
  switch (measure.kind) {
    case 'number':
      return typeof value === 'number' ? value : Number.NaN
    case 'whole':
      return Number.isInteger(value) ? (value as number) : Number.NaN // an integer is a number
    case 'yes-no':
      return value === true || value === 1 ? 1 : value === false || value === 0 ? 0 : Number.NaN
    case 'choice': {
      const choices = measure.choices ?? {}
      if (typeof value === 'string')
        return Object.hasOwn(choices, value) ? (choices[value]?.code ?? Number.NaN) : Number.NaN
      return Object.values(choices).some(({ code }) => code === value) ? (value as number) : Number.NaN // codes are numbers
    }
  }
}

/** A number read from bytes, held to the measure's kind. */
function fitting(value: number, measure: Measure): number {
  if (measure.kind === 'number') return value
  if (measure.kind === 'whole') return Number.isInteger(value) ? value : Number.NaN
  return numberOf(value, measure)
}

function put(sink: Sink, index: number, at: number, value: number, name: string, found: unknown): void {
  if (Number.isFinite(value)) sink.reading(index, at, value)
  else sink.fault('type', `${name}: ${clip(found)}`)
}

const plainKeys = new Set(['at', 'device', 'format'])

/**
 * The plain form, which every profile takes: `{"at": "2026-11-20T08:00:00Z", "level": 1.2}`, a list of those,
 * `{"readings": [...]}`, or a bare number when the profile has one measure. `at` may be epoch milliseconds, or be left out.
 */
export function plainDecoder(
  profile: DeviceProfile,
  readText: ReadText,
): {
  readonly bytes: Decoder
  readonly json: (json: unknown, sink: Sink) => void
} {
  const indexes = new Map<string, readonly [index: number, measure: Measure]>()
  for (const [index, [name, measure]] of Object.entries(profile.measures).entries()) {
    if (measure.attribute !== undefined) indexes.set(measure.attribute, [index, measure])
    indexes.set(name, [index, measure])
  }
  const only = indexes.values().next().value
  const single = measureNames(profile).length === 1 ? only : undefined

  function one(row: unknown, sink: Sink): void {
    if (single && (typeof row === 'number' || typeof row === 'boolean'))
      return void put(sink, single[0], Number.NaN, numberOf(row, single[1]), 'value', row)
    if (row === null || typeof row !== 'object' || Array.isArray(row)) return void sink.fault('garbage', clip(row))
    // A parsed JSON object.
    const object = row as Record<string, unknown>
    let at = Number.NaN
    if (object.at !== undefined) {
      const found = typeof object.at === 'number' ? instantOf(object.at, 'milliseconds') : instantOf(object.at, 'iso')
      if (found === undefined) return void sink.fault('instant', `at: ${clip(object.at)}`)
      at = found
    }
    let some = false
    for (const name in object) {
      const known = indexes.get(name)
      if (known === undefined) {
        if (!plainKeys.has(name)) sink.fault('unknown', clip(name))
        continue
      }
      const value = object[name]
      some = true
      if (value !== null) put(sink, known[0], at, numberOf(value, known[1]), name, value)
    }
    if (!some) sink.fault('empty', 'nothing that this device measures')
  }

  const json = (whole: unknown, sink: Sink) => {
    const rows = Array.isArray(whole)
      ? whole
      : whole !== null && typeof whole === 'object' && 'readings' in whole && Array.isArray(whole.readings)
        ? whole.readings
        : undefined
    if (rows === undefined) return one(whole, sink)
    if (rows.length === 0) return void sink.fault('empty', 'a list without readings')
    for (const row of rows) one(row, sink)
  }
  const bytes: Decoder = (payload, sink) => {
    const whole = parsed(payload, readText, sink)
    if (whole) json(whole.json, sink)
  }
  return { bytes, json }
}

function jsonDecoder(profile: DeviceProfile, format: JsonFormat, readText: ReadText): Decoder {
  const names = measureNames(profile)
  const rowSteps = format.rows === undefined ? undefined : stepsOf(format.rows)
  const at = format.at && { steps: stepsOf(format.at.path), ...format.at }
  const values = Object.entries(format.values).map(([name, value]) => ({
    ...{ name, value, index: names.indexOf(name), steps: stepsOf(value.path) },
    // Checked with the profile: each value is one of its measures.
    measure: profile.measures[name] as Measure,
  }))

  function one(row: unknown, sink: Sink): void {
    let instant = Number.NaN
    if (at) {
      const found = instantOf(follow(row, at.steps), at.form)
      if (found === undefined) return void sink.fault('instant', `${at.path}: ${clip(follow(row, at.steps))}`)
      instant = found
    }
    let some = false
    for (const { name, index, steps, value, measure } of values) {
      const found = follow(row, steps)
      if (found === undefined) continue
      some = true
      if (found === null || value.missing?.includes(found as string | number)) continue // compared with what was declared
      put(sink, index, instant, scaled(found, value, measure), name, found)
    }
    if (!some) sink.fault('empty', 'nothing that this device measures')
  }

  return (payload, sink) => {
    const whole = parsed(payload, readText, sink)
    if (!whole) return
    const rows = rowSteps ? follow(whole.json, rowSteps) : [whole.json]
    if (!Array.isArray(rows)) return void sink.fault('garbage', `${format.rows} is not a list`)
    for (const row of rows) one(row, sink)
  }
}

function scaled(found: unknown, { scale = 1, offset = 0, texts }: JsonValue, measure: Measure): number {
  if (typeof found === 'string' && texts && Object.hasOwn(texts, found)) return texts[found] ?? Number.NaN
  const value = numberOf(found, measure)
  return value * scale + offset
}

function binaryDecoder(profile: DeviceProfile, format: BinaryFormat, readText: ReadText): Decoder {
  const names = measureNames(profile)
  const starts = format.starts === undefined ? undefined : bytesOfText(format.starts, 'hex')
  const values = Object.entries(format.values).map(([name, value]) => ({
    ...{ name, value, index: names.indexOf(name), measure: profile.measures[name] as Measure }, // checked with the profile
  }))
  const tail = format.check === undefined ? 0 : format.check === 'sum8' ? 1 : 2
  const carried = format.carried ?? 'bytes'

  function frameOf(payload: Uint8Array): Uint8Array | undefined {
    return carried === 'bytes' ? payload : bytesOfText(readText(payload), carried)
  }

  return (payload, sink) => {
    const frame = frameOf(payload)
    if (frame === undefined) return void sink.fault('garbage', `${payload.length} bytes that are not ${carried}`)
    if (frame.length < format.least)
      return void sink.fault('garbage', `${frame.length} bytes, at least ${format.least}`)
    if (starts?.some((byte, i) => frame[i] !== byte))
      return void sink.fault('garbage', `does not start ${format.starts}`)
    if (!isWhole(frame, format.check)) return void sink.fault('garbage', 'the check sum does not fit')
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
    const { from, bytes } = format.rows ?? { from: 0, bytes: frame.length }
    for (let row = from; row + bytes <= frame.length - (format.rows ? tail : 0); row += bytes) {
      let instant = Number.NaN
      if (format.at) {
        const raw = readBinary(view, row, format.at)
        if (raw === undefined || !Number.isFinite(raw)) {
          sink.fault('instant', `row at byte ${row}`)
          continue
        }
        instant = format.at.form === 'seconds' ? raw * 1_000 : raw
      }
      for (const { name, index, value, measure } of values) {
        const found = readBinary(view, row, value)
        if (found !== undefined) put(sink, index, instant, fitting(found, measure), name, found)
      }
    }
  }
}

/** The decoders of a profile by format; `''` is the one taken when none is named, `plain` is always there. */
export function decodersOf(profile: DeviceProfile, readText: ReadText): ReadonlyMap<string, Decoder> {
  const made = new Map<string, Decoder>([['plain', plainDecoder(profile, readText).bytes]])
  for (const [name, format] of Object.entries(profile.formats))
    made.set(
      name,
      format.kind === 'json' ? jsonDecoder(profile, format, readText) : binaryDecoder(profile, format, readText),
    )
  const first = made.get(profile.first ?? 'plain')
  if (first) made.set('', first)
  return made
}
