import type { Words } from '../words.ts'

/** Classes of signs, in the order in which they are shown. */
export const signClasses = {
  weather: { zh: '气象', en: 'Weather' },
  water: { zh: '防汛与水务', en: 'Water' },
  traffic: { zh: '交通', en: 'Traffic' },
  energy: { zh: '供电', en: 'Power' },
  gas: { zh: '燃气', en: 'Gas' },
  environment: { zh: '生态环境', en: 'Environment' },
  fire: { zh: '消防', en: 'Fire' },
  safety: { zh: '设施与房屋安全', en: 'Structures and lifts' },
  order: { zh: '公共秩序', en: 'Public order' },
  health: { zh: '卫生健康', en: 'Health' },
  hotline: { zh: '市民热线', en: 'Hotline' },
  services: { zh: '政务与民生服务', en: 'Services' },
  appearance: { zh: '市容环卫', en: 'Streets and waste' },
  trade: { zh: '经济与口岸', en: 'Trade' },
  networks: { zh: '感知与网络', en: 'Networks' },
} as const satisfies Record<string, Words>

/** A class of signs. */
export type SignClass = keyof typeof signClasses
