import type { CaseState } from '../../kernel/flow/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { StateShape, StateTone } from '../kit/index.ts'

/** How a state reads: its word, its shape, its tone. */
export type StatusLook = { readonly words: Words; readonly shape: StateShape; readonly tone: StateTone }

const look = (zh: string, en: string, shape: StateShape, tone: StateTone = 'plain'): StatusLook => ({
  words: { zh, en },
  shape,
  tone,
})

const ofCase: Readonly<Record<CaseState['status'], StatusLook>> = {
  open: look('办理中', 'In hand', 'working', 'active'),
  closed: look('已办结', 'Handled', 'done', 'active'),
  withdrawn: look('已撤回', 'Withdrawn', 'closed', 'still'),
  joined: look('已并单', 'Joined', 'closed', 'still'),
}

const ofTask: Readonly<Record<string, StatusLook>> = {
  waiting: look('未开始', 'Not begun', 'new', 'still'),
  open: look('待接单', 'To be accepted', 'sent', 'plain'),
  accepted: look('办理中', 'In hand', 'working', 'active'),
  returned: look('已退回', 'Returned', 'returned', 'soon'),
  help: look('请求会办', 'Help asked', 'sent', 'plain'),
  done: look('已完成', 'Done', 'done', 'active'),
  skipped: look('不需要', 'Not needed', 'closed', 'still'),
}

/** The state of a whole case. */
export const caseStatus = (status: string): StatusLook =>
  ofCase[status as CaseState['status']] ?? look(status, status, 'new', 'still') // an unknown state shows itself

/** The state of one step. */
export const taskStatus = (status: string): StatusLook => ofTask[status] ?? look(status, status, 'new', 'still')

/** The urgency of a case, where it is not ordinary. */
export const urgencyLook = (urgency: number): StatusLook | undefined =>
  urgency >= 2
    ? look('特急', 'Emergency', 'urgent', 'urgent')
    : urgency === 1
      ? look('紧急', 'Urgent', 'urgent', 'urgent')
      : undefined

const channels: Readonly<Record<string, Words>> = {
  portal: { zh: '网上', en: 'Online' },
  phone: { zh: '电话', en: 'Phone' },
  file: { zh: '文件导入', en: 'File' },
  open311: { zh: 'Open311', en: 'Open311' },
  api: { zh: '接口', en: 'Interface' },
  patrol: { zh: '巡查', en: 'Patrol' },
  device: { zh: '设备', en: 'Device' },
  camera: { zh: '视频', en: 'Camera' },
  sign: { zh: '城市体征', en: 'Vital sign' },
  'other-city': { zh: '外地转来', en: 'Another city' },
}

/** Through which door a case came in. */
export const channelWords = (channel: string): Words => channels[channel] ?? { zh: channel, en: channel }
