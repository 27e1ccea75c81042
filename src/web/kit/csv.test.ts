import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

test('formulas are never live again, numbers stay numbers', () => {
  const text = csvOf([['=HYPERLINK("http://x")', '-12.5', '+1e3', '@SUM(A1)', '-rm']])
  expect(text).toBe('\ufeff"\'=HYPERLINK(""http://x"")",-12.5,+1e3,\'@SUM(A1),\'-rm\r\n')
})

test('whatever is in a cell, the row keeps its number of cells', () => {
  const parse = (line: string): number => {
    let cells = 1
    let inside = false
    for (const character of line) {
      if (character === '"') inside = !inside
      else if (character === ',' && !inside) cells += 1
    }
    return cells
  }
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 6 }), (row) => {
      expect(parse(csvOf([row]))).toBe(row.length)
    }),
  )
})
