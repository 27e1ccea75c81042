import { describe, expect, it } from 'vitest'
import { nameMatcher } from './class-names.ts'

const matcher = nameMatcher([
  { path: ['城乡建设'], words: [] },
  { path: ['城乡建设', '市政设施', '路灯照明'], words: ['灯杆'] },
  { path: ['城乡建设', '市政设施', '井盖缺失'], words: [] },
  { path: ['劳动和社会保障', '工资福利', '拖欠工资'], words: [] },
])

describe('classes by their names', () => {
  it('finds the class whose own words stand in the message, and says which', () => {
    const [first] = matcher.match({ title: '路灯坏了', text: '晚上没有照明' }, [], 3)
    expect(first?.path).toEqual(['城乡建设', '市政设施', '路灯照明'])
    expect(first?.words).toEqual(['路灯', '照明'])
  })

  it('reads declared words beside the name', () => {
    expect(matcher.match({ title: '', text: '灯杆歪了' }, [], 1)[0]?.path[2]).toBe('路灯照明')
  })

  it('stays under the class that is given', () => {
    const under = matcher.match({ title: '', text: '单位拖欠工资，门口路灯也坏了' }, ['城乡建设'], 5)
    expect(under.every(({ path }) => path[0] === '城乡建设')).toBe(true)
    expect(under[0]?.path[2]).toBe('路灯照明')
  })

  it('a word in the title weighs more than the same word in the text', () => {
    const strength = (title: string, text: string) => matcher.match({ title, text }, [], 1)[0]?.strength ?? 0
    expect(strength('拖欠工资', '盼复')).toBeGreaterThan(strength('盼复', '拖欠工资'))
  })

  it('finds nothing where no word stands', () => {
    expect(matcher.match({ title: '你好', text: '谢谢' }, [], 3)).toEqual([])
  })
})
