import { describe, expect, it } from 'vitest'
import { seeded } from '../../../kernel/codes/index.ts'
import { groupNearDuplicates, likeness, signatureOf } from './near-duplicates.ts'
import { syntheticMessages } from './testing/synthetic.ts'

const body = (text: string) => ({ title: '', text })
const shingles = (text: string) => new Set(Array.from({ length: text.length - 2 }, (_, at) => text.slice(at, at + 3)))

describe('near-duplicates', () => {
  it('likeness estimates the Jaccard likeness of the texts', () => {
    const random = seeded('likeness')
    const letters = Array.from({ length: 400 }, () => String.fromCodePoint(0x4e00 + Math.floor(random() * 3000)))
    let error = 0
    for (let shared = 20; shared <= 380; shared += 20) {
      const one = letters.slice(0, shared + (400 - shared) / 2).join('')
      const other = [...letters.slice(0, shared), ...letters.slice(0, (400 - shared) / 2).reverse()].join('')
      const [first, second] = [shingles(one), shingles(other)]
      const both = [...first].filter((one) => second.has(one)).length
      const exact = both / (first.size + second.size - both)
      error += Math.abs(exact - likeness(signatureOf(body(one)), signatureOf(body(other))))
    }
    expect(error / 19).toBeLessThan(0.06)
  })

  it('groups a message with its copies, changed a little, and nothing else', () => {
    const messages = syntheticMessages(3, 60)
    const text = '丽发路小区旁边的工厂夜里一直施工，机器声音很大，孩子无法睡觉，请有关部门尽快上门处理并给我们答复'
    const copies = [text, `${text}，谢谢`, text.replace('请有关部门', '恳请相关部门')].map(body)
    const groups = groupNearDuplicates([...messages, ...copies])
    expect([...groups.slice(-3)]).toEqual([60, 60, 60])
    expect(groups.filter((group, at) => at < 60 && group >= 60)).toHaveLength(0)
  })

  it('takes empty messages for copies of nothing', () => {
    expect([...groupNearDuplicates([body(''), body(''), body('好')])]).toEqual([0, 1, 2])
  })
})
