import { errorTable } from '../../kernel/errors/index.ts'
import { profileErrors } from '../../kernel/things/index.ts'

/** What can go wrong with devices. */
export const thingsErrors = errorTable({
  ...profileErrors.entries,
  'things.noDevice': {
    kind: 'missing',
    says: { zh: '没有设备“{id}”', en: 'There is no device "{id}"' },
    todo: { zh: '核对设备编号', en: 'Check the id of the device' },
  },
  'things.noProfile': {
    kind: 'input',
    says: { zh: '没有设备型号“{name}”', en: 'There is no device profile "{name}"' },
    todo: { zh: '从型号列表中选择', en: 'Choose one of the list of profiles' },
  },
  'things.badDevice': {
    kind: 'unauthenticated',
    says: {
      zh: '设备编号或密钥不正确，或设备已停用',
      en: 'The device or its secret is not right, or it was switched off',
    },
    todo: { zh: '核对编号和密钥；密钥丢失可重新签发', en: 'Check both; a lost secret can be issued anew' },
  },
  'things.notYours': {
    kind: 'forbidden',
    says: { zh: '不能代“{id}”上报', en: 'May not report for "{id}"' },
    todo: {
      zh: '只有该设备本身、它所经的网关或获准的系统可以上报',
      en: 'Only the device, the gateway it speaks through or a permitted program may',
    },
  },
  'things.nothingTaken': {
    kind: 'input',
    says: { zh: '没有可收下的读数', en: 'No reading could be taken' },
    todo: { zh: '按所列原因改正后重发', en: 'Mend what is listed and send it again' },
  },
  'things.tooFast': {
    kind: 'limit',
    says: { zh: '设备“{id}”上报过快', en: 'The device "{id}" reports too fast' },
    todo: { zh: '约 {seconds} 秒后再发', en: 'Send again in about {seconds} seconds' },
  },
  'things.full': {
    kind: 'unavailable',
    says: { zh: '一时收不下更多读数', en: 'No more readings can be taken just now' },
    todo: { zh: '稍后重发', en: 'Send again a little later' },
  },
  'things.taken': {
    kind: 'conflict',
    says: { zh: '设备“{id}”已经登记', en: 'The device "{id}" is enrolled already' },
    todo: { zh: '换一个编号，或在原设备上修改', en: 'Choose another id, or change the one that is there' },
  },
  'things.badRow': {
    kind: 'input',
    says: { zh: '设备资料有误', en: 'What was said of the device is not right' },
    todo: { zh: '按所列各项改正', en: 'Mend what is listed' },
  },
  'things.badClaim': {
    kind: 'input',
    says: { zh: '认领码无效或已用过', en: 'The claim code is not right or was used already' },
    todo: { zh: '核对铭牌上的认领码', en: 'Check the code on the device’s plate' },
  },
  'things.noCommand': {
    kind: 'input',
    says: { zh: '这种设备没有指令“{name}”', en: 'This kind of device has no command "{name}"' },
    todo: { zh: '从该型号的指令中选择', en: 'Choose one of its profile’s commands' },
  },
  'things.badInput': {
    kind: 'input',
    says: { zh: '指令参数有误', en: 'The input of the command is not right' },
    todo: { zh: '按所列各项改正', en: 'Mend what is listed' },
  },
  'things.noDevices': {
    kind: 'input',
    says: { zh: '没有符合条件的设备', en: 'No device is meant' },
    todo: { zh: '放宽条件或逐个选择', en: 'Widen what is asked, or choose one by one' },
  },
  'things.ruleChanged': {
    kind: 'conflict',
    says: { zh: '规则“{name}”刚被别人改过', en: 'Somebody else has just changed the rule "{name}"' },
    todo: { zh: '看看改了什么，再决定是否修改', en: 'See what was changed, then decide' },
  },
  'things.noRule': {
    kind: 'missing',
    says: { zh: '没有告警规则“{name}”', en: 'There is no alarm rule "{name}"' },
    todo: { zh: '核对规则名称', en: 'Check the name of the rule' },
  },
})
