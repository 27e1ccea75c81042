import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'
import { tableErrors } from '../errors.ts'

/** A file to put into a zip: its name and its content, piece by piece. */
export type ZipPart = { readonly name: string; readonly content: AsyncIterable<Buffer> | Iterable<Buffer> }

type Sums = { crc: number; size: number; packed: number }
type Written = Sums & { readonly name: Buffer; readonly at: number }

/** Names are UTF-8 (bit 11) and sizes follow the content (bit 3). */
const FLAGS = 0x0808
const FULL = 0xffffffff
/** 1 January 1980, the zero of zip dates: the same content gives the same bytes. */
const DATE = 0x0021

/**
 * Writes a zip as a stream (PKWARE APPNOTE 6.3.10): the sizes follow each part in a descriptor. Kept below 4 GiB, without
 * zip64, which Excel does not take together with descriptors.
 * @throws table.tooManyRows beyond 4 GiB
 */
export async function* writeZip(parts: AsyncIterable<ZipPart> | Iterable<ZipPart>): AsyncGenerator<Buffer> {
  const written: Written[] = []
  let at = 0
  for await (const part of parts) {
    const name = Buffer.from(part.name, 'utf8')
    const head = Buffer.concat([header(0x04034b50, 30, 4), name])
    head.writeUInt16LE(name.length, 26)
    yield head
    const sums: Sums = { crc: 0, size: 0, packed: 0 }
    for await (const piece of deflated(part.content, sums)) yield piece
    yield descriptor(sums)
    written.push({ name, at, ...sums })
    at += head.length + sums.packed + 16
    if (at > FULL || sums.size > FULL) throw tableErrors.make('table.tooManyRows')
  }
  const directory = Buffer.concat(written.map(directoryEntry))
  yield directory
  yield endOfDirectory(written.length, directory.length, at)
}

async function* deflated(content: ZipPart['content'], sums: Sums): AsyncGenerator<Buffer> {
  async function* counted() {
    for await (const piece of content) {
      sums.crc = crc32(piece, sums.crc)
      sums.size += piece.length
      yield piece
    }
  }
  for await (const piece of Readable.from(counted(), { objectMode: false }).compose(createDeflateRaw())) {
    sums.packed += piece.length
    yield piece
  }
}

/** The fields that a local header and a directory entry share; `at` is where they begin. */
function header(signature: number, length: number, at: number): Buffer {
  const bytes = Buffer.alloc(length)
  bytes.writeUInt32LE(signature, 0)
  bytes.writeUInt16LE(20, at)
  bytes.writeUInt16LE(FLAGS, at + 2)
  bytes.writeUInt16LE(8, at + 4)
  bytes.writeUInt16LE(DATE, at + 8)
  return bytes
}

function descriptor(sums: Sums): Buffer {
  const tail = Buffer.alloc(16)
  tail.writeUInt32LE(0x08074b50, 0)
  writeSums(tail, 4, sums)
  return tail
}

function writeSums(bytes: Buffer, at: number, sums: Sums): void {
  bytes.writeUInt32LE(sums.crc, at)
  bytes.writeUInt32LE(sums.packed, at + 4)
  bytes.writeUInt32LE(sums.size, at + 8)
}

function directoryEntry(part: Written): Buffer {
  const entry = header(0x02014b50, 46, 6)
  entry.writeUInt16LE(20, 4)
  writeSums(entry, 16, part)
  entry.writeUInt16LE(part.name.length, 28)
  entry.writeUInt32LE(part.at, 42)
  return Buffer.concat([entry, part.name])
}

function endOfDirectory(count: number, length: number, at: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(length, 12)
  end.writeUInt32LE(at, 16)
  return end
}
