/** Library of pictures; 30 MB of memory: loaded with the first one. */
export async function pictures(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp')
  // Two cores serve everybody: one picture at a time takes one of them, not all.
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}

/** Largest picture, bytes. */
export const mostBytes = 6 * 1024 * 1024
/** Most pixels of one: 4K and a little more. Each is opened whole in memory. */
export const mostPixels = 12_000_000
/** Shortest side, pixels. */
export const leastSide = 32
