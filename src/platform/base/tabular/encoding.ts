import { isAscii } from 'node:buffer'
import { tableErrors } from './errors.ts'
import type { Encoding, Finding, TableSource } from './model.ts'

/** What the bytes say about their encoding. `bomBytes` are to be left out before decoding. */
export type EncodingFinding = {
  readonly encoding: Encoding
  readonly bomBytes: number
  readonly finding: Finding
}

const HEAD = 1 << 20
const SLICE = 1 << 16
const SLICES = 24

/**
 * Tells the encoding of a text file by evidence: a byte order mark, else the validity and the plausibility of the
 * bytes at the head and in 24 slices through the file; a file whose sample is pure ASCII is searched to its end
 * for the first other byte.
 * @throws table.binary when the bytes are no text in any encoding known here
 */
export async function detectEncoding(source: TableSource): Promise<EncodingFinding> {
  const head = await source.read(0, HEAD)
  const marked = byMark(head)
  if (marked) return marked
  const wide = asUtf16(head)
  if (wide) return wide
  refuseBinary(head)
  const pieces = [trimmed(head, source.size <= head.length, true), ...(await slices(source))]
  const evidence = weigh(pieces)
  if (evidence.high > 0) return judge(evidence)
  const late = await firstBeyondAscii(source)
  if (!late) return found('utf-8', 1, '全部为 ASCII 字符', 'only ASCII characters')
  return judge(weigh([late]))
}

function found(encoding: Encoding, confidence: number, zh: string, en: string, bomBytes = 0): EncodingFinding {
  return { encoding, bomBytes, finding: { confidence: Math.round(confidence * 1000) / 1000, why: { zh, en } } }
}

function byMark(head: Uint8Array): EncodingFinding | undefined {
  const [a, b, c, d] = head
  if (a === 0xef && b === 0xbb && c === 0xbf)
    return found('utf-8', 1, '有 UTF-8 标记（BOM）', 'UTF-8 byte order mark', 3)
  if (a === 0xff && b === 0xfe) return found('utf-16le', 1, '有 UTF-16 LE 标记（BOM）', 'UTF-16 LE byte order mark', 2)
  if (a === 0xfe && b === 0xff) return found('utf-16be', 1, '有 UTF-16 BE 标记（BOM）', 'UTF-16 BE byte order mark', 2)
  if (a === 0x84 && b === 0x31 && c === 0x95 && d === 0x33) {
    return found('gb18030', 1, '有 GB18030 标记（BOM）', 'GB18030 byte order mark', 4)
  }
  return undefined
}

/** UTF-16 without a mark shows in its NUL bytes: every ASCII separator and line break carries one. */
function asUtf16(head: Uint8Array): EncodingFinding | undefined {
  const units = Math.floor(head.length / 2)
  if (units === 0) return undefined
  let zeros = 0
  for (const byte of head) if (byte === 0) zeros++
  if (zeros < 1 || zeros / head.length < 0.002) return undefined
  const little = plausibleUnits(head, units, 0)
  const big = plausibleUnits(head, units, 1)
  const best = Math.max(little, big)
  if (best < 0.95 || Math.abs(little - big) < 0.02) return undefined
  const name = little > big ? 'LE' : 'BE'
  const share = (best * 100).toFixed(1)
  return found(
    little > big ? 'utf-16le' : 'utf-16be',
    Math.min(0.99, best),
    `按 UTF-16 ${name} 读，${share}% 的字符合理`,
    `read as UTF-16 ${name}, ${share} % of the characters are plausible`,
  )
}

/** Share of 16-bit units that text in Chinese or English would hold; `odd` is 1 for big-endian. */
function plausibleUnits(bytes: Uint8Array, units: number, odd: 0 | 1): number {
  let good = 0
  for (let i = 0; i < units; i++) {
    const unit = ((bytes[2 * i + 1 - odd] ?? 0) << 8) | (bytes[2 * i + odd] ?? 0)
    if (isPlausibleUnit(unit)) good++
  }
  return good / units
}

function isPlausibleUnit(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x20 || unit === 9 || unit === 10 || unit === 13
  if (unit < 0x250) return unit >= 0xa0
  if (unit >= 0x4e00 && unit <= 0x9fa5) return true
  if (unit >= 0x2010 && unit <= 0x2642) return true
  if (unit >= 0x3000 && unit <= 0x30ff) return true
  return (unit >= 0xff00 && unit <= 0xffef) || (unit >= 0xd800 && unit <= 0xdfff)
}

/** Text holds few control characters; a picture or an archive holds many. A few NUL bytes are borne and reported row by row. */
function refuseBinary(head: Uint8Array): void {
  let strange = 0
  for (const byte of head) if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) strange++
  if (strange / head.length > 0.1) throw tableErrors.make('table.binary')
}

/** Cuts a piece at line breaks, so that it begins and ends with whole characters in every encoding. */
function trimmed(piece: Uint8Array, toEnd: boolean, fromStart: boolean): Uint8Array {
  const first = fromStart ? 0 : piece.indexOf(10) + 1
  const last = toEnd ? piece.length : piece.lastIndexOf(10) + 1
  return last > first ? piece.subarray(first, last) : piece.subarray(first)
}

async function slices(source: TableSource): Promise<Uint8Array[]> {
  if (source.size <= HEAD) return []
  const step = (source.size - HEAD) / SLICES
  const pieces: Uint8Array[] = []
  for (let i = 0; i < SLICES; i++) {
    const piece = await source.read(Math.floor(HEAD + i * step), SLICE)
    pieces.push(trimmed(piece, false, false))
  }
  return pieces
}

async function firstBeyondAscii(source: TableSource): Promise<Uint8Array | undefined> {
  for (let at = 0; at < source.size; at += HEAD) {
    const piece = await source.read(at, HEAD)
    if (!isAscii(piece)) return trimmed(piece, at + piece.length >= source.size, at === 0)
  }
  return undefined
}

/** Counts over the sample, read once as UTF-8 and once as GB18030. */
type Evidence = {
  high: number
  utf8: { good: number; wide: number; bad: number; lonely: number }
  gb: { pairs: number; common: number; bad: number }
}

function weigh(pieces: readonly Uint8Array[]): Evidence {
  const evidence: Evidence = {
    high: 0,
    utf8: { good: 0, wide: 0, bad: 0, lonely: 0 },
    gb: { pairs: 0, common: 0, bad: 0 },
  }
  for (const piece of pieces) {
    if (isAscii(piece)) continue
    for (const byte of piece) if (byte > 0x7f) evidence.high++
    weighUtf8(piece, evidence.utf8)
    weighGb(piece, evidence.gb)
  }
  return evidence
}

/** Follows the well-formed byte sequences of Unicode table 3-7; `lonely` are two-byte letters between ASCII letters, as in `café`. */
function weighUtf8(bytes: Uint8Array, count: Evidence['utf8']): void {
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) {
      at++
      continue
    }
    const length = lead >= 0xc2 && lead <= 0xdf ? 2 : (lead & 0xf0) === 0xe0 ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
    if (length > 0 && at + length > bytes.length) return
    let fits = length > 0
    for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) fits = false
    if (!fits) {
      count.bad++
      at++
      continue
    }
    count.good++
    if (length > 2) count.wide++
    else if (isLetter(bytes[at - 1]) || isLetter(bytes[at + 2])) count.lonely++
    at += length
  }
}

const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && (byte | 0x20) > 0x60 && (byte | 0x20) < 0x7b

/** GB18030: two bytes or four. `common` are the 3,755 everyday characters (GB 2312 level 1, leads B0–D7) and the punctuation. */
function weighGb(bytes: Uint8Array, count: Evidence['gb']): void {
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) {
      at++
      continue
    }
    if (at + 1 >= bytes.length) return
    const trail = bytes[at + 1] ?? 0
    if (lead > 0x80 && lead < 0xff && trail >= 0x40 && trail !== 0x7f && trail !== 0xff) {
      count.pairs++
      if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3)) count.common++
      at += 2
    } else if (lead > 0x80 && lead < 0xff && isDigit(trail) && isDigit(bytes[at + 3])) {
      count.pairs++
      at += 4
    } else {
      count.bad++
      at++
    }
  }
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

function judge({ utf8, gb }: Evidence): EncodingFinding {
  const wrongUtf8 = utf8.bad / Math.max(1, utf8.bad + utf8.good)
  const wrongGb = gb.bad / Math.max(1, gb.bad + gb.pairs)
  const everyday = gb.common / Math.max(1, gb.pairs)
  const all = `${utf8.good.toLocaleString('en')}`
  if (utf8.bad === 0) return cleanUtf8({ utf8, wrongGb, everyday, pairs: gb.pairs, all })
  const likeGb = (1 - wrongGb) * everyday
  if (wrongGb < 0.05 && everyday > 0.5 && likeGb > 1 - wrongUtf8) {
    return found(
      'gb18030',
      Math.min(0.999, likeGb + 0.1),
      `${gb.pairs} 个双字节字符中 ${(everyday * 100).toFixed(1)}% 是常用汉字与标点，且不是合法 UTF-8`,
      `${(everyday * 100).toFixed(1)} % of ${gb.pairs} two-byte characters are everyday Chinese, and the bytes are no valid UTF-8`,
    )
  }
  if (wrongUtf8 < 0.3) {
    return found(
      'utf-8',
      Math.max(0.5, 1 - 3 * wrongUtf8),
      `${utf8.good} 个字符合法，${utf8.bad} 处损坏`,
      `${utf8.good} characters are valid UTF-8, ${utf8.bad} places are broken`,
    )
  }
  if (wrongGb < 0.05 && gb.pairs > 0) {
    return found(
      'gb18030',
      0.5,
      '字节可按 GB18030 解读，但多为生僻字',
      'the bytes can be GB18030, but mostly rare characters',
    )
  }
  return found(
    'windows-1252',
    0.3,
    '既不是 UTF-8 也不是 GB18030，按西文读取',
    'neither UTF-8 nor GB18030; read as Western text',
  )
}

/**
 * Valid UTF-8 throughout is nearly always UTF-8. The exception is a handful of Chinese characters whose GB bytes happen
 * to be valid two-byte UTF-8 (目录 reads as Ŀ¼): then nothing wide is among them and no Latin letter stands beside.
 */
function cleanUtf8(seen: {
  utf8: Evidence['utf8']
  wrongGb: number
  everyday: number
  pairs: number
  all: string
}): EncodingFinding {
  const { utf8, wrongGb, everyday, pairs } = seen
  if (utf8.wide === 0 && utf8.lonely === 0 && wrongGb === 0 && everyday === 1 && pairs < 12) {
    return found('gb18030', 0.6, '字符很少，更像中文', 'very few characters, more like Chinese')
  }
  const confidence = Math.min(1, 0.9 + utf8.good / 100)
  return found(
    'utf-8',
    confidence,
    `${seen.all} 个多字节字符全部合法`,
    `all ${seen.all} multi-byte characters are valid`,
  )
}
