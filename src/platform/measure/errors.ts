import { errorTable } from '../../kernel/errors/index.ts'

/** Errors of the measure room. */
export const measureErrors = errorTable({
  'measure.badPeriod': {
    kind: 'input',
    says: { zh: '起始时间应早于结束时间', en: 'The period must begin before it ends' },
    todo: { zh: '请检查 from 和 to', en: 'Check from and to' },
  },
  'measure.tooLong': {
    kind: 'input',
    says: { zh: '时间范围最长 {days} 天', en: 'The period has at most {days} days' },
    todo: { zh: '请缩短范围，或分几次查询', en: 'Make it shorter, or ask in several parts' },
  },
  'measure.notYours': {
    kind: 'forbidden',
    says: { zh: '“{office}”不在您负责的范围内', en: '"{office}" is not in your part of the tree' },
    todo: { zh: '请选择本机构或下级机构', en: 'Choose your own office or one below it' },
  },
  'measure.noOffice': {
    kind: 'missing',
    says: { zh: '没有机构“{office}”', en: 'There is no office "{office}"' },
    todo: { zh: '请核对机构编号', en: 'Check the id of the office' },
  },
  'measure.noFigure': {
    kind: 'missing',
    says: { zh: '没有指标“{figure}”', en: 'There is no figure "{figure}"' },
    todo: { zh: '可用的指标：{figures}', en: 'Figures there are: {figures}' },
  },
  'measure.badBox': {
    kind: 'input',
    says: { zh: 'bbox 应为“西,南,东,北”，单位度', en: 'bbox must be "west,south,east,north" in degrees' },
    todo: { zh: '请检查四个数和它们的顺序', en: 'Check the four numbers and their order' },
  },
  'measure.noSign': {
    kind: 'missing',
    says: { zh: '没有体征“{code}”', en: 'There is no sign "{code}"' },
    todo: { zh: '在体征目录中选择一个', en: 'Choose one from the catalogue of signs' },
  },
  'measure.notYourPlace': {
    kind: 'forbidden',
    says: { zh: '“{place}”不在您值守的范围内', en: '"{place}" is not a place that you watch over' },
    todo: { zh: '请选择您所在的区划或其下级', en: 'Choose your own division or one within it' },
  },
  'measure.noBreach': {
    kind: 'missing',
    says: { zh: '没有这条体征预警', en: 'There is no such warning of a sign' },
    todo: { zh: '刷新页面后重试', en: 'Read the page anew and try again' },
  },
  'measure.onDuty': {
    kind: 'conflict',
    says: { zh: '{name}正在值班', en: '{name} is on duty' },
    todo: { zh: '请对方先交班；无法交班时写明原因后接替', en: 'Let them hand over first, or relieve them and say why' },
  },
  'measure.notOnDuty': {
    kind: 'conflict',
    says: { zh: '您现在没有在值班', en: 'You are not on duty now' },
    todo: { zh: '先接班，再记录或交班', en: 'Take over first, then note or hand over' },
  },
  'measure.why': {
    kind: 'input',
    says: { zh: '需要写明原因', en: 'A reason is needed' },
    todo: { zh: '写一句原因后重试', en: 'Write a sentence and try again' },
  },
})
