import { createReadStream, existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Log } from '../../base/index.ts'
import { ColumnBatch, type ObservationColumns } from '../../twin/index.ts'

/** "SHB1", rows, CRC-32 of the rows' bytes. */
const magic = 0x53484231
const headBytes = 12
const rowBytes = 21
/** A segment is closed at this size, bytes; replayed segments are deleted whole. */
const segmentBytes = 64 * 1024 * 1024
/** All segments together; beyond it nothing more is taken. */
const mostBytes = 8 * 1024 * 1024 * 1024
/** Rows that are written together when the database is back: batches that were small would cost it as much as large ones. */
const rowsTogether = 10_000

function encode({ series, at, value, quality, length }: ObservationColumns): Buffer {
  const bytes = Buffer.allocUnsafe(headBytes + length * rowBytes)
  for (let row = 0, to = headBytes; row < length; row++, to += rowBytes) {
    // Indexes lie within the columns.
    bytes.writeInt32LE(series[row] as number, to)
    bytes.writeDoubleLE(at[row] as number, to + 4)
    bytes.writeDoubleLE(value[row] as number, to + 12)
    bytes.writeUInt8(quality[row] as number, to + 20)
  }
  bytes.writeUInt32BE(magic, 0)
  bytes.writeUInt32LE(length, 4)
  bytes.writeUInt32LE(crc32(bytes.subarray(headBytes)), 8)
  return bytes
}

function decode(bytes: Buffer): ColumnBatch {
  const rows = bytes.length / rowBytes
  const batch = new ColumnBatch(Math.max(1, rows))
  for (let from = 0; from < bytes.length; from += rowBytes)
    batch.add(
      bytes.readInt32LE(from),
      bytes.readDoubleLE(from + 4),
      bytes.readDoubleLE(from + 12),
      bytes.readUInt8(from + 20),
    )
  return batch
}

/** Where the batch at the beginning ends; 0 when it is not there whole. */
function endOfBatch(bytes: Buffer): number {
  if (bytes.length < headBytes || bytes.readUInt32BE(0) !== magic) return 0
  const end = headBytes + bytes.readUInt32LE(4) * rowBytes
  return bytes.length >= end && crc32(bytes.subarray(headBytes, end)) === bytes.readUInt32LE(8) ? end : 0
}

/** Is this no beginning of a batch, or one whose sum does not agree? */
function isSpoilt(bytes: Buffer): boolean {
  if (bytes.length < headBytes) return false
  return bytes.readUInt32BE(0) !== magic || bytes.length >= headBytes + bytes.readUInt32LE(4) * rowBytes
}

/**
 * The rows of a segment in order, many batches together; ends at the first batch that is not whole: what a crash cut off was not
 * acknowledged.
 * @returns how many bytes were left unread
 */
async function* rowsOf(path: string): AsyncGenerator<ColumnBatch, number> {
  const { size } = await stat(path)
  let read = 0
  let left = Buffer.alloc(0)
  let whole: Buffer[] = []
  let bytes = 0
  const gathered = () => {
    const rows = Buffer.concat(whole, bytes)
    whole = []
    bytes = 0
    return decode(rows)
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    left = Buffer.concat([left, chunk as Buffer]) // a stream without encoding gives buffers
    for (let end = endOfBatch(left); end > 0; end = endOfBatch(left)) {
      whole.push(left.subarray(headBytes, end))
      bytes += end - headBytes
      left = left.subarray(end)
      read += end
      if (bytes >= rowsTogether * rowBytes) yield gathered()
    }
    // Nothing behind a batch that is spoilt can be told apart.
    if (isSpoilt(left)) break
  }
  if (bytes > 0) yield gathered()
  return size - read
}

/**
 * Readings on disk while the database is away: batches appended to segment files, on the disk (fdatasync) before they are
 * acknowledged, replayed in their order when the database is back. What is replayed twice after a crash is kept once.
 */
export class EdgeBuffer {
  readonly #folder: string
  readonly #log: Log
  #segments: string[] = []
  #file: { readonly path: string; readonly handle: FileHandle; bytes: number } | undefined
  #bytes = 0
  #replaying: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #write: (columns: ObservationColumns) => Promise<unknown>
  #onEmpty: () => void
  #isStopped = false
  readonly #most: number
  #turn: Promise<void> = Promise.resolve()

  constructor(
    folder: string,
    log: Log,
    parts: { write(columns: ObservationColumns): Promise<unknown>; onEmpty(): void },
    most = mostBytes,
  ) {
    this.#most = most
    this.#folder = folder
    this.#log = log
    this.#write = parts.write
    this.#onEmpty = parts.onEmpty
  }

  /** Is anything in it, so that what comes now must queue behind? */
  get isUsed(): boolean {
    return this.#segments.length > 0
  }
  get isFull(): boolean {
    return this.#bytes > this.#most
  }
  get bytes(): number {
    return this.#bytes
  }

  /** Takes up what an earlier process left. */
  async start(): Promise<void> {
    if (!existsSync(this.#folder)) return
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.readings')).sort()
    this.#segments = names.map((name) => join(this.#folder, name))
    for (const path of this.#segments) this.#bytes += (await stat(path)).size
    if (this.isUsed) this.replaySoon(0)
  }

  /** Settles when the batch is on the disk. */
  async append(columns: ObservationColumns): Promise<void> {
    const bytes = encode(columns)
    await this.#alone(async () => {
      const file = await this.#open()
      try {
        await file.handle.appendFile(bytes)
        await file.handle.datasync()
      } catch (cause) {
        // A full disk may have taken a part of it: what comes next must not stand behind that, where nobody would read it.
        this.#file = undefined
        await file.handle.close()
        throw cause
      }
      file.bytes += bytes.length
      this.#bytes += bytes.length
    })
    this.replaySoon(1_000)
  }

  /** One after the other: a segment is not closed while something is written to it. */
  #alone(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work)
    // The next one's turn comes whatever became of this one, which tells its own caller.
    this.#turn = done.catch(() => undefined)
    return done
  }

  async #open() {
    if (this.#file && this.#file.bytes < segmentBytes) return this.#file
    await this.#file?.handle.close()
    await mkdir(this.#folder, { recursive: true })
    const last = this.#segments.at(-1)
    const number = last === undefined ? 1 : Number.parseInt(last.slice(-17, -9), 10) + 1
    const path = join(this.#folder, `${String(number).padStart(8, '0')}.readings`)
    const handle = await open(path, 'ax')
    const folder = await open(this.#folder, 'r')
    // The file's name must be on the disk too.
    await folder.sync()
    await folder.close()
    this.#segments.push(path)
    this.#file = { path, handle, bytes: 0 }
    return this.#file
  }

  replaySoon(wait: number): void {
    if (this.#timer || this.#replaying || this.#isStopped) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#replaying = this.#replay().finally(() => {
        this.#replaying = undefined
        if (this.isUsed) this.replaySoon(1_000)
      })
    }, wait)
  }

  async #replay(): Promise<void> {
    for (;;) {
      const [path] = this.#segments
      if (path === undefined || this.#isStopped) break
      // The segment being written is closed first: what comes meanwhile begins another.
      await this.#alone(async () => {
        if (this.#file?.path !== path) return
        await this.#file.handle.close()
        this.#file = undefined
      })
      let [rows, unread] = [0, 0]
      try {
        const batches = rowsOf(path)
        for (let next = await batches.next(); ; next = await batches.next()) {
          if (next.done) {
            unread = next.value
            break
          }
          await this.#write(next.value)
          rows += next.value.length
        }
      } catch (cause) {
        this.#log.info('buffered readings wait for the database', {
          cause: cause instanceof Error ? cause.message : cause,
        })
        return
      }
      const { size } = await stat(path)
      if (unread === 0) await rm(path)
      else {
        // The end of a file that was cut off in the middle of a batch; kept, in case that a disk spoilt more than that.
        await rename(path, `${path}.unread`)
        this.#log.warn('the end of a file of readings could not be read', { file: `${path}.unread`, bytes: unread })
      }
      this.#segments.shift()
      this.#bytes -= size
      this.#log.info('buffered readings were written', { rows })
    }
    if (!this.isUsed) this.#onEmpty()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#replaying
    await this.#file?.handle.close()
  }
}
