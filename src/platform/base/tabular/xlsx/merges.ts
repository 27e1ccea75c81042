import type { TableLimits, TableSource } from '../model.ts'
import { columnOf, rowOf } from './cell-place.ts'
import { attribute, XmlReader } from './xml-reader.ts'
import { inflate, type ZipEntry } from './zip-entries.ts'

/** A range of merged cells: rows 1-based, columns 0-based, both ends included. */
export type Merge = { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number }

const MARK = Buffer.from('mergeCells')
const MOST = 200_000

/**
 * Finds the merged ranges of a sheet. They stand after the rows, so the sheet is run through once for them; only
 * the bytes are searched, nothing is parsed before the mark.
 */
export async function readMerges(source: TableSource, entry: ZipEntry, limits: TableLimits): Promise<Merge[]> {
  const merges: Merge[] = []
  const decoder = new TextDecoder('utf-8')
  const reader = new XmlReader({
    open(name, attributes) {
      const [from, to] = name === 'mergeCell' ? (attribute(attributes, 'ref') ?? '').split(':') : []
      if (!from || !to || merges.length >= MOST) return
      merges.push({ top: rowOf(from), bottom: rowOf(to), left: columnOf(from), right: columnOf(to) })
    },
    text() {},
    close() {},
  })
  let tail: Buffer = Buffer.alloc(0)
  let reading = false
  for await (const { bytes } of inflate(source, entry, limits)) {
    if (reading) {
      reader.push(decoder.decode(bytes, { stream: true }))
      continue
    }
    const joined = Buffer.concat([tail, bytes])
    const place = joined.indexOf(MARK)
    reading = place >= 0
    if (reading) reader.push(decoder.decode(joined.subarray(place), { stream: true }))
    tail = joined.subarray(Math.max(0, joined.length - MARK.length))
  }
  return merges
}
