import { sql } from 'kysely'
import type { Fault } from '../../../kernel/errors/index.ts'
import {
  type Bounds,
  type Datum,
  findPlaceholders,
  isInBounds,
  isPoint,
  looksSwapped,
  type Point,
  toMercator,
  toWgs84,
} from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import {
  type Cell,
  cellText,
  copyIn,
  type Db,
  openTable,
  type Row,
  type Table,
  type TableSource,
  type Tx,
} from '../../base/index.ts'
import type { Geography } from '../divisions/geography.ts'
import { type AddressColumns, guessAddressColumns } from './address-columns.ts'
import { type AddressParts, addressKey } from './address-parts.ts'
import { type DivisionNames, readAddress } from './read-address.ts'

/** How a file of addresses is taken in. */
export type AddressImport = {
  /** Where it comes from; kept with every address. */
  readonly source: string
  /** In which system its coordinates are, when the names of the columns do not say it; WGS 84 otherwise. */
  readonly datum?: Datum
  /** Which column is which, when the guess is to be overruled. */
  readonly columns?: Partial<AddressColumns>
  /** The city's frame: points outside are refused. */
  readonly bounds: Bounds
}

/** What became of every row: read = imported + alreadyThere + refused. */
export type AddressesImported = {
  readonly read: number
  readonly imported: number
  readonly alreadyThere: number
  readonly refused: number
  /** The first refused rows with what is wrong (at most a thousand). */
  readonly faults: readonly Fault[]
  readonly columns: AddressColumns
}

const mostFaults = 1000
const batchRows = 5000

/**
 * Takes a table of addresses (CSV or Excel) into the city's corpus: divisions, road, number and name are read out of the
 * text, coordinates brought to WGS 84. Bad rows are refused one by one with the reason; the same file twice adds nothing.
 * @throws registry.noAddressColumns when no column holds addresses or coordinates
 * @throws table.* when the file is no table
 */
export async function importAddresses(
  db: Db,
  source: TableSource,
  options: AddressImport,
  atlas: { readonly geography: Geography; readonly divisions: DivisionNames },
): Promise<AddressesImported> {
  const table = await openTable(source)
  try {
    const columns = { ...guessAddressColumns(table), ...options.columns }
    const reader = rowReader(columns, options, atlas, await placeholdersIn(table, columns))
    return await db.tx((tx) => takeRows(tx, table, reader, options.source, columns))
  } finally {
    await table.close()
  }
}

type Read = { readonly parts: AddressParts; readonly text: string; readonly point: Point; readonly datum: Datum }
type Reader = (row: Row) => Read | Fault

async function takeRows(
  tx: Tx,
  table: Table,
  reader: Reader,
  source: string,
  columns: AddressColumns,
): Promise<AddressesImported> {
  let [read, imported, refused] = [0, 0, 0]
  const faults: Fault[] = []
  let batch: Read[] = []
  const flush = async () => {
    imported += await writeAddresses(tx, batch, source)
    batch = []
  }
  for await (const { rows } of table.batches()) {
    for (const row of rows) {
      read += 1
      const result = reader(row)
      if ('says' in result) {
        refused += 1
        if (faults.length < mostFaults) faults.push(result)
        continue
      }
      batch.push(result)
      if (batch.length >= batchRows) await flush()
    }
  }
  await flush()
  return { read, imported, alreadyThere: read - refused - imported, refused, faults, columns }
}

/** Writes addresses that are not there yet. @returns how many were new */
async function writeAddresses(tx: Tx, batch: readonly Read[], source: string): Promise<number> {
  if (batch.length === 0) return 0
  await sql`create temporary table if not exists address_in (key text, text text, district text, street text, road text,
    lane integer, sub_lane integer, number integer, building text, name text, at point, datum text) on commit drop`.execute(
    tx,
  )
  await copyIn(
    tx,
    'address_in',
    ['key', 'text', 'district', 'street', 'road', 'lane', 'sub_lane', 'number', 'building', 'name', 'at', 'datum'],
    batch.map(({ parts, text, point, datum }) => {
      const [x, y] = toMercator(point)
      const { district, street, road, lane, subLane, number, building, name } = parts
      return [
        addressKey(parts),
        text,
        district,
        street,
        road,
        lane,
        subLane,
        number,
        building,
        name,
        `(${x},${y})`,
        datum,
      ]
    }),
  )
  const written = await sql<{ count: number }>`
    with fresh as (
      insert into registry.address (key, text, district, street, road, lane, sub_lane, number, building, name, at, datum, is_sketch, source)
      select distinct on (key) key, text, district, street, road, lane, sub_lane, number, building, name, at, datum, false, ${source}
      from address_in order by key
      on conflict (key) do nothing returning 1)
    select count(*)::int as count from fresh`.execute(tx)
  await sql`truncate address_in`.execute(tx)
  return written.rows[0]?.count ?? 0
}

/** Coordinates that stand for "unknown" in this file: it is read once for them. */
async function placeholdersIn(table: Table, columns: AddressColumns): Promise<ReadonlySet<string>> {
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

function rowReader(
  columns: AddressColumns,
  options: AddressImport,
  { geography, divisions }: { readonly geography: Geography; readonly divisions: DivisionNames },
  placeholders: ReadonlySet<string>,
): Reader {
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
