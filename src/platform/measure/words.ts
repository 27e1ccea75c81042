import type { Channel } from '../../kernel/flow/index.ts'
import type { FigureMeasure } from '../../kernel/pack/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { CountName } from '../cases/index.ts'

/** Where every number of this room comes from. */
export const source: Words = {
  zh: '本市事项记录，按受理时间归属',
  en: 'The case records of this city, by the time of opening',
}

/** Unit of counts. */
export const caseUnit: Words = { zh: '件', en: 'cases' }

/** What the measures are called over cases of every kind, in the order in which they are shown. */
export const measureWords: Readonly<Record<FigureMeasure, { readonly title: Words; readonly definition: Words }>> = {
  'contacted-in-time': {
    title: { zh: '先行联系率', en: 'First contact in time' },
    definition: {
      zh: '应先行联系的事项中，在时限内联系上诉求人的比例',
      en: 'Of cases whose first contact was due, the share in which the reporter was reached in time',
    },
  },
  'handled-in-time': {
    title: { zh: '按时办结率', en: 'Handled in time' },
    definition: {
      zh: '应办结的各类事项中，在时限内办结的比例',
      en: 'Of cases of every kind that were due, the share handled within the limit',
    },
  },
  'replied-in-time': {
    title: { zh: '及时回复率', en: 'Replied in time' },
    definition: {
      zh: '应回复的事项中，在时限内回复诉求人的比例',
      en: 'Of cases due, the share replied to within the limit',
    },
  },
  solved: {
    title: { zh: '实际解决率', en: 'Solved' },
    definition: {
      zh: '回访接通的事项中，诉求人确认已解决的比例',
      en: 'Of cases called back, the share the reporter calls solved',
    },
  },
  satisfied: {
    title: { zh: '满意率', en: 'Satisfied' },
    definition: {
      zh: '有回访或评价结果的事项中，满意和基本满意的比例',
      en: 'Of cases called back or rated, the share satisfied or fairly satisfied',
    },
  },
}

/** What a count is called and what it means. */
export const countWords: Readonly<Record<CountName, { readonly title: Words; readonly definition: Words }>> = {
  received: {
    title: { zh: '受理', en: 'Received' },
    definition: { zh: '期间内受理的全部事项', en: 'All cases opened in the period' },
  },
  open: {
    title: { zh: '在办', en: 'Open' },
    definition: { zh: '期间内受理、目前仍在办理的事项', en: 'Opened in the period and not over yet' },
  },
  closed: {
    title: { zh: '办结', en: 'Closed' },
    definition: { zh: '期间内受理、目前已办结的事项', en: 'Opened in the period and over by now' },
  },
  late: {
    title: { zh: '超期在办', en: 'Late' },
    definition: {
      zh: '期间内受理、仍在办理、当前环节已过时限的事项',
      en: 'Opened in the period, still open, the limit of the present step has passed',
    },
  },
  redone: {
    title: { zh: '重办', en: 'Redone' },
    definition: { zh: '期间内受理、重办过至少一次的事项', en: 'Opened in the period and done again at least once' },
  },
  returned: {
    title: { zh: '退回', en: 'Returned' },
    definition: { zh: '期间内受理、被承办单位退回过的事项', en: 'Opened in the period and given back by an office' },
  },
}

/** What channels are called; one that has no name here is shown as it is. */
export const channelWords: Readonly<Record<Channel, Words>> = {
  portal: { zh: '网上', en: 'Portal' },
  phone: { zh: '电话', en: 'Telephone' },
  file: { zh: '批量导入', en: 'File' },
  open311: { zh: 'Open311 接口', en: 'Open311' },
  api: { zh: '接口', en: 'API' },
  patrol: { zh: '巡查', en: 'Patrol' },
  device: { zh: '感知设备', en: 'Device' },
  camera: { zh: '视频', en: 'Camera' },
  sign: { zh: '城市体征', en: 'Vital sign' },
  'other-city': { zh: '外地转来', en: 'Another city' },
}

/** Groups of what has no office, class or division. */
export const noneWords = {
  office: { zh: '未派单（待分拣或直接解答）', en: 'Not dispatched (to be sorted, or answered at once)' },
  class: { zh: '尚未分类', en: 'Not classified yet' },
  division: { zh: '没有区划', en: 'No division' },
} as const satisfies Record<string, Words>

/** Title of a group that is an office, class or division itself, without what lies below it. */
export const itself = (title: Words): Words => ({ zh: `${title.zh}（本级）`, en: `${title.en} (itself)` })
