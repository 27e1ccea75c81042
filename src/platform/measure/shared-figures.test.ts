import { expect, test } from 'vitest'
import { airEpisode } from '../../packs/government/air-episode/index.ts'
import { crowd } from '../../packs/government/crowd/index.ts'
import { hotline } from '../../packs/government/hotline/index.ts'
import { figuresOf } from './figures.ts'

const titles = (...asked: Parameters<typeof figuresOf>) => figuresOf(...asked).map(({ title }) => title.zh)

test('a figure over the cases of several packs never bears the name of one of them', () => {
  const all = [airEpisode, crowd, hotline]
  expect(titles(all, undefined)).toEqual(['先行联系率', '按时办结率', '及时回复率', '实际解决率', '满意率'])
  expect(titles(all, 'crowd')).toEqual(['大客流按时处置率'])
  expect(titles([crowd], undefined)).toEqual(['大客流按时处置率'])
})
