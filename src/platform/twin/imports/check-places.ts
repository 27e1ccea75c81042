import { type Datum, distance, type Point } from '../../../kernel/place/index.ts'
import { converter } from './crs.ts'
import type { RawFeature, Reference } from './model.ts'

/** Where an address is, and within how many metres. */
export type AddressFinder = (text: string) => Promise<{ readonly point: Point; readonly radius: number } | undefined>

/** How far, in the middle, things lie from the addresses that the file gives them, were it of this datum. */
export type DatumFit = { readonly datum: Datum; readonly metres: number }

/** What the addresses of a file say of its coordinates. */
export type AddressCheck = {
  /** Addresses that the city could find, to within a door or a few. */
  readonly compared: number
  /** Every datum, the best first. */
  readonly fits: readonly DatumFit[]
  /** The datum that they clearly speak for against the one taken. */
  readonly better?: Datum
}

const columns = /地址|住址|门牌|address|^addr/i
/** CGCS2000 is taken as WGS 84 and cannot be told from it. */
const tried: readonly Datum[] = ['wgs84', 'gcj02', 'bd09']
const most = 60
/** Places known less exactly than this tell no datum from another: the offsets are of half a kilometre. */
const exact = 250

/** Compares points in degrees with the addresses beside them: which datum fits? `undefined` with fewer than five to compare. */
export async function checkAddresses(
  things: readonly Pick<RawFeature, 'geometry' | 'properties'>[],
  taken: Reference,
  find: AddressFinder,
): Promise<AddressCheck | undefined> {
  const pairs: { readonly raw: readonly number[]; readonly point: Point }[] = []
  let asked = 0
  for (const { geometry, properties } of things) {
    if (asked >= most) break
    const text = Object.entries(properties).find(
      ([name, value]) => columns.test(name) && typeof value === 'string',
    )?.[1]
    if (geometry?.type !== 'Point' || typeof text !== 'string' || text.length < 4) continue
    asked += 1
    const found = await find(text)
    if (found && found.radius <= exact) pairs.push({ raw: geometry.coordinates, point: found.point })
  }
  if (pairs.length < 5) return undefined
  const fits = tried.map((datum) => {
    const turn = converter({ kind: 'datum', datum })
    const away = pairs.map(({ raw, point }) => {
      const [lng = Number.NaN, lat = Number.NaN] = turn(raw)
      return distance({ lng, lat }, point)
    })
    return { datum, metres: Math.round(middleOf(away)) }
  })
  const sorted = fits.toSorted((a, b) => a.metres - b.metres)
  const better = betterThan(taken.kind === 'datum' ? taken.datum : 'wgs84', sorted)
  return { compared: pairs.length, fits: sorted, ...(better && { better }) }
}

/** Addresses differ by some metres from things whatever the datum; the offsets of Chinese maps are of hundreds. */
const tooFar = 150

function betterThan(taken: Datum, fits: readonly DatumFit[]): Datum | undefined {
  const own = fits.find(({ datum }) => datum === (taken === 'cgcs2000' ? 'wgs84' : taken))
  const [best] = fits
  return best && own && own.metres > tooFar && best.metres < own.metres / 2 ? best.datum : undefined
}

const middleOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
