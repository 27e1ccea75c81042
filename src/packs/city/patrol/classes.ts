import type { FilingRule, UnitRule } from '../../../kernel/patrol/index.ts'
import { type Within, workingDays, workingHours } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'

const t = (zh: string, en: string): Words => ({ zh, en })

/** One line of the table as it is written here: code, name, limit, class that its cases are filed under, who answers. */
type Line = readonly [kind: string, zh: string, en: string, limit: Within, under: string, ...units: UnitRule[]]

/** Classes of the city (城市事项分类) that patrols find things of: each line says under which its cases are filed. */
const under = {
  manhole: '城乡建设/市政设施/井盖缺失',
  drains: '城乡建设/市政设施/排水积水',
  lights: '城乡建设/市政设施/路灯照明',
  roads: '城乡建设/市政设施/道路破损',
  water: '城乡建设/供水供气/停水水质',
  gas: '城乡建设/供水供气/燃气服务',
  stalls: '城乡建设/市容管理/占道经营',
  boards: '城乡建设/市容管理/户外广告',
  building: '城乡建设/市容管理/违法建筑',
  waste: '环境保护/垃圾处理/垃圾清运',
  rivers: '环境保护/水体污染/河道黑臭',
  dust: '环境保护/大气污染/扬尘废气',
  noise: '环境保护/噪声污染/施工噪声',
  parking: '交通运输/停车管理/乱停乱放',
  works: '交通运输/道路建设/施工围挡',
} as const
/** What no class of the city names on its own is a municipal facility until somebody says better. */
const facility = '城乡建设/市政设施'

const duty = (name: string, ownership?: string): UnitRule => ({
  ...(ownership !== undefined && { ownership }),
  to: { duty: name },
})
const wh = workingHours
const wd = workingDays

const groupOf = (
  filing: Words,
  closing: Words,
  origin: FilingRule['origin'],
  lines: readonly Line[],
): readonly FilingRule[] =>
  lines.map(([kind, zh, en, limit, under, ...units]) => ({
    ...{ kind, title: t(zh, en), filing, closing, limit, under, units, origin },
  }))

const covers = groupOf(
  t('缺失、移位、破损、沉降或异响', 'Missing, moved, broken, sunk or rattling'),
  t('井盖完好、与路面齐平，围挡撤除', 'The cover is whole and level with the road, barriers are gone'),
  'city',
  [
    ['component:0101', '上水井盖', 'Cover of water supply', wh(8), under.manhole, duty('water')],
    ['component:0102', '污水井盖', 'Cover of a sewer', wh(8), under.manhole, duty('water')],
    ['component:0103', '雨水井盖', 'Cover of a storm drain', wh(8), under.manhole, duty('water')],
    ['component:0104', '雨水箅子', 'Gully grate', wh(8), under.drains, duty('water')],
    ['component:0105', '电力井盖', 'Cover of power lines', wh(8), under.manhole, duty('economy-information')],
    ['component:0106', '路灯井盖', 'Cover of street lighting', wh(8), under.manhole, duty('construction')],
    ['component:0107', '通信井盖', 'Cover of telecoms', wh(8), under.manhole, duty('economy-information')],
    ['component:0111', '燃气井盖', 'Cover of gas', wh(4), under.manhole, duty('construction')],
    ['component:0114', '无主井盖', 'Cover of no known owner', wh(8), under.manhole, duty('construction')],
  ],
)

const facilities = groupOf(
  t('损坏、缺失、倾斜或不能使用', 'Damaged, missing, leaning or out of use'),
  t('修复或更换，恢复使用', 'Mended or replaced, in use again'),
  'city',
  [
    ['component:0113', '消防设施', 'Fire-fighting facility', wh(8), facility, duty('fire')],
    ['component:0115', '通信交接箱', 'Telecom cabinet', wd(2), facility, duty('economy-information')],
    ['component:0116', '电力设施', 'Power facility', wd(1), facility, duty('economy-information')],
    ['component:0117', '立杆', 'Pole', wd(2), facility, duty('construction'), duty('economy-information', 'telecom')],
    ['component:0120', '路灯', 'Street light', wd(1), under.lights, duty('construction')],
    ['component:0201', '停车设施', 'Parking facility', wd(3), under.parking, duty('transport')],
    ['component:0202', '公交站亭', 'Bus shelter', wd(3), facility, duty('transport')],
    ['component:0203', '交通标志牌', 'Traffic sign', wd(2), facility, duty('police')],
    ['component:0204', '交通信号灯', 'Traffic light', wh(4), facility, duty('police')],
    ['component:0205', '交通护栏', 'Traffic railing', wd(2), facility, duty('police'), duty('construction', 'roads')],
    ['component:0301', '公共厕所', 'Public toilet', wd(1), facility, duty('city-appearance')],
    [
      'component:0302',
      '垃圾箱（房）',
      'Litter bin or bin house',
      wd(1),
      under.waste,
      duty('city-appearance'),
      duty('street', 'street'),
    ],
    ['component:0401', '行道树', 'Street tree', wd(3), facility, duty('greening')],
    ['component:0402', '绿化护栏', 'Railing of green space', wd(3), facility, duty('greening')],
    ['component:0501', '公共座椅', 'Public bench', wd(5), facility, duty('street')],
  ],
)

const rubbish: readonly FilingRule[] = [
  {
    kind: 'event:0102',
    title: t('暴露垃圾', 'Exposed rubbish'),
    filing: t(
      '面积 0.5 平方米以上或散落 5 件以上（建议值）',
      'Half a square metre or five pieces and more (a proposal)',
    ),
    closing: t('垃圾清除、地面清洁', 'It is gone and the ground clean'),
    limit: wd(1),
    under: under.waste,
    units: [duty('street')],
    // One working day is what city tables publish; on main roads four working hours.
    origin: 'published',
  },
  {
    kind: 'event:0101',
    title: t('违法搭建', 'Illegal building'),
    filing: t('未经许可正在搭建或已搭建', 'Being built, or built, without permission'),
    closing: t('拆除完毕、垃圾清运', 'Taken down, the debris carried away'),
    limit: wd(15),
    under: under.building,
    units: [duty('urban-enforcement')],
    origin: 'published',
  },
]

const appearance = groupOf(
  t('影响市容或通行，现场可见', 'Plain to see, and it spoils the place or stands in the way'),
  t('清除或改正，现场整洁', 'Gone or put right, the place tidy'),
  'city',
  [
    ['event:0103', '积存渣土、偷倒垃圾', 'Debris or dumped waste', wd(1), under.waste, duty('street')],
    ['event:0104', '道路不洁', 'Dirty road', wh(4), under.waste, duty('street')],
    ['event:0105', '水域不洁', 'Dirty water', wd(1), under.rivers, duty('water')],
    ['event:0106', '绿地脏乱', 'Untidy green space', wd(1), under.waste, duty('greening')],
    ['event:0107', '占道堆物', 'Things piled on the road', wh(4), under.stalls, duty('street')],
    ['event:0201', '违规张贴、涂写', 'Fly-posting or graffiti', wd(1), under.boards, duty('street')],
    ['event:0202', '破损广告招牌', 'Broken sign board', wd(2), under.boards, duty('urban-enforcement')],
    ['event:0203', '占道广告牌', 'Sign board on the pavement', wh(4), under.boards, duty('urban-enforcement')],
    ['event:0301', '施工占道', 'Works on the road', wd(1), under.works, duty('construction')],
    ['event:0302', '工地扬尘', 'Dust from a site', wh(4), under.dust, duty('construction')],
    ['event:0303', '夜间施工', 'Works at night', wh(2), under.noise, duty('environment')],
    ['event:0304', '渣土车抛洒', 'Lorry losing its load', wh(4), under.dust, duty('urban-enforcement')],
    ['event:0401', '无证设摊', 'Street stall without permit', wh(2), under.stalls, duty('urban-enforcement')],
    ['event:0402', '跨门经营', 'Trade beyond the door', wh(4), under.stalls, duty('urban-enforcement')],
    ['event:0403', '非机动车乱停放', 'Bicycles left in disorder', wh(4), under.parking, duty('street')],
    ['event:0404', '机动车占道停放', 'Cars parked on the pavement', wh(2), under.parking, duty('police')],
  ],
)

const sudden = groupOf(
  t('发现即立案', 'Filed as soon as it is seen'),
  t('险情排除，通行或供应恢复', 'The danger is over, traffic or supply restored'),
  'city',
  [
    ['event:0501', '路面塌陷', 'Road subsidence', wh(4), under.roads, duty('construction')],
    ['event:0502', '自来水管破裂', 'Burst water pipe', wh(4), under.water, duty('water')],
    ['event:0503', '燃气管道破裂', 'Broken gas pipe', wh(2), under.gas, duty('construction')],
    ['event:0504', '下水道堵塞或破损', 'Blocked or broken sewer', wh(8), under.drains, duty('water')],
    ['event:0506', '道路积水', 'Water on the road', wh(4), under.drains, duty('water')],
    ['event:0507', '道路积雪结冰', 'Snow or ice on the road', wh(4), under.roads, duty('street')],
    ['event:0601', '其他事件', 'Another event', wd(3), facility, duty('street')],
  ],
)

/** Major classes of components and events (GB/T 30428.2 names the five and the six; the order of the six is not confirmed). */
export const majorClasses: Readonly<Record<string, Words>> = {
  'component:01': t('公用设施', 'Public utilities'),
  'component:02': t('交通设施', 'Traffic'),
  'component:03': t('市容环境设施', 'Sanitation'),
  'component:04': t('园林绿化设施', 'Green space'),
  'component:05': t('其他设施', 'Other facilities'),
  'event:01': t('市容环境', 'City appearance'),
  'event:02': t('宣传广告', 'Advertising'),
  'event:03': t('施工管理', 'Building sites'),
  'event:04': t('街面秩序', 'Street order'),
  'event:05': t('突发事件', 'Sudden events'),
  'event:06': t('其他事件', 'Other events'),
}

/**
 * The table of classes that Shanghai begins with. Subclass codes, conditions and limits are this profile's proposals, but for two
 * limits that city tables publish; a city enters its own table in their place.
 */
export const filingTable: readonly FilingRule[] = [...covers, ...facilities, ...rubbish, ...appearance, ...sudden].sort(
  (a, b) => (a.kind < b.kind ? -1 : 1),
)
