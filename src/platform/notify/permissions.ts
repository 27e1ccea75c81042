import type { Grant, Permission } from '../../kernel/access/index.ts'

const oneself: readonly Grant[] = [{ who: 'signed-in', relation: 'own' }]
const administrator: readonly Grant[] = [{ who: 'administrator', relation: 'any', levels: ['city'] }]
const watchers: readonly Grant[] = [...administrator, { who: 'auditor', relation: 'any', levels: ['city'] }]

/** What may be done in this room, by whom. */
export const permissions = {
  seeInbox: {
    action: 'notify.see-inbox',
    title: { zh: '查看本人消息', en: 'See one’s own messages' },
    scope: 'inbox',
    grants: oneself,
    grade: 'internal',
    changes: false,
  },
  markRead: {
    action: 'notify.mark-read',
    title: { zh: '标记消息已读', en: 'Mark messages as read' },
    scope: 'inbox',
    grants: oneself,
    grade: 'internal',
    changes: true,
  },
  changePreference: {
    action: 'notify.change-preference',
    title: { zh: '设置本人的通知方式', en: 'Say how one wants to be told' },
    scope: 'inbox',
    grants: oneself,
    grade: 'internal',
    changes: true,
  },
  seeMessages: {
    action: 'notify.see-messages',
    title: { zh: '查看对外发送记录', en: 'See what was sent outside' },
    scope: 'notify.admin',
    grants: watchers,
    grade: 'internal',
    changes: false,
  },
  sendAgain: {
    action: 'notify.send-again',
    title: { zh: '重发未能发出的消息', en: 'Send again what failed' },
    scope: 'notify.admin',
    grants: administrator,
    grade: 'internal',
    changes: true,
  },
  seeSandbox: {
    action: 'notify.see-sandbox',
    title: { zh: '查看沙箱中的消息内容', en: 'See the contents of messages in the sandbox' },
    scope: 'notify.admin',
    grants: administrator,
    grade: 'personal',
    changes: false,
  },
  seeChannels: {
    action: 'notify.see-channels',
    title: { zh: '查看发送通道', en: 'See the channels' },
    scope: 'notify.admin',
    grants: watchers,
    grade: 'internal',
    changes: false,
  },
  changeChannel: {
    action: 'notify.change-channel',
    title: { zh: '配置发送通道', en: 'Set up a channel' },
    scope: 'notify.admin',
    grants: administrator,
    grade: 'internal',
    changes: true,
  },
  seeHooks: {
    action: 'notify.see-hooks',
    title: { zh: '查看外部系统订阅', en: 'See the subscriptions of outside systems' },
    scope: 'hooks',
    grants: watchers,
    grade: 'internal',
    changes: false,
  },
  changeHook: {
    action: 'notify.change-hook',
    title: { zh: '管理外部系统订阅', en: 'Manage the subscriptions of outside systems' },
    scope: 'hooks',
    grants: administrator,
    grade: 'internal',
    changes: true,
  },
  seePlaces: {
    action: 'notify.see-places',
    title: { zh: '查看本人关注的地点', en: 'See the places one watches' },
    scope: 'inbox',
    grants: oneself,
    grade: 'internal',
    changes: false,
  },
  changePlaces: {
    action: 'notify.change-places',
    title: { zh: '关注或停止关注地点', en: 'Watch places, or stop it' },
    scope: 'inbox',
    grants: oneself,
    grade: 'internal',
    changes: true,
  },
} as const satisfies Record<string, Permission>

/** What is open to people who are not signed in. */
export const openPermissions = {
  seePublic: {
    action: 'notify.see-public',
    title: { zh: '查看公告', en: 'See public notices' },
    scope: 'public',
    grants: [{ who: 'anyone', relation: 'any' }],
    grade: 'public',
    changes: false,
  },
  stop: {
    action: 'notify.stop',
    title: { zh: '用消息中的链接停止接收公告', en: 'Stop notices by the link in a message' },
    scope: 'public',
    grants: [{ who: 'anyone', relation: 'link' }],
    grade: 'public',
    changes: true,
  },
} as const satisfies Record<string, Permission>
