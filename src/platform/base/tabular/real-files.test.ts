import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hasRealData, realFile } from '../testing/real-data.ts'
import { cellText, fileSource, openTable } from './index.ts'

/**
 * Rows, filled cells and the beginning of a SHA-256 over all cells (headers first, U+001F between cells, U+001E between
 * rows) as Python's csv and openpyxl read the same files; the TAB file with its quotation marks as they stand, the
 * workbook with its `_x000D_` resolved, which openpyxl leaves.
 */
const FILES: readonly (readonly [name: string, rows: number, filled: number, sum: string])[] = [
  ['addresses/shanghai-addresses.csv', 3264, 25599, 'e07cf8ca7eaad5ea'],
  ['divisions/sh_areas.csv', 16, 64, '33ae9a79e8ce3089'],
  ['divisions/sh_streets.csv', 234, 1170, '7067eb2fa7dda854'],
  ['divisions/sh_villages.csv', 6509, 39054, '98b26e8284bb76e5'],
  ['enterprises/listed-companies-2026.csv', 5448, 32688, 'd1e79f54d69db556'],
  ['indicators/EGOV_DATA_2003.csv', 193, 1542, 'b347809b5e932a99'],
  ['indicators/china_province_digital_economy_panel_2010_2021.xlsx', 360, 9870, '3e56064a9642fdc1'],
  ['messages/replied-1408.csv', 1408, 9856, 'e5803ca99d61b010'],
  ['messages/taxonomy.xlsx', 517, 1551, 'df0e40462bc27c2a'],
  ['metro/Edge.csv', 1300, 6193, '97c054379364d489'],
  ['metro/Station.csv', 530, 2120, '4499e729aeb291c7'],
  ['policyqa/policy-qa-1000.tsv', 1000, 4000, '6990615045ea2939'],
  ['sensors/PRSA_Data_Guanyuan_20130301-20170228.csv', 35064, 631152, '7a6ab060f705e444'],
  ['sensors/parking-half.csv', 17970, 71880, '362a5dd9d7faf84e'],
  ['sensors/shanghai-air-2010-2013.csv', 35064, 596088, '1fba6d8b12d5f54a'],
  ['us311/baltimore_311_sample.csv', 10000, 218627, '3434e1834faf6c49'],
  ['messages/labelled-495.xlsx', 495, 2970, '12810728af7e35fd'],
  ['messages/unlabelled-1442.gb18030.csv', 1442, 10094, 'ed2a90036d129602'],
]

describe.skipIf(!hasRealData)('real files (skipped where ../shared/data is not there)', () => {
  it.each(FILES)('%s', async (name, rows, filled, sum) => {
    const table = await openTable(await fileSource(realFile(name)))
    const hash = createHash('sha256')
    const add = (texts: readonly string[]) => hash.update(`${texts.join('\u001f')}\u001e`)
    add(table.shape.headers.map((header) => header.original))
    const counted = { rows: 0, filled: 0 }
    for await (const batch of table.batches()) {
      for (const row of batch.rows) {
        counted.rows++
        counted.filled += row.cells.filter((cell) => cell !== null).length
        add(row.cells.map(cellText))
      }
    }
    await table.close()
    expect({ ...counted, sum: hash.digest('hex').slice(0, 16) }).toEqual({ rows, filled, sum })
  })

  it('tells how they are written', async () => {
    const shapeOf = async (name: string) => {
      const table = await openTable(await fileSource(realFile(name)))
      await table.close()
      return table.shape
    }
    expect((await shapeOf('messages/unlabelled-1442.gb18030.csv')).text).toMatchObject({
      encoding: 'gb18030',
      separator: ',',
      lineBreak: 'crlf',
    })
    expect((await shapeOf('metro/Edge.csv')).text).toMatchObject({ encoding: 'utf-8', bom: true })
    expect((await shapeOf('policyqa/policy-qa-1000.tsv')).text).toMatchObject({ separator: '\t' })
  })

  it.each(['gtfs/cairns_gtfs.zip', 'geo/districts-gcj02.geojson', 'twin/delft.city.json'])(
    'refuses %s',
    async (name) => {
      await expect(fileSource(realFile(name)).then(openTable)).rejects.toMatchObject({ kind: 'input' })
    },
  )
})
