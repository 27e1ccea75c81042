import { describe, expect, it } from 'vitest'
import { urgencyOf } from './urgency.ts'

const words = ['燃气泄漏', '着火', '被困', '电梯困人']
const level = (text: string) => urgencyOf({ title: '', text }, words).level

describe('urgency', () => {
  it.each([
    ['三楼着火了，浓烟很大，里面有人', 2],
    ['楼道里闻到燃气泄漏的味道', 1],
    ['老人被困电梯，快来救命', 2],
    ['路灯不亮三天了', 0],
    ['建议社区开展预防燃气泄漏的宣传', 0],
    ['楼道堆放杂物，为防止着火请清理', 0],
    ['去年这里着火，现在还没有修好', 0],
    ['没有着火，只是烧菜的烟', 0],
    ['没有人管！昨晚又着火', 1],
  ])('%s', (text, expected) => {
    expect(level(text)).toBe(expected)
  })

  it('says which words, in the title too, and knows only the declared ones', () => {
    expect(urgencyOf({ title: '燃气泄漏', text: '现在很危险' }, words).words).toEqual(['燃气泄漏', '现在'])
    expect(urgencyOf({ title: '', text: '有人溺水' }, words)).toEqual({ level: 0, words: [] })
    expect(urgencyOf({ title: '', text: '' }, [...words, '']).level).toBe(0)
  })
})
