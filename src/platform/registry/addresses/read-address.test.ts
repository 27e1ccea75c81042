import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Division } from '../divisions/division.ts'
import { addressKey } from './address-parts.ts'
import { chineseNumber, cleanAddress } from './address-text.ts'
import { readDoor } from './door-pattern.ts'
import { NameFinder } from './name-finder.ts'
import type { NamedPlace, PlaceNames } from './place-names.ts'
import { roadStem } from './place-names.ts'
import { divisionNames, readAddress } from './read-address.ts'
import { readQuery } from './read-query.ts'

const division = (code: string, zh: string, level: Division['level'], parent?: string): Division => ({
  code,
  level,
  name: { zh, en: code },
  isSketch: true,
  ...(parent && { parent }),
})

const names = divisionNames([
  division('310000', '上海市', 'province'),
  division('310101', '黄浦区', 'county', '310000'),
  division('310115', '浦东新区', 'county', '310000'),
  division('310101002', '南京东路街道', 'street', '310101'),
  division('310101013', '外滩街道', 'street', '310101'),
  division('310115114', '唐镇', 'street', '310115'),
  division('310115125', '张江镇', 'street', '310115'),
  division('310151116', '长兴镇', 'street', '310151'),
])

describe('an address as lists write it', () => {
  it.each([
    [
      '上海市黄浦区南京东路街道北京东路38弄2号',
      { district: '310101', street: '310101002', road: '北京东路', lane: 38, number: 2 },
    ],
    [
      '浦东新区张江镇张东路2281弄3号楼502室',
      { district: '310115', street: '310115125', road: '张东路', lane: 2281, building: '3' },
    ],
    ['黄浦区南京东路100号', { district: '310101', road: '南京东路', number: 100 }],
    ['浦东张杨路951号', { district: '310115', road: '张杨路', number: 951 }],
    ['黄浦江路5号', { road: '黄浦江路', number: 5 }],
    ['浦东新区唐镇路138弄', { district: '310115', road: '唐镇路', lane: 138 }],
    ['黄浦区北京东路二百三十八弄五号', { district: '310101', road: '北京东路', lane: 238, number: 5 }],
    ['浦东新区横桥路136弄11支弄', { district: '310115', road: '横桥路', lane: 136, subLane: 11 }],
    ['黄浦区高家弄47号', { district: '310101', road: '高家弄', number: 47 }],
    ['浦东新区张江镇永红村李家宅', { district: '310115', street: '310115125', name: '永红村李家宅' }],
    ['浦东新区友谊新村218号', { district: '310115', name: '友谊新村', number: 218 }],
    ['浦东新区胡巷村马家巷', { district: '310115', name: '胡巷村马家巷' }],
    ['黄浦区淡水路|260', { district: '310101', road: '淡水路', number: 260 }],
    ['黄浦区丽水路88-90号', { district: '310101', road: '丽水路', number: 88 }],
    ['浦东新区康梧路168号工地生活区', { district: '310115', road: '康梧路', number: 168 }],
    ['浦东新区25号', { district: '310115' }],
    ['黄浦区工地', { district: '310101' }],
    ['浦东新区徐盈路双浜路', { district: '310115', road: '徐盈路', crossing: '双浜路' }],
  ])('%s', (text, parts) => expect(readAddress(text, names)).toEqual(parts))

  it('is the same address however it is written', () => {
    const key = (text: string) => addressKey(readAddress(text, names))
    expect(key('黄浦区北京东路38弄2号')).toBe(key('上海市 黄浦区 南京东路街道 北京东路３８弄２号'))
    expect(key('黄浦区北京东路38弄2号')).not.toBe(key('黄浦区北京东路38弄3号'))
    expect(key('浦东新区向阳村')).not.toBe(key('浦东新区张江镇向阳村'))
  })

  it('never fails, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void expect(readAddress(text, names)).toBeTypeOf('object')),
    )
  })
})

describe('numbers', () => {
  it.each([
    ['五', 5],
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['一百零五', 105],
    ['二百三十八', 238],
    ['三〇一', 301],
    ['两千零八', 2008],
    ['路', undefined],
    ['', undefined],
  ])('%s is %s', (text, value) => expect(chineseNumber(text)).toBe(value))

  it('behind a road', () => {
    expect(readDoor('38弄2号门口').parts).toEqual({ lane: 38, number: 2 })
    expect(readDoor('100').parts).toEqual({ number: 100 })
    expect(readDoor('10号线').parts).toEqual({})
    expect(readDoor('3米宽').parts).toEqual({})
    expect(readDoor('2024年').parts).toEqual({})
    expect(readDoor('(近外滩)12号').parts).toEqual({ number: 12 })
  })

  it('before a lane become digits, elsewhere stay words', () => {
    expect(cleanAddress('新村路 三十八 弄')).toBe('新村路38弄')
    expect(cleanAddress('延吉七村十二号')).toBe('延吉七村12号')
    expect(cleanAddress('三林路')).toBe('三林路')
  })
})

describe('finding names', () => {
  it('finds the longest at every place, as looking at each name in turn would', () => {
    const alphabet = fc.constantFrom('南', '京', '东', '路')
    const words = fc.array(alphabet, { minLength: 2, maxLength: 4 }).map((letters) => letters.join(''))
    fc.assert(
      fc.property(
        fc.uniqueArray(words, { minLength: 1, maxLength: 12 }),
        fc.array(alphabet, { maxLength: 20 }),
        (known, letters) => {
          const text = letters.join('')
          const found = new NameFinder(known.map((name) => [name, name])).findAll(text)
          const plain: string[] = []
          for (let at = 0; at < text.length; ) {
            const here = known.filter((name) => text.startsWith(name, at)).sort((a, b) => b.length - a.length)[0]
            if (here) plain.push(here)
            at += here?.length ?? 1
          }
          expect(found.map(({ name }) => name)).toEqual(plain)
          for (const { name, from, to } of found) expect(text.slice(from, to)).toBe(name)
        },
      ),
    )
  })

  it('answers by prefix in order', () => {
    const finder = new NameFinder(['南京路', '南京东路', '北京路', '南通路'].map((name) => [name, name]))
    expect(finder.startingWith('南京', 9).map(({ name }) => name)).toEqual(['南京东路', '南京路'])
    expect(finder.startingWith('南', 2)).toHaveLength(2)
    expect(finder.startingWith('西', 9)).toEqual([])
  })

  it.each([
    ['桂林西路', '桂林'],
    ['老沪太路', '沪太'],
    ['中山南二路', '中山'],
    ['东路', undefined],
    ['西藏中路', '西藏'],
  ])('the stem of %s is %s', (road, stem) => expect(roadStem(road)).toBe(stem))
})

describe('a place in what somebody wrote', () => {
  const here = (district: string, street?: string): readonly NamedPlace[] => [
    { district, street, count: 3, x: 0, y: 0, reach: 10, isSketch: false },
  ]
  const places: PlaceNames = {
    roads: new NameFinder([
      ['北京东路', here('310101')],
      ['沪太路', here('310106')],
      ['四川中路', here('310101')],
      ['张东路', here('310115')],
    ]),
    names: new NameFinder([['永红村', here('310115', '310115125')]]),
    stems: new Map(),
  }
  const read = (text: string) => readQuery(text, names, places)

  it.each([
    ['反映北京东路38弄2号门口路灯不亮，已经三天了', { road: '北京东路', lane: 38, number: 2, isKnownRoad: true }],
    ['昨天走过四川中路，在北京东路100号看到井盖坏了', { road: '北京东路', number: 100 }],
    ['北京东路四川中路路口红绿灯坏了', { road: '北京东路', crossing: '四川中路' }],
    ['北京东路和四川中路交叉口积水', { road: '北京东路', crossing: '四川中路' }],
    ['老沪太路199弄', { road: '老沪太路', lane: 199, isKnownRoad: false }],
    ['我住在沪太路', { road: '沪太路', isKnownRoad: true }],
    ['张江镇永红村李家宅', { name: '永红村', street: '310115125', isKnownName: true }],
    ['外滩那边很吵', { street: '310101013', district: '310101' }],
    ['浦东新区外滩附近', { district: '310115' }],
    ['10号线北京东路站', { road: '北京东路' }],
    ['请问怎么办居住证', { isKnownRoad: false, isKnownName: false }],
  ])('%s', (text, parts) => expect(read(text)).toMatchObject(parts))

  it('does not take a road that only stands in the message for a crossing', () => {
    expect(read('昨天走过四川中路，后来在北京东路摔倒').crossing).toBeUndefined()
  })
})
