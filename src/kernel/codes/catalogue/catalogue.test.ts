import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  catalogueFaults,
  formatCatalogueCode,
  readCatalogueCode,
  serialRoom,
  valueFaults,
  writeCodes,
} from './catalogue-codes.ts'
import { type CheckAlgorithm, checkAlgorithms } from './check-algorithms.ts'
import type { CodingCatalogue } from './coding-catalogue.ts'

const words = (text: string) => ({ zh: text, en: text })
const catalogue = (algorithm: CheckAlgorithm, alphabet = '0123456789'): CodingCatalogue => ({
  id: 'lamp',
  title: words('lamp'),
  standard: 'trial',
  segments: [
    { kind: 'fixed', text: '7', title: words('root') },
    { kind: 'division', name: 'division', title: words('division') },
    { kind: 'choice', name: 'class', title: words('class'), of: { '01': words('post'), '02': words('box') } },
    { kind: 'serial', length: 6, alphabet, title: words('serial') },
    { kind: 'check', algorithm, title: words('check') },
  ],
  isGapFree: true,
})
const values = { division: '310101', class: '02' }

describe('check algorithms', () => {
  it.each([
    ['luhn', '7992739871', '3'], // the published example of Luhn's formula
    ['mod11-2', '0794', '0'], // ISO/IEC 7064 §8, example
    ['mod11-2', '11010519491231002', 'X'], // GB 11643-1999, sample
    ['mod97-10', '794', '44'], // ISO/IEC 7064 §7, example
    ['damm', '572', '4'],
    ['mod37-36', 'A12425GABC1234002', 'M'],
  ] as const)('%s of %s is %s', (name, body, check) => {
    expect(checkAlgorithms[name].of(body)).toBe(check)
  })

  it.each(Object.keys(checkAlgorithms) as CheckAlgorithm[])('%s finds any one wrong digit', (algorithm) => {
    const declared = catalogue(algorithm)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999 }),
        fc.nat(5),
        fc.integer({ min: 1, max: 9 }),
        (serial, at, step) => {
          const [code = ''] = writeCodes(declared, values, serial, 1)
          expect(readCatalogueCode(declared, code)).toEqual({ ok: true, code, parts: { values, serial } })
          const place = 9 + at
          const wrong = code.slice(0, place) + ((Number(code[place]) + step) % 10) + code.slice(place + 1)
          expect(readCatalogueCode(declared, wrong).ok).toBe(false)
        },
      ),
    )
  })
})

describe('a catalogue', () => {
  it('writes running codes in any alphabet, all different, all readable', () => {
    const declared = catalogue('mod37-36', 'ABCDEFGHJKLMNPQRSTUVWXY3456789')
    const codes = [...writeCodes(declared, values, 28, 2_000)]
    expect(new Set(codes).size).toBe(2_000)
    expect(codes.map((code) => readCatalogueCode(declared, code)).every(({ ok }) => ok)).toBe(true)
    expect(serialRoom(declared)).toBe(30 ** 6 - 1)
    expect(readCatalogueCode(declared, formatCatalogueCode(declared, codes[0] ?? ''))).toMatchObject({
      ok: true,
      parts: { serial: 28 },
    })
  })

  it('says what is wrong, and where', () => {
    const declared = catalogue('damm')
    const [code = ''] = writeCodes(declared, values, 5, 1)
    expect(readCatalogueCode(declared, code.slice(1))).toMatchObject({ ok: false, fault: 'length' })
    expect(readCatalogueCode(declared, `8${code.slice(1)}`)).toMatchObject({ ok: false, fault: 'part', at: 0 })
    expect(readCatalogueCode(declared, code.replace('310101', '990101'))).toMatchObject({
      ok: false,
      fault: 'division',
      at: 1,
    })
    expect(valueFaults(declared, { division: '31', class: '09' }).map(({ field }) => field)).toEqual([
      'division',
      'class',
    ])
  })

  it('that cannot work is refused when declared', () => {
    const good = catalogue('damm')
    expect(catalogueFaults(good)).toEqual([])
    expect(catalogueFaults({ ...good, segments: good.segments.filter(({ kind }) => kind !== 'serial') })).toHaveLength(
      1,
    )
    expect(catalogueFaults(catalogue('damm', 'ABC'))).toHaveLength(1)
    expect(catalogueFaults({ ...good, segments: [...good.segments].reverse() })).not.toEqual([])
  })
})
