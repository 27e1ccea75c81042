import type { Fault } from '../../../kernel/errors/index.ts'
import {
  type Bounds,
  type Datum,
  findPlaceholders,
  isInBounds,
  isPoint,
  looksSwapped,
  type Point,
  toWgs84,
} from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type Cell, cellText, type Row, type Table } from '../../base/index.ts'
import type { Geography } from '../divisions/geography.ts'
import type { AddressColumns } from './address-columns.ts'
import type { AddressParts } from './address-parts.ts'
import { type DivisionNames, readAddress } from './read-address.ts'

/** One row read: the address with its point in WGS 84, and the datum it came in. */
export type AddressRow = {
  readonly parts: AddressParts
  readonly text: string
  readonly point: Point
  readonly datum: Datum
}

/** Reads a row, or says what is wrong with it. */
export type AddressReader = (row: Row) => AddressRow | Fault

/** Coordinates that stand for "unknown" in this file: it is read once for them. */
export async function placeholdersIn(table: Table, columns: AddressColumns): Promise<ReadonlySet<string>> {
  const points: Point[] = []
  for await (const { rows } of table.batches())
    for (const row of rows) {
      const point = rawPoint(row, columns)
      if (point) points.push(point)
    }
  const doubtful = findPlaceholders(points).filter(({ why }) => why !== 'crowded')
  return new Set(doubtful.map(({ point }) => `${point.lng},${point.lat}`))
}

function rawPoint(row: Row, columns: AddressColumns): Point | undefined {
  const lng = numberIn(row.cells[columns.lng])
  const lat = numberIn(row.cells[columns.lat])
  return lng === undefined || lat === undefined ? undefined : { lng, lat }
}

function numberIn(cell: Cell | undefined): number | undefined {
  if (typeof cell === 'number') return cell
  if (typeof cell !== 'string' || !/^\s*[-+]?\d{1,3}(\.\d+)?\s*$/.test(cell)) return undefined
  return Number(cell)
}

/** Makes the reader of a file's rows. `placeholders`: its coordinates that stand for "unknown". */
export function addressReader(
  columns: AddressColumns,
  options: { readonly datum?: Datum; readonly bounds: Bounds },
  { geography, divisions }: { readonly geography: Geography; readonly divisions: DivisionNames },
  placeholders: ReadonlySet<string>,
): AddressReader {
  const datum = columns.datum ?? options.datum ?? 'wgs84'
  const textIn = (row: Row, column: number | undefined) =>
    column === undefined ? '' : (cellText(row.cells[column] ?? null) ?? '').trim()
  // A name that is no division here would be taken for the beginning of the road.
  const known = (written: string) => {
    const name = written.replace(/^上海市?(?=.)/u, '')
    const isKnown = [divisions.whole, divisions.short].some((finder) => finder.startingWith(name, 1)[0]?.name === name)
    return isKnown ? name : ''
  }
  return (row) => {
    const refuse = (field: string, found: string, says: Words): Fault => ({
      row: row.number,
      field,
      found: found.slice(0, 100),
      says,
    })
    const written = textIn(row, columns.address)
    const raw = rawPoint(row, columns)
    if (written === '') return refuse('address', '', { zh: '地址为空', en: 'the address is empty' })
    if (!raw)
      return refuse('lng', `${textIn(row, columns.lng)},${textIn(row, columns.lat)}`, {
        zh: '经纬度不是数字',
        en: 'longitude or latitude is no number',
      })
    const found = `${raw.lng},${raw.lat}`
    if (placeholders.has(found))
      return refuse('lng', found, { zh: '坐标是占位值，不是实际位置', en: 'the coordinates are a placeholder' })
    if (!isPoint(raw) || looksSwapped(raw, options.bounds))
      return refuse('lng', found, { zh: '经度和纬度像是写反了', en: 'longitude and latitude seem to be swapped' })
    const point = toWgs84(raw, datum)
    if (!isInBounds(point, options.bounds))
      return refuse('lng', found, { zh: '坐标不在本市范围内', en: 'the point lies outside the city' })
    const prefix = known(textIn(row, columns.district)) + known(textIn(row, columns.street))
    const read = readAddress(written.startsWith(prefix) ? written : prefix + written, divisions)
    if (!read.road && !read.name)
      return refuse('address', written, { zh: '看不出路名、村名或小区名', en: 'names no road, village or compound' })
    const district = read.district ?? geography.locate(point).district
    const parts = { ...read, ...(district && { district }) }
    return { parts, text: fullText(parts, written, geography), point, datum }
  }
}

/** The address as it is shown, led by its district and street. */
function fullText({ district, street }: AddressParts, written: string, geography: Geography): string {
  const names = [district, street].map((code) => (code ? (geography.find(code)?.name.zh ?? '') : ''))
  const bare = names.reduce((text, name) => text.replace(name, ''), written.replace(/^上海市/u, ''))
  return names.join('') + bare
}
