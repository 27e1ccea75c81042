import type { Words } from '../../../kernel/words.ts'
import type { Trouble, TroubleCode } from './model.ts'

const SAYS: Readonly<Record<TroubleCode, Words>> = {
  'invalid-bytes': {
    zh: '有无法识别的字节，已显示为 �：请核对文件编码',
    en: 'Bytes that cannot be read, shown as �: check the encoding of the file',
  },
  'nul-bytes': { zh: '有空字节（NUL），已去掉', en: 'NUL bytes, taken out' },
  'stray-quote': {
    zh: '引号没有成对或没有双写，按字面读取',
    en: 'A quotation mark that is neither paired nor doubled, read as it stands',
  },
  'unclosed-quote': {
    zh: '引号打开后没有关闭，按字面读取',
    en: 'A quotation mark is opened and never closed, read as it stands',
  },
  'too-few-cells': {
    zh: '单元格少于表头列数，缺的按空处理',
    en: 'Fewer cells than columns; the missing ones are empty',
  },
  'too-many-cells': {
    zh: '单元格多于表头列数：内容里可能有未加引号的分隔符',
    en: 'More cells than columns: a separator inside a text is probably not quoted',
  },
  'cell-too-long': { zh: '单元格过长，已截断', en: 'The cell is too long and was cut' },
  'formula-error': { zh: '公式结果是错误值，按空处理', en: 'The formula gave an error; taken as empty' },
  'formula-without-value': {
    zh: '公式没有保存计算结果：请用 Excel 打开并保存一次',
    en: 'The formula has no stored result: open and save the file once in Excel',
  },
  'date-out-of-range': { zh: '日期数值超出范围，按数字读取', en: 'A date beyond the calendar, read as a number' },
  'digits-lost': {
    zh: '超过 15 位的数字按“数字”保存，末尾几位已丢失：请把该列设为文本后重新录入',
    en: 'A number of more than 15 digits was stored as a number, its last digits are lost: make the column text and enter it again',
  },
}

/** Builds a trouble with its standard words; `found` is cut to what a person can take in. */
export function trouble(code: TroubleCode, row: number, column?: number, found?: string): Trouble {
  const shown = found !== undefined && found.length > 80 ? `${found.slice(0, 80)}…` : found
  return { code, row, column, found: shown, says: SAYS[code] }
}
