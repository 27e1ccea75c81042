import { fileURLToPath } from 'node:url'
import { type Font, openSync } from 'fontkit'

/** Noto Sans SC (SIL Open Font License 1.1). Letters are drawn as outlines: what is written on a picture must not hang on the machine’s fonts. */
const file = fileURLToPath(import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'))

let opened: Font | undefined
function font(): Font {
  if (opened) return opened
  const one = openSync(file)
  // A collection holds several fonts; this file is none.
  if (!('layout' in one)) throw new Error('The font is a collection')
  opened = one
  return one
}

/** A text as outlines: an SVG group of its glyphs from (0, 0) on the baseline, `size` pixels high, and how wide it is. */
export function outlined(text: string, size: number): { readonly svg: string; readonly width: number } {
  const face = font()
  const scale = size / face.unitsPerEm
  const { glyphs, positions } = face.layout(text)
  let x = 0
  const parts = glyphs.map((glyph, i) => {
    const at = x
    x += positions[i]?.xAdvance ?? 0
    return `<path transform="translate(${at} 0)" d="${glyph.path.toSVG()}"/>`
  })
  return { svg: `<g transform="scale(${scale} ${-scale})">${parts.join('')}</g>`, width: x * scale }
}
