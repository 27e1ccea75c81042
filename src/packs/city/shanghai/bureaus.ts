import type { Words } from '../../../kernel/words.ts'

/** A bureau (委办局) that the city and most districts have: its main duty, its names, and what else it answers for. */
export type Bureau = {
  /** Duty, and kind of office; part of its id. */
  readonly duty: string
  /** Name of the city's bureau without 上海市, of the district's without the district's name. */
  readonly city?: Words
  readonly district?: Words
  /** Further duties of the city's and of the district's bureau. */
  readonly cityDuties?: readonly string[]
  readonly districtDuties?: readonly string[]
}

const t = (zh: string, en: string): Words => ({ zh, en })
const both = (zh: string, en: string) => ({ city: t(zh, en), district: t(zh, en) })

/**
 * The bureaus of the city and its districts after the institutional reform of 2023–2024. Names differ a little between
 * districts: edit them in the running city. Duties are the words by which packs find who answers.
 */
export const bureaus: readonly Bureau[] = [
  { duty: 'development', ...both('发展和改革委员会', 'Development and Reform Commission') },
  {
    duty: 'economy-information',
    city: t('经济和信息化委员会', 'Commission of Economy and Informatization'),
    district: t('科学技术和经济委员会', 'Commission of Science, Technology and Economy'),
    districtDuties: ['science', 'economy-information'],
  },
  { duty: 'science', city: t('科学技术委员会', 'Science and Technology Commission') },
  {
    duty: 'commerce',
    ...both('商务委员会', 'Commission of Commerce'),
    // Districts without villages keep farm produce here.
    districtDuties: ['agriculture'],
  },
  { duty: 'education', city: t('教育委员会', 'Education Commission'), district: t('教育局', 'Education Bureau') },
  {
    duty: 'police',
    city: t('公安局', 'Public Security Bureau'),
    district: t('公安分局', 'Public Security Sub-bureau'),
  },
  { duty: 'civil-affairs', ...both('民政局', 'Civil Affairs Bureau') },
  { duty: 'justice', ...both('司法局', 'Justice Bureau') },
  { duty: 'finance', ...both('财政局', 'Finance Bureau') },
  { duty: 'labour', ...both('人力资源和社会保障局', 'Human Resources and Social Security Bureau') },
  { duty: 'medical-insurance', ...both('医疗保障局', 'Medical Insurance Bureau') },
  { duty: 'planning', ...both('规划和自然资源局', 'Planning and Natural Resources Bureau') },
  { duty: 'environment', ...both('生态环境局', 'Ecology and Environment Bureau') },
  {
    duty: 'construction',
    city: t('住房和城乡建设管理委员会', 'Commission of Housing and Urban-Rural Construction'),
    district: t('建设和管理委员会', 'Commission of Construction and Management'),
    districtDuties: ['transport', 'water'],
  },
  { duty: 'housing', ...both('房屋管理局', 'Housing Administration Bureau') },
  { duty: 'transport', city: t('交通委员会', 'Transport Commission') },
  { duty: 'water', city: t('水务局', 'Water Authority') },
  {
    duty: 'agriculture',
    city: t('农业农村委员会', 'Commission of Agriculture and Rural Affairs'),
    district: t('农业农村委员会', 'Commission of Agriculture and Rural Affairs'),
  },
  { duty: 'culture-tourism', ...both('文化和旅游局', 'Culture and Tourism Bureau') },
  { duty: 'sport', ...both('体育局', 'Sports Bureau') },
  { duty: 'health', ...both('卫生健康委员会', 'Health Commission') },
  { duty: 'emergency', ...both('应急管理局', 'Emergency Management Bureau') },
  {
    duty: 'fire',
    city: t('消防救援总队', 'Fire and Rescue Brigade'),
    district: t('消防救援支队', 'Fire and Rescue Detachment'),
  },
  { duty: 'market', ...both('市场监督管理局', 'Market Supervision Bureau') },
  {
    duty: 'greening',
    ...both('绿化和市容管理局', 'Landscaping and City Appearance Bureau'),
    cityDuties: ['city-appearance'],
    districtDuties: ['city-appearance'],
  },
  { duty: 'urban-enforcement', ...both('城市管理行政执法局', 'Urban Management Enforcement Bureau') },
  { duty: 'data', ...both('数据局', 'Data Bureau') },
  { duty: 'petition', ...both('信访办公室', 'Petitions Office') },
  { duty: 'discipline', ...both('纪律检查委员会监察委员会', 'Commission for Discipline Inspection and Supervision') },
  { duty: 'weather', city: t('气象局', 'Meteorological Service') },
]
