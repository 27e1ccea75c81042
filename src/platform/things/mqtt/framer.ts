/** Cuts a stream of bytes into MQTT control packets (clause 2.2), so that a length is known before memory is given to it. */
export class Framer {
  #left: Buffer | undefined
  readonly #take: (frame: Buffer, bodyAt: number) => void

  /** `take` gets each whole packet, and where its variable header begins. */
  constructor(take: (frame: Buffer, bodyAt: number) => void) {
    this.#take = take
  }

  /** @returns what is wrong, if anything: then nothing more may be read of this stream */
  push(chunk: Buffer, most: number): 'malformed' | 'too-large' | undefined {
    let bytes = this.#left ? Buffer.concat([this.#left, chunk]) : chunk
    this.#left = undefined
    let from = 0
    while (from < bytes.length) {
      // Remaining length: up to four bytes of seven bits, lowest first.
      let length = 0
      let at = from + 1
      let shift = 0
      let isWhole = false
      while (at < bytes.length && shift < 28) {
        const byte = bytes[at++] as number // within the buffer
        length |= (byte & 127) << shift
        shift += 7
        if (byte < 128) {
          isWhole = true
          break
        }
      }
      if (!isWhole) {
        if (shift >= 28) return 'malformed'
        break
      }
      if (length > most) return 'too-large'
      const end = at + length
      if (end > bytes.length) break
      this.#take(bytes.subarray(from, end), at)
      from = end
    }
    if (from < bytes.length) {
      bytes = bytes.subarray(from)
      // A copy: what is left must not hold the whole chunk it came with.
      this.#left = Buffer.from(bytes)
    }
    return undefined
  }
}
