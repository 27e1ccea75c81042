import fc from 'fast-check'
import { expect, test } from 'vitest'
import { add, compareNumbers, decimalText, divide, floor, modulo, multiply, plainNumber, subtract } from './exact.ts'

const hundredths = fc.integer({ min: -10_000_000, max: 10_000_000 })

test('sums and products of decimals are those of their whole numbers', () => {
  fc.assert(
    fc.property(hundredths, hundredths, (left, right) => {
      expect(plainNumber(add(left / 100, right / 100))).toBe((left + right) / 100 + 0)
      expect(plainNumber(subtract(left / 100, right / 100))).toBe((left - right) / 100 + 0)
      const product = BigInt(left) * BigInt(right)
      expect(compareNumbers(multiply(left / 100, right / 100), multiply(Number(product), 0.0001))).toBe(0)
    }),
  )
})

test('order is that of the numbers, also between forms', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (left, right) => {
        const expected = left < right ? -1 : left > right ? 1 : 0
        expect(compareNumbers(left, right)).toBe(expected)
        expect(compareNumbers(add(left, 0), right)).toBe(expected)
        expect(plainNumber(add(left, 0))).toBe(left + 0)
      },
    ),
  )
})

test('modulo has the sign of the divisor and is what floor leaves', () => {
  fc.assert(
    fc.property(hundredths, hundredths, (left, right) => {
      fc.pre(right !== 0)
      const rest = modulo(left / 100, right / 100) ?? Number.NaN
      expect(plainNumber(rest) * right).toBeGreaterThanOrEqual(0)
      expect(Math.abs(plainNumber(rest))).toBeLessThan(Math.abs(right / 100))
      // left = right × whole + rest, exactly
      const whole = divide(subtract(left / 100, rest), right / 100) ?? Number.NaN
      expect(compareNumbers(whole, floor(whole))).toBe(0)
    }),
  )
})

test.each([
  [add(0.1, 0.2), '0.3'],
  [multiply(1e15, 1e15), '1000000000000000000000000000000'],
  [divide(1, 3), '0.33333333333333333333'],
  [divide(-2, 3), '-0.66666666666666666666'],
  [add(1e-7, 1), '1.0000001'],
  [subtract(0.3, 0.3), '0'],
  [floor(-0.5), '-1'],
  [floor(1e21), '1000000000000000000000'],
] as const)('digits of %#', (value, digits) => {
  expect(value === null ? null : decimalText(value)).toBe(digits)
})

test('nothing is divided by zero', () => {
  expect(divide(1, 0)).toBeNull()
  expect(divide(0.5, subtract(0.3, 0.3))).toBeNull()
})
