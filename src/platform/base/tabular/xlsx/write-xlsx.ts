import { tableErrors } from '../errors.ts'
import type { Cell, WallTime } from '../model.ts'
import type { CellRows } from '../write-csv.ts'
import { columnLetters } from './cell-place.ts'
import { writeZip, type ZipPart } from './zip-writer.ts'

/** How a workbook is written. */
export type XlsxOptions = {
  /** Name of the sheet; cut and cleaned to what Excel allows. */
  readonly sheet?: string
  /** Keeps the first row bold and in sight. */
  readonly header?: boolean
}

/** What one sheet can hold (Excel's limits). */
const MOST_ROWS = 1_048_576
const MOST_COLUMNS = 16_384
const MOST_CHARACTERS = 32_767
const CHUNK = 1 << 16
const DAY = 86_400_000
const EPOCH = Date.UTC(1899, 11, 30)

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'

/**
 * Writes rows as an .xlsx workbook of one sheet, piece by piece. Texts are inline strings and never formulas; numbers,
 * yes/no and dates keep their type.
 * @throws table.tooManyRows beyond what a sheet can hold
 */
export async function* writeXlsx(rows: CellRows, options: XlsxOptions = {}): AsyncGenerator<Buffer> {
  yield* writeZip(parts(rows, options))
}

function* parts(rows: CellRows, options: XlsxOptions): Generator<ZipPart> {
  const whole = (name: string, xml: string): ZipPart => ({ name, content: [Buffer.from(HEAD + xml)] })
  yield whole('[Content_Types].xml', contentTypes)
  yield whole('_rels/.rels', relation('officeDocument', 'xl/workbook.xml'))
  yield whole('xl/workbook.xml', workbook(sheetName(options.sheet ?? 'Sheet1')))
  yield whole(
    'xl/_rels/workbook.xml.rels',
    relation('worksheet', 'worksheets/sheet1.xml', relationRow('rId2', 'styles', 'styles.xml')),
  )
  yield whole('xl/styles.xml', styles)
  yield { name: 'xl/worksheets/sheet1.xml', content: sheetXml(rows, options.header ?? true) }
}

const contentTypes =
  `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
  '<Default Extension="xml" ContentType="application/xml"/>' +
  ['workbook:sheet.main', 'worksheets/sheet1:worksheet', 'styles:styles']
    .map((each) => each.split(':'))
    .map(
      ([part, type]) =>
        `<Override PartName="/xl/${part}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`,
    )
    .join('') +
  '</Types>'

const relationRow = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`

const relation = (type: string, target: string, more = ''): string =>
  `<Relationships xmlns="${PACKAGE}/relationships">${relationRow('rId1', type, target)}${more}</Relationships>`

const workbook = (name: string): string =>
  `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escapeXml(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`

const xf = (format: number, font: number): string =>
  `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" applyNumberFormat="1" applyFont="1"/>`

/** Styles by index: 0 plain, 1 bold, 2 date, 3 date and time, 4 time. */
const styles =
  `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>` +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  `<cellStyleXfs count="1">${xf(0, 0)}</cellStyleXfs><cellXfs count="5">${xf(0, 0)}${xf(0, 1)}${xf(14, 0)}${xf(164, 0)}${xf(21, 0)}</cellXfs>` +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'

/** Excel allows 31 characters, none of `[]:*?/\`, no apostrophe at the ends. */
function sheetName(name: string): string {
  const clean = name
    .replace(/[[\]:*?/\\]/g, ' ')
    .replace(/^'+|'+$/g, '')
    .slice(0, 31)
    .trim()
  return clean === '' ? 'Sheet1' : clean
}

async function* sheetXml(rows: CellRows, header: boolean): AsyncGenerator<Buffer> {
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
  const views = `<sheetViews><sheetView workbookViewId="0">${header ? pane : ''}</sheetView></sheetViews>`
  let xml = `${HEAD}<worksheet xmlns="${MAIN}">${views}<sheetData>`
  let number = 0
  for await (const row of rows) {
    number++
    if (number > MOST_ROWS || row.length > MOST_COLUMNS) throw tableErrors.make('table.tooManyRows')
    const bold = header && number === 1
    const cells = row.map((cell, column) => cellXml(cell, `${columnLetters(column)}${number}`, bold)).join('')
    xml += `<row r="${number}">${cells}</row>`
    if (xml.length >= CHUNK) {
      yield Buffer.from(xml)
      xml = ''
    }
  }
  yield Buffer.from(`${xml}</sheetData></worksheet>`)
}

function cellXml(cell: Cell, place: string, bold: boolean): string {
  if (cell === null || cell === '') return ''
  const style = bold ? ' s="1"' : ''
  if (typeof cell === 'number' && Number.isFinite(cell)) return `<c r="${place}"${style}><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c r="${place}"${style} t="b"><v>${cell ? 1 : 0}</v></c>`
  if (typeof cell === 'object') {
    const serial = serialOf(cell)
    if (serial) return `<c r="${place}" s="${serial.style}"><v>${serial.value}</v></c>`
  }
  const text = typeof cell === 'object' ? cell.wall : String(cell)
  return `<c r="${place}"${style} t="inlineStr"><is><t xml:space="preserve">${inlineText(text)}</t></is></c>`
}

/** The serial number of a wall time from March 1900 on; earlier days stay text because Excel counts them wrongly. */
function serialOf({ wall }: WallTime): { value: number; style: number } | undefined {
  if (/^\d\d:\d\d:\d\d/.test(wall)) return { value: Date.parse(`1970-01-01T${wall}Z`) / DAY, style: 4 }
  const value = (Date.parse(wall.length === 10 ? `${wall}T00:00:00Z` : `${wall}Z`) - EPOCH) / DAY
  return value >= 61 ? { value, style: wall.length === 10 ? 2 : 3 } : undefined
}

/** Cuts to what a cell can hold (never inside a surrogate pair) and writes what XML cannot hold as `_xHHHH_` (ECMA-376 22.9.2.19). */
function inlineText(text: string): string {
  const end = text.length > MOST_CHARACTERS && /[\ud800-\udbff]/.test(text[MOST_CHARACTERS - 1] ?? '') ? 1 : 0
  const cut = text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS - end) : text
  const literal = cut.replace(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_')
  return escapeXml(literal).replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly the characters that XML 1.0 forbids, and CR, which it would turn into LF
    /[\x00-\x08\x0b-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
