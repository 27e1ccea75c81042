import { describe, expect, it } from 'vitest'
import { figuresOf } from './figures.ts'

describe('figures', () => {
  it('are those worked out by hand', () => {
    const truth = [0, 0, 0, 0, 1, 1, 1, 2]
    const predicted = [0, 0, 0, 1, 1, 1, 0, 1]
    const { accuracy, macroF1, classes, confusion, messages } = figuresOf([['a'], ['b'], ['c']], truth, predicted)
    expect(messages).toBe(8)
    expect(accuracy).toBe(5 / 8)
    expect(classes[0]).toEqual({ path: ['a'], precision: 3 / 4, recall: 3 / 4, f1: 3 / 4, support: 4 })
    expect(classes[1]).toEqual({ path: ['b'], precision: 2 / 4, recall: 2 / 3, f1: 4 / 7, support: 3 })
    expect(classes[2]).toEqual({ path: ['c'], precision: 0, recall: 0, f1: 0, support: 1 })
    expect(macroF1).toBeCloseTo((3 / 4 + 4 / 7 + 0) / 3, 12)
    expect(confusion).toEqual([
      [3, 1, 0],
      [1, 2, 0],
      [0, 1, 0],
    ])
  })

  it('leave classes that never occur out of the mean', () => {
    expect(figuresOf([['a'], ['b']], [0, 0], [0, 0]).macroF1).toBe(1)
  })
})
