import type { Responsibility } from '../../../kernel/pack/index.ts'

/**
 * Which duty answers first for a class; the longest matching class wins. What happens on the street goes to the street
 * that the place lies in, the rest to a bureau of the district or the city. Data: a city edits its own copy.
 */
export const responsibilities: readonly Responsibility[] = [
  { class: '城乡建设', duty: 'construction', level: 'district' },
  { class: '城乡建设/市政设施', duty: 'street', level: 'street' },
  { class: '城乡建设/市容管理', duty: 'street', level: 'street' },
  { class: '城乡建设/物业管理', duty: 'street', level: 'street' },
  { class: '环境保护', duty: 'environment', level: 'district' },
  { class: '环境保护/噪声污染/生活噪声', duty: 'street', level: 'street' },
  { class: '环境保护/垃圾处理', duty: 'street', level: 'street' },
  { class: '交通运输', duty: 'transport', level: 'city' },
  { class: '交通运输/停车管理', duty: 'street', level: 'street' },
  { class: '教育文体', duty: 'education', level: 'district' },
  { class: '劳动和社会保障', duty: 'labour', level: 'district' },
  { class: '商贸旅游', duty: 'market', level: 'district' },
  { class: '卫生计生', duty: 'health', level: 'district' },
  { class: '民政', duty: 'civil-affairs', level: 'district' },
  { class: '民政/社区治理', duty: 'street', level: 'street' },
  { class: '政法', duty: 'police', level: 'district' },
  { class: '农村农业', duty: 'agriculture', level: 'district' },
  { class: '经济管理', duty: 'development', level: 'city' },
  { class: '科技与信息产业', duty: 'economy-information', level: 'city' },
  { class: '国土资源', duty: 'planning', level: 'city' },
  { class: '党务政务', duty: 'operation-centre', level: 'district' },
  { class: '纪检监察', duty: 'discipline', level: 'city' },
]
