import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { certificateId, certificateIdOf } from './certificate-id.ts'
import { codeSchemes, recogniseCode } from './code-schemes.ts'
import { componentCode, componentCodeOf } from './component-code.ts'
import { divisionCode, isDivisionWithin, parentDivision } from './division-code.ts'
import { maskAddress, maskCitizenNumber, maskEmail, maskName, maskNumbersIn, maskPhone } from './mask.ts'
import { seeded } from './random.ts'
import { serviceItemCode } from './service-item-code.ts'

describe('every scheme', () => {
  it.each(codeSchemes.map((scheme) => [scheme.id, scheme] as const))(
    '%s reads, formats and generates alike',
    (_, scheme) => {
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const code = scheme.generate(seeded(seed))
          expect(scheme.read(code)).toMatchObject({ ok: true, code })
          expect(scheme.read(scheme.format(code))).toMatchObject({ ok: true, code })
        }),
      )
    },
  )

  it.each(codeSchemes.map((scheme) => [scheme.id, scheme] as const))(
    '%s says in both languages what is wrong',
    (_, scheme) => {
      fc.assert(
        fc.property(fc.string(), (text) => {
          const reading = scheme.read(text)
          if (reading.ok) return
          expect(reading.says.zh).toMatch(/\p{Script=Han}/u)
          expect(reading.says.en).not.toMatch(/\p{Script=Han}/u)
          expect(scheme.format(text)).toBe(text)
        }),
      )
    },
  )
})

describe('division code', () => {
  it.each([
    ['31', '310000', 'province', undefined],
    ['310000', '310000', 'province', undefined],
    ['310101', '310101', 'county', undefined],
    ['310101000000', '310101', 'county', undefined],
    ['310101002', '310101002', 'street', 'subdistrict'],
    ['310151107', '310151107', 'street', 'town'],
    ['310151201', '310151201', 'street', 'township'],
    ['310115501', '310115501', 'street', 'other-street'],
    ['310101002001', '310101002001', 'community', 'residents'],
    ['310115141218', '310115141218', 'community', 'villagers'],
  ])('%s is %s', (text, code, level, kind) => {
    expect(divisionCode.read(text)).toMatchObject({ ok: true, code, parts: { level, kind } })
  })

  it.each([
    ['310101002600', 'part'],
    ['310101000001', 'division'], // a committee under no street
    ['310000002', 'division'],
    ['990101', 'division'],
    ['31010', 'length'],
    ['31010A', 'alphabet'],
  ])('%s is refused for its %s', (text, fault) => {
    expect(divisionCode.read(text)).toMatchObject({ ok: false, fault })
  })

  it('climbs to the province', () => {
    const climb = (code: string): string[] => {
      const above = parentDivision(code)
      return above ? [above, ...climb(above)] : []
    }
    expect(climb('310101002001')).toEqual(['310101002', '310101', '310000'])
    expect(climb('330106002001')).toEqual(['330106002', '330106', '330100', '330000'])
    expect(parentDivision('nowhere')).toBeUndefined()
  })

  it('contains its parts and nothing beside them', () => {
    expect(isDivisionWithin('310101002001', '310101')).toBe(true)
    expect(isDivisionWithin('310101', '310000')).toBe(true)
    expect(isDivisionWithin('310104', '310101')).toBe(false)
    expect(isDivisionWithin('310101', '310101002')).toBe(false)
  })
})

describe('service item code', () => {
  it('takes a real implementation code apart', () => {
    expect(serviceItemCode.read('11370800MB285591843370117002011')).toEqual({
      ok: true,
      code: '11370800MB285591843370117002011',
      parts: { basic: '370117002011', office: '11370800MB28559184', level: '3' },
    })
  })

  it('sends a wrong office back with the office’s own fault', () => {
    expect(serviceItemCode.read('11370800MB285591853370117002011')).toMatchObject({ ok: false, fault: 'check', at: 17 })
    expect(serviceItemCode.read('11370800MB285591849370117002011')).toMatchObject({ ok: false, fault: 'part', at: 18 })
  })
})

describe('component code', () => {
  it('goes apart and together', () => {
    const code = componentCodeOf({ division: '310101', major: '01', minor: '02', serial: '37' })
    expect(code).toBe('3101010102000037')
    expect(componentCode.read('310101 01 02 000037')).toMatchObject({
      ok: true,
      code,
      parts: { major: '01', minor: '02' },
    })
    expect(componentCode.read('3101010002000037')).toMatchObject({ ok: false, fault: 'part' })
  })
})

describe('certificate identifier', () => {
  const parts = { type: '11100000000014349M001', issuer: '11310000002420128G', serial: '2026ABC', version: '001' }

  it('goes together and apart', () => {
    expect(certificateId.read(certificateIdOf(parts))).toMatchObject({ ok: true, parts })
  })

  it('says which part is wrong', () => {
    expect(certificateId.read('1.2.156.3005.9.x')).toMatchObject({ ok: false, fault: 'part', at: 0 })
    expect(certificateId.read('1.2.156.3005.2.a.b')).toMatchObject({ ok: false, fault: 'length' })
    expect(certificateId.read(certificateIdOf({ ...parts, version: '1' }))).toMatchObject({ ok: false, fault: 'part' })
  })
})

describe('an unknown code', () => {
  it('is tried against every system', () => {
    expect(recogniseCode('91350100M000100Y43').map((scheme) => scheme.id)).toEqual(['credit'])
    expect(recogniseCode('11010519491231002X').map((scheme) => scheme.id)).toEqual(['citizen'])
    expect(recogniseCode('310101002').map((scheme) => scheme.id)).toContain('division')
    expect(recogniseCode('路灯不亮')).toEqual([])
  })
})

describe('masks', () => {
  it.each([
    ['13812341234', '138****1234'],
    ['+86 138-1234-1234', '138****1234'],
    ['021-12345678', '021-****5678'],
    ['（021）1234 5678', '021-****5678'],
    ['12345', '*2345'],
    ['110', '***'],
  ])('phone %s → %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked))

  it('hides the birthday of a citizen number', () => {
    expect(maskCitizenNumber('11010519491231002X')).toBe('110***********002X')
  })

  it('hides names, addresses, e-mail', () => {
    expect(maskName('张小明')).toBe('张**')
    expect(maskName('欧阳')).toBe('欧*')
    expect(maskName('Jane Smith')).toBe('J*** S****')
    expect(maskAddress('上海市浦东新区张东路2281弄3号502室')).toBe('上海市浦东新区张东路2281弄**')
    expect(maskAddress('徐汇区漕河泾街道钦州路')).toBe('徐汇区漕河泾街道钦州路')
    expect(maskEmail('zhang@example.cn')).toBe('z***@example.cn')
  })

  it('finds what callers dictate, and leaves other numbers alone', () => {
    expect(
      maskNumbersIn(
        '我的电话13812341234，座机021-12345678，身份证11010519491231002X，订单202611200042701234，路灯20盏。',
      ),
    ).toBe('我的电话138****1234，座机021-****5678，身份证110***********002X，订单202611200042701234，路灯20盏。')
  })
})

describe('seeded random', () => {
  it('repeats for the same seed and spreads evenly', () => {
    const draw = (seed: string) => Array.from({ length: 5 }, seeded(seed))
    expect(draw('a')).toEqual(draw('a'))
    expect(draw('a')).not.toEqual(draw('b'))
    const random = seeded('spread')
    const counts = Array.from({ length: 10 }, () => 0)
    for (let index = 0; index < 100_000; index += 1) {
      const bin = Math.floor(random() * 10)
      counts[bin] = (counts[bin] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })
})
