import { fileSource, inflate, readZip, TABLE_LIMITS, type ZipEntry } from '../../base/index.ts'
import { layerErrors } from './errors.ts'

/** Files in a zip: guarded against bombs by the directory's claims and again while inflating. */
export type Archive = {
  readonly names: readonly string[]
  /** The entry whose name ends so (case does not matter), whole. @throws layer.tooLarge, table.bomb */
  read(ending: string, most?: number): Promise<Buffer | undefined>
  close(): Promise<void>
}

const limits = { ...TABLE_LIMITS, zipEntries: 2_000 }

/** @throws table.bomb, table.broken */
export async function openArchive(path: string): Promise<Archive> {
  const source = await fileSource(path)
  let entries: ReadonlyMap<string, ZipEntry>
  try {
    entries = await readZip(source, limits)
  } catch (cause) {
    await source.close()
    throw cause
  }
  // What Apple's archiver puts beside the files is none of theirs.
  const own = [...entries.values()].filter(({ name }) => !name.startsWith('__MACOSX/') && !name.endsWith('/'))
  return {
    names: own.map(({ name }) => name),
    read: async (ending, most = 2 ** 30) => {
      const entry = own.find(({ name }) => name.toLowerCase().endsWith(ending.toLowerCase()))
      if (!entry) return undefined
      if (entry.size > most)
        throw layerErrors.make('layer.tooLarge', {
          what: entry.name,
          whatEn: entry.name,
          limit: `${most / 2 ** 20} MiB`,
        })
      const pieces: Uint8Array[] = []
      for await (const { bytes } of inflate(source, entry, limits)) pieces.push(bytes)
      return Buffer.concat(pieces)
    },
    close: () => source.close(),
  }
}
