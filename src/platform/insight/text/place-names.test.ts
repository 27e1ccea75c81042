import { describe, expect, it } from 'vitest'
import { leadingNames, placeNames } from './place-names.ts'

const names = (text: string) => placeNames(text).map(({ name, kind }) => `${kind}:${name}`)
const stem = (text: string) => placeNames(text).find(({ kind }) => kind !== 'division')?.stem

describe('names of places', () => {
  it.each([
    ['A2区丽发新城小区附近的搅拌站噪音严重扰民', ['division:a2区', 'spot:丽发新城小区']],
    ['黄兴路步行街住户粪便外排', ['spot:黄兴路步行街']],
    ['A7县泉塘社区东七路与漓楚路交汇处斑马线', ['division:a7县', 'community:泉塘社区', 'road:东七路', 'road:漓楚路']],
    ['东风街道蚌塘社区自来水管网改造', ['street:东风街道', 'community:蚌塘社区']],
    ['205路公交车经常不按时发车，3号线也挤', ['line:205路', 'line:3号线']],
    ['投诉A市伊景园滨河苑捆绑车位销售', ['division:a市', 'spot:滨河苑']],
    ['普陀区长寿路街道谧槐路173弄', ['division:普陀区', 'street:长寿路街道', 'road:谧槐路']],
    ['浦东新区张江镇中科路的路灯不亮', ['division:浦东新区', 'street:张江镇', 'road:中科路']],
  ])('%s', (text, expected) => {
    expect(names(text)).toEqual(expected)
  })

  it('knows a name again by its stem, with and without the general word at its end', () => {
    expect([stem('丽发新城小区门口'), stem('丽发新城门口'), stem('丽发小区门口')]).toEqual(['丽发', '丽发', '丽发'])
  })

  it.each([
    '小区物业乱收费',
    '我们这个小区停水',
    '这条路坑坑洼洼，公路、铁路和马路都要修',
    '希望建设公办幼儿园和小学',
    '市政府和党委政府高度重视',
    '公积金中心不办理贷款',
    '',
  ])('finds none in: %s', (text) => {
    expect(names(text)).toEqual([])
  })

  it('offers what stands behind a division and holds a proper word as a name that may recur', () => {
    expect(leadingNames('投诉A3区江山帝景开发商')).toContain('江山帝景')
    expect(leadingNames('咨询A市人才购房补贴')).toEqual([])
  })
})
