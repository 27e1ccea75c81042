import { expect, test } from 'vitest'
import type { Division } from '../divisions/division.ts'
import { englishNames, fromEnglish } from './english.ts'

const division = (code: string, level: Division['level'], zh: string, en: string): Division => ({
  ...{ code, level, name: { zh, en }, isSketch: true },
})
const names = englishNames(
  [
    division('310101', 'county', '黄浦区', 'Huangpu District'),
    division('310115', 'county', '浦东新区', 'Pudong New Area'),
    division('310101002', 'street', '南京东路街道', 'Nanjing East Road Subdistrict'),
  ],
  ['南京东路', '东方路', '世纪大道', '中山南一路', '西藏中路', '重庆南路', '北京路', '背景路'],
)

test.each([
  ['Nanjing East Road 100, Huangpu', ['黄浦区南京东路100号']],
  ['100 East Nanjing Rd., Huangpu District, Shanghai 200001', ['黄浦区南京东路100号']],
  ['No. 100 Nanjing Dong Lu', ['南京东路100号']],
  ['Nanjing Road (E) 12', []],
  ['Dongfang Road 8, Pudong New Area', ['浦东新区东方路8号']],
  ['1500 Century Avenue', ['世纪大道1500号']],
  ['Zhongshan South 1st Road, Lane 123, No. 4', ['中山南一路123弄']],
  ['Lane 123, Xizang Middle Road', ['西藏中路123弄']],
  ['Chongqing South Road', ['重庆南路']],
  ['Beijing Road 5', ['北京路5号', '背景路5号']],
  ['somewhere in Huangpu', ['黄浦区']],
  ['Nanjing East Road Subdistrict', ['南京东路']],
  ['nothing here', []],
  ['南京东路 100 Huangpu', []],
])('%s', (text, wanted) => {
  expect(fromEnglish(text, names)).toEqual(wanted)
})
