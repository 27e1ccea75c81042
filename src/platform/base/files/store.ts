import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { translated } from '../database/trouble.ts'
import { baseErrors } from '../errors.ts'

/** A file of the store: SHA-256 of its content (hex) and its size in bytes. */
export type StoredFile = { readonly hash: string; readonly bytes: number }

/** Content-addressed files: the same content is kept once, a kept file never changes. */
export type FileStore = {
  /**
   * Keeps a stream. When this settles the file is on the disk for good.
   * @throws base.tooLarge when it is longer than `limit` bytes (nothing is kept), base.diskFull
   */
  put(content: Readable | Buffer, options: { readonly limit: number }): Promise<StoredFile>
  /** @throws base.missing when there is no such file */
  open(hash: string): Promise<{ readonly bytes: number; readonly stream: Readable }>
  has(hash: string): Promise<boolean>
  /** Path on this machine, for tools that need one (images, spreadsheets). @throws base.missing */
  path(hash: string): Promise<string>
  remove(hash: string): Promise<void>
}

const mebibytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1024 / 1024))} MiB`

/** A store under `folder`. */
export function fileStore(folder: string): FileStore {
  const place = (hash: string): string => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw baseErrors.make('base.missing')
    return join(folder, hash.slice(0, 2), hash.slice(2, 4), hash)
  }
  const size = async (hash: string): Promise<number> => {
    const path = place(hash)
    try {
      return (await stat(path)).size
    } catch (cause) {
      throw baseErrors.make('base.missing', {}, { cause })
    }
  }

  async function put(content: Readable | Buffer, { limit }: { readonly limit: number }): Promise<StoredFile> {
    const half = join(folder, 'new', randomBytes(12).toString('hex'))
    const sum = createHash('sha256')
    let bytes = 0
    const measure = new Transform({
      transform(part: Buffer, _encoding, done) {
        bytes += part.length
        if (bytes > limit) return done(baseErrors.make('base.tooLarge', { limit: mebibytes(limit) }))
        sum.update(part)
        done(null, part)
      },
    })
    try {
      await mkdir(dirname(half), { recursive: true })
      const source = Buffer.isBuffer(content) ? [content] : content
      await pipeline(source, measure, createWriteStream(half, { flags: 'wx', flush: true }))
      const hash = sum.digest('hex')
      await keep(half, place(hash))
      return { hash, bytes }
    } catch (cause) {
      await rm(half, { force: true })
      throw translated(cause)
    }
  }

  return {
    put,
    open: async (hash) => ({ bytes: await size(hash), stream: createReadStream(place(hash)) }),
    has: (hash) =>
      size(hash).then(
        () => true,
        () => false,
      ),
    path: async (hash) => {
      await size(hash)
      return place(hash)
    },
    remove: (hash) => rm(place(hash), { force: true }),
  }
}

/** Moves a finished file to its place and makes the move itself durable (fsync of the folder). */
async function keep(half: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true })
  await rename(half, place)
  const folder = await open(dirname(place), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
