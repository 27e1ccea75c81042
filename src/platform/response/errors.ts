import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of the response room. */
export const responseErrors = errorTable({
  'response.missing': {
    kind: 'missing',
    says: { zh: '没有找到', en: 'It was not found' },
    todo: { zh: '请从列表中重新打开', en: 'Open it anew from the list' },
  },
  'response.noPlan': {
    kind: 'input',
    says: { zh: '没有预案“{plan}”，或它没有这一级', en: 'There is no plan "{plan}", or nothing in it at this level' },
    todo: { zh: '请从预案列表中选择', en: 'Choose one from the list of plans' },
  },
  'response.notYours': {
    kind: 'forbidden',
    says: { zh: '“{division}”不在您指挥的范围内', en: '"{division}" is not within what you command' },
    todo: { zh: '请选择本区划或其下级', en: 'Choose your own division or one within it' },
  },
  'response.otherHazard': {
    kind: 'input',
    says: { zh: '所引预警的灾种与预案不同', en: 'The warning is of another hazard than the plan' },
    todo: { zh: '请核对预警，或不引用', en: 'Check the warning, or refer to none' },
  },
  'response.badPeriod': {
    kind: 'input',
    says: { zh: '结束时间应晚于开始时间', en: 'It must end after it begins' },
    todo: { zh: '请检查时间', en: 'Check the times' },
  },
  'response.why': {
    kind: 'input',
    says: { zh: '需要写明原因', en: 'A reason is needed' },
    todo: { zh: '写一句原因后重试', en: 'Write a sentence and try again' },
  },
  'response.ended': {
    kind: 'conflict',
    says: { zh: '响应已经终止', en: 'The response has ended' },
    todo: { zh: '如需继续，请重新启动', en: 'Start a new one if it must go on' },
  },
  'response.notEnded': {
    kind: 'conflict',
    says: { zh: '响应还没有终止', en: 'The response has not ended yet' },
    todo: { zh: '终止后再复盘', en: 'Review it after it has ended' },
  },
  'response.sameLevel': {
    kind: 'conflict',
    says: { zh: '已经是这一级', en: 'It stands at this level already' },
    todo: { zh: '请选择另一级', en: 'Choose another level' },
  },
  'response.openOrders': {
    kind: 'conflict',
    says: { zh: '还有 {open} 条指令没有办结', en: '{open} orders are still open' },
    todo: { zh: '等待办结，或写明原因后终止', en: 'Wait for them, or say why it ends without them' },
  },
  'response.orderState': {
    kind: 'conflict',
    says: { zh: '指令的状态已变为“{state}”', en: 'The order is "{state}" by now' },
    todo: { zh: '刷新后再看', en: 'Read it anew' },
  },
  'response.notNamed': {
    kind: 'forbidden',
    says: { zh: '这条指令指定由“{name}”确认', en: 'This order names “{name}” to acknowledge it' },
    todo: { zh: '请本人确认；由您承担的，先“接手”', en: 'He acknowledges it; take it over first if you do it instead' },
  },
  'response.notOfOffice': {
    kind: 'input',
    says: {
      zh: '此人不在该机构任职，或与值班人相同',
      en: 'He holds no post in that office, or is the one on duty himself',
    },
    todo: { zh: '请从该机构人员中选择', en: 'Choose somebody of that office' },
  },
  'response.dutyTaken': {
    kind: 'conflict',
    says: { zh: '这段时间已安排“{name}”值班', en: '“{name}” is on duty then already' },
    todo: { zh: '先删去原有安排，或改时间', en: 'Take that entry off first, or choose another time' },
  },
  'response.outside': {
    kind: 'input',
    says: {
      zh: '所画范围超出了事件范围，例如到了{zh}',
      en: 'What is drawn reaches beyond the incident, as far as {en}',
    },
    todo: { zh: '退回几点，画在事件范围内', en: 'Take some places back and stay within its area' },
  },
  'response.badShape': {
    kind: 'input',
    says: { zh: '图形没有画完', en: 'The shape is not drawn to its end' },
    todo: { zh: '线至少两点，区域至少三点', en: 'A line needs two places, an area three' },
  },
  'response.full': {
    kind: 'conflict',
    says: { zh: '地图上已有 {most} 处标绘', en: '{most} drawings are on the map already' },
    todo: { zh: '先擦去不再需要的', en: 'Erase what is no longer needed' },
  },
  'response.lifted': {
    kind: 'conflict',
    says: { zh: '预警已经解除', en: 'The warning was lifted already' },
    todo: { zh: '如需要，请重新登记', en: 'Enter a new one if it is needed' },
  },
  'response.sameColour': {
    kind: 'conflict',
    says: { zh: '已经是这一颜色', en: 'It has this colour already' },
    todo: { zh: '请选择另一颜色', en: 'Choose another colour' },
  },
  'response.resourceTaken': {
    kind: 'conflict',
    says: { zh: '该资源不空闲', en: 'This resource is not free' },
    todo: { zh: '请选择另一个，或先请对方释放', en: 'Choose another, or have it released first' },
  },
})
