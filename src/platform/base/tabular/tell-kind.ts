import { tableErrors } from './errors.ts'

/** What the first bytes of a file say it is. */
export type FileKind = 'zip' | 'text'

const MAGIC: readonly (readonly [bytes: readonly number[], zh: string, en: string])[] = [
  [[0x25, 0x50, 0x44, 0x46], 'PDF', 'PDF'],
  [[0x89, 0x50, 0x4e, 0x47], 'PNG 图片', 'a PNG picture'],
  [[0xff, 0xd8, 0xff], 'JPEG 图片', 'a JPEG picture'],
  [[0x47, 0x49, 0x46, 0x38], 'GIF 图片', 'a GIF picture'],
  [[0x49, 0x49, 0x2a, 0x00], 'TIFF 图片', 'a TIFF picture'],
  [[0x4d, 0x4d, 0x00, 0x2a], 'TIFF 图片', 'a TIFF picture'],
  [[0x52, 0x61, 0x72, 0x21], 'RAR 压缩包', 'a RAR archive'],
  [[0x37, 0x7a, 0xbc, 0xaf], '7z 压缩包', 'a 7z archive'],
  [[0x1f, 0x8b], 'gzip 压缩文件', 'gzip'],
  [[0x50, 0x41, 0x52, 0x31], 'Parquet', 'Parquet'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66], 'SQLite 数据库', 'an SQLite database'],
  [[0x7b, 0x5c, 0x72, 0x74, 0x66], 'RTF 文档', 'an RTF document'],
  [[0x7f, 0x45, 0x4c, 0x46], '程序', 'a program'],
]

/**
 * Tells a table from what only carries its name, by content.
 * @throws table.xls for the old binary format and for workbooks under a password (both are OLE containers)
 * @throws table.html, table.json, table.otherKind, table.empty for what is no table
 */
export function tellKind(head: Uint8Array): FileKind {
  if (head.length === 0) throw tableErrors.make('table.empty')
  const starts = (bytes: readonly number[]) => bytes.every((byte, i) => head[i] === byte)
  if (starts([0x50, 0x4b, 3, 4]) || starts([0x50, 0x4b, 5, 6])) return 'zip'
  if (starts([0xd0, 0xcf, 0x11, 0xe0])) throw tableErrors.make('table.xls')
  for (const [bytes, zh, en] of MAGIC) {
    if (starts(bytes)) throw tableErrors.make('table.otherKind', { kind: `${zh}（${en}）` })
  }
  refuseMarkup(head.subarray(0, 4096))
  return 'text'
}

function refuseMarkup(head: Uint8Array): void {
  const wide = head.length > 1 && (head[0] === 0xff || head[0] === 0xfe || head[0] === 0 || head[1] === 0)
  const start = new TextDecoder('latin1').decode(wide ? head.filter((byte) => byte !== 0) : head)
  const text = start.replace(/^[^\x21-\x7e]+/, '').slice(0, 512)
  if (/^<(?:!doctype|\?xml|html|head|meta|table|body|style|script|!--|workbook|mso)/i.test(text))
    throw tableErrors.make('table.html')
  if (/^\{\s*(?:"[^"]*"\s*:|\})/.test(text) || /^\[\s*(?:\{|\[|"[^"]*"\s*[,\]]|\])/.test(text))
    throw tableErrors.make('table.json')
}
