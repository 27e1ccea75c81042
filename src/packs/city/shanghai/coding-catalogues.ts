import type { CodingCatalogue } from '../../../kernel/codes/index.ts'

const classes = {
  '01': { zh: '公用设施', en: 'public utilities' },
  '02': { zh: '交通设施', en: 'traffic' },
  '03': { zh: '市容环境设施', en: 'sanitation' },
  '04': { zh: '园林绿化设施', en: 'green space' },
  '05': { zh: '其他设施', en: 'others' },
} as const

const district = { kind: 'division', name: 'division', title: { zh: '区', en: 'District' } } as const
const digits = '0123456789'
// Without letters that are mistaken for digits or for each other.
const readable = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** How the city numbers its things: one catalogue a kind. The root `SH` and the layouts are this profile's own. */
export const codingCatalogues: readonly CodingCatalogue[] = [
  {
    id: 'component',
    title: { zh: '城市部件', en: 'City component' },
    standard: 'GB/T 30428.2-2013, with a check digit added',
    segments: [
      { kind: 'fixed', text: 'SHC', title: { zh: '部件根', en: 'Root of components' } },
      district,
      { kind: 'choice', name: 'class', title: { zh: '大类', en: 'Class' }, of: classes },
      { kind: 'serial', length: 6, alphabet: digits, title: { zh: '流水号', en: 'Serial' } },
      { kind: 'check', algorithm: 'mod37-36', title: { zh: '校验位', en: 'Check' } },
    ],
    isGapFree: true,
  },
  {
    id: 'device',
    title: { zh: '感知设备', en: 'Sensing device' },
    standard: 'Shudu',
    segments: [
      { kind: 'fixed', text: 'SHD', title: { zh: '设备根', en: 'Root of devices' } },
      { kind: 'year', name: 'year', title: { zh: '年份', en: 'Year' } },
      { kind: 'serial', length: 6, alphabet: readable, title: { zh: '流水号', en: 'Serial' } },
      { kind: 'check', algorithm: 'mod37-36', title: { zh: '校验位', en: 'Check' } },
    ],
    isGapFree: false,
  },
  {
    id: 'place',
    title: { zh: '场所', en: 'Place' },
    standard: 'Shudu',
    segments: [
      { kind: 'fixed', text: '9', title: { zh: '场所根', en: 'Root of places' } },
      district,
      { kind: 'serial', length: 8, alphabet: digits, title: { zh: '流水号', en: 'Serial' } },
      { kind: 'check', algorithm: 'damm', title: { zh: '校验位', en: 'Check' } },
    ],
    isGapFree: true,
  },
]
