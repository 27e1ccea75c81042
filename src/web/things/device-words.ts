import type { CommandState } from '../../kernel/things/index.ts'
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
