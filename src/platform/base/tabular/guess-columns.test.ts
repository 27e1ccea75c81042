import { describe, expect, it } from 'vitest'
import { type Cell, guessColumn, guessColumns, headerFingerprint, type TargetField } from './index.ts'

const guess = (...cells: Cell[]) => guessColumn(cells.map((cell, i) => ({ row: i + 2, cell })))

describe('what a column holds', () => {
  it.each<[string, Cell[], string]>([
    ['whole numbers', ['1', '-2', '3,000'], 'integer'],
    ['numbers', ['1', '2.5', '1e-3', 4.5], 'decimal'],
    ['numbers with gaps', ['NA', '59.48', '', 'NA', '61'], 'decimal'],
    ['codes with leading zeros', ['0128', '0127', '0101'], 'code'],
    ['citizen numbers', ['310101199001011234', '31010119900101123X'], 'code'],
    ['telephone numbers', ['13812341234', '13812341235', '13912341236'], 'code'],
    ['days', ['2019-04-25', '2019/4/26', '2019年4月27日'], 'date'],
    ['compact days', ['20190425', '20190426', '20191231'], 'date'],
    ['instants', ['2019/4/25 9:32:09', '2019-08-16T09:21:33.000Z'], 'instant'],
    ['American instants', ['04/12/2018 11:11:26 AM', '11/13/2018 01:06:56 PM'], 'instant'],
    ['wall times of a workbook', [{ wall: '2019-04-25T09:32:09' }, { wall: '2019-04-26T09:32:09' }], 'instant'],
    ['times of day', ['09:30', '18:05'], 'time'],
    ['yes and no', ['是', '否', '是'], 'yes-no'],
    ['words', ['路灯不亮', '3号楼', '5'], 'text'],
    ['nothing', ['', null, 'NA'], 'empty'],
  ])('%s', (_, cells, type) => expect(guess(...cells).type).toBe(type))

  it('names the cells that do not fit', () => {
    const column = guess(...Array.from({ length: 19 }, (_, i) => `2019-04-${String(i + 10)}`), '20202-01-01')
    expect(column).toMatchObject({ type: 'date', share: 0.95, misfits: [{ row: 21, text: '20202-01-01' }] })
  })

  it('says when nothing settles the order of day and month', () => {
    const column = guess('04/12/2018', '05/11/2018')
    expect(column.type).toBe('date')
    expect(column.habit).toMatchObject({ isAmbiguous: true })
    expect(guess('04/12/2018', '05/25/2018').habit).toMatchObject({ isAmbiguous: false, habit: { order: 'mdy' } })
  })
})

const fields: TargetField[] = [
  {
    key: 'id',
    title: { zh: '编号', en: 'Number' },
    synonyms: ['留言编号', '工单号', 'service request id'],
    types: ['code', 'integer', 'text'],
  },
  { key: 'title', title: { zh: '标题', en: 'Title' }, synonyms: ['留言主题', '主题', 'subject'], types: ['text'] },
  {
    key: 'createdAt',
    title: { zh: '留言时间', en: 'Created' },
    synonyms: ['时间', 'created date', '来电时间'],
    types: ['instant', 'date'],
  },
  {
    key: 'replyAt',
    title: { zh: '答复时间', en: 'Replied' },
    synonyms: ['回复时间', 'reply date'],
    types: ['instant', 'date'],
  },
  { key: 'reply', title: { zh: '答复意见', en: 'Reply' }, synonyms: ['答复', '回复内容'], types: ['text'] },
]
const headers = (...names: string[]) => names.map((original, column) => ({ name: original, original, column }))
const matched = (names: string[], samples: Cell[][] = []) =>
  Object.fromEntries(
    guessColumns(
      headers(...names),
      samples.map((cells) => guess(...cells)),
      fields,
    ).map((match) => [match.field, match.header]),
  )

describe('which column fills which field', () => {
  it('is told from headers in Chinese and English, whatever their case and brackets', () => {
    expect(matched(['留言编号', '留言主题', '留言时间', '答复意见', '答复时间'])).toEqual({
      id: '留言编号',
      title: '留言主题',
      createdAt: '留言时间',
      reply: '答复意见',
      replyAt: '答复时间',
    })
    expect(matched(['ServiceRequestID', 'SUBJECT', 'CreatedDate', 'Reply Date', 'other'])).toEqual({
      id: 'ServiceRequestID',
      title: 'SUBJECT',
      createdAt: 'CreatedDate',
      replyAt: 'Reply Date',
    })
    expect(matched(['工单号（必填）', '诉求主题'])).toEqual({ id: '工单号（必填）', title: '诉求主题' })
  })

  it('takes the content into account and uses each column once', () => {
    const samples: Cell[][] = [
      ['路灯不亮', '积水了'],
      ['2019-04-25 09:00', '2019-04-26 10:00'],
    ]
    expect(matched(['时间', '来电时间'], samples)).toEqual({ createdAt: '来电时间' })
    expect(matched(['xyz', 'foo'])).toEqual({})
  })

  it('is remembered by the headers, not by their spacing or case', () => {
    const print = (...names: string[]) => headerFingerprint(headers(...names))
    expect(print('Created Date', '编号')).toBe(print('created_date', ' 编号 '))
    expect(print('a', 'b')).not.toBe(print('b', 'a'))
    expect(print('ab', 'c')).not.toBe(print('a', 'bc'))
  })
})
