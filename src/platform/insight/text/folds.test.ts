import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dealFolds } from './folds.ts'

it('every class is spread evenly over the folds, and no group over two', () => {
  const task = fc.record({
    classes: fc.array(fc.nat(4), { minLength: 1, maxLength: 120 }),
    folds: fc.integer({ min: 2, max: 10 }),
    seed: fc.nat(),
  })
  fc.assert(
    fc.property(task, ({ classes, folds, seed }) => {
      const alone = classes.map((_, at) => at)
      const dealt = dealFolds(classes, alone, folds, seed)
      for (const one of new Set(classes)) {
        const sizes = Array.from(
          { length: folds },
          (_, fold) => classes.filter((of, at) => of === one && dealt[at] === fold).length,
        )
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      }
      const groups = classes.map((_, at) => at - (at % 3))
      const together = dealFolds(classes, groups, folds, seed)
      groups.forEach((group, at) => {
        expect(together[at]).toBe(together[group])
      })
      expect(dealFolds(classes, groups, folds, seed)).toEqual(together)
    }),
  )
})
