import { errorTable } from '../../../kernel/errors/index.ts'

const saveAsXlsx = {
  zh: '请用 Excel 或 WPS 打开后“另存为”.xlsx 或 CSV UTF-8，再上传。',
  en: 'Open it in Excel or WPS, save it as .xlsx or "CSV UTF-8", and send that.',
}

/** Why a file is not taken as a table, with what to do about it. */
export const tableErrors = errorTable({
  'table.empty': {
    kind: 'input',
    says: { zh: '文件是空的。', en: 'The file is empty.' },
    todo: { zh: '请检查文件是否完整导出。', en: 'Check that the export was complete.' },
  },
  'table.xls': {
    kind: 'input',
    says: {
      zh: '这是旧版 .xls 或带密码的文件，无法读取。',
      en: 'This is an old .xls file or one protected by a password; it cannot be read.',
    },
    todo: saveAsXlsx,
  },
  'table.encrypted': {
    kind: 'input',
    says: { zh: '文件有密码保护。', en: 'The file is protected by a password.' },
    todo: { zh: '请去掉密码后再上传。', en: 'Take the password off and send it again.' },
  },
  'table.html': {
    kind: 'input',
    says: {
      zh: '这是网页（HTML 或 XML），只是扩展名像表格。',
      en: 'This is a web page (HTML or XML) that only carries the name of a table.',
    },
    todo: saveAsXlsx,
  },
  'table.json': {
    kind: 'input',
    says: { zh: '这是 JSON，不是表格。', en: 'This is JSON, not a table.' },
    todo: { zh: '请导出为 CSV 或 .xlsx，或使用接口。', en: 'Export it as CSV or .xlsx, or use the API.' },
  },
  'table.otherKind': {
    kind: 'input',
    says: { zh: '文件内容是{kind}，不是表格。', en: 'The content of the file is {kind}, not a table.' },
    todo: { zh: '请上传 .csv、.tsv、.txt 或 .xlsx。', en: 'Send a .csv, .tsv, .txt or .xlsx file.' },
  },
  'table.otherZip': {
    kind: 'input',
    says: {
      zh: '压缩包里不是 Excel 工作簿（{kind}）。',
      en: 'The archive does not hold an Excel workbook ({kind}).',
    },
    todo: { zh: '请解压后上传其中的表格文件。', en: 'Unpack it and send the table inside.' },
  },
  'table.binary': {
    kind: 'input',
    says: { zh: '文件内容不是文本，也不是 .xlsx。', en: 'The content is neither text nor .xlsx.' },
    todo: { zh: '请上传 .csv、.tsv、.txt 或 .xlsx。', en: 'Send a .csv, .tsv, .txt or .xlsx file.' },
  },
  'table.broken': {
    kind: 'input',
    says: { zh: '工作簿已损坏：{where}。', en: 'The workbook is damaged: {where}.' },
    todo: {
      zh: '请用 Excel 或 WPS 打开并重新保存，或重新下载。',
      en: 'Open and save it again in Excel or WPS, or download it again.',
    },
  },
  'table.bomb': {
    kind: 'too-large',
    says: {
      zh: '工作簿展开后过大（{what}），为安全起见未读取。',
      en: 'The workbook would unpack to too much ({what}); it was not read, for safety.',
    },
    todo: {
      zh: '请删除多余的工作表和空白格式行，或改存为 CSV。',
      en: 'Remove spare sheets and formatted empty rows, or save it as CSV.',
    },
  },
  'table.noSheet': {
    kind: 'input',
    says: {
      zh: '没有名为“{sheet}”的工作表，现有：{sheets}。',
      en: 'There is no sheet named "{sheet}"; there are: {sheets}.',
    },
    todo: { zh: '请从现有工作表中选择。', en: 'Choose one of the sheets there are.' },
  },
  'table.noRows': {
    kind: 'input',
    says: { zh: '文件里没有一行数据。', en: 'There is not one row of data in the file.' },
    todo: { zh: '请检查工作表或导出条件。', en: 'Check the sheet chosen, or what was exported.' },
  },
  'table.noHeader': {
    kind: 'input',
    says: { zh: '第 {row} 行不存在，不能作表头。', en: 'There is no row {row} to be the header.' },
    todo: { zh: '请另选一行作表头。', en: 'Choose another row as the header.' },
  },
  'table.tooManyRows': {
    kind: 'limit',
    says: { zh: '超过一个工作簿能容纳的行数。', en: 'More rows than a workbook can hold.' },
    todo: { zh: '请改用 CSV 或 Parquet 导出。', en: 'Export as CSV or Parquet.' },
  },
  'table.longRow': {
    kind: 'input',
    says: {
      zh: '第 {row} 行没有行尾，长到不可能是一行表格。',
      en: 'Row {row} has no end; it is too long to be a row of a table.',
    },
    todo: { zh: '请检查文件的换行与引号。', en: 'Check the line breaks and quotation marks of the file.' },
  },
  'table.parquet': {
    kind: 'unavailable',
    says: { zh: '生成 Parquet 失败：{why}', en: 'Writing Parquet failed: {why}' },
    todo: { zh: '请改用 CSV，并告知管理员。', en: 'Use CSV, and tell the operator.' },
  },
})
