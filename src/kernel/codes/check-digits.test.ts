import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseNumber, caseNumberOf, dammCheck, sayCaseNumber } from './case-number.ts'
import { certificateId, mod37Check } from './certificate-id.ts'
import { citizenNumber, generateCitizenNumber } from './citizen-number.ts'
import { creditAlphabet, creditCode } from './credit-code.ts'
import { organisationCode } from './organisation-code.ts'
import { seeded } from './random.ts'

const seeds = fc.integer().map(seeded)
const digits = '0123456789'
const capitals = `${digits}ABCDEFGHIJKLMNOPQRSTUVWXYZ`

/** A text with the character at `at` replaced by another one of the alphabet. */
function mistype(text: string, at: number, step: number, alphabet: string): string {
  const index = alphabet.indexOf(text[at] ?? '')
  const wrong = alphabet[(index + 1 + (step % (alphabet.length - 1))) % alphabet.length] ?? ''
  return text.slice(0, at) + wrong + text.slice(at + 1)
}

const swap = (text: string, at: number): string => text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)

describe('real samples', () => {
  it('reads a credit code from GB 32100 practice', () => {
    const reading = creditCode.read(' 91350100m000100y43 ')
    expect(reading).toEqual({
      ok: true,
      code: '91350100M000100Y43',
      parts: {
        authority: '9',
        category: '1',
        division: '350100',
        organisation: 'M000100Y4',
        isOrganisationSound: true,
        check: '3',
      },
    })
    expect(creditCode.format('91350100M000100Y43')).toBe('91 350100 M000100Y4 3')
  })

  it('reads the sample citizen numbers of GB 11643-1999', () => {
    expect(citizenNumber.read('11010519491231002X')).toEqual({
      ok: true,
      code: '11010519491231002X',
      parts: { holder: 'citizen', division: '110105', born: '1949-12-31', sequence: '002', sex: 'female', check: 'X' },
    })
    expect(citizenNumber.read('440524188001010014')).toMatchObject({
      ok: true,
      parts: { sex: 'male', born: '1880-01-01' },
    })
  })

  it('computes MOD 37,36 as in the published Global Release Identifier A12425GABC1234002M', () => {
    expect(mod37Check('A12425GABC1234002')).toBe('M')
  })

  it('computes Damm’s published example 572 → 4', () => {
    expect(dammCheck('572')).toBe('4')
    expect(dammCheck('5724')).toBe('0')
  })
})

describe('what a check digit must find', () => {
  it('credit code: any one wrong character and any swapped neighbours', () => {
    fc.assert(
      fc.property(seeds, fc.nat(16), fc.nat(), (random, at, step) => {
        const code = creditCode.generate(random)
        expect(creditCode.read(code).ok).toBe(true)
        expect(creditCode.read(mistype(code, at, step, creditAlphabet)).ok).toBe(false)
        if (code[at] !== code[at + 1]) expect(creditCode.read(swap(code, at)).ok).toBe(false)
      }),
    )
  })

  it('citizen number: any one wrong digit and any swapped neighbours', () => {
    fc.assert(
      fc.property(seeds, fc.nat(15), fc.nat(), (random, at, step) => {
        const code = generateCitizenNumber(random)
        expect(citizenNumber.read(code).ok).toBe(true)
        expect(citizenNumber.read(mistype(code, at, step, digits)).ok).toBe(false)
        if (code[at] !== code[at + 1]) expect(citizenNumber.read(swap(code, at)).ok).toBe(false)
      }),
    )
  })

  it('organisation code: any one wrong digit among digits', () => {
    fc.assert(
      fc.property(seeds, fc.nat(7), fc.nat(), (random, at, step) => {
        const code = organisationCode.generate(random)
        expect(organisationCode.read(code).ok).toBe(true)
        if (digits.includes(code[at] ?? ''))
          expect(organisationCode.read(mistype(code, at, step, digits)).ok).toBe(false)
      }),
    )
  })

  it('certificate identifier: any one wrong character of its parts', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), fc.nat(), (random, place, step) => {
        const code = certificateId.generate(random)
        expect(certificateId.read(code).ok).toBe(true)
        const places = [...code.slice(15)].flatMap((each, index) => (each === '.' ? [] : [index + 15]))
        const at = places[place % places.length] ?? 15
        expect(certificateId.read(mistype(code, at, step, capitals)).ok).toBe(false)
      }),
    )
  })

  it('case number: any one wrong digit and any swapped neighbours', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), fc.nat(), (random, place, step) => {
        const code = caseNumber.generate(random)
        const reading = caseNumber.read(caseNumber.format(code))
        expect(reading).toMatchObject({ ok: true, code })
        const at = place % (code.length - 1)
        expect(caseNumber.read(mistype(code, at, step, digits)).ok).toBe(false)
        if (code[at] !== code[at + 1]) expect(caseNumber.read(swap(code, at)).ok).toBe(false)
      }),
    )
  })
})

describe('citizen number', () => {
  it.each([
    ['11010519490231002X', 'date'], // 31 February
    ['01010519491231002X', 'division'],
    ['110105491231002', 'length'], // fifteen digits, void since 2013
    ['11010519491231002Y', 'alphabet'],
    ['110105194912310021', 'check'],
  ])('%s is refused for its %s', (text, fault) => {
    expect(citizenNumber.read(text)).toMatchObject({ ok: false, fault })
  })

  it('keeps the sex and birthday asked for, and never the county of a living person', () => {
    const code = generateCitizenNumber(seeded('mother'), '1992-08-04', 'female')
    expect(citizenNumber.read(code)).toMatchObject({
      ok: true,
      parts: { born: '1992-08-04', sex: 'female', division: '310100' },
    })
  })

  it('knows residents from Hong Kong, Macao, Taiwan and abroad', () => {
    expect(citizenNumber.read(generateCitizenNumber(seeded(1), undefined, undefined, '810000'))).toMatchObject({
      ok: true,
      parts: { holder: 'hong-kong-macao-taiwan' },
    })
    expect(citizenNumber.read(generateCitizenNumber(seeded(1), undefined, undefined, '931840'))).toMatchObject({
      ok: true,
      parts: { holder: 'foreigner' },
    })
  })
})

describe('case number', () => {
  it('is read however it is written', () => {
    const code = caseNumberOf('2026-11-20', 42)
    for (const written of [
      caseNumber.format(code),
      `  ${code} `,
      `№ ${code}`,
      caseNumber.format(code).replaceAll('-', '—'),
    ])
      expect(caseNumber.read(written)).toMatchObject({ ok: true, code, parts: { date: '2026-11-20', serial: 42 } })
  })

  it('grows on a very busy day and stays unambiguous', () => {
    const code = caseNumberOf('2026-11-20', 280_000)
    expect(caseNumber.read(code)).toMatchObject({ ok: true, parts: { serial: 280_000 } })
  })

  it('can be said on the telephone', () => {
    const says = sayCaseNumber(caseNumberOf('2026-11-20', 42))
    expect(says.zh).toMatch(/^二零二六，幺幺二零，零零四二，.$/)
    expect(says.en).toMatch(/^two zero two six, one one two zero, zero zero four two, \w+$/)
  })
})
