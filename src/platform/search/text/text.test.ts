import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainOf, runsOf } from './cut.ts'
import { excerptOf, marksIn } from './mark.ts'
import { queryOf } from './query.ts'
import { vectorOf } from './vector.ts'

const marked = (text: string, typed: string): readonly string[] =>
  marksIn(text, queryOf(typed).terms).map(([from, to]) => text.slice(from, to))

describe('what is typed', () => {
  test.each([
    ['路灯坏掉', ['路灯', '坏掉']],
    ['锦绣苑', ['锦绣']],
    ['玉兰树', ['玉兰树']],
    ['请问我家门口的路灯坏了怎么办？', ['家门口', '路灯']],
    ['怎么办', ['怎么办']],
    ['水', ['水']],
    ['２０３００３０４', ['20300304']],
    ['沪A-12345 路灯', ['a-12345', '路灯']],
    ['  ，。！ ', []],
    ['the street light', ['street', 'light']],
  ])('%s is read as %j', (typed, terms) => {
    const texts = queryOf(typed).terms.map(({ text }) => text)
    for (const term of terms) expect(texts).toContain(term)
    expect(texts.length).toBe(terms.length || 0)
  })

  test('is cut short when it is long', () => {
    expect(queryOf('路灯 垃圾 噪声 '.repeat(500)).terms.length).toBeLessThanOrEqual(16)
  })
})

describe('marks', () => {
  test.each([
    ['小区门口道路灯不亮三天', '路灯', ['路灯']],
    ['Ｎｏ．３ 楼的 路灯', 'no 路灯', ['Ｎｏ', '路灯']],
    ['编号 ２０３００３０４ 与 203003041', '20300304', ['２０３００３０４']],
    ['Street lights and STREET', 'street', ['Street', 'STREET']],
    ['A streetlight', 'street', ['street']],
    ['mainstreet', 'street', []],
    ['路灯路灯坏', '路灯', ['路灯路灯']],
    ['𠮷田路灯', '路灯', ['路灯']],
    ['㌔路灯㎏', '路灯', ['路灯']],
  ])('in %s for %s stand at %j', (text, typed, places) => {
    expect(marked(text, typed)).toEqual(places)
  })

  test('lie inside the text, in order and apart, whatever the text', () => {
    const texts = fc.string({
      unit: fc.constantFrom('路', '灯', 'a', 'Ａ', '1', ' ', '𠮷', 'ﬁ', '，', '\n'),
      maxLength: 200,
    })
    fc.assert(
      fc.property(texts, texts, (text, typed) => {
        const { terms } = queryOf(typed)
        for (const shown of [{ text, marks: marksIn(text, terms) }, excerptOf(text, terms)]) {
          expect(shown.text.isWellFormed()).toBe(true)
          let end = -1
          for (const [from, to] of shown.marks) {
            expect(from).toBeGreaterThan(end)
            expect(to).toBeGreaterThan(from)
            expect(to).toBeLessThanOrEqual(shown.text.length)
            end = to
          }
        }
      }),
    )
  })

  test('an excerpt shows the first place, cut on both sides', () => {
    const long = `${'前言'.repeat(100)}路灯不亮${'后记'.repeat(100)}`
    const { text, marks } = excerptOf(long, queryOf('路灯').terms)
    expect(text.startsWith('…') && text.endsWith('…')).toBe(true)
    expect(marks.map(([from, to]) => text.slice(from, to))).toEqual(['路灯'])
    expect(text.length).toBeLessThanOrEqual(102)
  })
})

test('plain text leads back to the original', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (original) => {
      const { text, origin } = plainOf(original)
      expect(origin).toHaveLength(text.length + 1)
      expect(origin.at(-1)).toBe(original.length)
      for (const run of runsOf(text)) expect(text.slice(run.at, run.at + run.text.length)).toBe(run.text)
    }),
  )
})

test('quotes and backslashes of a text do not break out of its words', () => {
  expect(vectorOf(`it's a 'test' \\ a.b`, '')).toMatch(/^('(?:[^'\\]|''|\\\\)+':[0-9ABCD,]+ ?)+$/)
  expect(vectorOf('路灯', '路灯')).toBe("'路灯':1A,13B '灯':2C,14D")
})
