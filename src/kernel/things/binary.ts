/** The form of a number in a frame. `bits` takes some bits of a byte (0 is the lowest). */
export type BinaryType = 'u8' | 'i8' | 'u16' | 'i16' | 'u24' | 'u32' | 'i32' | 'f32' | 'f64' | 'bcd'

/** A number in a frame of bytes: where, in what form, and how it becomes the measure's value: `raw × scale + offset`. */
export type BinaryValue = {
  /** First byte, from the start of the row. */
  readonly from: number
  readonly type: BinaryType
  /** Big-endian unless said otherwise, as most field buses are. */
  readonly order?: 'big' | 'little'
  /** Some bits of it: the lowest one and how many. */
  readonly bits?: readonly [lowest: number, count: number]
  /** Number of bytes of a `bcd` value. */
  readonly bytes?: number
  readonly scale?: number
  readonly offset?: number
  /** The raw number that says "no value". */
  readonly missing?: number
}

/** A frame of bytes with one reading, or with a head and rows of equal length. */
export type BinaryFormat = {
  readonly kind: 'binary'
  /** How the frame travels: as it is, or as hexadecimal or base64 text (LoRaWAN gateways). */
  readonly carried?: 'bytes' | 'hex' | 'base64'
  /** Bytes that must stand at the start, hexadecimal. */
  readonly starts?: string
  /** Rows after a head of so many bytes, each so long; without it the frame is one row. */
  readonly rows?: { readonly from: number; readonly bytes: number }
  /** Least length of a frame. */
  readonly least: number
  /** A check sum in the last bytes: CRC-16/MODBUS (low byte first) or the sum of all bytes before it. */
  readonly check?: 'crc16-modbus' | 'sum8'
  readonly at?: BinaryValue & { readonly form: 'seconds' | 'milliseconds' }
  readonly values: Readonly<Record<string, BinaryValue>>
}

const widths: Readonly<Record<Exclude<BinaryType, 'bcd'>, number>> = {
  ...{ u8: 1, i8: 1, u16: 2, i16: 2, u24: 3, u32: 4, i32: 4, f32: 4, f64: 8 },
}

/** Bytes that a value takes. */
export const widthOf = ({ type, bytes = 1 }: BinaryValue): number => (type === 'bcd' ? bytes : widths[type])

function rawNumber(view: DataView, from: number, value: BinaryValue): number {
  const little = value.order === 'little'
  switch (value.type) {
    case 'u8':
      return view.getUint8(from)
    case 'i8':
      return view.getInt8(from)
    case 'u16':
      return view.getUint16(from, little)
    case 'i16':
      return view.getInt16(from, little)
    case 'u24': {
      const [a, b, c] = [view.getUint8(from), view.getUint8(from + 1), view.getUint8(from + 2)]
      return little ? (c << 16) | (b << 8) | a : (a << 16) | (b << 8) | c
    }
    case 'u32':
      return view.getUint32(from, little)
    case 'i32':
      return view.getInt32(from, little)
    case 'f32':
      return view.getFloat32(from, little)
    case 'f64':
      return view.getFloat64(from, little)
    case 'bcd':
      return decimal(view, from, value.bytes ?? 1, little)
  }
}

/** Binary-coded decimal (two digits a byte, DL/T 645 meters send the lowest byte first); NaN where a digit is none. */
function decimal(view: DataView, from: number, bytes: number, little: boolean): number {
  let sum = 0
  for (let i = 0; i < bytes; i++) {
    const byte = view.getUint8(little ? from + bytes - 1 - i : from + i)
    const [high, low] = [byte >> 4, byte & 15]
    if (high > 9 || low > 9) return Number.NaN
    sum = sum * 100 + high * 10 + low
  }
  return sum
}

/** The value at its place in a row that starts at `row`; `undefined` when the device says it has none. */
export function readBinary(view: DataView, row: number, value: BinaryValue): number | undefined {
  const raw = rawNumber(view, row + value.from, value)
  if (raw === value.missing) return undefined
  const taken = value.bits ? Math.floor(raw / 2 ** value.bits[0]) % 2 ** value.bits[1] : raw
  // 12345 × 0.001 must be 12.345 and not its neighbour: decimal scales are divided.
  const scale = value.scale ?? 1
  const inverse = Math.round(1 / scale)
  const scaled = scale !== 0 && Math.abs(inverse * scale - 1) < 1e-12 ? taken / inverse : taken * scale
  return scaled + (value.offset ?? 0)
}

/** CRC-16/MODBUS of some bytes. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return crc
}

/** Does the frame's own check sum fit? */
export function isWhole(frame: Uint8Array, check: BinaryFormat['check']): boolean {
  if (check === undefined) return true
  if (check === 'sum8') return (frame.subarray(0, -1).reduce((sum, byte) => sum + byte, 0) & 255) === frame.at(-1)
  const sum = crc16(frame.subarray(0, -2))
  return frame.at(-2) === (sum & 255) && frame.at(-1) === sum >> 8
}

/** The bytes of a frame that travels as text; `undefined` when the text is not of that form. */
export function bytesOfText(text: string, carried: 'hex' | 'base64'): Uint8Array | undefined {
  const plain = text.trim().replace(/^"(.*)"$/, '$1')
  if (carried === 'hex') {
    if (plain.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(plain)) return undefined
    return Uint8Array.from({ length: plain.length / 2 }, (_, i) => Number.parseInt(plain.slice(i * 2, i * 2 + 2), 16))
  }
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) return undefined
  return bytesOfBase64(plain.replace(/=+$/, ''))
}

const base64Signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** RFC 4648, clause 4, without its padding; `undefined` for a length that no bytes have. */
function bytesOfBase64(plain: string): Uint8Array | undefined {
  if (plain.length % 4 === 1) return undefined
  const bytes = new Uint8Array(Math.floor((plain.length * 3) / 4))
  let [bits, held, next] = [0, 0, 0]
  for (const sign of plain) {
    held = ((held << 6) | base64Signs.indexOf(sign)) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[next++] = (held >> bits) & 255
    }
  }
  return bytes
}
