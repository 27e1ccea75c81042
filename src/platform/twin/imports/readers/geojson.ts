import { stat } from 'node:fs/promises'
import { type AnyShape, isShape, type Json } from '../../../../kernel/twin/index.ts'
import { referenceIn } from '../crs.ts'
import { layerErrors } from '../errors.ts'
import type { KnownReference, LayerReader, Reading } from '../model.ts'
import { jsonPieces } from './json-stream.ts'

/** GeoJSON (RFC 7946): a collection, read feature by feature whatever its size; also one feature alone. */
export const geojson: LayerReader = {
  format: 'geojson',
  title: { zh: 'GeoJSON', en: 'GeoJSON' },
  knows: (head) => {
    const text = head.toString('utf8')
    return /^\s*\ufeff?\s*\{/.test(text) && /"type"\s*:\s*"Feature(?:Collection)?"/.test(text)
  },
  open: async (path) => {
    const { size } = await stat(path)
    let at = 0
    const reference = await namedReference(path)
    return {
      format: 'geojson',
      ...(reference && { reference }),
      notes: [],
      progress: () => (size === 0 ? 1 : at / size),
      close: async () => undefined,
      async *features() {
        let row = 0
        const alone: Record<string, Json> = {}
        for await (const piece of jsonPieces(path, 'features')) {
          at = piece.at
          if (piece.kind === 'member') {
            if (['type', 'id', 'geometry', 'properties'].includes(piece.name))
              alone[piece.name] = parsed(piece.text) ?? null
            continue
          }
          row += 1
          yield readFeature(row, parsed(piece.text))
        }
        if (row === 0 && alone.type === 'Feature') yield readFeature(1, alone)
      },
    }
  },
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json // JSON gives JSON
  } catch {
    // Told as a fault of this feature by whoever gets nothing.
    return undefined
  }
}

/** The `crs` member of GeoJSON before RFC 7946, when it stands before the features (it does in practice). */
async function namedReference(path: string): Promise<KnownReference | undefined> {
  for await (const piece of jsonPieces(path, 'features')) {
    if (piece.kind === 'item') return undefined
    if (piece.name !== 'crs') continue
    const reference = referenceIn(piece.text)
    if (!reference) {
      if (piece.text === 'null') return undefined
      throw layerErrors.make('layer.noReference', { name: piece.text.slice(0, 80) })
    }
    return { reference, why: { zh: '文件的 crs 成员', en: 'the file’s crs member' } }
  }
  return undefined
}

function readFeature(row: number, value: Json | undefined): Reading {
  const fault = (field: string, zh: string, en: string, mendZh: string, mendEn: string): Reading => ({
    ok: false,
    fault: { row, field, says: { zh, en }, mend: { zh: mendZh, en: mendEn } },
  })
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fault('', '不是有效的 JSON 对象', 'is no valid JSON object', '请修正语法', 'mend its syntax')
  // An object by the line above.
  const feature = value as { readonly [name: string]: Json }
  const { type, geometry, id } = feature
  if (type !== 'Feature')
    return fault('type', 'type 应为 Feature', 'type must be Feature', '改为 Feature', 'write Feature')
  if (geometry === null || geometry === undefined)
    return fault(
      'geometry',
      '没有几何',
      'has no geometry',
      '补上几何，或从文件中删去',
      'give it a geometry, or leave it out',
    )
  if (!isShape(geometry))
    return fault(
      'geometry',
      '几何不完整：类型与坐标不符、环未闭合或坐标不是数字',
      'the geometry is not complete: its type and coordinates do not fit, a ring is not closed, or a coordinate is no number',
      '按 RFC 7946 改正几何',
      'mend it by RFC 7946',
    )
  const given = feature.properties
  const properties =
    typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Record<string, Json>) : {}
  return {
    ok: true,
    feature: {
      row,
      ...((typeof id === 'string' || typeof id === 'number') && { id: String(id) }),
      geometry: geometry as unknown as AnyShape, // checked above
      properties,
    },
  }
}
