import { errorTable } from '../../kernel/errors/index.ts'
import { insightSeriesErrors } from './series/index.ts'
import { textErrors } from './text/index.ts'

/** Errors of the insight room. */
export const insightErrors = errorTable({
  ...textErrors.entries,
  ...insightSeriesErrors.entries,
  'insight.no-model': {
    kind: 'missing',
    says: { zh: '没有“{version}”这个模型版本', en: 'There is no model version "{version}"' },
    todo: { zh: '请从版本列表中选择', en: 'Choose one from the list of versions' },
  },
  'insight.untaught': {
    kind: 'missing',
    says: { zh: '还没有训练好的分类模型', en: 'No model of classes has been trained yet' },
    todo: {
      zh: '请先导入带分类的诉求（shudu import messages <文件>），或用 shudu insight train --in <文件> 训练',
      en: 'Import messages that carry a class (shudu import messages <file>), or teach it with shudu insight train --in <file>',
    },
  },
  'insight.no-topic': {
    kind: 'missing',
    says: { zh: '没有这个话题', en: 'There is no such topic' },
    todo: { zh: '话题可能已并入另一个，请刷新列表', en: 'It may have gone up in another one: look at the list again' },
  },
  'insight.no-suggestion': {
    kind: 'missing',
    says: { zh: '这件事项还没有分拣建议', en: 'There is no suggestion for this case yet' },
    todo: { zh: '请稍后再看；新事项通常几秒内就有', en: 'Look again in a moment; new cases have one within seconds' },
  },
  'insight.other-field': {
    kind: 'input',
    says: {
      zh: '两个版本判断的不是同一项内容，不能比较',
      en: 'The two versions decide different things and cannot be compared',
    },
    todo: { zh: '请选择同一场景、同一字段的两个版本', en: 'Choose two versions of the same pack and field' },
  },
  'insight.no-columns': {
    kind: 'input',
    says: { zh: '文件中没有找到{missing}列', en: 'The file has no column for {missing}' },
    todo: {
      zh: '请检查表头，例如：留言主题、留言详情、一级分类',
      en: 'Check the headers, for example: title, text, class',
    },
  },
})
