import { posix } from 'node:path'
import { tableErrors } from '../errors.ts'
import type { TableLimits, TableSource } from '../model.ts'
import { attribute, XmlReader } from './xml-reader.ts'
import { entryText, type ZipEntry } from './zip-entries.ts'

/** The parts of a workbook that its rows need. */
export type WorkbookParts = {
  readonly sheets: readonly { readonly name: string; readonly hidden: boolean; readonly entry: ZipEntry }[]
  readonly strings: ZipEntry | undefined
  readonly styles: string | undefined
  readonly date1904: boolean
}

type Entries = ReadonlyMap<string, ZipEntry>
type Relation = { readonly id: string; readonly type: string; readonly target: string }

/** Follows the relations of the package (ECMA-376 part 2) from its root to the workbook and from there to its parts. */
export async function readWorkbookParts(
  source: TableSource,
  entries: Entries,
  limits: TableLimits,
): Promise<WorkbookParts> {
  await requireWorkbook(source, entries, limits)
  const text = async (name: string) => {
    const entry = entries.get(name)
    return entry ? entryText(source, entry, limits) : undefined
  }
  const root = relations((await text('_rels/.rels')) ?? '', '')
  const bookPath = root.find((each) => each.type === 'officeDocument')?.target ?? 'xl/workbook.xml'
  const book = await text(bookPath)
  if (book === undefined) throw tableErrors.make('table.broken', { where: bookPath })
  const folder = posix.dirname(bookPath)
  const links = relations((await text(`${folder}/_rels/${posix.basename(bookPath)}.rels`)) ?? '', folder)
  const { sheets, date1904 } = readBook(book)
  const target = (type: string) => links.find((each) => each.type === type)?.target
  const strings = target('sharedStrings')
  const styles = target('styles')
  return {
    sheets: sheets.flatMap((sheet) => {
      const link = links.find((each) => each.id === sheet.id && each.type === 'worksheet')
      const entry = link && entries.get(link.target)
      return entry ? [{ name: sheet.name, hidden: sheet.hidden, entry }] : []
    }),
    strings: strings === undefined ? undefined : entries.get(strings),
    styles: styles === undefined ? undefined : await text(styles),
    date1904,
  }
}

const OTHERS: readonly (readonly [mark: string, zh: string, en: string])[] = [
  ['sheet.binary', '.xlsb 二进制工作簿', '.xlsb binary workbook'],
  ['wordprocessingml', 'Word 文档', 'Word document'],
  ['presentationml', 'PowerPoint 演示文稿', 'PowerPoint presentation'],
]

/** @throws table.otherZip when the archive is no workbook of the kind that can be read */
async function requireWorkbook(source: TableSource, entries: Entries, limits: TableLimits): Promise<void> {
  const types = entries.get('[Content_Types].xml')
  const refuse = (zh: string, en: string) => tableErrors.make('table.otherZip', { kind: `${zh} / ${en}` })
  if (!types) {
    if (entries.has('mimetype')) throw refuse('OpenDocument（.ods 等）', 'OpenDocument (.ods and others)')
    throw refuse('普通压缩包', 'plain archive')
  }
  const text = await entryText(source, types, limits)
  if (/spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|template)\.macroEnabled\.main/.test(text)) return
  for (const [mark, zh, en] of OTHERS) if (text.includes(mark)) throw refuse(zh, en)
  throw refuse('其他 Office 文件', 'another Office file')
}

function relations(xml: string, folder: string): Relation[] {
  const found: Relation[] = []
  const reader = new XmlReader({
    open(name, attributes) {
      if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return
      const target = attribute(attributes, 'Target') ?? ''
      found.push({
        id: attribute(attributes, 'Id') ?? '',
        type: (attribute(attributes, 'Type') ?? '').replace(/^.*\//, ''),
        target: target.startsWith('/') ? target.slice(1) : posix.join(folder, target),
      })
    },
    text() {},
    close() {},
  })
  reader.push(xml)
  return found
}

function readBook(xml: string): { sheets: { name: string; hidden: boolean; id: string }[]; date1904: boolean } {
  const sheets: { name: string; hidden: boolean; id: string }[] = []
  let date1904 = false
  const reader = new XmlReader({
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(?:1|true)$/.test(attribute(attributes, 'date1904') ?? '')
      if (name !== 'sheet') return
      sheets.push({
        name: attribute(attributes, 'name') ?? '',
        hidden: (attribute(attributes, 'state') ?? 'visible') !== 'visible',
        id: attribute(attributes, 'id') ?? '',
      })
    },
    text() {},
    close() {},
  })
  reader.push(xml)
  return { sheets, date1904 }
}
