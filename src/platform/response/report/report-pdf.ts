import { fileURLToPath } from 'node:url'
import PDFDocument from 'pdfkit'
import { drawSketch, type Sketch } from './map-sketch.ts'

/** A part of a report: a heading, a paragraph, a map, or a table whose widths are shares of the page's. */
export type ReportBlock =
  /** `keep`: points that must follow on the same page. */
  | { readonly kind: 'heading'; readonly text: string; readonly keep?: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'map'; readonly sketch: Sketch }
  | {
      readonly kind: 'table'
      readonly widths: readonly number[]
      readonly head?: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }

/** What every page carries. */
export type ReportFrame = {
  readonly title: string
  /** Large across the top of every page: an exercise is never taken for the real thing. */
  readonly mark?: string
  readonly footer: string
  page(one: number, all: number): string
}

const margin = 50
const size = 9.5
/** Noto Sans SC (SIL Open Font License 1.1): Chinese and Latin in one hand; only the glyphs that are used are embedded, as text. */
const textFont = fileURLToPath(
  import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
)

/** Heavier strokes of the one font: opening a second one of ten megabytes would double the time a report takes. */
const heavy = { fill: true, stroke: true } as const

type Doc = PDFKit.PDFDocument

/** Lays a report out on A4, with page numbers. */
export async function reportPdf(frame: ReportFrame, blocks: readonly ReportBlock[]): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: margin + (frame.mark ? 24 : 0), bottom: margin + 10, left: margin, right: margin },
    bufferPages: true,
    info: { Title: frame.title, Producer: 'Shudu', Creator: 'Shudu' },
  })
  doc.registerFont('text', textFont)
  doc.lineWidth(0.35).font('text').fontSize(17).text(frame.title, heavy).moveDown(0.5)
  for (const block of blocks) {
    if (block.kind === 'heading') heading(doc, block.text, block.keep)
    else if (block.kind === 'text') doc.font('text').fontSize(size).text(block.text, margin).moveDown(0.6)
    else if (block.kind === 'map') map(doc, block.sketch)
    else table(doc, block)
  }
  const { count } = doc.bufferedPageRange()
  for (let i = 0; i < count; i += 1) {
    doc.switchToPage(i)
    framed(doc, frame, i + 1, count)
  }
  const parts: Buffer[] = []
  doc.on('data', (part: Buffer) => parts.push(part))
  const ended = new Promise<void>((settle, fail) => doc.once('end', settle).once('error', fail))
  doc.end()
  await ended
  return Buffer.concat(parts)
}

function heading(doc: Doc, text: string, keep = 70): void {
  if (doc.y + keep + 40 > doc.page.height - margin - 20) doc.addPage()
  doc
    .moveDown(0.8)
    .lineWidth(0.35)
    .strokeColor('#000')
    .font('text')
    .fontSize(12.5)
    .text(text, margin, undefined, heavy)
    .moveDown(0.3)
}

/** Height of a map on the page, in points. */
const mapHeight = 230

function map(doc: Doc, sketch: Sketch): void {
  if (doc.y + mapHeight > doc.page.height - margin - 20) doc.addPage()
  const top = doc.y
  doc.font('text')
  drawSketch(doc, sketch, margin, top, doc.page.width - 2 * margin, mapHeight)
  doc.fillColor('#000').strokeColor('#000')
  doc.x = margin
  doc.y = top + mapHeight + 8
}

/** Most of a page that one row takes, in points: a longer one goes on in the next. */
const tallest = 360

/** A row as rows that each fit: what is too long for one goes on below, the other cells stay empty there. */
function fitting(doc: Doc, columns: readonly number[], cells: readonly string[]): readonly (readonly string[])[] {
  doc.font('text').fontSize(size)
  const cut = cells.map((cell, i) => pieces(doc, cell, (columns[i] ?? 0) - 6))
  const count = Math.max(...cut.map((parts) => parts.length))
  return Array.from({ length: count }, (_, at) => cut.map((parts) => parts[at] ?? ''))
}

function pieces(doc: Doc, text: string, width: number): readonly string[] {
  const fits = (part: string) => doc.heightOfString(part, { width }) <= tallest
  const parts: string[] = []
  for (let rest = text; ; ) {
    if (rest === '' || fits(rest)) return [...parts, rest]
    let [least, most] = [1, rest.length]
    while (most - least > 1) {
      const middle = (least + most) >> 1
      if (fits(rest.slice(0, middle))) least = middle
      else most = middle
    }
    // Cut between words where there are any near, and never inside a character.
    const space = rest.lastIndexOf(' ', least)
    const at = space > least - 40 && space > 0 ? space + 1 : least
    const end = /[\uD800-\uDBFF]/.test(rest.charAt(at - 1)) && at > 1 ? at - 1 : at
    parts.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
}

function table(doc: Doc, { widths, head, rows }: Extract<ReportBlock, { kind: 'table' }>): void {
  const room = doc.page.width - 2 * margin
  const columns = widths.map((share) => share * room)
  if (head) row(doc, columns, head, true)
  for (const cells of rows.flatMap((one) => fitting(doc, columns, one)))
    if (row(doc, columns, cells, false, head !== undefined) === 'page' && head) {
      row(doc, columns, head, true)
      row(doc, columns, cells, false)
    }
  doc.moveDown(0.6)
}

/** Draws a row; where it does not fit a page is begun, and the caller is asked to say the head again when there is one. */
function row(
  doc: Doc,
  columns: readonly number[],
  cells: readonly string[],
  isHead: boolean,
  hasHead = false,
): 'drawn' | 'page' {
  doc.font('text').fontSize(size)
  const width = (i: number) => (columns[i] ?? 0) - 6
  const height = Math.max(...cells.map((cell, i) => doc.heightOfString(cell || ' ', { width: width(i) })))
  if (doc.y + height + 6 > doc.page.height - margin - 20) {
    doc.addPage()
    if (hasHead) return 'page'
  }
  const top = doc.y
  let left = margin
  cells.forEach((cell, i) => {
    if (isHead) doc.lineWidth(0.3).strokeColor('#000')
    doc.text(cell, left, top + 3, { width: width(i), height: height + 2, ...(isHead && heavy) })
    left += columns[i] ?? 0
  })
  const bottom = top + height + 6
  doc
    .moveTo(margin, bottom)
    .lineTo(doc.page.width - margin, bottom)
    .lineWidth(0.4)
    .strokeColor('#999')
    .stroke()
  doc.x = margin
  doc.y = bottom
  return 'drawn'
}

function framed(doc: Doc, { mark, footer, page }: ReportFrame, one: number, all: number): void {
  // What lies outside the margins would begin a page: without margins it does not.
  doc.page.margins = { top: 0, bottom: 0, left: 0, right: 0 }
  if (mark)
    doc
      .font('text')
      .fontSize(16)
      .lineWidth(0.35)
      .strokeColor('#b00020')
      .fillColor('#b00020')
      .text(mark, margin, margin - 14, { lineBreak: false, ...heavy })
      .fillColor('#000')
  const y = doc.page.height - margin
  doc.font('text').fontSize(8.5).text(footer, margin, y, { lineBreak: false })
  const said = page(one, all)
  doc.text(said, doc.page.width - margin - doc.widthOfString(said), y, { lineBreak: false })
}
