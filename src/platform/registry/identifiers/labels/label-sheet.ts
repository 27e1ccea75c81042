import PDFDocument from 'pdfkit'
import qrcode from 'qrcode'
import type { Words } from '../../../../kernel/words.ts'
import type { LabelGrid } from './label-grid.ts'
import { outlines } from './label-text.ts'

/** What a label shows. */
export type Label = {
  /** What the QR code says, usually an address of this site. */
  readonly address: string
  /** The code in groups. */
  readonly written: string
  readonly title: Words
  /** A smaller line: who issued it. */
  readonly note?: string
}

const points = 72 / 25.4
const margin = 2.5

/** Writes labels as PDF onto A4 sheets. Pages are written as they fill: memory does not grow with the number of labels. */
export function labelSheets(labels: readonly Label[], grid: LabelGrid): PDFKit.PDFDocument {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    info: { Producer: 'Shudu', Creator: 'Shudu' },
  })
  const outlineOf = outlines()
  const perPage = grid.columns * grid.rows
  labels.forEach((label, index) => {
    if (index % perPage === 0) doc.addPage()
    const place = index % perPage
    const x = grid.left + (place % grid.columns) * grid.stepX
    const y = grid.top + Math.floor(place / grid.columns) * grid.stepY
    drawLabel(doc, label, x * points, y * points, grid, outlineOf)
  })
  if (labels.length === 0) doc.addPage()
  doc.end()
  return doc
}

type Doc = PDFKit.PDFDocument
type OutlineOf = ReturnType<typeof outlines>

function drawLabel(doc: Doc, label: Label, x: number, y: number, grid: LabelGrid, outlineOf: OutlineOf): void {
  const pad = margin * points
  const height = grid.height * points - 2 * pad
  const side = Math.min(height, grid.width * points * 0.45)
  drawQr(doc, label.address, x + pad, y + pad + (height - side) / 2, side)
  const left = x + pad * 2 + side
  const width = grid.width * points - side - 3 * pad
  const size = Math.min(11, Math.max(5.5, height / 6.5))
  let at = y + pad + size
  const lines: readonly (readonly [text: string, size: number, most: number])[] = [
    [label.title.zh, size, 2],
    ...(label.title.en === label.title.zh ? [] : [[label.title.en, size * 0.75, 1] as const]),
    [label.written, size * 0.8, 2],
    ...(label.note ? [[label.note, size * 0.65, 1] as const] : []),
  ]
  for (const [text, letter, most] of lines) {
    for (const line of wrapped(doc, text, letter, width, most, outlineOf)) {
      if (at > y + pad + height) return
      drawText(doc, line, left, at, letter, outlineOf)
      at += letter * 1.3
    }
  }
}

/** Draws a QR code (ISO/IEC 18004), error correction M, with its quiet zone inside the square. */
function drawQr(doc: Doc, text: string, x: number, y: number, side: number): void {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const unit = side / (modules.size + 4)
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.get(row, column)) continue
      let end = column
      while (end + 1 < modules.size && modules.get(row, end + 1)) end += 1
      doc.rect(x + (column + 2) * unit, y + (row + 2) * unit, (end - column + 1) * unit, unit)
      column = end
    }
  }
  doc.fill('#000')
}

const isPlain = (sign: string) => sign >= ' ' && sign <= '~'

function signWidth(doc: Doc, sign: string, size: number, outlineOf: OutlineOf): number {
  return isPlain(sign)
    ? doc.font('Helvetica').fontSize(size).widthOfString(sign)
    : (outlineOf(sign).advance / 1000) * size
}

/** Lines no wider than `width`; what does not fit into the last one is cut with an ellipsis. */
function wrapped(
  doc: Doc,
  text: string,
  size: number,
  width: number,
  most: number,
  outlineOf: OutlineOf,
): readonly string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const sign of text) {
    const wide = signWidth(doc, sign, size, outlineOf)
    if (used + wide > width && line !== '') {
      // Latin words and groups of digits are not torn when they can go to the next line whole.
      const cut = isPlain(sign) && sign !== ' ' ? line.lastIndexOf(' ') : -1
      const rest = cut > 0 ? line.slice(cut + 1) : ''
      lines.push(cut > 0 ? line.slice(0, cut) : line)
      line = rest
      used = [...rest].reduce((sum, each) => sum + signWidth(doc, each, size, outlineOf), 0)
    }
    line += sign
    used += wide
  }
  lines.push(line)
  if (lines.length <= most) return lines
  const kept = lines.slice(0, most)
  return kept.map((each, index) => (index === most - 1 ? `${each.slice(0, -1)}…` : each))
}

/** Draws a line with its base line at `y`: plain letters as text that can be copied, all others as outlines. */
function drawText(doc: Doc, text: string, x: number, y: number, size: number, outlineOf: OutlineOf): void {
  let at = x
  for (const run of text.replaceAll('’', "'").match(/[ -~]+|[^ -~]/gu) ?? []) {
    if (isPlain(run)) {
      doc
        .fill('#000')
        .font('Helvetica')
        .fontSize(size)
        .text(run, at, y - size * 0.72, { lineBreak: false })
      at += doc.widthOfString(run)
      continue
    }
    const { path, advance } = outlineOf(run)
    const scale = size / 1000
    doc.save().translate(at, y).scale(scale, -scale)
    // The thinnest weight and a stroke of 38 units make strokes about as heavy as the regular weight's.
    if (path !== '') doc.path(path).lineWidth(38).lineJoin('round').fillAndStroke('#000', '#000')
    doc.restore()
    at += advance * scale
  }
}
