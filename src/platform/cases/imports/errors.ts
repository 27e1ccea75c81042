import { errorTable } from '../../../kernel/errors/index.ts'

/** Errors of imports and exports. */
export const importErrors = errorTable({
  'import.missing': {
    kind: 'missing',
    says: { zh: '没有这次导入', en: 'There is no such import' },
    todo: { zh: '请从导入清单中选择', en: 'Choose one from the list of imports' },
  },
  'import.noKind': {
    kind: 'input',
    says: { zh: '不能导入“{what}”', en: 'Cannot import "{what}"' },
    todo: { zh: '可导入：{kinds}', en: 'What can be imported: {kinds}' },
  },
  'import.noFile': {
    kind: 'input',
    says: { zh: '没有收到文件', en: 'No file was sent' },
    todo: { zh: '请选择一个文件', en: 'Choose a file' },
  },
  'import.noProfile': {
    kind: 'input',
    says: { zh: '没有名为“{profile}”的列对应方案', en: 'There is no column profile "{profile}"' },
    todo: { zh: '现有：{profiles}', en: 'There are: {profiles}' },
  },
  'import.unmapped': {
    kind: 'input',
    says: { zh: '还没有指定必需的列：{fields}', en: 'Needed columns are not chosen yet: {fields}' },
    todo: { zh: '请指明哪一列是{fields}', en: 'Say which column holds {fields}' },
  },
  'import.unsettled': {
    kind: 'input',
    says: {
      zh: '列“{column}”的日期分不清月在前还是日在前',
      en: 'The dates in "{column}" could be month first or day first',
    },
    todo: { zh: '请选择日期顺序（月日年或日月年）', en: 'Choose the order (month-day-year or day-month-year)' },
  },
  'import.noColumn': {
    kind: 'input',
    says: { zh: '文件里没有列“{column}”', en: 'The file has no column "{column}"' },
    todo: { zh: '现有的列：{columns}', en: 'It has: {columns}' },
  },
  'import.noField': {
    kind: 'input',
    says: { zh: '没有“{field}”这一项', en: 'There is no field "{field}"' },
    todo: { zh: '可对应：{fields}', en: 'There are: {fields}' },
  },
  'import.notNow': {
    kind: 'conflict',
    says: { zh: '这次导入现在的状态是“{state}”，不能这样做', en: 'This import is "{state}"; that cannot be done now' },
    todo: { zh: '请刷新后查看最新状态', en: 'Reload to see how it stands' },
  },
  'import.noExport': {
    kind: 'input',
    says: { zh: '不能导出“{what}”', en: 'Cannot export "{what}"' },
    todo: { zh: '可导出：{kinds}', en: 'What can be exported: {kinds}' },
  },
})
