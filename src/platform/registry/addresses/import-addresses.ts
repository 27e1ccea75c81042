import { sql } from 'kysely'
import type { Fault } from '../../../kernel/errors/index.ts'
import { type Bounds, type Datum, toMercator } from '../../../kernel/place/index.ts'
import { copyIn, type Db, openTable, type Table, type TableSource, type Tx } from '../../base/index.ts'
import type { Geography } from '../divisions/geography.ts'
import { type AddressColumns, guessAddressColumns } from './address-columns.ts'
import { addressKey } from './address-parts.ts'
import { type AddressReader, type AddressRow, addressReader, placeholdersIn } from './address-rows.ts'
import type { DivisionNames } from './read-address.ts'

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
    const reader = addressReader(columns, options, atlas, await placeholdersIn(table, columns))
    return await db.tx((tx) => takeRows(tx, table, reader, options.source, columns))
  } finally {
    await table.close()
  }
}

async function takeRows(
  tx: Tx,
  table: Table,
  reader: AddressReader,
  source: string,
  columns: AddressColumns,
): Promise<AddressesImported> {
  let [read, imported, refused] = [0, 0, 0]
  const faults: Fault[] = []
  let batch: AddressRow[] = []
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
async function writeAddresses(tx: Tx, batch: readonly AddressRow[], source: string): Promise<number> {
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
