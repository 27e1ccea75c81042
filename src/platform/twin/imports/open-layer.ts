import { open } from 'node:fs/promises'
import { layerErrors } from './errors.ts'
import type { LayerFile, LayerOptions, LayerReader } from './model.ts'
import { cityjson } from './readers/cityjson.ts'
import { geojson } from './readers/geojson.ts'
import { geopackage } from './readers/geopackage.ts'
import { gtfs } from './readers/gtfs.ts'
import { ifc } from './readers/ifc.ts'
import { plainJson } from './readers/plain-json.ts'
import { shapefile } from './readers/shapefile.ts'
import { table } from './readers/table.ts'
import { tiles3d } from './readers/tiles3d.ts'
import { openArchive } from './zip.ts'

/** Readers in the order in which a file is tried: what is told for certain first. */
export const layerReaders: readonly LayerReader[] = [
  geopackage,
  ifc,
  shapefile,
  gtfs,
  cityjson,
  tiles3d,
  geojson,
  plainJson,
  table,
]

/** The most bytes of a file of things. */
export const mostFileBytes = 2_000_000_000

/**
 * Opens a file of things with places; its kind is told by its content, never by its name.
 * @throws layer.noFormat, layer.broken, layer.tooLarge, layer.noReference, layer.noColumns, table.*
 */
export async function openLayer(path: string, options: LayerOptions = {}): Promise<LayerFile> {
  const chosen = layerReaders.find(({ format }) => format === options.format)
  return (chosen ?? (await readerFor(path))).open(path, options)
}

/** The kind of a file, told by its content. @throws layer.noFormat, layer.broken, layer.tooLarge */
export const recogniseLayer = async (path: string): Promise<string> => (await readerFor(path)).format

async function readerFor(path: string): Promise<LayerReader> {
  const { head, size } = await look(path)
  if (size > mostFileBytes)
    throw layerErrors.make('layer.tooLarge', { what: '文件', whatEn: 'The file', limit: '2 GB' })
  if (size === 0) throw layerErrors.make('layer.broken', { zh: '文件是空的', en: 'it is empty' })
  const names = head.subarray(0, 2).toString('latin1') === 'PK' ? await namesIn(path) : undefined
  const reader = layerReaders.find((each) => each.knows(head, names))
  if (!reader)
    throw layerErrors.make('layer.noFormat', { formats: layerReaders.map(({ title }) => title.en).join(', ') })
  return reader
}

async function look(path: string): Promise<{ readonly head: Buffer; readonly size: number }> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const head = Buffer.alloc(Math.min(size, 1 << 16))
    await file.read(head, 0, head.length, 0)
    return { head, size }
  } finally {
    await file.close()
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  const archive = await openArchive(path)
  await archive.close()
  return archive.names
}
