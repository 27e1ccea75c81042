import { open } from 'node:fs/promises'
import type { TableSource } from './model.ts'

/** Opens a file on disk as a source of a table. Close it when done. */
export async function fileSource(path: string): Promise<TableSource> {
  const file = await open(path, 'r')
  const { size } = await file.stat()
  return {
    size,
    async read(offset, length) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)))
      let filled = 0
      while (filled < bytes.length) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return bytes.subarray(0, filled)
    },
    close: () => file.close(),
  }
}

/** Bytes in memory as a source of a table: small uploads, tests, text pasted into a page. */
export function bytesSource(bytes: Uint8Array): TableSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, Math.min(offset + length, bytes.length)),
    close: async () => {},
  }
}
