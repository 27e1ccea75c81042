import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of this room. */
export const notifyErrors = errorTable({
  'notify.noHook': {
    kind: 'missing',
    says: { zh: '没有这个订阅', en: 'There is no such subscription' },
    todo: { zh: '请回到订阅列表重新选择', en: 'Choose one from the list of subscriptions' },
  },
  'notify.noDelivery': {
    kind: 'missing',
    says: { zh: '没有这条待重发的推送', en: 'There is no such dead delivery' },
    todo: { zh: '它可能已重发，请刷新列表', en: 'It may have been sent again: look at the list anew' },
  },
  'notify.unknownType': {
    kind: 'input',
    says: { zh: '没有事件类型“{type}”', en: 'There is no event type "{type}"' },
    todo: { zh: '可用：{types}', en: 'Use one of {types}' },
  },
  'notify.address': {
    kind: 'input',
    says: { zh: '不能推送到地址“{host}”：{zh}', en: 'Nothing may be sent to "{host}": {en}' },
    todo: {
      zh: '请使用公网 HTTPS 地址；内网地址须由运维人员以 SHUDU_OUTSIDE_HOSTS 放行',
      en: 'Use a public HTTPS address; one inside must be allowed by the operator in SHUDU_OUTSIDE_HOSTS',
    },
  },
  'notify.adapter': {
    kind: 'input',
    says: { zh: '通道配置有误：{zh}', en: 'The channel cannot work like this: {en}' },
    todo: { zh: '请按提示修改后保存', en: 'Mend it and save again' },
  },
  'notify.unreachable': {
    kind: 'unavailable',
    says: { zh: '未能送达：{fault}', en: 'It did not get through: {fault}' },
    todo: { zh: '请检查地址与密钥后重试', en: 'Check address and secrets, then try again' },
  },
  'notify.manyPlaces': {
    kind: 'conflict',
    says: { zh: '最多关注 {most} 个地点', en: 'At most {most} places can be watched' },
    todo: { zh: '先停止关注其中一个', en: 'Stop watching one of them first' },
  },
  'notify.consent': {
    kind: 'input',
    says: { zh: '没有您的同意，不保存地点', en: 'Without your consent no place is kept' },
    todo: { zh: '选“是”再提交；不想收到通知就不用填', en: 'Choose “Yes” and send it again, or leave it be' },
  },
  'notify.stopped': {
    kind: 'missing',
    says: { zh: '这个地点已经不再关注', en: 'This place is watched no more' },
    todo: { zh: '不会再收到它的公告，无需操作', en: 'You get no more notices of it; there is nothing to do' },
  },
  'notify.noMessage': {
    kind: 'missing',
    says: { zh: '没有可以重发的消息', en: 'There is no message to send again' },
    todo: {
      zh: '只有未能发出、内容还在的消息可以重发',
      en: 'Only what failed and still has its contents can be sent again',
    },
  },
  'notify.setting': {
    kind: 'input',
    says: { zh: '环境变量 {name} 无效：{zh}', en: 'The setting {name} cannot be used: {en}' },
    todo: { zh: '请修改后重启', en: 'Correct it and start again' },
  },
})

/** The refusal of an address that leads inside, or is none. */
export const refuseAddress = (host: string, zh: string, en: string) =>
  notifyErrors.make('notify.address', { host, zh, en })
