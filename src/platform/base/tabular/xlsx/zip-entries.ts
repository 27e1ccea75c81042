import { pipeline, Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { tableErrors } from '../errors.ts'
import type { TableLimits, TableSource } from '../model.ts'

/** One file inside a zip, from its central directory (PKWARE APPNOTE 4.3.12). Sizes in bytes. */
export type ZipEntry = {
  readonly name: string
  readonly method: number
  readonly encrypted: boolean
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly headerAt: number
}

const END = 0x06054b50
const END64 = 0x06064b50
const LOCATOR64 = 0x07064b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const BLOCK = 1 << 18
/** Below this size a high ratio is harmless. */
const SMALL = 1 << 24

const broken = (zh: string, en: string) => tableErrors.make('table.broken', { where: `${zh} (${en})` })

/**
 * Reads the directory of a zip and refuses what is made to do harm: too many entries, entries that overlap, a total or
 * a ratio beyond the limits. What the directory claims is checked again while inflating.
 */
export async function readZip(source: TableSource, limits: TableLimits): Promise<ReadonlyMap<string, ZipEntry>> {
  const { at, length, count } = await findDirectory(source)
  if (count > limits.zipEntries) throw tableErrors.make('table.bomb', { what: `${count} zip entries` })
  if (length > count * 70_000 || length > 1 << 28) throw broken('压缩目录', 'zip directory')
  const bytes = Buffer.from(await source.read(at, length))
  const entries = new Map<string, ZipEntry>()
  let offset = 0
  for (let i = 0; i < count; i++) {
    if (offset + 46 > bytes.length || bytes.readUInt32LE(offset) !== ENTRY) throw broken('压缩目录', 'zip directory')
    const { entry, next } = readEntry(bytes, offset)
    entries.set(entry.name, entry)
    offset = next
  }
  refuseBombs([...entries.values()], limits)
  return entries
}

async function findDirectory(source: TableSource): Promise<{ at: number; length: number; count: number }> {
  const tailAt = Math.max(0, source.size - 65_557)
  const tail = Buffer.from(await source.read(tailAt, 65_557))
  let end = tail.length - 22
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--
  if (end < 0) throw broken('文件不完整，缺少结尾', 'the file is cut off')
  const plain = {
    count: tail.readUInt16LE(end + 10),
    length: tail.readUInt32LE(end + 12),
    at: tail.readUInt32LE(end + 16),
  }
  if (plain.count !== 0xffff && plain.length !== 0xffffffff && plain.at !== 0xffffffff) return plain
  if (end < 20 || tail.readUInt32LE(end - 20) !== LOCATOR64) throw broken('压缩目录', 'zip directory')
  const record = Buffer.from(await source.read(Number(tail.readBigUInt64LE(end - 12)), 56))
  if (record.length < 56 || record.readUInt32LE(0) !== END64) throw broken('压缩目录', 'zip directory')
  return {
    count: Number(record.readBigUInt64LE(32)),
    length: Number(record.readBigUInt64LE(40)),
    at: Number(record.readBigUInt64LE(48)),
  }
}

function readEntry(bytes: Buffer, at: number): { entry: ZipEntry; next: number } {
  const flags = bytes.readUInt16LE(at + 8)
  const nameLength = bytes.readUInt16LE(at + 28)
  const extraLength = bytes.readUInt16LE(at + 30)
  const extraAt = at + 46 + nameLength
  const next = extraAt + extraLength + bytes.readUInt16LE(at + 32)
  if (next > bytes.length) throw broken('压缩目录', 'zip directory')
  const wide = {
    packed: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    headerAt: bytes.readUInt32LE(at + 42),
  }
  const sizes = withZip64(wide, bytes.subarray(extraAt, extraAt + extraLength))
  const entry: ZipEntry = {
    name: bytes.toString('utf8', at + 46, extraAt).replaceAll('\\', '/'),
    method: bytes.readUInt16LE(at + 10),
    encrypted: (flags & 1) === 1,
    crc: bytes.readUInt32LE(at + 16),
    ...sizes,
  }
  return { entry, next }
}

/** Sizes of 4 GiB and more stand in the extra field 0x0001, in a fixed order, only those that did not fit. */
function withZip64(sizes: { packed: number; size: number; headerAt: number }, extra: Buffer) {
  const full = 0xffffffff
  if (sizes.packed !== full && sizes.size !== full && sizes.headerAt !== full) return sizes
  const result = { ...sizes }
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let field = at + 4
    for (const key of ['size', 'packed', 'headerAt'] as const) {
      if (sizes[key] !== full) continue
      if (field + 8 > extra.length) throw broken('压缩目录', 'zip directory')
      result[key] = Number(extra.readBigUInt64LE(field))
      field += 8
    }
  }
  return result
}

function refuseBombs(entries: readonly ZipEntry[], limits: TableLimits): void {
  let total = 0
  let end = 0
  for (const entry of [...entries].sort((a, b) => a.headerAt - b.headerAt)) {
    if (entry.headerAt < end) throw tableErrors.make('table.bomb', { what: 'overlapping zip entries' })
    end = entry.headerAt + 30 + entry.packed
    total += entry.size
    refuseRatio(entry.name, entry.size, entry.packed, limits)
  }
  if (total > limits.inflatedBytes) throw tableErrors.make('table.bomb', { what: `${mebi(total)} MiB` })
}

function refuseRatio(name: string, size: number, packed: number, limits: TableLimits): void {
  if (size > SMALL && size > packed * limits.inflationRatio) {
    throw tableErrors.make('table.bomb', { what: `${name}: ${Math.round(size / Math.max(1, packed))} : 1` })
  }
}

const mebi = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)

/** A piece of an entry, with the share of the packed bytes that has been used up to here. */
export type Inflated = { readonly bytes: Uint8Array; readonly progress: number }

/**
 * Inflates one entry piece by piece; what comes out is counted against the limits and the entry's own claims.
 * @throws table.bomb, table.broken, table.encrypted
 */
export async function* inflate(source: TableSource, entry: ZipEntry, limits: TableLimits): AsyncGenerator<Inflated> {
  if (entry.encrypted) throw tableErrors.make('table.encrypted')
  if (entry.method !== 0 && entry.method !== 8) throw broken(entry.name, `method ${entry.method}`)
  const header = Buffer.from(await source.read(entry.headerAt, 30))
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL) throw broken(entry.name, 'local header')
  const start = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  const used = { packed: 0 }
  const blocks = packedBlocks(source, start, entry.packed, used)
  let size = 0
  let crc = 0
  try {
    for await (const bytes of entry.method === 0 ? blocks : inflated(blocks)) {
      size += bytes.length
      if (size > entry.size || size > limits.inflatedBytes) throw tableErrors.make('table.bomb', { what: entry.name })
      refuseRatio(entry.name, size, used.packed, limits)
      crc = crc32(bytes, crc)
      yield { bytes, progress: entry.packed === 0 ? 1 : used.packed / entry.packed }
    }
  } catch (error) {
    if (isZlibError(error)) throw tableErrors.make('table.broken', { where: entry.name }, { cause: error })
    throw error
  }
  if (size !== entry.size || crc !== entry.crc) throw broken(entry.name, 'checksum')
}

async function* packedBlocks(source: TableSource, start: number, length: number, used: { packed: number }) {
  while (used.packed < length) {
    const bytes = await source.read(start + used.packed, Math.min(BLOCK, length - used.packed))
    if (bytes.length === 0) throw broken('文件不完整', 'the file is cut off')
    used.packed += bytes.length
    yield bytes
  }
}

function inflated(blocks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const unpack = createInflateRaw({ chunkSize: BLOCK })
  // The reader of `unpack` gets the error too, so it is not handled twice here.
  pipeline(Readable.from(blocks, { objectMode: false }), unpack, () => {})
  return unpack
}

const isZlibError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')

/** Inflates a small entry whole, as text. Parts of a workbook other than sheets and strings are small; a large one is refused. */
export async function entryText(source: TableSource, entry: ZipEntry, limits: TableLimits): Promise<string> {
  if (entry.size > 1 << 25) throw tableErrors.make('table.bomb', { what: entry.name })
  const pieces: Uint8Array[] = []
  for await (const { bytes } of inflate(source, entry, limits)) pieces.push(bytes)
  return decodeXml(Buffer.concat(pieces))
}

/** XML is UTF-8 unless a byte order mark says UTF-16 (XML 1.0, 4.3.3). */
function decodeXml(bytes: Uint8Array): string {
  return new TextDecoder(xmlEncoding(bytes)).decode(bytes)
}

/** The encoding of an XML part, by its first bytes. */
export function xmlEncoding(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8'
}
