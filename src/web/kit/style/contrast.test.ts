import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')

/** The colours of a block of the tokens, by selector. */
function tokens(selector: string): ReadonlyMap<string, string> {
  const begin = css.indexOf(`${selector} {`)
  expect(begin, selector).toBeGreaterThanOrEqual(0)
  const block = css.slice(begin, css.indexOf('}', begin))
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', colour = '']) => [name, colour]),
  )
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number] // two of them
  return (light + 0.05) / (dark + 0.05)
}

const texts = ['ink', 'ink-2', 'ink-3', 'teal', 'teal-strong', 'vermilion', 'ochre']
const grounds = ['paper', 'raised', 'sunk']
const on: readonly (readonly [string, string])[] = [
  ['on-teal', 'teal'],
  ['on-vermilion', 'vermilion'],
  ['teal-strong', 'teal-wash'],
  ['ink', 'teal-wash'],
  ['ink-2', 'teal-wash'],
  ['vermilion', 'vermilion-wash'],
  ['ink-2', 'vermilion-wash'],
  ['ochre', 'ochre-wash'],
  ['ink-2', 'ochre-wash'],
]

const light = tokens(':root')
const dark = new Map([...light, ...tokens(':root[data-theme="dark"]')])
const care = new Map([...light, ...tokens(':root[data-care="on"]')])
const careDark = new Map([...dark, ...tokens(':root[data-theme="dark"][data-care="on"]')])

describe.each([
  ['light', light],
  ['dark', dark],
  ['care', care],
  ['care, dark', careDark],
])('%s', (_, theme) => {
  const colour = (name: string): string => theme.get(name) ?? ''

  test.each(grounds.flatMap((ground) => texts.map((text) => [text, ground] as const)))(
    '%s on %s can be read (4.5)',
    (text, ground) => {
      expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5)
    },
  )

  test.each(on)('%s on %s can be read (4.5)', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5)
  })

  test.each(grounds)('the edge of a field can be seen on %s (3)', (ground) => {
    expect(contrast(colour('edge'), colour(ground))).toBeGreaterThanOrEqual(3)
  })

  test.each([1, 2, 3, 4, 5])('series %i can be seen on paper (3)', (series) => {
    expect(contrast(colour(`series-${series}`), colour('paper'))).toBeGreaterThanOrEqual(3)
  })
})
