import type { Plan, PlanTask } from '../../../kernel/response/index.ts'

/** What every weather plan of this city orders; a starting point, to be adapted to the city's own published plan. */
const tasks: readonly PlanTask[] = [
  {
    id: 'duty',
    title: { zh: '领导带班、值班值守', en: 'Command posts manned' },
    text: {
      zh: '主要负责人到岗带班，保持联络畅通，回报在岗人数。',
      en: 'The head takes the post, lines stay open, and the number of people present is reported.',
    },
    at: ['IV', 'III', 'II', 'I'],
    to: [
      { duty: 'operation-centre', levels: ['city', 'district', 'street'] },
      { duty: 'water', levels: ['city'] },
    ],
    ...{ acknowledgeWithin: 15, doneWithin: 60 },
  },
  {
    id: 'inspect',
    title: { zh: '巡查易积水点、危房和高空构筑物', en: 'Low places, unsafe houses and things on high looked over' },
    text: {
      zh: '逐处查看辖区易积水点、危旧房、广告牌和脚手架，险情立即处置并上报。',
      en: 'Every low place, unsafe house, billboard and scaffold of the area is looked at; danger is dealt with and reported at once.',
    },
    at: ['IV', 'III', 'II', 'I'],
    to: [{ duty: 'grid', levels: ['grid'] }],
    after: ['duty'],
    ...{ acknowledgeWithin: 30, doneWithin: 180 },
  },
  {
    id: 'tell-residents',
    title: { zh: '通知居民', en: 'Residents told' },
    text: {
      zh: '通知居民收起阳台物品、关闭门窗、减少外出；上门告知独居老人。',
      en: 'Residents are told to take things off balconies, shut windows and stay in; old people who live alone are visited.',
    },
    at: ['III', 'II', 'I'],
    to: [{ duty: 'committee', levels: ['community'] }],
    ...{ acknowledgeWithin: 30, doneWithin: 180 },
  },
  {
    id: 'teams',
    title: { zh: '抢险队伍和物资前置', en: 'Teams and goods placed ahead' },
    text: {
      zh: '抢险队伍集结待命，泵车和物资前置到易积水点附近。',
      en: 'Rescue teams stand ready; pumps and goods are placed near the low places.',
    },
    at: ['III', 'II', 'I'],
    to: [{ duty: 'operation-centre', levels: ['district', 'street'] }],
    ...{ acknowledgeWithin: 15, doneWithin: 120 },
  },
  {
    id: 'shelter',
    title: { zh: '开放避难场所、转移安置', en: 'Shelters opened, people brought there' },
    text: {
      zh: '开放避难场所，转移危房、工地和低洼处人员，回报安置人数。',
      en: 'Shelters are opened; people in unsafe houses, on sites and in low places are brought there and counted.',
    },
    at: ['II', 'I'],
    to: [{ duty: 'operation-centre', levels: ['street'] }],
    after: ['teams'],
    ...{ acknowledgeWithin: 10, doneWithin: 240 },
  },
  {
    id: 'close',
    title: { zh: '封闭危险场所', en: 'Dangerous places closed' },
    text: {
      zh: '关闭公园、地下空间和涉水道路，劝返人员并留人看守。',
      en: 'Parks, basements and roads under water are closed, people turned back, and somebody stays there.',
    },
    at: ['I'],
    to: [
      { duty: 'police', levels: ['city', 'district'] },
      { duty: 'grid', levels: ['grid'] },
    ],
    ...{ acknowledgeWithin: 10, doneWithin: 90 },
  },
]

const basis = {
  zh: '参照《中华人民共和国突发事件应对法》的预警与响应要求编写的起点，须按本市发布的预案修订',
  en: 'A starting point after the Emergency Response Law of the PRC; to be adapted to the plan that the city has published',
}

const levels = { blue: 'IV', yellow: 'III', orange: 'II', red: 'I' } as const

/** What water that is foreseen, or stands, calls for: a starting point like the plan itself. */
const byWater = { warning: 'IV', serious: 'III', critical: 'II' } as const
const wet = {
  'road-water-foreseen': byWater,
  'road-water-depth': byWater,
  'road-water-places': byWater,
  'rain-1h': byWater,
}

/** Typhoon (台风): wind and rain, foreseen by days. */
export const typhoon: Plan = {
  id: 'typhoon',
  title: { zh: '防汛防台专项预案（台风）', en: 'Typhoon plan' },
  hazard: 'typhoon',
  ...{ basis, proposes: levels, tasks },
  resources: [
    { kind: 'team', title: { zh: '抢险队', en: 'Rescue teams' }, count: 2, at: ['III', 'II', 'I'] },
    { kind: 'vehicle', title: { zh: '泵车', en: 'Pump lorries' }, count: 2, at: ['III', 'II', 'I'] },
    { kind: 'shelter', title: { zh: '避难场所', en: 'Shelters' }, count: 1, at: ['II', 'I'] },
  ],
  messages: [
    {
      at: ['IV', 'III'],
      title: { zh: '台风将影响本地', en: 'A typhoon is coming near' },
      text: {
        zh: '请收起阳台物品，关好门窗，留意最新消息。',
        en: 'Please take things off balconies, shut windows and watch for news.',
      },
    },
    {
      at: ['II', 'I'],
      title: { zh: '台风来临，请勿外出', en: 'Typhoon: please stay indoors' },
      text: {
        zh: '请留在安全的室内，远离门窗、广告牌和积水。需要转移的，请听从居委会安排。',
        en: 'Stay inside a safe building, away from windows, billboards and water. If you must leave, follow your committee.',
      },
    },
  ],
}

/** Rainstorm (暴雨): as a typhoon without the wind, foreseen by hours. */
export const rainstorm: Plan = {
  id: 'rainstorm',
  title: { zh: '防汛防台专项预案（暴雨）', en: 'Rainstorm plan' },
  hazard: 'rainstorm',
  ...{ basis, proposes: levels, answers: wet, tasks },
  resources: [
    { kind: 'vehicle', title: { zh: '泵车', en: 'Pump lorries' }, count: 2, at: ['IV', 'III', 'II', 'I'] },
    { kind: 'store', title: { zh: '防汛物资', en: 'Flood goods' }, count: 1, at: ['III', 'II', 'I'] },
  ],
  messages: [
    {
      at: ['IV', 'III', 'II', 'I'],
      title: { zh: '暴雨，注意积水', en: 'Heavy rain: beware of water on roads' },
      text: {
        zh: '请避开下立交、地下空间和积水路段，不要涉水行走或驾车。',
        en: 'Keep away from underpasses, basements and flooded roads; do not walk or drive through water.',
      },
    },
  ],
}
