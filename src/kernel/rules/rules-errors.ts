import { type CityError, errorTable } from '../errors/index.ts'
import type { Words } from '../words.ts'

/** Errors of rules. `{zh}` and `{en}` carry what would be right, `{at}` the place in the text, counted from 1. */
export const rulesErrors = errorTable({
  'rules.syntax': {
    kind: 'input',
    says: {
      zh: '规则第 {at} 个字符“{found}”处读不懂：{zh}',
      en: 'The rule cannot be read at character {at}, "{found}": {en}',
    },
    todo: { zh: '请按提示修改规则文本', en: 'Mend the text of the rule at that place' },
  },
  'rules.outside': {
    kind: 'input',
    says: {
      zh: '规则第 {at} 个字符“{found}”是本平台不支持的 FEEL 写法：{zh}',
      en: 'At character {at}, "{found}" is FEEL that is not supported here: {en}',
    },
    todo: { zh: '请改用所列写法', en: 'Say it with what is listed' },
  },
  'rules.name': {
    kind: 'input',
    says: {
      zh: '规则第 {at} 个字符处的“{found}”不是已有的字段：{zh}',
      en: 'At character {at}, "{found}" is not a known field: {en}',
    },
    todo: { zh: '请使用已声明的字段名', en: 'Use the name of a declared field' },
  },
  'rules.type': {
    kind: 'input',
    says: {
      zh: '规则第 {at} 个字符“{found}”处类型不合：{zh}',
      en: 'At character {at}, "{found}" has the wrong type: {en}',
    },
    todo: { zh: '请比较同类的值', en: 'Put values of the same type together' },
  },
  'rules.value': {
    kind: 'input',
    says: {
      zh: '规则第 {at} 个字符处的值“{found}”无效：{zh}',
      en: 'At character {at}, the value "{found}" is not valid: {en}',
    },
    todo: { zh: '请按提示改正该值', en: 'Mend the value as told' },
  },
  'rules.limit': {
    kind: 'limit',
    says: { zh: '规则超出限度：{zh}', en: 'The rule is beyond a limit: {en}' },
    todo: { zh: '请拆成几条较短的规则或改用决策表', en: 'Split it into shorter rules, or use a decision table' },
  },
  'rules.vocabulary': {
    kind: 'input',
    says: { zh: '字段名“{found}”不能用于规则：{zh}', en: 'The field name "{found}" cannot be used in rules: {en}' },
    todo: { zh: '请给字段另取名称', en: 'Give the field another name' },
  },
  'rules.fact': {
    kind: 'input',
    says: { zh: '“{found}”的值与其类型不符：{zh}', en: 'The value of "{found}" does not fit its type: {en}' },
    todo: { zh: '请先按字段声明检查数据', en: 'Check the data against its fields first' },
  },
  'rules.column': {
    kind: 'input',
    says: { zh: '没有给出“{found}”对应的列：{zh}', en: 'No usable column for "{found}": {en}' },
    todo: { zh: '请为规则用到的每个字段指定列', en: 'Name a column for every field that the rule reads' },
  },
  'rules.table': {
    kind: 'input',
    says: { zh: '决策表第 {row} 行有误：{zh}', en: 'Row {row} of the decision table is wrong: {en}' },
    todo: { zh: '请按提示修改该行', en: 'Mend that row' },
  },
  'rules.overlap': {
    kind: 'conflict',
    says: {
      zh: '决策表应只有一行符合，现有 {rows} 行同时符合',
      en: 'One row of the decision table may match, but rows {rows} do',
    },
    todo: { zh: '请修改决策表，使各行互不重叠', en: 'Change the table so that its rows do not overlap' },
  },
})

/** Where in a rule's text something stands: UTF-16 offsets, the end not included. */
export type Span = { readonly at: number; readonly to: number }

type AtCode = 'rules.syntax' | 'rules.outside' | 'rules.name' | 'rules.type' | 'rules.value'

/** An error at a place of a rule's text; `facts.at` and `facts.to` are its offsets, counted from 0. */
export function wrongAt(code: AtCode, text: string, span: Span, right: Words): CityError {
  const found = text.slice(span.at, span.to).slice(0, 60) || '⏎'
  const { at, to } = span
  return rulesErrors.make(
    code,
    { at: at + 1, found, zh: right.zh, en: right.en },
    { faults: [{ found, says: right }], facts: { at, to } },
  )
}

/** A rule beyond a limit of length, depth or size. */
export const beyond = (right: Words): CityError =>
  rulesErrors.make('rules.limit', { zh: right.zh, en: right.en }, { faults: [{ says: right }] })
