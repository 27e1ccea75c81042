import type { Ailment, CommandState } from '../../kernel/things/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { DeviceState } from '../api/things.ts'
import type { StateShape, StateTone } from '../kit/index.ts'

/** How a state is said and drawn. */
export type Said = { readonly words: Words; readonly shape: StateShape; readonly tone: StateTone }

/** What a device may be, in words. */
export const deviceStates: Readonly<Record<DeviceState, Said>> = {
  waiting: { words: { zh: '待认领', en: 'Waiting to be claimed' }, shape: 'waiting', tone: 'plain' },
  active: { words: { zh: '启用', en: 'In use' }, shape: 'done', tone: 'active' },
  off: { words: { zh: '停用', en: 'Switched off' }, shape: 'closed', tone: 'still' },
  revoked: { words: { zh: '已吊销', en: 'Revoked' }, shape: 'closed', tone: 'still' },
}

/** What may become of a command, in words. */
export const commandStates: Readonly<Record<CommandState, Said>> = {
  queued: { words: { zh: '等待设备上线', en: 'Waits for the device' }, shape: 'waiting', tone: 'plain' },
  sent: { words: { zh: '已下发', en: 'Sent' }, shape: 'sent', tone: 'active' },
  delivered: { words: { zh: '设备已收到', en: 'The device has it' }, shape: 'working', tone: 'active' },
  done: { words: { zh: '已执行', en: 'Done' }, shape: 'done', tone: 'active' },
  refused: { words: { zh: '设备拒绝', en: 'The device refused' }, shape: 'returned', tone: 'urgent' },
  expired: { words: { zh: '过期未送达', en: 'Expired, not delivered' }, shape: 'soon', tone: 'soon' },
  cancelled: { words: { zh: '已撤回', en: 'Taken back' }, shape: 'closed', tone: 'still' },
}

/** What to do about what ails a device. */
export const remedies: Readonly<Record<Ailment, Words>> = {
  never: {
    zh: '核对装到设备里的编号、密钥和地址；它接入后这一条自动消失。',
    en: 'Check the id, the secret and the address that were put into it; this goes when it connects.',
  },
  silent: {
    zh: '先看它所经的网关和供电；网关在线而只有它不响，到现场看。',
    en: 'Look at its gateway and its power first; if only this one is silent, go and see.',
  },
  stuck: {
    zh: '探头可能被堵、冻住或被取下：到现场清理、复位，读数变化后自动消失。',
    en: 'The probe may be blocked, frozen or off: clean and reset it; this goes when the reading moves.',
  },
  'out-of-range': {
    zh: '读数超出可能的范围，没有用于告警和统计：核对接线、单位和标定。',
    en: 'What it reads cannot be and is used for nothing: check wiring, unit and calibration.',
  },
  clock: {
    zh: '设备时间不对，读数被退回或改用到达时间：对时，检查时区和电池。',
    en: 'Its clock is off, its readings are refused or dated by arrival: set the time, check zone and battery.',
  },
  battery: {
    zh: '安排换电池；换好后电量恢复，这一条自动消失。',
    en: 'Plan a new battery; this goes once the charge is back.',
  },
  garbage: {
    zh: '报文读不懂：核对型号和报文格式，看下面的例子。',
    en: 'What it sends cannot be read: check kind and payload format, see the example below.',
  },
  flood: {
    zh: '上报过快，被限速，别的设备不受影响：调长它的上报周期。',
    en: 'It reports too fast and is throttled, others are not harmed: make its period longer.',
  },
}

/** What to do about what was wrong with what a device sent; others speak for themselves. */
export const faultRemedies: Readonly<Record<string, Words>> = {
  garbage: { zh: '核对报文格式。', en: 'Check the payload format.' },
  clock: { zh: '给设备对时。', en: 'Set its clock.' },
  instant: { zh: '给设备对时。', en: 'Set its clock.' },
}
