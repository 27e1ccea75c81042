import type { Taxonomy, TaxonomyClass } from '../../kernel/pack/index.ts'
import { classes as hotlineClasses } from './hotline/index.ts'

/** What only the city itself tells of, and no hotline class stands for: ours, to be replaced by a city's own. */
const own: readonly TaxonomyClass[] = [
  { code: '应急管理', title: { zh: '应急管理', en: 'Emergencies' } },
  { code: '应急管理/自然灾害', title: { zh: '自然灾害', en: 'Natural hazards' } },
  { code: '应急管理/自然灾害/台风暴雨', title: { zh: '台风暴雨', en: 'Typhoons and rainstorms' } },
  { code: '应急管理/危险化学品', title: { zh: '危险化学品', en: 'Hazardous goods' } },
  { code: '应急管理/危险化学品/危化品运输', title: { zh: '危化品运输', en: 'Hazardous goods on the road' } },
  { code: '应急管理/公共场所', title: { zh: '公共场所', en: 'Public places' } },
  { code: '应急管理/公共场所/大客流', title: { zh: '大客流', en: 'Crowds' } },
]

/** Every class of the city's taxonomy, for a scenario that is told under which its cases are filed. */
export const everyCityClass: Taxonomy = {
  title: { zh: '城市事项分类', en: 'Classes of the city’s cases' },
  classes: [...hotlineClasses, ...own],
}

/**
 * These classes of the city's taxonomy and those above them, for a scenario whose cases nobody sorts: so that figures, lists and
 * search by class see them beside the hotline's.
 * @throws TypeError when there is no such class
 */
export function cityClasses(...codes: readonly string[]): Taxonomy {
  const all = everyCityClass.classes
  for (const code of codes) if (!all.some((one) => one.code === code)) throw new TypeError(`No class ${code}`)
  return {
    ...everyCityClass,
    classes: all.filter((one) => codes.some((code) => code === one.code || code.startsWith(`${one.code}/`))),
  }
}
