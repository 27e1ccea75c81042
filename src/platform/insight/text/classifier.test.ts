import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learn, readerOf, scoreCounted } from './classifier.ts'
import { countCollection } from './collection.ts'
import { indexOfTop } from './cross-validate.ts'
import { explain } from './explain.ts'
import { syntheticMessages } from './testing/synthetic.ts'

const classes = ['交通', '环境', '教育']
const train = syntheticMessages(1, 240)
const collection = countCollection(train)
const all = Int32Array.from(train.keys())
const truth = Int32Array.from(train, ({ path }) => classes.indexOf(path[0] ?? ''))
const classifier = learn(collection, all, truth, classes.length, 7)
const reader = readerOf(classifier)

describe('a linear classifier', () => {
  it('tells made-up matters apart that it has not seen', () => {
    const unseen = syntheticMessages(2, 300)
    const right = unseen.filter(({ path, ...message }) => {
      return classes[indexOfTop(reader.score(reader.read(message)))] === path[0]
    })
    expect(right.length).toBeGreaterThan(290)
  })

  it('is the same for the same seed and another for other messages', () => {
    expect(learn(collection, all, truth, classes.length, 7)).toEqual(classifier)
    const fewer = learn(collection, all.slice(20), truth.slice(20), classes.length, 7)
    expect(fewer.weights).not.toEqual(classifier.weights)
  })

  it('scores a counted message as it scores the same message read anew', () => {
    const counted = scoreCounted(classifier, collection, all.slice(0, 20))
    counted.forEach((scores, at) => {
      const again = reader.score(reader.read(train[at] ?? { title: '', text: '' }))
      scores.forEach((score, one) => {
        expect(again[one]).toBeCloseTo(score, 5)
      })
    })
  })

  it('explains a score by words whose weights, the rest and the bias sum to it', () => {
    const message = fc.record({
      title: fc.constantFrom(...train.map(({ title }) => title)),
      text: fc.constantFrom(...train.map(({ text }) => text)),
    })
    fc.assert(
      fc.property(message, fc.nat(2), (given, chosen) => {
        const vector = reader.read(given)
        const why = explain(classifier, vector, chosen)
        const sum = why.words.reduce((total, { weight }) => total + weight, 0) + why.rest + why.bias
        expect(sum).toBeCloseTo(why.score, 6)
        expect(why.score).toBeCloseTo(reader.score(vector)[chosen] ?? Number.NaN, 6)
      }),
    )
  })

  it('names words of the matter as the reason, not common ones', () => {
    const vector = reader.read({ title: '公交班次太少', text: '居民希望处理，公交司机不停站台，末班车太早' })
    const words = explain(classifier, vector, classes.indexOf('交通')).words
    expect(words.slice(0, 3).map(({ word }) => word)).toEqual(expect.arrayContaining(['公交']))
    expect(words[0]?.weight).toBeGreaterThan(0)
    expect(words.every(({ word }) => word.length > 1)).toBe(true)
  })

  it('reads a message of unknown words as nothing, and decides by its bias', () => {
    const vector = reader.read({ title: 'zzzz', text: '1234' })
    expect(vector.size).toBe(0)
    expect([...reader.score(vector)]).toEqual([...classifier.bias])
  })
})
