import { type Area, geometryToWgs84, type Position, simplifyLine } from '../../../../kernel/place/index.ts'

/** The encoded province map that ECharts 4 shipped as `map/json/province/shanghai.json`. */
export type EncodedMap = {
  readonly features: readonly {
    readonly properties: { readonly name: string }
    readonly geometry:
      | { readonly type: 'Polygon'; readonly coordinates: readonly string[]; readonly encodeOffsets: readonly Offset[] }
      | {
          readonly type: 'MultiPolygon'
          readonly coordinates: readonly (readonly string[])[]
          readonly encodeOffsets: readonly (readonly Offset[])[]
        }
  }[]
}
type Offset = readonly number[]
type Ring = readonly Position[]

/** The committed form: for each district code its polygons, each ring as `lng,lat lng,lat …` in WGS 84. */
export type OutlinesFile = {
  readonly source: string
  readonly datum: string
  readonly simplifiedMetres: number
  readonly districts: Readonly<Record<string, readonly string[]>>
}

/** ECharts 4: zigzag deltas of 1/1024 degree, two characters a position. */
function decodeRing(text: string, [offsetX = 0, offsetY = 0]: Offset): Ring {
  const unzig = (character: number) => ((character - 64) >> 1) ^ -((character - 64) & 1)
  let [x, y] = [offsetX, offsetY]
  const ring: Position[] = []
  for (let index = 0; index < text.length; index += 2) {
    x += unzig(text.charCodeAt(index))
    y += unzig(text.charCodeAt(index + 1))
    ring.push([x / 1024, y / 1024])
  }
  const [first, last] = [ring[0], ring.at(-1)]
  return first && last && keyOf(first) !== keyOf(last) ? [...ring, first] : ring
}

const keyOf = (position: Position): string => `${position[0]},${position[1]}`

/**
 * Derives the outlines of the 16 districts: decoded, borders simplified once for both neighbours so that no gap opens,
 * converted from GCJ-02 to WGS 84, five decimals (one metre).
 */
export function deriveOutlines(
  map: EncodedMap,
  codes: ReadonlyMap<string, string>,
  source: string,
  metres: number,
): OutlinesFile {
  const districts = map.features.map(({ properties, geometry }) => ({
    code: codes.get(properties.name) ?? '',
    rings:
      geometry.type === 'Polygon'
        ? geometry.coordinates.map((text, place) => decodeRing(text, geometry.encodeOffsets[place] ?? []))
        : geometry.coordinates.flatMap((rings, polygon) =>
            rings.map((text, place) => decodeRing(text, geometry.encodeOffsets[polygon]?.[place] ?? [])),
          ),
  }))
  const junctions = junctionsOf(districts.flatMap(({ rings }) => rings))
  const write = (ring: Ring): string => {
    const area: Area = { type: 'Polygon', coordinates: [simplifyRing(ring, junctions, metres)] }
    const [outer = []] = geometryToWgs84(area, 'gcj02').coordinates
    return outer.map(([lng, lat]) => `${lng.toFixed(5)},${lat.toFixed(5)}`).join(' ')
  }
  const entries = districts
    .map(({ code, rings }) => [code, rings.map(write).filter((ring) => ring.split(' ').length >= 4)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return { source, datum: 'wgs84', simplifiedMetres: metres, districts: Object.fromEntries(entries) }
}

/** Positions at which borders part: seen with different neighbours in different rings. They never move. */
function junctionsOf(rings: readonly Ring[]): ReadonlySet<string> {
  const neighbours = new Map<string, string>()
  const junctions = new Set<string>()
  for (const ring of rings) {
    const open = ring.slice(0, -1).map(keyOf)
    open.forEach((key, index) => {
      const before = open[(index + open.length - 1) % open.length] ?? ''
      const after = open[(index + 1) % open.length] ?? ''
      const pair = before < after ? `${before}|${after}` : `${after}|${before}`
      const known = neighbours.get(key)
      if (known === undefined) neighbours.set(key, pair)
      else if (known !== pair) junctions.add(key)
    })
  }
  return junctions
}

function simplifyRing(ring: Ring, junctions: ReadonlySet<string>, metres: number): Ring {
  const open = ring.slice(0, -1)
  const start = open.findIndex((position) => junctions.has(keyOf(position)))
  if (start < 0) return simplifyLine(ring, metres)
  const turned = [...open.slice(start), ...open.slice(0, start + 1)]
  const simple: Position[] = []
  let arc: Position[] = []
  turned.forEach((position, index) => {
    arc.push(position)
    if (index === 0 || !junctions.has(keyOf(position))) return
    simple.push(...simplifyArc(arc, metres).slice(0, -1))
    arc = [position]
  })
  const [first] = simple
  return first ? [...simple, first] : simple
}

/** Both neighbours must get the same line: it is always simplified from its smaller end. */
function simplifyArc(arc: readonly Position[], metres: number): readonly Position[] {
  const isForward = arc.map(keyOf).join() <= arc.toReversed().map(keyOf).join()
  return isForward ? simplifyLine(arc, metres) : simplifyLine(arc.toReversed(), metres).toReversed()
}
