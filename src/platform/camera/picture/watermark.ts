import { outlined } from './outlines.ts'
import { mostPixels, pictures } from './pictures.ts'

/**
 * The whole picture with who sees it, and when, written across all of it and along its foot, in its pixels. Encoded anew: no metadata.
 * @param mark one line, e.g. name, office, instant, number of the view
 */
export async function watermarked(picture: Buffer, mark: string): Promise<Buffer> {
  const sharp = await pictures()
  const { data, info } = await sharp(picture, { limitInputPixels: mostPixels })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const overlay = Buffer.from(overlayOf(mark, width, height))
  return sharp(data, { raw: { width, height, channels } })
    .composite([{ input: overlay }])
    .webp({ quality: 88 })
    .toBuffer()
}

/** The mark slanted, again and again, so that no part of the picture can be cut out without it; and once, plainly, below. */
function overlayOf(mark: string, width: number, height: number): string {
  const size = Math.max(11, Math.min(36, Math.round(Math.max(width, height) / 48)))
  const { svg, width: long } = outlined(mark, size)
  const [across, down] = [long + size * 3, size * 5]
  const reach = Math.hypot(width, height)
  const each: string[] = []
  for (let row = 0, y = -reach / 2; y < reach / 2; y += down, row += 1)
    for (let x = -reach / 2 - (row % 2) * (across / 2); x < reach / 2; x += across)
      each.push(`<use href="#mark" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})"/>`)
  const foot = Math.round(size * 1.7)
  const fit = Math.min(1, (width - size) / long)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
    <defs><g id="mark">${svg}</g></defs>
    <g transform="translate(${width / 2} ${height / 2}) rotate(-24)" fill="#fff" fill-opacity="0.3" stroke="#000" stroke-opacity="0.28" stroke-width="${(size / 40).toFixed(2)}">${each.join('')}</g>
    <rect x="0" y="${height - foot}" width="${width}" height="${foot}" fill="#000" fill-opacity="0.72"/>
    <use href="#mark" fill="#fff" transform="translate(${size / 2} ${height - size * 0.5}) scale(${fit.toFixed(3)})"/>
  </svg>`
}
