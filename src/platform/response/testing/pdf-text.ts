import { inflateSync } from 'node:zlib'

/**
 * The text of a PDF with one embedded font, in the order it was drawn, without spaces: its glyphs looked up in the font's own
 * ToUnicode table (ISO 32000-1, 9.10.3), as any reader of PDF does. Where a glyph is not in it, U+FFFD.
 */
export function pdfText(pdf: Buffer): string {
  const streams = [...pdf.toString('latin1').matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].flatMap(
    ([, body = '']) => {
      const bytes = Buffer.from(body, 'latin1')
      return bytes[0] === 0x78 ? [inflateSync(bytes).toString('latin1')] : []
    },
  )
  const letters = new Map<number, string>()
  for (const table of streams.filter((text) => text.includes('beginbfrange')))
    for (const [, from = '', list = ''] of table.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/gi))
      for (const [i, [, code = '']] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries())
        letters.set(
          Number.parseInt(from, 16) + i,
          Buffer.from(code.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
        )
  const drawn = streams.flatMap((text) => [...text.matchAll(/\[([^\]]*)\] TJ/g)].map(([, shown = '']) => shown))
  const glyphs = drawn.flatMap((shown) =>
    [...shown.matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []),
  )
  return glyphs
    .map((glyph) => letters.get(Number.parseInt(glyph, 16)) ?? '\uFFFD')
    .join('')
    .replaceAll(/\s/g, '')
}
