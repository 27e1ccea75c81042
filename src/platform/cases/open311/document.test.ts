import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { list, sparkOf, write } from './document.ts'

const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreDeclaration: true })

test('any text survives XML: markup, quotes, scripts, emoji', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const xml = write({ root: 'a', node: { b: text } }, 'xml')
      // What XML 1.0 cannot hold is left out; line ends are one character, as every XML reader makes them.
      const held = text.toWellFormed().replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
      expect(parser.parse(xml).a.b.replace(/\r\n?/g, '\n')).toBe(held.replace(/\r\n?/g, '\n'))
    }),
  )
})

test('nobody writes elements of his own into an answer', () => {
  const xml = write(
    { root: 'errors', node: list('error', [{ description: '</description><code>200</code><!-- ' }]) },
    'xml',
  )
  expect(parser.parse(xml).errors.error).toEqual({ description: '</description><code>200</code><!-- ' })
})

test('JSON follows from it by the Spark convention: a list of one is a list, an empty one too, nothing is null', () => {
  expect(sparkOf(list('format', ['text/xml']))).toEqual(['text/xml'])
  expect(sparkOf(list('format', []))).toEqual([])
  expect(sparkOf({ formats: list('format', ['text/xml']), notes: null })).toEqual({
    formats: ['text/xml'],
    notes: null,
  })
  expect(write({ root: 'services', node: list('service', []) }, 'xml')).toMatch(/<services><\/services>|<services\/>/)
})
