import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyOf, pairsOf } from './adapter-body.ts'

const name = fc.stringMatching(/^[a-z]{1,6}$/)
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('12', 'true', '"x"'))
const body = fc.dictionary(
  name,
  fc.oneof(
    leaf,
    fc.dictionary(name, leaf, { minKeys: 1, noNullPrototype: true }),
    fc.array(leaf, { minLength: 1, maxLength: 3 }),
  ),
  { noNullPrototype: true },
)

test('whatever is sent comes back from its lines as it was, numbers as numbers and texts as texts', () => {
  fc.assert(
    fc.property(body, (one) => {
      expect(bodyOf(pairsOf(one))).toEqual(one)
    }),
  )
})

test('lines lie deeper by their points, and lists by their numbers', () => {
  expect(
    bodyOf([
      { name: 'message.to.0', value: '{phone}' },
      { name: 'message.text', value: '{text}' },
      { name: ' ', value: 'left out' },
    ]),
  ).toEqual({ message: { to: ['{phone}'], text: '{text}' } })
})
