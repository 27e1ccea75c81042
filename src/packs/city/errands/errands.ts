import type { ErrandKind, Skill, Vehicle } from '../../../kernel/dispatch/index.ts'
import type { Words } from '../../../kernel/words.ts'

const t = (zh: string, en: string): Words => ({ zh, en })

/** What crews can do. */
export const skills: readonly Skill[] = [
  { name: 'drain', title: t('排水', 'Drainage') },
  { name: 'road', title: t('道路养护', 'Road repair') },
  { name: 'light', title: t('照明电气', 'Lighting') },
  { name: 'waste', title: t('环卫清运', 'Waste') },
  { name: 'order', title: t('市容秩序', 'Street order') },
  { name: 'building', title: t('房屋设施', 'Buildings') },
  { name: 'gas', title: t('燃气', 'Gas') },
  { name: 'environment', title: t('环境检查', 'Environment') },
  { name: 'look', title: t('巡查核实', 'Inspection') },
]

/** How they go. Speeds through the inner city are a proposal: a city measures its own. */
export const vehicles: readonly Vehicle[] = [
  { name: 'foot', title: t('步行', 'On foot'), speed: 75 },
  { name: 'bicycle', title: t('电动自行车', 'Electric bicycle'), speed: 220 },
  { name: 'van', title: t('作业车', 'Van'), speed: 280 },
  { name: 'truck', title: t('清运车', 'Truck'), speed: 230 },
]

const hotline = (code: string) => ({ pack: 'hotline', steps: ['handle'], class: code })

/**
 * What somebody must go to, by pack and step or by class of a message, with minutes of work on the spot: proposals after common
 * practice, for a city to edit. What no kind fits is settled at a desk and is never planned.
 */
export const errandKinds: readonly ErrandKind[] = [
  {
    ...{ name: 'gas', title: t('燃气处置', 'Gas'), skills: ['gas'], work: 60 },
    for: [{ pack: 'gas-leak', steps: ['secure', 'mend'] }, hotline('城乡建设/供水供气/燃气服务')],
  },
  {
    ...{ name: 'lift', title: t('电梯处置', 'Lifts'), skills: ['building'], work: 45 },
    for: [{ pack: 'lift-trapping', steps: ['free', 'inspect'] }, hotline('城乡建设/物业管理/电梯运行')],
  },
  {
    ...{ name: 'flood', title: t('道路积水', 'Water on roads'), skills: ['drain'], work: 50 },
    for: [
      { pack: 'road-flooding', steps: ['close', 'drain'] },
      hotline('城乡建设/市政设施/排水积水'),
      hotline('环境保护/水体污染'),
    ],
  },
  {
    ...{ name: 'flood-check', title: t('积水核实', 'Check of water'), skills: ['look'], work: 15 },
    for: [{ pack: 'road-flooding', steps: ['confirm', 'check'] }],
  },
  {
    ...{ name: 'cover', title: t('井盖处置', 'Manhole covers'), skills: ['road'], work: 30 },
    for: [{ pack: 'manhole-cover' }, hotline('城乡建设/市政设施/井盖缺失')],
  },
  {
    ...{ name: 'light', title: t('路灯维修', 'Street lights'), skills: ['light'], work: 40 },
    for: [{ pack: 'street-light' }, hotline('城乡建设/市政设施/路灯照明')],
  },
  {
    ...{ name: 'road', title: t('道路修补', 'Road repair'), skills: ['road'], work: 60 },
    for: [
      hotline('城乡建设/市政设施/道路破损'),
      hotline('交通运输/道路建设/施工围挡'),
      hotline('政法/交通执法/信号标线'),
    ],
  },
  {
    ...{ name: 'waste', title: t('垃圾清运', 'Waste'), skills: ['waste'], work: 30 },
    for: [
      { pack: 'illegal-dumping', steps: ['clear'] },
      { pack: 'exposed-rubbish', steps: ['clear'] },
      hotline('环境保护/垃圾处理'),
    ],
  },
  {
    ...{ name: 'order', title: t('市容秩序', 'Street order'), skills: ['order'], work: 25 },
    for: [
      { pack: 'crowd', steps: ['guide', 'ease'] },
      hotline('城乡建设/市容管理'),
      hotline('交通运输/停车管理/乱停乱放'),
      hotline('政法/社会治安/扰乱秩序'),
    ],
  },
  {
    ...{ name: 'building', title: t('房屋设施', 'Buildings'), skills: ['building'], work: 45 },
    for: [
      { pack: 'facade', steps: ['cordon', 'judge', 'mend'] },
      hotline('城乡建设/房屋住房/房屋质量'),
      hotline('城乡建设/物业管理/物业服务'),
    ],
  },
  {
    ...{ name: 'environment', title: t('环境检查', 'Environment'), skills: ['environment'], work: 40 },
    for: [
      { pack: 'air-episode', steps: ['trace', 'control'] },
      hotline('环境保护/噪声污染'),
      hotline('环境保护/大气污染'),
    ],
  },
  {
    ...{ name: 'look', title: t('现场核实', 'Look on the spot'), skills: ['look'], work: 15 },
    for: [{ pack: 'alarm', steps: ['handle'] }],
  },
]
