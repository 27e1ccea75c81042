import iconv from 'iconv-lite'
import type { Json } from '../../../../kernel/twin/index.ts'
import { layerErrors } from '../errors.ts'

/** The table beside a shapefile: rows by number from 0. */
export type Dbf = {
  readonly fields: readonly string[]
  readonly count: number
  row(index: number): Readonly<Record<string, Json>>
}

/** Code pages by the language driver byte of the header, as far as they are met with here. */
const drivers: Readonly<Record<number, string>> = {
  77: 'gb18030',
  122: 'gb18030',
  79: 'big5',
  120: 'big5',
  3: 'windows-1252',
  87: 'windows-1252',
}

/** The encoding: what the .cpg file says, else the header, else UTF-8 if all the text is, else GB 18030. */
function encodingOf(bytes: Buffer, cpg: string | undefined, from: number): string {
  const said =
    cpg
      ?.trim()
      .toLowerCase()
      .replace(/^cp/, '')
      .replace(/^ansi\s*/, '') ?? ''
  if (said === '936' || said === 'gbk' || said === 'gb2312') return 'gb18030'
  if (said !== '' && iconv.encodingExists(said)) return said
  const driver = drivers[bytes[29] ?? 0]
  if (driver === 'gb18030' || driver === 'big5') return driver
  const sample = bytes.subarray(from, from + (1 << 20))
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample.subarray(0, Math.max(0, sample.length - 4)))
    return 'utf-8'
  } catch {
    // Bytes that are no UTF-8 are what this looks for.
    return 'gb18030'
  }
}

type Field = { readonly name: string; readonly kind: string; readonly at: number; readonly length: number }

/** Reads dBASE III (.dbf). @throws layer.broken */
export function readDbf(bytes: Buffer, cpg: string | undefined): Dbf {
  const broken = () => layerErrors.make('layer.broken', { zh: 'dbf 表头', en: 'the header of the dbf file' })
  if (bytes.length < 33) throw broken()
  const headerLength = bytes.readUInt16LE(8)
  const recordLength = bytes.readUInt16LE(10)
  if (headerLength < 33 || recordLength < 1 || headerLength > bytes.length) throw broken()
  const encoding = encodingOf(bytes, cpg, headerLength)
  const fields: Field[] = []
  let at = 1
  for (let offset = 32; offset + 32 <= headerLength && bytes[offset] !== 0x0d; offset += 32) {
    const end = bytes.indexOf(0, offset)
    const name = iconv
      .decode(bytes.subarray(offset, end >= offset && end < offset + 11 ? end : offset + 11), encoding)
      .trim()
    const length = bytes[offset + 16] ?? 0
    fields.push({
      name: name === '' ? `field${fields.length + 1}` : name,
      kind: String.fromCharCode(bytes[offset + 11] ?? 67),
      at,
      length,
    })
    at += length
  }
  if (at > recordLength) throw broken()
  const count = Math.min(bytes.readUInt32LE(4), Math.floor((bytes.length - headerLength) / recordLength))
  return {
    fields: fields.map(({ name }) => name),
    count,
    row: (index) => {
      const start = headerLength + index * recordLength
      const row: Record<string, Json> = {}
      for (const { name, kind, at: from, length } of fields) {
        const value = cellOf(
          iconv
            .decode(bytes.subarray(start + from, start + from + length), encoding)
            .replace(/\0/g, '')
            .trim(),
          kind,
        )
        if (value !== null) row[name] = value
      }
      return row
    },
  }
}

function cellOf(text: string, kind: string): Json {
  if (text === '' || /^\*+$/.test(text)) return null
  if (kind === 'N' || kind === 'F') {
    const value = Number(text)
    return Number.isFinite(value) ? value : text
  }
  if (kind === 'L') return /^[YyTt]$/.test(text) ? true : /^[NnFf]$/.test(text) ? false : null
  if (kind === 'D' && /^\d{8}$/.test(text)) return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
  return text
}
