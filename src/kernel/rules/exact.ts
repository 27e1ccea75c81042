/**
 * A decimal that a double cannot hold exactly: `coefficient` × 10^-`scale`, `scale` ≥ 0.
 * FEEL counts in decimals (DMN 1.5, 10.3.2.3.1), so 0.1 + 0.2 = 0.3 holds here as it does in PostgreSQL's `numeric`.
 */
export type Decimal = { readonly coefficient: bigint; readonly scale: number }

/** A number as rules count it: a plain one stands for its shortest decimal form. */
export type Exact = number | Decimal

/** Decimal places to which a quotient is cut (towards zero); the SQL compiler cuts at the same place. */
export const quotientScale = 20

const power = (scale: number): bigint => 10n ** BigInt(scale)

function decimalOf(value: Exact): Decimal {
  if (typeof value !== 'number') return value
  if (Number.isSafeInteger(value)) return { coefficient: BigInt(value), scale: 0 }
  const [digits = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = digits.split('.')
  const scale = fraction.length - Number(exponent)
  const coefficient = BigInt(whole + fraction)
  return scale >= 0 ? { coefficient, scale } : { coefficient: coefficient * power(-scale), scale: 0 }
}

/** The plain number where it is exact, so that most sums never leave the fast path. */
function settled(coefficient: bigint, scale: number): Exact {
  let [digits, places] = [coefficient, scale]
  while (places > 0 && digits % 10n === 0n) [digits, places] = [digits / 10n, places - 1]
  const whole = Number(digits)
  return places === 0 && Number.isSafeInteger(whole) ? whole : { coefficient: digits, scale: places }
}

/** Both coefficients brought to one scale. */
function level(left: Exact, right: Exact): readonly [bigint, bigint, number] {
  const [one, other] = [decimalOf(left), decimalOf(right)]
  const scale = Math.max(one.scale, other.scale)
  return [one.coefficient * power(scale - one.scale), other.coefficient * power(scale - other.scale), scale]
}

/** Less than 0, 0 or more than 0 as left is less than, equal to or more than right. */
export function compareNumbers(left: Exact, right: Exact): number {
  if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : left > right ? 1 : 0
  const [one, other] = level(left, right)
  return one < other ? -1 : one > other ? 1 : 0
}

const bothWhole = (left: Exact, right: Exact): boolean => Number.isSafeInteger(left) && Number.isSafeInteger(right)

/** Left + right, exactly. */
export function add(left: Exact, right: Exact): Exact {
  if (bothWhole(left, right)) {
    const sum = Number(left) + Number(right)
    if (Number.isSafeInteger(sum)) return sum
  }
  const [one, other, scale] = level(left, right)
  return settled(one + other, scale)
}

/** The number with its sign turned. */
export const negate = (value: Exact): Exact =>
  typeof value === 'number' ? 0 - value : { coefficient: -value.coefficient, scale: value.scale }

/** Left − right, exactly. */
export const subtract = (left: Exact, right: Exact): Exact => add(left, negate(right))

/** Left × right, exactly. */
export function multiply(left: Exact, right: Exact): Exact {
  if (bothWhole(left, right)) {
    const product = Number(left) * Number(right)
    if (Number.isSafeInteger(product)) return product + 0
  }
  const [one, other] = [decimalOf(left), decimalOf(right)]
  return settled(one.coefficient * other.coefficient, one.scale + other.scale)
}

/** Left ÷ right, cut to 20 places towards zero; nothing when right is zero. */
export function divide(left: Exact, right: Exact): Exact | null {
  const [one, other] = level(left, right)
  return other === 0n ? null : settled((one * power(quotientScale)) / other, quotientScale)
}

/** The greatest whole number that is not greater. */
export function floor(value: Exact): Exact {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : floor(decimalOf(value))
  const one = power(value.scale)
  const cut = value.coefficient / one
  return settled(value.coefficient < 0n && cut * one !== value.coefficient ? cut - 1n : cut, 0)
}

/** FEEL's modulo: the remainder has the sign of the divisor; nothing when that is zero. */
export function modulo(left: Exact, right: Exact): Exact | null {
  const [one, other, scale] = level(left, right)
  if (other === 0n) return null
  const rest = one % other
  return settled(rest !== 0n && rest < 0n !== other < 0n ? rest + other : rest, scale)
}

/** The nearest plain number, for answers and screens. */
export const plainNumber = (value: Exact): number => (typeof value === 'number' ? value : Number(decimalText(value)))

/** All its digits, as PostgreSQL reads a `numeric`. */
export function decimalText(value: Exact): string {
  const { coefficient, scale } = decimalOf(value)
  const digits = String(coefficient < 0n ? -coefficient : coefficient).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${coefficient < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`
}
