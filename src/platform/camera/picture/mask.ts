import type { Metadata } from 'sharp'
import { type Box, type Mask, maskFor, type Region } from '../../../kernel/camera/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { cameraErrors } from '../errors.ts'
import { leastSide, mostBytes, mostPixels, pictures } from './pictures.ts'

/** The readable copy of a picture. WebP without metadata; sizes in pixels of the picture as it came. */
export type Masked = {
  readonly display: Buffer
  readonly thumb: Buffer
  readonly how: Mask['how']
  readonly boxes: number
  readonly width: number
  readonly height: number
  /** Media type by content. */
  readonly media: string
}

const medias: Readonly<Record<string, string>> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' }

/** Squares along the longer side of a picture that is made coarse as a whole: too few for a face even if it fills the picture. */
export const coarseSquares = 12

const bad = ({ zh, en }: Words, cause?: unknown) =>
  cameraErrors.make(
    'camera.badPicture',
    { reason: zh, reasonEn: en, mebibytes: mostBytes / 1024 / 1024, megapixels: mostPixels / 1_000_000 },
    { cause },
  )

async function looked(picture: Buffer): Promise<Metadata> {
  const sharp = await pictures()
  try {
    return await sharp(picture, { limitInputPixels: mostPixels, animated: true }).metadata()
  } catch (cause) {
    throw bad({ zh: '无法读取或像素过多', en: 'it cannot be read, or has too many pixels' }, cause)
  }
}

function mustFit({ format, width, height, pages = 1, orientation = 1 }: Metadata): string {
  const media = medias[format ?? '']
  if (media === undefined) throw bad({ zh: '格式不符', en: 'it is of another format' })
  if (pages > 1) throw bad({ zh: '不能是动图', en: 'it moves' })
  // Boxes are counted in the pixels that were sent: were the picture turned, a face would lie elsewhere.
  if (orientation !== 1) throw bad({ zh: '带有 EXIF 旋转', en: 'its EXIF says that it must be turned' })
  if (Math.min(width ?? 0, height ?? 0) < leastSide) throw bad({ zh: '尺寸过小', en: 'it is too small' })
  return media
}

/** Overwrites a box with its one average colour: nothing of what was in it is left to be made out. */
export function destroy(pixels: Buffer, across: number, channels: number, { left, top, width, height }: Box): void {
  const sums = new Array<number>(channels).fill(0)
  const each = (visit: (at: number) => void) => {
    for (let y = top; y < top + height; y += 1)
      for (let x = left; x < left + width; x += 1) visit((y * across + x) * channels)
  }
  each((at) => {
    for (let c = 0; c < channels; c += 1) sums[c] = (sums[c] ?? 0) + (pixels[at + c] ?? 0)
  })
  const means = sums.map((sum) => Math.round(sum / (width * height)))
  each((at) => {
    for (let c = 0; c < channels; c += 1) pixels[at + c] = means[c] ?? 0
  })
}

/**
 * Makes the readable copy: decodes the picture, destroys what must not be seen in its pixels, and encodes it anew. Nothing is
 * written to any disk here.
 * @throws camera.badPicture
 */
export async function maskPicture(picture: Buffer, regions: readonly Region[] | undefined): Promise<Masked> {
  const media = mustFit(await looked(picture))
  const sharp = await pictures()
  let raw: { readonly data: Buffer; readonly info: { width: number; height: number; channels: 1 | 2 | 3 | 4 } }
  try {
    raw = await sharp(picture, { limitInputPixels: mostPixels, failOn: 'error' })
      .flatten({ background: '#808080' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
  } catch (cause) {
    throw bad({ zh: '图片已损坏', en: 'it is broken' }, cause)
  }
  const { data, info } = raw
  const { width, height, channels } = info
  const mask = maskFor(regions, width, height)
  if (mask.how === 'whole') coarsen(data, width, height, channels)
  else for (const box of mask.boxes) destroy(data, width, channels, box)
  const shown = (side: number, quality: number) =>
    sharp(data, { raw: { width, height, channels } })
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality })
      .toBuffer()
  return {
    ...{ display: await shown(1_600, 80), thumb: await shown(320, 72), media, width, height },
    ...{ how: mask.how, boxes: mask.boxes.length },
  }
}

/** Turns the whole picture into a few squares of one colour each. */
function coarsen(data: Buffer, width: number, height: number, channels: number): void {
  const side = Math.ceil(Math.max(width, height) / coarseSquares)
  for (let top = 0; top < height; top += side)
    for (let left = 0; left < width; left += side)
      destroy(data, width, channels, {
        ...{ left, top, width: Math.min(side, width - left), height: Math.min(side, height - top) },
      })
}
