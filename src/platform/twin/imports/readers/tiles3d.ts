import { readFile, stat } from 'node:fs/promises'
import type { Json, Place } from '../../../../kernel/twin/index.ts'
import { layerErrors } from '../errors.ts'
import type { LayerReader } from '../model.ts'

type Volume = {
  readonly region?: readonly number[]
  readonly box?: readonly number[]
  readonly sphere?: readonly number[]
}
type Tileset = {
  readonly asset?: { readonly version?: string; readonly tilesetVersion?: string }
  readonly geometricError?: number
  readonly root?: { readonly boundingVolume?: Volume; readonly transform?: readonly number[] }
}

/** 3D Tiles (OGC 22-025r4) by link: the root of a tile set says where it lies; the tiles stay where they are served. */
export const tiles3d: LayerReader = {
  format: '3dtiles',
  title: { zh: '3D Tiles（tileset.json）', en: '3D Tiles (tileset.json)' },
  knows: (head) =>
    /"asset"\s*:/.test(head.toString('utf8')) && /"(?:root|geometricError)"\s*:/.test(head.toString('utf8')),
  open: async (path, { link }) => {
    if ((await stat(path)).size > 64 * 2 ** 20)
      throw layerErrors.make('layer.tooLarge', { what: 'tileset.json', whatEn: 'tileset.json', limit: '64 MiB' })
    const tileset = parsed(await readFile(path, 'utf8'))
    const ring = outlineOf(tileset)
    return {
      format: '3dtiles',
      reference: {
        reference: { kind: 'datum', datum: 'wgs84' },
        why: { zh: '3D Tiles 规定', en: 'by the rules of 3D Tiles' },
      },
      notes:
        link === undefined
          ? [{ zh: '没有给出服务地址，地图上只能看到范围', en: 'no link was given: the map can show the extent only' }]
          : [],
      progress: () => 1,
      close: async () => undefined,
      async *features() {
        const properties: Record<string, Json> = {
          version: tileset.asset?.version ?? '',
          ...(tileset.geometricError !== undefined && { geometricError: tileset.geometricError }),
          ...(link !== undefined && { url: link }),
        }
        yield ring
          ? {
              ok: true,
              feature: {
                row: 1,
                ...(link !== undefined && { id: link }),
                type: 'Tileset3D',
                geometry: { type: 'Polygon', coordinates: [ring] },
                properties,
              },
            }
          : {
              ok: false,
              fault: {
                row: 1,
                field: 'root.boundingVolume',
                says: { zh: '没有范围', en: 'has no extent' },
                mend: { zh: '给出 region、box 或 sphere', en: 'give a region, box or sphere' },
              },
            }
      },
    }
  },
}

function parsed(text: string): Tileset {
  try {
    return JSON.parse(text) as Tileset // every member is optional and looked at where it is used
  } catch (cause) {
    throw layerErrors.make('layer.broken', { zh: '不是有效的 JSON', en: 'it is no valid JSON' }, { cause })
  }
}

const degrees = (radians: number) => (radians * 180) / Math.PI

/** The box around the root in degrees: a region as it stands, a box or sphere by its centre and reach in geocentric metres. */
function outlineOf({ root }: Tileset): Place[] | undefined {
  const { region, box, sphere } = root?.boundingVolume ?? {}
  if (region && region.length >= 4) return around(region.slice(0, 4).map(degrees))
  const centre = sphere?.slice(0, 3) ?? box?.slice(0, 3)
  if (!centre) return undefined
  const reach = sphere?.[3] ?? Math.hypot(...(box ?? []).slice(3))
  const t = root?.transform ?? [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
  const [cx = 0, cy = 0, cz = 0] = centre
  const at = (row: number) => (t[row] ?? 0) * cx + (t[row + 4] ?? 0) * cy + (t[row + 8] ?? 0) * cz + (t[row + 12] ?? 0)
  const [x, y, z] = [at(0), at(1), at(2)]
  const radius = Math.hypot(x, y, z)
  // Nearer the centre of the earth than its crust: a model without a place.
  if (radius < 6_000_000) return undefined
  const flat = Math.hypot(x, y)
  const lng = degrees(Math.atan2(y, x))
  // Geocentric to geodetic latitude on WGS 84, good to a few metres at the ground.
  const lat = degrees(Math.atan2(z, flat * (1 - 0.006_694_379_990_14)))
  const high = reach / 111_320
  const wide = high / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  return around([lng - wide, lat - high, lng + wide, lat + high])
}

function around([west = 0, south = 0, east = 0, north = 0]: readonly number[]): Place[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
}
