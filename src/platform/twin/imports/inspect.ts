import { chinaBounds, isInBounds } from '../../../kernel/place/index.ts'
import { type AnyShape, extentOf, locationName, placesOf, shapesOf } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type AddressCheck, checkAddresses } from './check-places.ts'
import { ColumnSeer } from './columns.ts'
import { isDegrees } from './crs.ts'
import { type LayerParts, optionsOf, placingOf } from './layer-parts.ts'
import type { FeatureFault, RawFeature } from './model.ts'
import { openLayer, recogniseLayer } from './open-layer.ts'
import { type Placed, placeFeature } from './place-feature.ts'
import { settleReference } from './reference.ts'
import type { DrawnThing, LayerPreview, LayerSettings } from './store.ts'

const previewFeatures = 2_000
/** What is drawn before anything is written: enough to see where it lies, little enough for a phone. */
const mostDrawn = 300
const mostPositions = 8_000
/** Things of which the addresses are compared come from among so many. */
const mostCompared = 400

/** A file to be looked at. */
export type Looked = {
  readonly hash: string
  readonly fileName: string
  readonly layer: string
  readonly settings: LayerSettings
}

/** Looks at the first features of a file as they would be taken in; nothing is written. @throws layer.*, table.* */
export async function inspect(
  parts: LayerParts,
  { hash, fileName, layer, settings }: Looked,
): Promise<{ readonly format: string; readonly preview: LayerPreview }> {
  const path = await parts.base.files.path(hash)
  const recognised = await recogniseLayer(path)
  const file = await openLayer(path, optionsOf(settings))
  try {
    const known = settleReference(file, fileName, settings)
    const placing = placingOf(parts, layer, settings, known, fileName, {})
    const seer = new ColumnSeer(file.fields)
    const faults: FeatureFault[] = []
    const kinds = new Set<string>()
    const compared: RawFeature[] = []
    const drawn = new Drawing()
    const sample: unknown[] = []
    let [seen, faulty, outside] = [0, 0, 0]
    let extent: readonly number[] | null = null
    for await (const reading of file.features()) {
      seen += 1
      if (reading.ok) seer.take(reading.feature.properties)
      const outcome = reading.ok ? placeFeature(reading.feature, placing) : { fault: reading.fault }
      if ('fault' in outcome) {
        faulty += 1
        if (faults.length < 20) faults.push(outcome.fault)
      } else if (reading.ok) {
        const { draft } = outcome.placed
        kinds.add(reading.feature.type ?? settings.type)
        const shape = shapeOf(outcome.placed)
        const bounds = shape && extentOf(shape)
        if (bounds) extent = extent ? widen(extent, bounds) : [...bounds]
        if (parts.divisionOf && draft.division === null) outside += 1
        if (shape) drawn.take(outcome.placed, shape)
        if (compared.length < mostCompared) compared.push(reading.feature)
        if (sample.length < 5) sample.push({ id: draft.id, title: draft.title, properties: reading.feature.properties })
      }
      if (seen >= previewFeatures) break
    }
    const addresses =
      parts.findAddress && isDegrees(known.reference)
        ? await checkAddresses(compared, known.reference, parts.findAddress)
        : undefined
    const { columns } = seer
    return {
      format: file.format,
      preview: {
        ...{ reference: known.reference, why: known.why, isSure: known.isSure, recognised },
        ...(file.lacks && { lacks: file.lacks }),
        ...{ fields: columns.map(({ name }) => name), columns, kinds: [...kinds] },
        ...{ seen, faulty, faults, extent, sample, outside: parts.divisionOf ? outside : null },
        drawn: drawn.things,
        addresses: addresses ?? null,
        notes: [...file.notes, ...chinaNote(known.isSure, extent, addresses)],
      },
    }
  } finally {
    await file.close()
  }
}

/** What is drawn of the file: the first things, as long as they are not too much for a small map. */
class Drawing {
  readonly things: DrawnThing[] = []
  #positions = 0

  take({ row, draft }: Placed, shape: AnyShape): void {
    if (this.things.length >= mostDrawn) return
    const positions = shapesOf(shape).reduce((sum, one) => sum + placesOf(one).length, 0)
    if (this.#positions + positions > mostPositions) return
    this.#positions += positions
    this.things.push({ row, title: draft.title ?? null, shape, isOutside: draft.division === null })
  }
}

const shapeOf = ({ draft }: Placed): AnyShape | undefined =>
  draft.attributes[locationName]?.[0]?.value as AnyShape | undefined // set by `placeFeature` from a shape

const widen = (
  [west = 0, south = 0, east = 0, north = 0]: readonly number[],
  [w, s, e, n]: readonly [number, number, number, number],
) => [Math.min(west, w), Math.min(south, s), Math.max(east, e), Math.max(north, n)]

function chinaNote(
  isSure: boolean,
  extent: readonly number[] | null,
  addresses: AddressCheck | undefined,
): readonly Words[] {
  // Addresses say it better.
  if (isSure || addresses || !extent) return []
  if (!isInBounds({ lng: extent[0] ?? 0, lat: extent[1] ?? 0 }, chinaBounds)) return []
  return [
    {
      zh: '数据在中国境内而文件没有说明坐标系：若取自国内网络地图，请选 GCJ-02 或 BD-09',
      en: 'the data lies in China and the file does not name its datum: choose GCJ-02 or BD-09 if it was taken from a Chinese web map',
    },
  ]
}
