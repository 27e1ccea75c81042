import type { Metadata } from 'sharp'
import { baseErrors } from '../errors.ts'
import type { FileStore, StoredFile } from './store.ts'

/** A picture that was brought in: the file as it came (kept as evidence, never shown) and two re-encoded ones to show. */
export type KeptImage = {
  readonly original: StoredFile
  /** Media type by content. */
  readonly media: string
  /** Pixels of the picture as it is seen (turned upright). */
  readonly width: number
  readonly height: number
  /** Where the camera says it was, `[longitude, latitude]` in WGS 84 degrees. */
  readonly position?: readonly [number, number]
  /** WebP, longest side at most 1,600 pixels, without anything the camera wrote. */
  readonly display: StoredFile
  /** WebP, 320 by 320 pixels at most. */
  readonly thumb: StoredFile
}

/** Formats that cameras and phones write and that we can read here. */
const formats: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
}

/** A picture with more pixels than this would take gigabytes to open: a bomb, or a satellite image. */
const mostPixels = 60_000_000

/** The library of pictures takes 30 MB of memory: loaded with the first one. */
async function pictures(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp')
  // Two cores serve everybody: one picture at a time takes one of them, not all.
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}

/**
 * Looks at a stored file and makes the pictures to show. What the file is, its content decides.
 * @throws base.notPhoto when it is no picture that can be read, whatever it is called
 */
export async function keepImage(store: FileStore, original: StoredFile): Promise<KeptImage> {
  const path = await store.path(original.hash)
  const seen = await metadataOf(path)
  const media = formats[seen.format ?? '']
  if (media === undefined || !seen.width || !seen.height) throw baseErrors.make('base.notPhoto')
  const isTurned = (seen.orientation ?? 1) >= 5
  const [display, thumb] = await Promise.all([shown(path, 1_600, 82), shown(path, 320, 75)])
  const position = await positionIn(path)
  return {
    original,
    media,
    width: isTurned ? seen.height : seen.width,
    height: isTurned ? seen.width : seen.height,
    ...(position ? { position } : {}),
    display: await store.put(display, { limit: display.length }),
    thumb: await store.put(thumb, { limit: thumb.length }),
  }
}

async function metadataOf(path: string): Promise<Metadata> {
  try {
    const sharp = await pictures()
    return await sharp(path, { limitInputPixels: mostPixels }).metadata()
  } catch (cause) {
    throw baseErrors.make('base.notPhoto', {}, { cause })
  }
}

/** Upright, no larger than `side`, and without metadata: sharp writes none unless told to. */
async function shown(path: string, side: number, quality: number): Promise<Buffer> {
  try {
    const sharp = await pictures()
    const image = sharp(path, { limitInputPixels: mostPixels, failOn: 'error' }).rotate()
    return await image
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality })
      .toBuffer()
  } catch (cause) {
    throw baseErrors.make('base.notPhoto', {}, { cause })
  }
}

/** The position in the picture's EXIF; none when there is none or it cannot be one. */
async function positionIn(path: string): Promise<readonly [number, number] | undefined> {
  const { default: exifr } = await import('exifr')
  const gps = await exifr.gps(path).catch(() => undefined) // a broken EXIF block is no reason to refuse the picture
  if (!gps || !Number.isFinite(gps.longitude) || !Number.isFinite(gps.latitude)) return undefined
  const isPlace =
    Math.abs(gps.longitude) <= 180 && Math.abs(gps.latitude) <= 85 && (gps.longitude !== 0 || gps.latitude !== 0)
  return isPlace ? [gps.longitude, gps.latitude] : undefined
}
