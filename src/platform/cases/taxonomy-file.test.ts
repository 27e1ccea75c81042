import { expect, test } from 'vitest'
import { hotline } from '../../packs/government/hotline/index.ts'
import { bytesSource } from '../base/index.ts'
import { packWithTaxonomy } from './taxonomy-file.ts'

const table = (text: string) => bytesSource(new TextEncoder().encode(text.trim()))
const name = Object.keys(hotline.taxonomies)[0] ?? ''
const classesOf = (pack: typeof hotline) => new Map(pack.taxonomies[name]?.classes.map((one) => [one.code, one]))

test('a city adds classes of its own, those above with them; what is there already changes nothing', async () => {
  const file = `分类编码,名称,英文名称,关键词
城乡建设/市政设施/充电桩,充电桩,Charging points,充电 桩,
低空经济/无人机,无人机,Drones,
城乡建设,城乡建设,Urban construction,
低空经济/无人机,无人机,Drones,
/空,,,`
  const taken = await packWithTaxonomy(hotline, name, table(file))
  expect([taken.read, taken.imported, taken.already]).toEqual([5, 2, 1])
  expect(taken.refused.map(({ row }) => row)).toEqual([5, 6])
  const classes = classesOf(taken.pack)
  expect(classes.get('低空经济')?.title).toEqual({ zh: '低空经济', en: '低空经济' })
  expect(classes.get('城乡建设/市政设施/充电桩')).toEqual({
    code: '城乡建设/市政设施/充电桩',
    title: { zh: '充电桩', en: 'Charging points' },
    words: ['充电', '桩'],
  })
  expect(classes.size).toBe(classesOf(hotline).size + 3)
  expect(taken.pack.hash).not.toBe(hotline.hash)
  const again = await packWithTaxonomy(taken.pack, name, table(file))
  expect([again.imported, again.already, again.pack.hash]).toEqual([0, 3, taken.pack.hash])
})

test('levels may stand in columns of their own, and a file may take the place of all classes', async () => {
  const taken = await packWithTaxonomy(hotline, name, table('一级分类,二级分类\n甲,乙\n甲,丙\n丁,'), true)
  expect([...classesOf(taken.pack).keys()]).toEqual(['甲', '甲/乙', '甲/丙', '丁'])
})

test('a file without classes, and a taxonomy that is not there, are refused by name', async () => {
  await expect(packWithTaxonomy(hotline, 'nothing', table('a\n1'))).rejects.toMatchObject({ code: 'case.noTaxonomy' })
  await expect(packWithTaxonomy(hotline, name, table('电话,地址\n1,2'))).rejects.toMatchObject({
    code: 'case.noClasses',
  })
})
