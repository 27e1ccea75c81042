import { type Datum, datums } from '../../../kernel/place/index.ts'
import type { Table } from '../../base/index.ts'
import { registryErrors } from '../errors.ts'

/** Which column (0-based) holds what, and the datum that the names of the coordinate columns speak of. */
export type AddressColumns = {
  readonly address: number
  readonly lng: number
  readonly lat: number
  readonly district?: number
  readonly street?: number
  readonly datum?: Datum
}

/** Systems in the order in which their columns are preferred. */
const preferred: readonly (Datum | undefined)[] = ['wgs84', 'cgcs2000', undefined, 'gcj02', 'bd09']

const datumIn = (header: string): Datum | undefined =>
  datums.find((datum) =>
    header
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .includes(datum),
  )

const patterns: Readonly<Record<'address' | 'lng' | 'lat' | 'district' | 'street', readonly RegExp[]>> = {
  address: [/^(?:address|addr|地址|详细地址|标准地址)$/iu, /地址|门牌|address/iu],
  lng: [/lng|longitude|经度|^lon$|_lon$|^x$/iu],
  lat: [/latitude|纬度|^lat$|_lat$|^y$/iu],
  district: [/^(?:district|区|区县|行政区|所属区)$/iu],
  street: [/^(?:street|street_level|town|街道|街镇|乡镇|镇街|所属街道|街道乡镇)$/iu],
}

/**
 * Guesses which column is which from the names in the header; of several pairs of coordinates the one in WGS 84.
 * @throws registry.noAddressColumns when there is none for the address, the longitude or the latitude
 */
export function guessAddressColumns({ shape }: Table): AddressColumns {
  const named = shape.headers.map(({ original, column }) => ({
    name: original.trim(),
    column,
    datum: datumIn(original),
  }))
  const first = (key: keyof typeof patterns) => {
    for (const pattern of patterns[key]) {
      const found = named.find(({ name }) => pattern.test(name))
      if (found) return found.column
    }
    return undefined
  }
  const pair = preferred
    .map((datum) => {
      const own = named.filter((each) => each.datum === datum)
      const lng = own.find(({ name }) => patterns.lng.some((pattern) => pattern.test(name)))?.column
      const lat = own.find(({ name }) => patterns.lat.some((pattern) => pattern.test(name)))?.column
      return { lng, lat, datum }
    })
    .find(({ lng, lat }) => lng !== undefined && lat !== undefined)
  const address = first('address')
  const missing = [
    ...(address === undefined ? ['地址 / address'] : []),
    ...(pair === undefined ? ['经度、纬度 / longitude and latitude'] : []),
  ]
  if (address === undefined || pair?.lng === undefined || pair.lat === undefined)
    throw registryErrors.make('registry.noAddressColumns', { missing: missing.join('、') })
  const [district, street] = [first('district'), first('street')]
  return {
    ...{ address, lng: pair.lng, lat: pair.lat },
    ...(district !== undefined && { district }),
    ...(street !== undefined && { street }),
    ...(pair.datum && { datum: pair.datum }),
  }
}
