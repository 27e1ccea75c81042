import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const BLOCK = 1 << 20
const LIVE_BLOCKS = 48
const PLAIN_CHARACTERS = 1 << 24

/** A block of packed strings: in memory, or at a place in the temporary file. */
type Block = { bytes: Buffer | undefined; length: number; at: number; used: number }

/**
 * The shared strings of a workbook in bounded memory: the first 16 Mi characters as they are, the rest packed as UTF-8 in
 * blocks of 1 MiB, of which 48 stay in memory and the others lie in a temporary file that has no name any more once it
 * is open (nothing is left behind by a crash). Sheets refer to strings in nearly the order in which they were
 * written, so a block is fetched once.
 */
export class StringStore {
  #plain: string[] = []
  #plainCharacters = 0
  #blocks: Block[] = []
  #block = new Uint32Array(1024)
  #offset = new Uint32Array(1024)
  #length = new Uint32Array(1024)
  #packed = 0
  #file: number | undefined
  #fileEnd = 0
  #clock = 0

  /** The number of strings held. */
  get size(): number {
    return this.#plain.length + this.#packed
  }

  /** Adds the next string. */
  add(text: string): void {
    if (this.#packed === 0 && this.#plainCharacters + text.length <= PLAIN_CHARACTERS) {
      this.#plain.push(text)
      this.#plainCharacters += text.length
      return
    }
    const bytes = Buffer.from(text, 'utf8')
    const block = this.#room(bytes.length)
    this.#grow()
    this.#block[this.#packed] = this.#blocks.length - 1
    this.#offset[this.#packed] = block.length
    this.#length[this.#packed] = bytes.length
    this.#packed++
    bytes.copy(this.#live(block), block.length)
    block.length += bytes.length
  }

  /** The string at an index, or undefined beyond the end. */
  get(index: number): string | undefined {
    if (index < this.#plain.length) return this.#plain[index]
    const place = index - this.#plain.length
    if (!(place >= 0 && place < this.#packed)) return undefined
    const block = this.#blocks[this.#block[place] ?? 0]
    if (!block) return undefined
    const start = this.#offset[place] ?? 0
    return this.#live(block).toString('utf8', start, start + (this.#length[place] ?? 0))
  }

  /** Gives the temporary file back. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
    this.#plain = []
    this.#blocks = []
    this.#packed = 0
  }

  /** The block that the next string of this size goes to. */
  #room(size: number): Block {
    const last = this.#blocks.at(-1)
    if (last?.bytes && last.length + size <= last.bytes.length) return last
    const block = { bytes: Buffer.allocUnsafe(Math.max(BLOCK, size)), length: 0, at: -1, used: ++this.#clock }
    this.#blocks.push(block)
    this.#evict(block)
    return block
  }

  /** The bytes of a block, fetched from the file when they are not in memory. */
  #live(block: Block): Buffer {
    block.used = ++this.#clock
    if (block.bytes) return block.bytes
    if (this.#file === undefined) throw new Error('string store is closed')
    const bytes = Buffer.allocUnsafe(block.length)
    readSync(this.#file, bytes, 0, block.length, block.at)
    block.bytes = bytes
    this.#evict(block)
    return bytes
  }

  /** Sends the blocks unused for longest to the file, but never the newest, which is still being filled. */
  #evict(keep: Block): void {
    const live = this.#blocks.filter((block) => block.bytes && block !== keep && block !== this.#blocks.at(-1))
    if (live.length < LIVE_BLOCKS) return
    live.sort((a, b) => a.used - b.used)
    for (const block of live.slice(0, LIVE_BLOCKS / 4)) {
      if (block.at < 0 && block.bytes) {
        this.#file ??= namelessFile()
        block.at = this.#fileEnd
        writeSync(this.#file, block.bytes, 0, block.length, block.at)
        this.#fileEnd += block.length
      }
      block.bytes = undefined
    }
  }

  #grow(): void {
    if (this.#packed < this.#block.length) return
    const wider = (old: Uint32Array) => {
      const next = new Uint32Array(old.length * 2)
      next.set(old)
      return next
    }
    this.#block = wider(this.#block)
    this.#offset = wider(this.#offset)
    this.#length = wider(this.#length)
  }
}

function namelessFile(): number {
  const path = join(tmpdir(), `shudu-strings-${randomUUID()}`)
  const file = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  return file
}
