import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of the dispatch room. */
export const dispatchErrors = errorTable({
  'dispatch.missing': {
    kind: 'missing',
    says: { zh: '没有找到', en: 'It was not found' },
    todo: { zh: '请从列表中重新打开', en: 'Open it anew from the list' },
  },
  'dispatch.noOffice': {
    kind: 'missing',
    says: { zh: '没有机构“{office}”', en: 'There is no office "{office}"' },
    todo: { zh: '请从机构列表中选择', en: 'Choose one from the list of offices' },
  },
  'dispatch.changed': {
    kind: 'conflict',
    says: { zh: '方案已被他人调整或确认', en: 'The plan was changed or confirmed meanwhile' },
    todo: { zh: '刷新后再看', en: 'Read it anew' },
  },
  'dispatch.noTime': {
    kind: 'conflict',
    says: { zh: '“{crew}”在班次结束前做不完', en: '"{crew}" cannot end it within the shift' },
    todo: { zh: '请换一个班组或更靠前的次序', en: 'Choose another crew or an earlier place' },
  },
  'dispatch.nobodyThere': {
    kind: 'conflict',
    says: { zh: '“{crew}”在方案时段内不在班', en: '"{crew}" is not at work in the time of the plan' },
    todo: { zh: '请换一个班组，或改班次后重新生成', en: 'Choose another crew, or change the shift and propose anew' },
  },
  'dispatch.sameWay': {
    kind: 'input',
    says: { zh: '它已经在这个班组的这个次序', en: 'It stands there already' },
    todo: { zh: '请选择另一个班组或次序', en: 'Choose another crew or place' },
  },
  'dispatch.why': {
    kind: 'input',
    says: { zh: '需要写明理由', en: 'A reason is needed' },
    todo: { zh: '写一句理由后重试', en: 'Write a sentence and try again' },
  },
  'dispatch.badCrew': {
    kind: 'input',
    says: { zh: '班组信息有误：{what}', en: 'The crew cannot be kept so: {what}' },
    todo: { zh: '请改正后重试', en: 'Mend it and try again' },
  },
  'dispatch.stillBusy': {
    kind: 'conflict',
    says: { zh: '“{crew}”还有正在办的任务', en: '"{crew}" has work under way' },
    todo: {
      zh: '等它办完，或由班组说明不能办理后再停用',
      en: 'Let it end, or let the crew say that it cannot, then retire it',
    },
  },
  'dispatch.roundSent': {
    kind: 'conflict',
    says: {
      zh: '这个班组的路线已经派出，本方案不再改动它',
      en: 'The round of this crew was sent: this plan changes it no more',
    },
    todo: { zh: '换一个班组，或重新生成方案', en: 'Choose another crew, or propose anew' },
  },
  'dispatch.stopState': {
    kind: 'conflict',
    says: { zh: '任务的状态已变为“{state}”', en: 'It is "{state}" by now' },
    todo: { zh: '刷新后再看', en: 'Read it anew' },
  },
  'dispatch.busy': {
    kind: 'conflict',
    says: { zh: '事项正在变化，没有派成', en: 'The cases are changing: nothing was sent' },
    todo: { zh: '请再试一次', en: 'Try again' },
  },
})
