import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as fontkit from 'fontkit'

/** An outline to be drawn: SVG path in font units (1000 to the em, y upwards), and how far the next one stands. */
export type Outline = { readonly path: string; readonly advance: number }

/**
 * Outlines of characters that the standard fonts of PDF lack. Noto Sans SC (SIL Open Font License 1.1) comes as a hundred
 * files by ranges of characters, a few of which are opened when they are needed. Its default is the thinnest weight; whoever draws
 * it adds a stroke.
 */
export function outlines(): (sign: string) => Outline {
  const folder = new URL('.', import.meta.resolve('@fontsource-variable/noto-sans-sc/unicode.json'))
  const ranges = rangesOf(new URL('unicode.json', folder))
  const fonts = new Map<string, fontkit.Font>()
  const kept = new Map<string, Outline>()
  return (sign) => {
    const known = kept.get(sign)
    if (known) return known
    const code = sign.codePointAt(0) ?? 0
    const file = ranges.find(({ from, to }) => code >= from && code <= to)?.file
    const font = file === undefined ? undefined : (fonts.get(file) ?? openFont(new URL(`files/${file}`, folder)))
    if (file !== undefined && font) fonts.set(file, font)
    const glyph = font?.glyphForCodePoint(code)
    const made = glyph ? { path: glyph.path.toSVG(), advance: glyph.advanceWidth } : missing
    kept.set(sign, made)
    return made
  }
}

/** A box where a character is in no font. */
const missing: Outline = {
  path: 'M80,-80 L80,780 L920,780 L920,-80 Z M120,-40 L880,-40 L880,740 L120,740 Z',
  advance: 1000,
}

function openFont(file: URL): fontkit.Font {
  // `openSync` gives a collection only for .ttc and .dfont files; these are single fonts.
  return fontkit.openSync(fileURLToPath(file)) as fontkit.Font
}

type Range = { readonly from: number; readonly to: number; readonly file: string }

function rangesOf(file: URL): readonly Range[] {
  // The package's own table: subset → `U+4e00-4e10,U+4e20`.
  const table = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>
  return Object.entries(table).flatMap(([subset, text]) =>
    text.split(',').map((range) => {
      const [from = '', to = from] = range.replace(/^U\+/i, '').split('-')
      const name = subset.replace(/[[\]]/g, '')
      return {
        from: Number.parseInt(from, 16),
        to: Number.parseInt(to, 16),
        file: `noto-sans-sc-${name}-wght-normal.woff2`,
      }
    }),
  )
}
