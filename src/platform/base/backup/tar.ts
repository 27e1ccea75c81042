import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { stat } from 'node:fs/promises'

// POSIX.1-1988 ustar, with the base-256 form of large sizes (GNU and BSD tar read it too): 512-byte blocks, a header
// before each member, two empty blocks at the end.
const block = 512

/** One member of an archive as it is read; its bytes must be read before the next member is asked for. */
export type Member = { readonly name: string; readonly bytes: number; content(): AsyncGenerator<Buffer> }

/** Makes a header; names are ASCII of at most 100 bytes, which ours are. */
export function header(name: string, bytes: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new RangeError(`Too long a name for an archive: ${name}`)
  const head = Buffer.alloc(block)
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
  head.write(name, 0)
  head.write(`${octal(0o600, 7)}\0`, 100)
  head.write(`${octal(0, 7)}\0${octal(0, 7)}\0`, 108)
  if (bytes < 8 ** 11) head.write(`${octal(bytes, 11)}\0`, 124)
  else {
    head.writeUInt8(0x80, 124)
    head.writeBigUInt64BE(BigInt(bytes), 128)
  }
  head.write(`${octal(0, 11)}\0`, 136)
  head.write('        ', 148)
  head.write('0', 156)
  head.write('ustar\u000000', 257, 'latin1')
  head.write(
    `${octal(
      head.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
    148,
  )
  return head
}

const padding = (bytes: number) => Buffer.alloc((block - (bytes % block)) % block)

/** Appends a member from memory. */
export async function addBuffer(archive: FileHandle, name: string, content: Buffer): Promise<void> {
  await archive.write(Buffer.concat([header(name, content.length), content, padding(content.length)]))
}

/** Appends a file as a member. */
export async function addFile(archive: FileHandle, name: string, path: string): Promise<void> {
  const { size } = await stat(path)
  await archive.write(header(name, size))
  // A file that grows meanwhile must not outgrow what its header says; ours do not change once they are there.
  if (size > 0) for await (const part of createReadStream(path, { end: size - 1 })) await archive.write(part)
  await archive.write(padding(size))
}

/** Ends the archive. */
export const endArchive = (archive: FileHandle): Promise<unknown> => archive.write(Buffer.alloc(2 * block))

/** The archive is not whole or not ours. */
export class ArchiveError extends Error {
  override name = 'ArchiveError'
}

function readHeader(head: Buffer): { name: string; bytes: number } {
  const text = (from: number, length: number) =>
    head
      .toString('latin1', from, from + length)
      .replace(/\0.*$/s, '')
      .trim()
  const sum = Number.parseInt(text(148, 8), 8)
  const blank = Buffer.from(head)
  blank.fill(0x20, 148, 156)
  if (blank.reduce((total, byte) => total + byte, 0) !== sum)
    throw new ArchiveError('The archive is damaged, or it is no backup')
  const large = (head[124] ?? 0) >= 0x80
  return { name: text(0, 100), bytes: large ? Number(head.readBigUInt64BE(128)) : Number.parseInt(text(124, 12), 8) }
}

/** Reads an archive member by member. @throws ArchiveError when it ends early or is damaged */
export async function* members(archive: FileHandle): AsyncGenerator<Member> {
  let at = 0
  const read = async (bytes: number): Promise<Buffer> => {
    const buffer = Buffer.alloc(bytes)
    const { bytesRead } = await archive.read(buffer, 0, bytes, at)
    if (bytesRead < bytes) throw new ArchiveError('The archive ends too early: it was not written to its end')
    at += bytes
    return buffer
  }
  for (;;) {
    const head = await read(block)
    if (head.every((byte) => byte === 0)) return
    const { name, bytes } = readHeader(head)
    const next = at + bytes + padding(bytes).length
    yield {
      name,
      bytes,
      async *content() {
        for (let left = bytes; left > 0; ) {
          const part = await read(Math.min(left, 1024 * 1024))
          left -= part.length
          yield part
        }
      },
    }
    at = next
  }
}
