import type { ObservationColumns } from './columns.ts'

/** "PGCOPY\n\377\r\n\0", no flags, no extension (PostgreSQL manual, "COPY", Binary Format). */
const head = Buffer.from([0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0])
const rowBytes = 40
/** PostgreSQL counts microseconds from 2000-01-01. */
const epoch = 946_684_800_000
const high = 2 ** 32

/** Bytes that so many rows take. */
export const binaryCopyBytes = (rows: number): number => head.length + rows * rowBytes + 2

/**
 * Rows in COPY's binary format: (series int4, at timestamptz, value float8, quality int2).
 * @param into where they are written when it is large enough; the answer is a part of it then
 */
export function binaryCopy({ series, at, value, quality, length }: ObservationColumns, into?: Buffer): Buffer {
  const size = binaryCopyBytes(length)
  const bytes = into && into.length >= size ? into.subarray(0, size) : Buffer.allocUnsafeSlow(size)
  head.copy(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let to = head.length
  for (let row = 0; row < length; row++) {
    // Four fields, each with its length; indexes lie within the columns.
    view.setInt16(to, 4)
    view.setInt32(to + 2, 4)
    view.setInt32(to + 6, series[row] as number)
    view.setInt32(to + 10, 8)
    const micros = Math.round(((at[row] as number) - epoch) * 1_000)
    view.setInt32(to + 14, Math.floor(micros / high))
    view.setUint32(to + 18, micros >>> 0)
    view.setInt32(to + 22, 8)
    view.setFloat64(to + 26, value[row] as number)
    view.setInt32(to + 34, 2)
    view.setInt16(to + 38, quality[row] as number)
    to += rowBytes
  }
  view.setInt16(to, -1)
  return bytes
}
