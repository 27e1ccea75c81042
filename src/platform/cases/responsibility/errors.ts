import { errorTable } from '../../../kernel/errors/index.ts'

/** Errors of the city's own rules of responsibility. */
export const responsibilityErrors = errorTable({
  'responsibility.missing': {
    kind: 'missing',
    says: { zh: '没有这条责任规则', en: 'There is no such rule of responsibility' },
    todo: { zh: '请从规则清单中选择', en: 'Choose one from the list of rules' },
  },
  'responsibility.invalid': {
    kind: 'input',
    says: { zh: '规则有误', en: 'The rule is not right' },
    todo: { zh: '请按提示逐项改正', en: 'Correct what is marked' },
  },
  'responsibility.past': {
    kind: 'input',
    says: { zh: '规则不能从过去开始生效', en: 'A rule cannot begin in the past' },
    todo: {
      zh: '请选现在或以后的时间；过去的派单按当时的规则',
      en: 'Choose now or later; what was sent before went by the rules of its time',
    },
  },
  'responsibility.stale': {
    kind: 'conflict',
    says: { zh: '在您修改期间，这条规则有了新的一版', en: 'Somebody entered a newer version of this rule meanwhile' },
    todo: { zh: '请看新的一版，再决定是否修改', en: 'Look at the newer version, then decide whether to change it' },
  },
  'responsibility.inForce': {
    kind: 'conflict',
    says: { zh: '这一版已经生效，不能撤回', en: 'This version is in force and cannot be taken back' },
    todo: { zh: '请终止这条规则，或录入新的一版', en: 'End the rule, or enter a new version' },
  },
  'responsibility.noOffice': {
    kind: 'input',
    says: { zh: '没有机构“{office}”', en: 'There is no office "{office}"' },
    todo: { zh: '请从机构中选择', en: 'Choose one of the offices' },
  },
  'responsibility.noColumns': {
    kind: 'input',
    says: { zh: '文件中缺少列：{columns}', en: 'The file lacks the columns: {columns}' },
    todo: { zh: '请对照导出的文件', en: 'Compare with an exported file' },
  },
  'responsibility.noFile': {
    kind: 'input',
    says: { zh: '没有收到文件', en: 'No file was sent' },
    todo: { zh: '请选择一个文件', en: 'Choose a file' },
  },
})
