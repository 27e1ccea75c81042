import { errorTable } from '../errors/index.ts'

/** Errors of the case engine. */
export const flowErrors = errorTable({
  'flow.gap': {
    kind: 'conflict',
    says: {
      zh: '事项记录不连续：应为第 {expected} 条，实为第 {found} 条',
      en: 'The log of the case has a gap: expected event {expected}, found {found}',
    },
    todo: { zh: '请联系管理员核查', en: 'Ask an administrator to check the log' },
  },
  'flow.unknownAction': {
    kind: 'input',
    says: { zh: '没有“{action}”这一操作', en: 'There is no action "{action}"' },
    todo: { zh: '请刷新页面后再试', en: 'Reload the page and try again' },
  },
  'flow.unknownStep': {
    kind: 'input',
    says: { zh: '没有“{step}”这一步骤', en: 'There is no step "{step}"' },
    todo: { zh: '请刷新页面后再试', en: 'Reload the page and try again' },
  },
  'flow.notNow': {
    kind: 'conflict',
    says: { zh: '现在不能“{action}”：{why}', en: 'Cannot "{actionEn}" now: {whyEn}' },
    todo: { zh: '请看事项的最新进展', en: 'Look at what has happened in the case' },
  },
  'flow.noOffice': {
    kind: 'input',
    says: { zh: '机构“{office}”不存在或已撤销', en: 'The office "{office}" does not exist or was abolished' },
    todo: { zh: '请选择现有机构', en: 'Choose an office that exists' },
  },
  'flow.notBelow': {
    kind: 'forbidden',
    says: { zh: '只能转给本机构或下级机构', en: 'It can only go to your own office or one below it' },
    todo: { zh: '如不属本单位职责，请退单并说明理由', en: 'If it is not yours, return it with a reason' },
  },
  'flow.notAllowed': {
    kind: 'forbidden',
    says: { zh: '您不能“{action}”：{why}', en: 'You may not "{actionEn}": {whyEn}' },
    todo: { zh: '如确需办理，请联系有权限的岗位', en: 'Ask somebody whose post may' },
  },
  'flow.noOther': {
    kind: 'input',
    says: { zh: '没有可并入的事项“{other}”', en: 'There is no open case "{other}" to join' },
    todo: { zh: '请核对编号；只能并入未办结的事项', en: 'Check the number; only an open case can be joined' },
  },
  'flow.noSource': {
    kind: 'input',
    says: { zh: '事项没有可以拆出的来源“{source}”', en: 'The case has no source "{source}" that can be taken out' },
    todo: {
      zh: '请从来源列表中选择；立案的来源不能拆出',
      en: 'Choose one of its sources; the first cannot be taken out',
    },
  },
  'flow.noEffect': {
    kind: 'input',
    says: { zh: '没有待确认的操作“{run}”', en: 'Nothing called "{run}" waits for a yes' },
    todo: { zh: '请刷新页面，从待确认的操作中选择', en: 'Reload the page and choose one that waits' },
  },
  'flow.endless': {
    kind: 'conflict',
    says: { zh: '流程没有终点', en: 'The flow does not come to an end' },
    todo: { zh: '请联系流程的编制者', en: 'Tell the author of the pack' },
  },
})
