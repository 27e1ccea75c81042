import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findPatternFault, readPattern } from './pattern.ts'

const atom = fc.oneof(
  fc.constantFrom('a', 'b', '保', '𠮷', '.', '[ab]', '[^a]', '[a-c]', '\\d', '\\.', '\\s', '[\\d\\-]'),
)
const piece: fc.Arbitrary<string> = fc.letrec<Record<'piece', string>>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    atom,
    fc
      .tuple(tie('piece'), fc.constantFrom('?', '*', '+', '{2}', '{1,3}', '{0,}'))
      .map(([of, count]) => `(?:${of})${count}`),
    fc.tuple(tie('piece'), tie('piece')).map(([one, other]) => `${one}${other}`),
    fc.tuple(tie('piece'), tie('piece')).map(([one, other]) => `(${one}|${other})`),
    tie('piece').map((of) => `(^${of}|${of}$)`),
  ),
})).piece
const texts = fc.string({
  maxLength: 8,
  unit: fc.constantFrom('a', 'b', 'c', '1', '保', '𠮷', '.', '-', ' ', '\n', '\r'),
})

test('a pattern finds what the same pattern of JavaScript finds', () => {
  fc.assert(
    fc.property(piece, fc.boolean(), texts, (body, isWhole, text) => {
      const source = isWhole ? `^(${body})$` : body
      // XPath's dot leaves out LF and CR alone, and \s is the four blanks of XML
      const theirs = source.replaceAll('\\s', '[\\t\\n\\r ]').replace(/(?<!\\)\./g, '[^\\n\\r]')
      expect(readPattern(source).test(text), `${source} on ${JSON.stringify(text)}`).toBe(
        new RegExp(theirs, 'u').test(text),
      )
    }),
    { numRuns: 1000 },
  )
})

test('no pattern is slow: the ones that hang a backtracking engine end', () => {
  const text = `${'a'.repeat(5000)}!`
  for (const source of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(a*)*b', 'a*a*a*a*a*b'])
    expect(readPattern(source).test(text)).toBe(false)
})

test.each([
  ['(a)\\1', 'no \\1'],
  ['a(?=b)', 'look-arounds'],
  ['(?<x>a)', 'look-arounds'],
  ['a*?', 'lazy'],
  ['a**', 'lazy'],
  ['\\w', '[A-Za-z0-9_]'],
  ['[z-a]', 'lesser'],
  ['a{3,2}', 'lesser'],
  ['a{1000}', 'count'],
  ['((a{100}){100}){100}', 'too large'],
  ['(((((((((((a)))))))))))', '10 deep'],
  ['(a', '")"'],
  ['a)', '")"'],
  ['[a', '"]"'],
  ['[]', 'at least one'],
  ['*a', 'before "*"'],
  ['^*', 'not repeated'],
  ['a\\', 'at the end'],
])('%s is refused', (source, words) => {
  expect(findPatternFault(source)?.en).toContain(words)
})
