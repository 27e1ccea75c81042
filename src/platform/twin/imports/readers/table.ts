import { type Datum, datums } from '../../../../kernel/place/index.ts'
import type { Json } from '../../../../kernel/twin/index.ts'
import { type Cell, cellText, fileSource, openTable, type Table } from '../../../base/index.ts'
import type { LayerFile, LayerReader, Reading } from '../model.ts'

const lngNames = /lng|longitude|经度|^lon$|_lon$|^x$|^long$/iu
const latNames = /latitude|纬度|^lat$|_lat$|lat_|^y$/iu
/** Systems in the order in which their columns are preferred. */
const preferred: readonly (Datum | undefined)[] = ['wgs84', 'cgcs2000', undefined, 'gcj02', 'bd09']

/** Tables with coordinates: CSV in any Chinese encoding, Excel. */
export const table: LayerReader = {
  format: 'table',
  title: { zh: 'CSV 或 Excel 表', en: 'CSV or Excel' },
  // Whatever no other reader knows is tried as a table; the reader of tables says what is wrong with it.
  knows: (_, names) => names === undefined || names.includes('xl/workbook.xml'),
  open: async (path, { lngField, latField }) => {
    const opened = await openTable(await fileSource(path))
    const fields = opened.shape.headers.map(({ name }) => name)
    const columns = chosenColumns(opened, lngField, latField) ?? coordinateColumns(opened)
    if (!columns) return withoutPlaces(opened, fields)
    let share = 0
    const { lng, lat, datum } = columns
    return {
      format: 'table',
      fields,
      ...(datum && {
        reference: { reference: { kind: 'datum', datum }, why: { zh: '列名', en: 'the names of the columns' } },
      }),
      notes: [],
      progress: () => share,
      close: () => opened.close(),
      async *features() {
        for await (const { rows, progress } of opened.batches()) {
          for (const { number, cells, troubles } of rows) {
            if (troubles?.[0]) {
              const { says, found } = troubles[0]
              yield {
                ok: false,
                fault: {
                  row: number,
                  ...(found !== undefined && { found }),
                  says,
                  mend: { zh: '请修正该行', en: 'mend the row' },
                },
              }
            } else yield readRow(opened, number, cells, lng, lat)
          }
          share = progress
        }
      },
    }
  },
}

/** A table whose columns of coordinates a person has to name first: it can be looked at, not taken in. */
const withoutPlaces = (opened: Table, fields: readonly string[]): LayerFile => ({
  format: 'table',
  fields,
  lacks: 'columns',
  notes: [],
  progress: () => 0,
  close: () => opened.close(),
  async *features() {
    for await (const { rows } of opened.batches())
      for (const { number, cells } of rows)
        yield { ok: true, feature: { row: number, geometry: null, properties: propertiesOf(opened, cells) } }
  },
})

function chosenColumns({ shape }: Table, lngField: string | undefined, latField: string | undefined) {
  const columnOf = (name: string | undefined) => shape.headers.find((each) => each.name === name)?.column
  const [lng, lat] = [columnOf(lngField), columnOf(latField)]
  return lng === undefined || lat === undefined ? undefined : { lng, lat, datum: undefined }
}

function coordinateColumns({ shape }: Table) {
  const named = shape.headers.map(({ original, column }) => ({
    name: original.trim(),
    column,
    datum: datums.find((datum) =>
      original
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '')
        .includes(datum),
    ),
  }))
  for (const datum of preferred) {
    const own = named.filter((each) => each.datum === datum)
    const lng = own.find(({ name }) => lngNames.test(name))?.column
    const lat = own.find(({ name }) => latNames.test(name))?.column
    if (lng !== undefined && lat !== undefined) return { lng, lat, datum }
  }
  return undefined
}

const jsonOf = (cell: Cell): Json => (typeof cell === 'object' && cell !== null ? cell.wall : cell)

function propertiesOf({ shape }: Table, cells: readonly Cell[]): Record<string, Json> {
  const properties: Record<string, Json> = {}
  for (const { name, column } of shape.headers) {
    const value = jsonOf(cells[column] ?? null)
    if (value !== null && value !== '') properties[name] = value
  }
  return properties
}

function readRow(opened: Table, row: number, cells: readonly Cell[], lng: number, lat: number): Reading {
  const { shape } = opened
  const place: number[] = []
  for (const column of [lng, lat]) {
    const text = cellText(cells[column] ?? null).trim()
    const value = Number(text)
    if (text === '' || !Number.isFinite(value))
      return {
        ok: false,
        fault: {
          row,
          field: shape.headers[column]?.name ?? '',
          found: text,
          says: text === '' ? { zh: '没有坐标', en: 'has no coordinate' } : { zh: '不是数字', en: 'is no number' },
          mend: { zh: '填写十进制度数，如 121.4737', en: 'write decimal degrees, such as 121.4737' },
        },
      }
    place.push(value)
  }
  const properties = propertiesOf(opened, cells)
  for (const column of [lng, lat]) delete properties[shape.headers[column]?.name ?? '']
  return { ok: true, feature: { row, geometry: { type: 'Point', coordinates: place }, properties } }
}
