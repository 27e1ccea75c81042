import { DatabaseSync } from 'node:sqlite'
import type { Json } from '../../../../kernel/twin/index.ts'
import { referenceIn } from '../crs.ts'
import { layerErrors } from '../errors.ts'
import type { KnownReference, LayerReader, Reading } from '../model.ts'
import { readWkb } from './wkb.ts'

type LayerRow = { readonly table_name: string; readonly column_name: string; readonly srs_id: number }

/** GeoPackage (OGC 12-128r19): every layer of features; each becomes a kind of thing. */
export const geopackage: LayerReader = {
  format: 'geopackage',
  title: { zh: 'GeoPackage', en: 'GeoPackage' },
  knows: (head) => head.subarray(0, 15).toString('latin1') === 'SQLite format 3',
  open: async (path) => {
    const db = openFile(path)
    try {
      const layers = rowsOf<LayerRow>(
        db,
        `select g.table_name, g.column_name, g.srs_id from gpkg_geometry_columns g
        join gpkg_contents c on c.table_name = g.table_name where c.data_type = 'features' order by g.table_name`,
      )
      const [first] = layers
      if (!first) throw layerErrors.make('layer.broken', { zh: '没有要素图层', en: 'it has no layer of features' })
      const count = layers.reduce(
        (sum, { table_name }) =>
          sum + Number(rowsOf<{ n: number }>(db, `select count(*) as n from ${quoted(table_name)}`)[0]?.n ?? 0),
        0,
      )
      let done = 0
      const one = layers.filter(({ srs_id }) => srs_id === first.srs_id)
      return {
        format: 'geopackage',
        reference: srsOf(db, first.srs_id),
        notes:
          one.length < layers.length
            ? [
                {
                  zh: `只读取坐标系与首个图层相同的 ${one.length} 个图层`,
                  en: `${one.length} of ${layers.length} layers are read: those in the reference system of the first`,
                },
              ]
            : [],
        progress: () => (count === 0 ? 1 : done / count),
        close: async () => db.close(),
        async *features() {
          done = 0
          for (const layer of one) {
            const key = keyOf(db, layer.table_name)
            for (const row of db.prepare(`select * from ${quoted(layer.table_name)}`).iterate()) {
              done += 1
              // SQLite gives a record of its columns.
              yield readRow(done, row as Record<string, unknown>, layer, key, one.length > 1)
            }
          }
        },
      }
    } catch (cause) {
      db.close()
      if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_SQLITE_ERROR')
        throw layerErrors.make('layer.broken', { zh: '不是 GeoPackage', en: 'it is no GeoPackage' }, { cause })
      throw cause
    }
  },
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

function openFile(path: string): DatabaseSync {
  try {
    const db = new DatabaseSync(path, { readOnly: true, allowExtension: false })
    // What a stranger's file declares (views, triggers) may not do more than be read.
    db.exec('pragma trusted_schema = off; pragma cell_size_check = on')
    return db
  } catch (cause) {
    throw layerErrors.make('layer.broken', { zh: '不是 GeoPackage', en: 'it is no GeoPackage' }, { cause })
  }
}

// The caller names the columns of its own statement.
const rowsOf = <T>(db: DatabaseSync, text: string, ...values: readonly (string | number)[]): readonly T[] =>
  db.prepare(text).all(...values) as T[]

const keyOf = (db: DatabaseSync, table: string): string | undefined =>
  rowsOf<{ name: string; pk: number }>(db, `pragma table_info(${quoted(table)})`).find(({ pk }) => pk === 1)?.name

function srsOf(db: DatabaseSync, id: number): KnownReference {
  const [row] = rowsOf<{ organization: string; code: number; definition: string; srs_name: string }>(
    db,
    'select organization, organization_coordsys_id as code, definition, srs_name from gpkg_spatial_ref_sys where srs_id = ?',
    id,
  )
  const why = { zh: 'GeoPackage 的坐标系表', en: 'the reference systems of the GeoPackage' }
  const named = row && referenceIn(`${row.organization}:${row.code}`)
  if (named) return { reference: named, why }
  if (row && row.definition !== 'undefined') return { reference: { kind: 'wkt', text: row.definition }, why }
  throw layerErrors.make('layer.noReference', { name: row?.srs_name ?? String(id) })
}

/** The header of a GeoPackage geometry (§2.1.3.1.1): magic, version, flags, system, then perhaps an envelope. */
function wkbOf(bytes: Buffer): Buffer {
  if (bytes.length < 8 || bytes.toString('latin1', 0, 2) !== 'GP') throw new RangeError('header')
  const flags = bytes[3] ?? 0
  const envelope = [0, 32, 48, 48, 64][(flags >> 1) & 7]
  if (envelope === undefined) throw new RangeError('envelope')
  return bytes.subarray(8 + envelope)
}

function readRow(
  row: number,
  columns: Readonly<Record<string, unknown>>,
  layer: LayerRow,
  key: string | undefined,
  isOneOfMany: boolean,
): Reading {
  const fault = (zh: string, en: string): Reading => ({
    ok: false,
    fault: {
      row,
      field: layer.column_name,
      says: { zh, en },
      mend: { zh: '请在来源处修正几何', en: 'mend the geometry where it comes from' },
    },
  })
  const bytes = columns[layer.column_name]
  if (!(bytes instanceof Uint8Array)) return fault('没有几何', 'has no geometry')
  try {
    const geometry = readWkb(wkbOf(Buffer.from(bytes)))
    const properties = Object.fromEntries(
      Object.entries(columns).flatMap(
        ([name, value]): [string, Json][] =>
          name === layer.column_name || name === key || value === null || value instanceof Uint8Array
            ? []
            : [[name, typeof value === 'bigint' ? Number(value) : (value as Json)]], // text, number or big number by SQLite
      ),
    )
    const id = key === undefined ? undefined : columns[key]
    return {
      ok: true,
      feature: {
        row,
        ...(id !== undefined && { id: isOneOfMany ? `${layer.table_name}.${String(id)}` : String(id) }),
        ...(isOneOfMany && { type: layer.table_name }),
        geometry,
        properties,
      },
    }
  } catch (cause) {
    if (cause instanceof RangeError) return fault('几何损坏', 'the geometry is broken')
    throw cause
  }
}
