/** An address taken apart (地址要素, GB/T 23705): whatever of it was there. */
export type AddressParts = {
  /** Six- and nine-digit division codes. */
  readonly district?: string
  readonly street?: string
  readonly committee?: string
  readonly road?: string
  /** A second road: the place is where both meet. */
  readonly crossing?: string
  /** 弄 */
  readonly lane?: number
  /** 支弄 */
  readonly subLane?: number
  /** 号 */
  readonly number?: number
  /** 幢, 栋, 号楼 */
  readonly building?: string
  /** A compound (小区), village (村宅) or building by name. */
  readonly name?: string
}

/** The number on the road: a lane's, else a door's. */
export const doorOf = ({ lane, number }: AddressParts): number | undefined => lane ?? number

/**
 * The parts joined: equal for the same address however it is written. A number on a road is enough; what has none is told
 * apart by its name, and by its street too where there is no road.
 */
export function addressKey(parts: AddressParts): string {
  const { district, street, road, lane, subLane, number, building, name } = parts
  const isNumbered = road !== undefined && doorOf(parts) !== undefined
  const where = road ? district : (street ?? district)
  return [where, road, lane, subLane, number, building, isNumbered ? undefined : name]
    .map((part) => part ?? '')
    .join('|')
}
